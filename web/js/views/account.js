// The person's account: what their library holds, where they are signed in, tokens for scripts.

import { forget, get, post, remove } from "../api.js";
import { announce, cover, fill, h, spotifyArrow } from "../dom.js";
import { day, moment, number } from "../format.js";
import { skeleton } from "../paged.js";
import { problemPanel } from "../problems.js";
import { leaving } from "./erasure.js";
import { settings } from "./settings.js";

// Comes back to this page; Spotify asks even where it remembers a consent, so that a new one begins.
const CONSENT_AGAIN = "/api/v1/user/login?return_to=%2F%23%2Faccount&consent_again=true";

export function account(view) {
  view.title("Account");
  const user = view.user.user ?? {};
  const name = user.display_name || user.id || "You";
  view.show(
    h(
      "header",
      { class: "entity person" },
      cover(user.images, name, 96, "account"),
      h(
        "div",
        { class: "entity-text" },
        h("p", { class: "kind" }, "Signed in"),
        h("h1", { tabindex: "-1" }, name),
        h("div", { class: "actions" }, h("button", { type: "button", class: "button", on: { click: () => signOut(view) } }, "Sign out"), spotifyArrow(name, user.spotify_url, "Open in Spotify")),
        h("div", { id: "sign-out-trouble" }),
      ),
    ),
    consent(view),
    settings(view),
    section(view, "In your Spotify library", "/user/profile", counts),
    section(view, "Where you are signed in", "/user/sessions", sessions),
    section(view, "Tokens for scripts", "/user/tokens", tokens),
    leaving(view),
  );
}

async function signOut(view) {
  try {
    await post("/user/logout");
    forget();
    view.signedOut();
  } catch (error) {
    fill(document.getElementById("sign-out-trouble"), problemPanel(error, { compact: true }));
  }
}

/** A part of the page that loads by itself: one that fails leaves its neighbours standing. */
function section(view, title, path, draw) {
  const body = h("div", {});
  const load = async () => {
    fill(body, skeleton(2));
    try {
      fill(body, draw(await get(path, {}, view.signal), { view, reload: load }));
    } catch (error) {
      if (error.name !== "AbortError") fill(body, problemPanel(error, { retry: load, signInHref: view.signInHref, compact: true }));
    }
  };
  load();
  return h("section", { class: "part" }, h("h2", {}, title), body);
}

function consent(view) {
  const grant = view.user.grant;
  if (!grant) return null;
  return h(
    "section",
    { class: "part" },
    h("h2", {}, "What you allowed"),
    ending(grant),
    !grant.reauth_required &&
      h("p", {}, !(grant.scopes ?? []).some((scope) => scope.includes("modify")) && "Dashspot may only read. ", "You gave consent on ", day(grant.authorized_at), grant.expires_at && [", and it holds until ", day(grant.expires_at)], "."),
    grant.scopes?.length > 0 && h("ul", { class: "chips" }, grant.scopes.map((scope) => h("li", {}, h("code", {}, scope)))),
  );
}

const LEFT = new Intl.PluralRules("en");

/** What to do about a consent that has ended, is refused, or ends soon; nothing while all is well. */
function ending(grant) {
  const button = h("a", { href: CONSENT_AGAIN, class: "button strong" }, grant.reauth_required ? "Sign in with Spotify again" : "Renew it now");
  if (grant.warning === "ended") return h("p", { class: "callout", role: "alert" }, `Your consent at Spotify ended on ${day(grant.expires_at)}. What is yours here stays. `, button);
  if (grant.reauth_required) return h("p", { class: "callout", role: "alert" }, "Spotify does not accept your consent just now. Dashspot keeps trying for a while; signing in again mends it at once. ", button);
  if (!grant.warning) return null;
  const left = `${grant.days_left} ${LEFT.select(grant.days_left) === "one" ? "day" : "days"}`;
  const urgent = grant.warning === "ends_within_7_days";
  return h(
    "p",
    { class: "callout", role: urgent ? "alert" : "status" },
    urgent ? h("strong", {}, `Only ${left} left.`) : null,
    urgent ? `Spotify ends your consent on ${day(grant.expires_at)}, and Dashspot can read nothing after that. ` : `Spotify ends your consent in ${left}, on ${day(grant.expires_at)}. Renewing it takes a click. `,
    button,
  );
}

const COUNTS = { playlists: "Playlists", tracks: "Tracks", albums: "Albums", artists: "Artists", shows: "Shows", episodes: "Episodes", audiobooks: "Audiobooks" };

function counts(profile) {
  const known = profile.counts ?? {};
  return h(
    "dl",
    { class: "tiles" },
    Object.entries(COUNTS).map(([key, label]) => h("div", {}, h("dt", {}, label), h("dd", { title: Number.isFinite(known[key]) ? null : "Spotify did not say" }, number(known[key])))),
  );
}

/** A user agent as a person would put it; their order matters, since each later one also appears in the earlier ones'. */
function browser(agent) {
  const find = (names) => names.find(([pattern]) => new RegExp(pattern).test(agent ?? ""))?.[1];
  const program = find([["Edg/", "Edge"], ["Firefox/", "Firefox"], ["Chrome/", "Chrome"], ["Safari/", "Safari"]]) ?? "A browser";
  const system = find([["iPhone|iPad", "iOS"], ["Android", "Android"], ["Windows", "Windows"], ["Mac OS", "macOS"], ["Linux", "Linux"]]);
  return system ? `${program} on ${system}` : program;
}

function sessions(page, { view, reload }) {
  const current = view.user.session?.id;
  return h(
    "ul",
    { class: "entries" },
    (page.data ?? []).map((session) => {
      const here = session.id === current || session.current === true;
      return h(
        "li",
        {},
        h("div", {}, h("strong", { title: session.user_agent }, browser(session.user_agent), here && " (this one)"), h("span", { class: "below" }, `Since ${moment(session.created_at)}, until ${day(session.expires_at)}`)),
        here
          ? h("span", { class: "tag" }, "Now")
          : h("button", { type: "button", class: "button", "aria-label": `End the session of ${moment(session.created_at)}`, on: { click: (event) => revoke(event, `/user/sessions/${encodeURIComponent(session.id)}`, "Session ended", view, reload) } }, "End"),
      );
    }),
  );
}

function tokens(page, { view, reload }) {
  const made = h("div", { "aria-live": "polite" });
  const trouble = h("div", {});
  const name = h("input", { id: "token-name", name: "name", required: true, maxlength: "80", autocomplete: "off", placeholder: "Backup script" });
  const days = h("select", { id: "token-days", name: "days" }, [["7", "7 days"], ["30", "30 days"], ["90", "90 days"], ["365", "a year"]].map(([value, text]) => h("option", { value, selected: value === "90" }, text)));
  const list = h("ul", { class: "entries" });
  const entry = (token) =>
    h(
      "li",
      {},
      h("div", {}, h("strong", {}, token.name || "Unnamed"), h("span", { class: "below" }, `Made ${day(token.created_at)}, until ${day(token.expires_at)}`)),
      h("button", { type: "button", class: "button", "aria-label": `Revoke the token ${token.name}`, on: { click: (event) => revoke(event, `/user/tokens/${encodeURIComponent(token.id)}`, "Token revoked", view, reload) } }, "Revoke"),
    );
  const existing = page.data ?? [];
  fill(list, existing.map(entry));
  const none = h("p", { class: "fine", hidden: existing.length > 0 }, "No tokens yet.");
  const submit = async (event) => {
    event.preventDefault();
    const button = event.submitter;
    if (button) button.disabled = true;
    fill(trouble);
    try {
      const token = await post("/user/tokens", { name: name.value.trim(), expires_in_days: Number(days.value) });
      list.prepend(entry(token));
      none.hidden = true;
      name.value = "";
      fill(made, h("div", { class: "callout" }, h("p", {}, h("strong", {}, "Copy it now: it is shown only this once.")), h("code", { class: "secret", tabindex: "0" }, token.token), copyButton(token.token)));
    } catch (error) {
      fill(trouble, problemPanel(error, { signInHref: view.signInHref, compact: true }));
    } finally {
      if (button) button.disabled = false;
    }
  };
  return [
    h("p", {}, "A script sends a token as ", h("code", {}, "Authorization: Bearer …"), " in place of signing in. Dashspot keeps only its hash."),
    h("form", { class: "line-form", on: { submit } }, h("label", { for: "token-name" }, "Name", name), h("label", { for: "token-days" }, "Valid for", days), h("button", { type: "submit", class: "button strong" }, "Make a token")),
    trouble,
    made,
    list,
    none,
  ];
}

function copyButton(text) {
  const button = h("button", { type: "button", class: "button" }, "Copy");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Select it and copy by hand";
    }
  });
  return button;
}

async function revoke(event, path, said, view, reload) {
  const button = event.currentTarget;
  button.disabled = true;
  try {
    await remove(path);
    announce(said);
    await reload();
  } catch (error) {
    button.disabled = false;
    button.closest("li").append(problemPanel(error, { signInHref: view.signInHref, compact: true }));
  }
}
