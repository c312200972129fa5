// The small parts of a sync's panel.

import { h } from "../dom.js";
import { away, count, moment, number, span } from "../format.js";
import { hasEnded } from "../jobs.js";
import { RESOURCES, reasonSentence } from "./words.js";

/** The lit display of a sync that goes on: what is read now, how far it is, when it may be ready. */
export function display({ state, progress, estimate }) {
  if (hasEnded({ state })) return null;
  const { done = 0, total = null, unit = "rows", current = null } = progress ?? {};
  const known = Number.isFinite(total) && total > 0;
  const far = known ? `${number(done)} of ${number(total)} ${unit}` : done > 0 ? `${number(done)} ${unit} so far` : "Finding out how much there is";
  return h(
    "div",
    { class: "sync-display" },
    h("p", { class: "now" }, current ? RESOURCES[current] ?? current : state === "queued" ? "On its way to a function" : "Your library"),
    // Without a value the bar shows that nobody knows how far it is.
    h("progress", { "aria-label": "How far the sync is", max: known ? total : null, value: known ? Math.min(done, total) : null }),
    h("p", { class: "far" }, h("span", {}, far), known && h("span", {}, `${Math.floor((100 * Math.min(done, total)) / total)} %`)),
    estimate && h("p", { class: "left" }, left(estimate)),
  );
}

function left({ requests, ready_at }) {
  const asked = Number.isFinite(requests) && `About ${count(requests, "request")} to Spotify left`;
  const ready = ready_at && ["ready ", h("time", { datetime: ready_at, title: moment(ready_at) }, away(ready_at)), ` (${moment(ready_at)})`];
  return [asked, asked && ready && ", ", ready];
}

const CONSENT = new Set(["reauth_required", "insufficient_scope"]);

/** What there is to say about a state beside its heading. */
export function said({ state, resume_at, error: code, kept, signInHref }) {
  switch (state) {
    case "waiting":
      return h(
        "p",
        { class: "callout" },
        h("span", {}, code && [reasonSentence(code), " "], "It goes on by itself", resume_at && [" ", h("time", { datetime: resume_at }, away(resume_at)), ` (${moment(resume_at)})`], ". You need not keep this page open."),
      );
    case "partial":
      return h("p", {}, "What could be read is here. Where something is missing below, nothing was removed: the next sync tries again.");
    case "failed":
      return h("p", { class: "callout", role: "alert" }, code ? reasonSentence(code) : "Dashspot gave no reason.", " What was read until then stays.", CONSENT.has(code) && h("a", { class: "button strong", href: signInHref }, "Sign in with Spotify"));
    case "cancelled":
      return h("p", {}, "What was read until then stays. Nothing was removed from what was not read to its end.");
    case "succeeded":
      return kept > 0 && h("p", {}, `All but what Spotify keeps from this app: ${count(kept, "collection")}, under “Left out”.`);
    default:
      return null;
  }
}

const COUNTS = { created: "New", updated: "Changed", removed: "Removed", unchanged: "Unchanged", skipped: "Left out" };

export function counts(known) {
  if (!known) return null;
  return h("dl", { class: "tiles" }, Object.entries(COUNTS).map(([key, label]) => h("div", { data: { count: key } }, h("dt", {}, label), h("dd", {}, number(known[key] ?? 0)))));
}

/** What it cost, and the id by which logs know it. */
export function facts({ id, cost }) {
  const fact = (name, value) => [h("dt", {}, name), h("dd", {}, value)];
  return h(
    "dl",
    { class: "facts small" },
    cost && [fact("Requests to Spotify", number(cost.requests)), fact("Write units", number(Math.round(cost.write_units))), fact("Work", span(cost.milliseconds))],
    fact("Sync", h("code", {}, id)),
  );
}
