// Syncing and analysing as long work: the buttons that start it, and the job shown live.

import { patch, post, put, remove } from "../api.js";
import { announce, fill, h } from "../dom.js";
import { away, moment, number } from "../format.js";
import { followJob, hasEnded } from "../jobs.js";
import { problemPanel } from "../problems.js";
import { reasonSentence } from "../syncs/words.js";

const STATES = { queued: "About to begin", running: "At work", waiting: "Waiting to go on", succeeded: "Done", partial: "Done, with gaps", failed: "This could not go on", cancelled: "Cancelled" };

/**
 * Buttons and the job they started. `path`: the analysis; `whole`: it is a playlist or album, which can be synced too, and not
 * a selection. `ended()`: called when a job has ended.
 */
export function workPanel({ view, path, whole, ended }) {
  const trouble = h("div", {});
  const shown = h("div", { class: "job", hidden: true });
  const start = (text, ask, kind = "") => h("button", { type: "button", class: `button ${kind}`, on: { click: () => begin(ask) } }, text);
  const buttons = whole
    ? [start("Sync and analyse", () => put(path), "strong"), start("Sync", () => patch(path, { operation: "sync" })), start("Analyse", () => patch(path, { operation: "analyze" }))]
    : [start("Analyse these tracks", () => post(path), "strong")];
  const row = h("div", { class: "actions" }, buttons);

  async function begin(ask) {
    for (const button of buttons) button.disabled = true;
    fill(trouble);
    try {
      follow(await ask());
    } catch (error) {
      done();
      fill(trouble, problemPanel(error, { compact: true, signInHref: view.signInHref }));
    }
  }

  function done() {
    for (const button of buttons) button.disabled = false;
  }

  function follow(job) {
    const jobPath = `/browser/jobs/${encodeURIComponent(job.id)}`;
    const title = h("h3", { tabindex: "-1" });
    const body = h("div", {});
    const cancel = h("button", { type: "button", class: "button slight" }, "Cancel");
    let state = null;
    shown.hidden = false;
    fill(shown, h("header", {}, title, cancel), body);
    title.focus({ preventScroll: true });
    cancel.addEventListener("click", async () => {
      cancel.disabled = true;
      await remove(jobPath).catch((error) => {
        cancel.disabled = false;
        fill(trouble, problemPanel(error, { compact: true, signInHref: view.signInHref }));
      });
    });
    const draw = (now) => {
      fill(trouble);
      shown.dataset.state = now.state;
      title.textContent = STATES[now.state] ?? now.state;
      if (state !== null && state !== now.state) announce(title.textContent);
      const over = hasEnded(now) && state !== "ended";
      state = hasEnded(now) ? "ended" : now.state;
      if (hasEnded(now) && document.activeElement === cancel) title.focus({ preventScroll: true });
      cancel.hidden = hasEnded(now);
      fill(body, progress(now), said(now));
      if (!over) return;
      done();
      ended(now);
    };
    draw(job);
    if (hasEnded(job)) return;
    followJob({ view, path: jobPath, draw, failed: (error, retry) => fill(trouble, problemPanel(error, { retry, compact: true, signInHref: view.signInHref })) });
  }

  return h("div", { class: "work" }, row, trouble, shown);
}

function progress({ state, progress: far }) {
  if (hasEnded({ state }) || !far) return null;
  const { done = 0, total, unit = "tracks", current } = far;
  const known = Number.isFinite(total) && total > 0;
  return h(
    "div",
    { class: "sync-display" },
    current && h("p", { class: "now" }, current),
    h("progress", { "aria-label": "How far it is", max: known ? total : null, value: known ? Math.min(done, total) : null }),
    h("p", { class: "far" }, h("span", {}, known ? `${number(done)} of ${number(total)} ${unit}` : done > 0 ? `${number(done)} ${unit} so far` : "Finding out how much there is")),
  );
}

const COUNTS = [["created", "new"], ["updated", "changed"], ["removed", "removed"], ["unchanged", "unchanged"], ["skipped", "left out"]];

function said({ state, resume_at, error, counts, skipped }) {
  const found = COUNTS.filter(([key]) => counts?.[key] > 0).map(([key, word]) => `${number(counts[key])} ${word}`).join(", ");
  const reasons = [...new Set((skipped ?? []).map(({ reason }) => reason))];
  return [
    state === "waiting" && h("p", {}, error && [reasonSentence(error), " "], "It goes on by itself", resume_at && [" ", h("time", { datetime: resume_at }, away(resume_at)), ` (${moment(resume_at)})`], ". You need not keep this page open."),
    state === "failed" && h("p", { role: "alert" }, error ? reasonSentence(error) : "Dashspot gave no reason.", " What was done until then stays."),
    found && h("p", {}, `${found}.`),
    hasEnded({ state }) && reasons.length > 0 && h("p", { class: "below" }, "Left out because: ", reasons.map((code, index) => [index > 0 && " ", reasonSentence(code)])),
  ];
}
