// What a view shows in place of what it cannot show: nothing kept yet, nothing found.

import { post } from "../api.js";
import { announce, fill, h } from "../dom.js";
import { hasEnded } from "../jobs.js";
import { problemPanel } from "../problems.js";
import { syncPanel } from "../syncs/panel.js";

const LOOK_AGAIN_MS = 4_000;

/**
 * For `not_synced`: why there is nothing yet, and the button that starts a sync, which is then shown until it has ended and
 * `retry` finds what it brought. Null for every other error. A copy that is being prepared is looked for by itself.
 */
export function notSynced(view, error, retry) {
  if (error.code !== "not_synced") return null;
  const prepared = isBeingPrepared(error);
  const trouble = h("div", {});
  const body = h("div", { class: "sync-here" });
  const button = h("button", { type: "button", class: "button strong big", on: { click: start } }, "Sync my library");
  const root = h(
    "section",
    { class: "nothing not-synced", data: { state: prepared ? "preparing" : "missing" } },
    h("h2", {}, prepared ? "The copy is being prepared" : "Nothing is kept yet"),
    h("p", {}, error.detail ? sentence(error.detail) : "Browsing works on the copy of your library that a sync makes."),
    prepared ? h("p", { class: "fine", role: "status" }, "This page looks again by itself.") : h("div", { class: "actions" }, button, h("a", { class: "button", href: "#/syncs" }, "Go to syncs")),
    trouble,
    body,
  );
  if (prepared) lookLater();

  function lookLater() {
    const timer = setTimeout(() => root.isConnected && retry(), Math.max(LOOK_AGAIN_MS, (error.retryAfter ?? 0) * 1000));
    view.signal.addEventListener("abort", () => clearTimeout(timer));
  }

  async function start() {
    button.disabled = true;
    fill(trouble);
    try {
      const job = await post("/library/syncs", {});
      announce("The sync has started");
      const panel = syncPanel({ view, job, heading: "h3", changed: (now) => hasEnded(now) && ended() });
      fill(body, panel);
      button.hidden = true;
      panel.querySelector("h3")?.focus({ preventScroll: true });
    } catch (problem) {
      button.disabled = false;
      fill(trouble, problemPanel(problem, { compact: true, signInHref: view.signInHref }));
    }
  }

  function ended() {
    fill(trouble, h("p", { class: "fine", role: "status" }, "The copy is made from it now; this page looks again by itself."));
    lookLater();
  }

  return root;
}

const sentence = (text) => `${text[0].toUpperCase()}${text.slice(1).replace(/\.$/, "")}.`;

/** The API says when to come again where something is on its way. */
const isBeingPrepared = (error) => Number.isFinite(error.retryAfter) || /prepar/i.test(error.detail);

/** In place of a list that has nothing. `filtered`: whether it might have something without filters; `clear()` takes them away. */
export function nothingFound({ noun, filtered, clear }) {
  if (!filtered) return h("section", { class: "nothing" }, h("h2", {}, `No ${noun}`), h("p", {}, `Your library has no ${noun}, as far as Dashspot has read it.`));
  return h(
    "section",
    { class: "nothing" },
    h("h2", {}, "Nothing found"),
    h("p", {}, `No ${noun} in the kept copy have all of that. Words may be in any order, and their beginnings are enough.`),
    h("button", { type: "button", class: "button", on: { click: clear } }, "Take all filters away"),
  );
}
