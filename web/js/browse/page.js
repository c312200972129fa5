// The frame of one thing, or of one report: read once, shown, or why it cannot be.

import { get } from "../api.js";
import { fill, h } from "../dom.js";
import { skeleton } from "../paged.js";
import { problemPanel } from "../problems.js";
import { copyLine } from "./copy.js";
import { kindsNav } from "./frame.js";
import { notSynced } from "./states.js";

const BETWEEN_LOOKS_MS = 5_000;
const LOOKS_AT_MOST = 24; // two minutes; then the line about the copy has a button

/**
 * Shows what `path` answers. `nav`: which of the kinds it belongs to; `up`: [address, text] of the list above; `title`: until the
 * answer is there; `draw(answer)` gives what to show, headed by an h1. Returns `lookUntilRenewed`, which reads it anew until
 * records that came in meanwhile are part of it.
 */
export function answerPage(view, { nav, up, title, path, params = {}, draw }) {
  const body = h("div", { class: "browse-thing" });
  const copy = copyLine(() => load({ anew: true }));
  view.title(title);
  view.show(kindsNav(view, nav).element, up && h("p", { class: "up" }, h("a", { href: up[0] }, `‹ ${up[1]}`)), body, copy.element);
  load();
  return { lookUntilRenewed };

  async function lookUntilRenewed() {
    for (let look = 0; look < LOOKS_AT_MOST && !view.signal.aborted; look += 1) {
      await load({ anew: true });
      if (!view.memory.answer?.meta?.behind_since) return;
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOOKS_MS));
    }
  }

  async function load({ anew = false } = {}) {
    if (anew) view.memory = {};
    const known = view.memory.answer;
    if (!known && body.childElementCount === 0) fill(body, h("h1", { class: "unseen" }, title), skeleton(4));
    try {
      const answer = known ?? (await get(path, params, view.signal));
      view.memory.answer = answer;
      if (view.signal.aborted) return;
      fill(body, draw(answer));
      view.title(body.querySelector("h1")?.textContent || title);
      copy.show(answer.meta ?? answer);
      if (!anew) view.focusHeading();
    } catch (error) {
      if (error.name === "AbortError") return;
      fill(body, h("h1", { tabindex: "-1" }, title), notSynced(view, error, load) ?? problemPanel(error, { retry: load, signInHref: view.signInHref }));
      if (!anew) view.focusHeading();
    }
  }
}
