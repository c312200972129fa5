// One sync as it goes on, or as it ended: display, counts, collections, what was left out, what it cost.

import { remove } from "../api.js";
import { announce, fill, h } from "../dom.js";
import { moment, span } from "../format.js";
import { followJob, hasEnded } from "../jobs.js";
import { problemPanel } from "../problems.js";
import { collections, skipped } from "./details.js";
import { counts, display, facts, said } from "./parts.js";
import { scope, stateHeading } from "./words.js";

/**
 * An element that shows a sync, and follows it until it has ended. `job`: as it is known; its id is enough.
 * `heading`: which element its heading is. `changed(job)`: called with every answer.
 */
export function syncPanel({ view, job, heading = "h1", changed = () => {} }) {
  const path = `/library/syncs/${encodeURIComponent(job.id)}`;
  const title = h(heading, { tabindex: "-1" }, "Sync");
  const trouble = h("div", {});
  const cancel = h("button", { type: "button", class: "button", hidden: true, on: { click: askToCancel } }, "Cancel");
  const about = part(({ created_at, finished_at, ...rest }) => ({ created_at, finished_at, only: scope(rest), full: rest.full }), aboutLine);
  const parts = [
    part(({ state, progress, estimate }) => ({ state, progress, estimate }), display),
    part(({ state, resume_at, error, collections: read }) => ({ state, resume_at, error, kept: (read ?? []).filter((each) => each.state === "skipped").length, signInHref: view.signInHref }), said),
    part((now) => now.counts, counts),
    collections(heading === "h1" ? "h2" : "h3"),
    skipped(heading === "h1" ? "h2" : "h3"),
    part(({ id, cost }) => ({ id, cost }), facts),
  ];
  const root = h("section", { class: "sync" }, h("header", { class: "sync-head" }, h("div", {}, about.element, title), h("div", { class: "actions" }, cancel)), trouble, parts.map((each) => each.element));
  let state = null;
  let cancelling = false;

  function draw(now) {
    fill(trouble);
    root.dataset.state = now.state;
    title.textContent = stateHeading(now.state);
    for (const each of [about, ...parts]) each.show(now);
    if (hasEnded(now) && document.activeElement === cancel) title.focus({ preventScroll: true });
    cancel.hidden = hasEnded(now);
    // Only turns are told to people who hear the page: every row would drown everything else.
    if (state !== null && state !== now.state) announce(stateHeading(now.state));
    state = now.state;
    changed(now);
  }

  function drawCancel(asked) {
    cancelling = asked;
    cancel.setAttribute("aria-disabled", String(asked)); // not disabled, so that the focus stays on it
    cancel.textContent = asked ? "Cancelling…" : "Cancel";
  }

  async function askToCancel() {
    if (cancelling) return;
    drawCancel(true);
    try {
      await remove(path);
      announce("Cancelling");
    } catch (error) {
      drawCancel(false);
      fill(trouble, problemPanel(error, { compact: true, signInHref: view.signInHref }));
    }
  }

  if (job.state) draw(job);
  if (!job.state || !hasEnded(job)) {
    const failed = (error, retry) => fill(trouble, problemPanel(error, { retry, signInHref: view.signInHref, compact: state !== null }));
    followJob({ view, path, draw, failed });
  }
  return root;
}

/** A part of the panel that is drawn anew only when `of(job)`, which is all that it shows, has changed. */
function part(of, draw) {
  const element = h("div", { class: "sync-part" });
  let shown;
  const show = (job) => {
    const told = of(job);
    const fingerprint = JSON.stringify(told);
    if (fingerprint === shown) return;
    shown = fingerprint;
    fill(element, draw(told));
  };
  return { element, show };
}

function aboutLine({ created_at, finished_at, only, full }) {
  const took = finished_at && `took ${span(new Date(finished_at) - new Date(created_at))}`;
  return h("p", { class: "kind" }, [created_at && `Started ${moment(created_at)}`, took, only && `only: ${only}`, full && "every page"].filter(Boolean).join(" · "));
}
