// Long work: the API answers a job, and this page asks about it until it has ended.

import { get } from "./api.js";

const ENDED = new Set(["succeeded", "partial", "failed", "cancelled"]);
const FASTEST_MS = 2_000;
const SLOWEST_MS = 30_000; // a sync may take days, and a page may stay open as long
const SLOWER_BY = 1.4;
const AFTER_TROUBLE_MS = 15_000;

export const hasEnded = (job) => ENDED.has(job.state);

/**
 * Asks for the job at `path` until it has ended or the view is left, less often while nothing changes, and not at all
 * while nobody sees the page. `draw(job)` shows each answer; `failed(error, retry)` what went wrong: what may pass by
 * itself is tried again by itself, everything else when a person says so.
 */
export function followJob({ view, path, draw, failed }) {
  const { signal } = view;
  let timer = null;
  let asking = false;
  let over = false;
  let pause = FASTEST_MS;
  let seen = "";

  async function look() {
    clearTimeout(timer);
    timer = null;
    if (asking || signal.aborted || document.hidden) return;
    asking = true;
    over = false;
    try {
      const job = await get(path, {}, signal);
      const told = JSON.stringify(job);
      pause = told === seen ? Math.min(pause * SLOWER_BY, SLOWEST_MS) : FASTEST_MS;
      seen = told;
      over = hasEnded(job);
      draw(job);
      if (!over) lookIn(Math.min(pause, untilResumed(job)));
    } catch (error) {
      if (error.name === "AbortError") return;
      over = !(error.status === 0 || error.status === 429 || error.status >= 500);
      failed(error, look);
      if (!over) lookIn(Math.max(AFTER_TROUBLE_MS, (error.retryAfter ?? 0) * 1000));
    } finally {
      asking = false;
    }
  }

  function lookIn(milliseconds) {
    timer = setTimeout(look, milliseconds);
  }

  document.addEventListener("visibilitychange", () => {
    if (!over && timer === null) look();
  }, { signal });
  signal.addEventListener("abort", () => clearTimeout(timer));
  look();
}

/** A job that waits is looked at soon after the instant at which it goes on. */
function untilResumed(job) {
  const wait = new Date(job.resume_at ?? NaN).getTime() - Date.now();
  return wait > 0 ? Math.max(wait, FASTEST_MS) : Infinity;
}
