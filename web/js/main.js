// The page's frame: who is signed in, which view the address names, and moving between views.

import { Problem, forget, get, post, traffic } from "./api.js";
import { startBehind } from "./behind.js";
import { announce, fill, h, icon } from "./dom.js";
import { problemPanel } from "./problems.js";
import { account } from "./views/account.js";
import { asOf } from "./views/as-of.js";
import { BROWSE } from "./views/browse/places.js";
import { collectionChanges, playlistChanges } from "./views/changes.js";
import { erasure } from "./views/erasure.js";
import { playlist } from "./views/playlist.js";
import { playlists } from "./views/playlists.js";
import { sync } from "./views/sync.js";
import { syncs } from "./views/syncs.js";
import { track } from "./views/track.js";
import { savedTracks } from "./views/tracks.js";
import { welcome } from "./views/welcome.js";

const ERASURE = /^\/erasures\/([0-9a-f]+)$/; // the only place that needs no session
const ROUTES = [
  [/^\/?(?:playlists\/?)?$/, playlists, "playlists"],
  [/^\/playlists\/([^/]+)$/, playlist, "playlists"],
  [/^\/playlists\/([^/]+)\/changes$/, playlistChanges, "playlists"],
  [/^\/playlists\/([^/]+)\/as-of\/([^/]+)$/, asOf, "playlists"],
  [/^\/changes\/(playlists|tracks|albums|artists|shows|episodes|audiobooks)$/, collectionChanges, "syncs"],
  [/^\/tracks\/?$/, savedTracks, "tracks"],
  [/^\/tracks\/([^/]+)$/, track, "tracks"],
  [/^\/syncs\/?$/, syncs, "syncs"],
  [/^\/syncs\/([^/]+)$/, sync, "syncs"],
  [/^\/account\/?$/, account, "account"],
  ...BROWSE.map(([pattern, show]) => [pattern, show, "browse"]),
  [ERASURE, erasure, null],
];
const TABS = [["playlists", "#/playlists", "Playlists"], ["tracks", "#/tracks", "Saved tracks"], ["browse", "#/browse", "Browse"], ["syncs", "#/syncs", "Syncs"], ["account", "#/account", "Account"]];

// Coming back from Spotify's page, the person goes on where they were. The place is kept here, not in return_to: a fragment
// does not belong into a redirect's query.
const WANTED = "dashspot.wanted";
const SIGN_IN = "/api/v1/user/login?return_to=%2F";

const content = document.getElementById("content");
const notices = document.getElementById("notices");
const tabs = document.getElementById("tabs");
const page = { meta: {}, user: { authenticated: false }, current: null };
/** What each visited place had loaded, by its history entry: the way back shows it at once, scrolled as it was. */
const memories = new Map();
let behind = null;

/** One showing of one place; what views get to work with. */
class View {
  #ended = new AbortController();

  constructor(params, memory) {
    Object.assign(this, { params, memory, query: query(), meta: page.meta, user: page.user, signInHref: SIGN_IN });
  }

  get signal() {
    return this.#ended.signal;
  }

  end() {
    this.#ended.abort();
  }

  show(...children) {
    if (!this.signal.aborted) fill(content, ...children);
  }

  title(text) {
    if (!this.signal.aborted) document.title = text ? `${text} – Dashspot` : "Dashspot";
  }

  /** After a move (not on the first showing) the reader's place is the new heading. */
  focusHeading() {
    if (this.moved && !this.signal.aborted) content.querySelector("h1")?.focus({ preventScroll: true });
  }

  /** The same view under another address, which it draws by itself: as a new entry of the history, or in the place of this one. */
  readdress(hash, { replace = false } = {}) {
    this.memory = {};
    if (replace) memories.set(history.state.entry, this.memory);
    else history.pushState({ entry: newEntry(this.memory) }, "", hash);
    if (replace) history.replaceState(history.state, "", hash);
  }

  signedOut() {
    showSignedOut({});
  }
}

function place() {
  return location.hash.replace(/^#/, "").split("?")[0] || "/";
}

/** What stands behind a "?" in the fragment. */
function query() {
  const from = location.hash.indexOf("?");
  return new URLSearchParams(from < 0 ? "" : location.hash.slice(from + 1));
}

/** A name for an entry of the history that has this memory. */
function newEntry(memory) {
  const entry = `${Date.now()}-${memories.size}-${history.length}`;
  memories.set(entry, memory);
  if (memories.size > 30) memories.delete(memories.keys().next().value);
  return entry;
}

function route({ moved }) {
  if (!page.user.authenticated) return showSignedOut({});
  const path = place();
  const [pattern, show, tab] = ROUTES.find(([candidate]) => candidate.test(path)) ?? [null, unknown, null];
  page.current?.end();
  // A new entry of the history has no state yet; one that has is being returned to.
  const entry = history.state?.entry;
  const memory = memories.get(entry) ?? {};
  if (entry === undefined) history.replaceState({ entry: newEntry(memory) }, "");
  else memories.set(entry, memory);
  const view = new View((pattern?.exec(path) ?? []).slice(1).map(decodeSafely), memory);
  view.moved = moved;
  page.current = view;
  drawTabs(tab);
  behind?.visit({ aside: tab === "browse" });
  show(view);
  if (moved) {
    view.focusHeading();
    window.scrollTo(0, memory.scroll ?? 0);
  }
}

function decodeSafely(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function unknown(view) {
  view.title("Not found");
  view.show(h("section", { class: "nothing" }, h("h1", { tabindex: "-1" }, "There is no such page"), h("p", {}, h("a", { class: "button strong", href: "#/playlists" }, "Go to your playlists"))));
}

function drawTabs(active) {
  tabs.hidden = !page.user.authenticated;
  fill(tabs, TABS.map(([name, href, text]) => h("a", { href, "aria-current": name === active ? "page" : null }, icon(name), h("span", {}, text))));
}

function showSignedOut(how) {
  page.current?.end();
  page.user = { authenticated: false };
  memories.clear();
  forget();
  document.body.dataset.state = "signed-out";
  drawTabs(null);
  behind?.hide();
  const leftBehind = ERASURE.exec(place());
  const view = new View(leftBehind?.slice(1) ?? [], {});
  page.current = view;
  if (leftBehind) erasure(view);
  else welcome(view, how);
}

/** The callback's error code; a server that appends it to a return path with a fragment puts it behind the fragment. */
function takeSignInError() {
  const hashQuery = location.hash.includes("?") ? location.hash.slice(location.hash.indexOf("?")) : "";
  const code = new URLSearchParams(location.search).get("sign_in_error") ?? new URLSearchParams(hashQuery).get("sign_in_error");
  if (code === null) return null;
  history.replaceState(null, "", location.pathname + location.hash.split("?")[0]);
  return code || "unknown";
}

function watchConnection() {
  const show = () =>
    fill(notices, navigator.onLine === false && h("p", { class: "banner", role: "status" }, "You are offline. What is on the page stays; new pages load once you are back."));
  addEventListener("online", show);
  addEventListener("offline", show);
  show();
}

function showMeta() {
  const { meta } = page;
  document.getElementById("simulated").hidden = meta.spotify?.simulated !== true;
  document.getElementById("about").textContent = ["Dashspot", meta.version, meta.stage && `(${meta.stage})`].filter(Boolean).join(" ");
}

async function start() {
  const error = takeSignInError();
  document.body.dataset.state = "starting";
  try {
    // Meta only adorns the page: without it the page still works.
    const [meta, user] = await Promise.all([get("/meta").catch(() => ({})), get("/user")]);
    Object.assign(page, { meta, user });
  } catch (problem) {
    document.body.dataset.state = "signed-out";
    fill(content, problemPanel(problem instanceof Problem ? problem : new Problem({ title: "The page could not start", detail: String(problem) }), { retry: start }));
    return;
  }
  showMeta();
  await renewInTime(page.user.session); // before anything else asks: it ends the session that the cookie names now
  behind ??= startBehind({ local: page.meta.stage === "local" });
  if (!page.user.authenticated) return showSignedOut({ error });
  document.body.dataset.state = "signed-in";
  behind.show();
  const wanted = sessionStorage.getItem(WANTED);
  sessionStorage.removeItem(WANTED);
  if (wanted && place() === "/") history.replaceState(null, "", wanted);
  if (error) announceSignInError(error);
  route({ moved: false });
}

/** Past the middle of its life a session is renewed, so that nobody who comes back now and then has to sign in again. */
async function renewInTime(session) {
  if (!session) return;
  const [began, ends] = [new Date(session.created_at), new Date(session.expires_at)];
  // A failed renewal costs nothing today: the next visit tries again.
  if (Date.now() > (began.getTime() + ends.getTime()) / 2) await post("/user/session/refresh").catch(() => {});
}

/** Someone already signed in who failed to sign in again (renewing consent, say) still needs to hear why. */
function announceSignInError(code) {
  const panel = problemPanel(new Problem({ title: "Signing in again did not work", code, detail: "You are still signed in as before." }));
  fill(notices, panel);
}

history.scrollRestoration = "manual";
document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault(); // its "#content" would be taken for a route
  content.focus();
});
addEventListener("hashchange", () => route({ moved: true }));
addEventListener("scroll", () => {
  if (page.current?.memory && !page.current.signal.aborted) page.current.memory.scroll = scrollY;
}, { passive: true });
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a");
  if (link?.getAttribute("href") === SIGN_IN && location.hash) sessionStorage.setItem(WANTED, location.hash);
});
traffic.addEventListener("signed-out", () => {
  if (!page.user.authenticated) return;
  announce("You are signed out");
  showSignedOut({ ended: true });
});
watchConnection();
start();
