// Leaving Dashspot: asking for it, and following the erasure to its receipt, which needs no session.

import { remove } from "../api.js";
import { announce, fill, h } from "../dom.js";
import { moment, number } from "../format.js";
import { followJob } from "../jobs.js";
import { skeleton } from "../paged.js";
import { problemPanel } from "../problems.js";

/** The part of the account page where a person leaves; nothing happens before it is confirmed. */
export function leaving(view) {
  const body = h("div", {});
  const ask = () => {
    const trouble = h("div", {});
    const title = h("h3", { tabindex: "-1" }, "Erase everything that Dashspot keeps about you?");
    const confirmed = h("button", { type: "button", class: "button danger", on: { click: () => leave(view, confirmed, trouble) } }, "Disconnect and erase");
    fill(
      body,
      h(
        "div",
        { class: "confirm", role: "group", "aria-label": "Confirm" },
        title,
        h(
          "ul",
          { class: "plain" },
          h("li", {}, "You are signed out everywhere at once, and your tokens end."),
          h("li", {}, "Your library as Dashspot has read it, your settings and Spotify’s consent are erased. ", h("strong", {}, "This can’t be undone.")),
          h("li", {}, "Your playlists and saved tracks at Spotify stay as they are."),
          h("li", {}, "You may sign in again whenever you like; Dashspot then knows nothing of you."),
        ),
        h("div", { class: "actions" }, confirmed, h("button", { type: "button", class: "button", on: { click: () => idle({ focus: true }) } }, "Keep everything")),
        trouble,
      ),
    );
    title.focus();
  };
  const idle = ({ focus = false } = {}) => {
    const button = h("button", { type: "button", class: "button", on: { click: ask } }, "Disconnect and erase …");
    fill(body, h("p", {}, "Ends Dashspot’s access to your Spotify account, and erases everything it keeps about you."), h("div", { class: "actions" }, button));
    if (focus) button.focus();
  };
  idle();
  return h("section", { class: "part" }, h("h2", {}, "Leave Dashspot"), body);
}

async function leave(view, button, trouble) {
  button.disabled = true;
  fill(trouble);
  try {
    const job = await remove("/user");
    // The address is all that leads to the receipt: it stays in this tab's history, and may be kept.
    history.replaceState(null, "", `#/erasures/${encodeURIComponent(job.id)}`);
    announce("You are signed out. Everything is being erased.");
    view.signedOut();
  } catch (error) {
    button.disabled = false;
    fill(trouble, problemPanel(error, { signInHref: view.signInHref, compact: true }));
  }
}

/** An erasure under way, or its receipt. */
export function erasure(view) {
  view.title("Erasing");
  const body = h("div", { class: "erasure" });
  const heading = h("h1", { tabindex: "-1" }, "Erasing what Dashspot keeps about you");
  view.show(h("section", { class: "receipt" }, heading, body));
  fill(body, skeleton(2));
  followJob({
    view,
    path: `/user/erasures/${encodeURIComponent(view.params[0])}`,
    draw: (job) => {
      if (job.state === "succeeded") {
        heading.textContent = "Everything is erased";
        view.title("Erased");
        announce("Everything is erased.");
      }
      fill(body, job.receipt ? receipt(job) : underWay(job));
    },
    failed: (error, retry) => fill(body, problemPanel(error, { retry })),
  });
}

function underWay(job) {
  const done = number(job.progress?.done);
  return [
    h("p", { role: "status" }, job.state === "waiting" ? `${done} records are gone.` : `You are signed out everywhere. ${done} records erased so far.`),
    job.state === "waiting" && h("p", {}, "Dashspot looks once more ", job.resume_at ? ["at ", h("time", { datetime: job.resume_at }, moment(job.resume_at)), ","] : "in a few minutes,", " when nothing that began before can still be writing."),
    h("p", { class: "fine" }, "You need not wait: it goes on by itself. This page’s address shows the receipt for 30 days."),
    start(),
  ];
}

const TABLES = { accounts: "Account, sessions, tokens, consent", catalogue: "Library as it was read", personal: "What was yours alone", coordination: "Work under way" };

function receipt(job) {
  const { receipt: told } = job;
  const rows = Object.entries(told.records).map(([table, count]) => [TABLES[table] ?? table, number(count)]);
  return [
    h(
      "dl",
      { class: "facts" },
      h("dt", {}, "Disconnected"),
      h("dd", {}, moment(told.disconnected_at)),
      h("dt", {}, "Nothing left"),
      h("dd", {}, moment(told.erased_at)),
      rows.map(([name, count]) => [h("dt", {}, name), h("dd", {}, `${count} erased`)]),
      h("dt", {}, "Files"),
      h("dd", {}, `${number(told.objects)} erased`),
      h("dt", {}, "Receipt"),
      h("dd", {}, h("code", {}, job.id)),
    ),
    h("p", {}, "Spotify still lists Dashspot among the apps you have allowed. ", h("a", { href: "https://www.spotify.com/account/apps/", target: "_blank", rel: "noopener" }, "Remove it there"), " too, if you like."),
    start(),
  ];
}

function start() {
  return h("div", { class: "actions" }, h("a", { class: "button", href: "#/" }, "To the start page"));
}
