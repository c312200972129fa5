// A list that comes page by page, by the API's cursors.

import { get } from "./api.js";
import { announce, fill, h } from "./dom.js";
import { number } from "./format.js";
import { problemPanel } from "./problems.js";

/**
 * Shows a list resource inside a new element, which it returns.
 *
 * `view`: the view it belongs to (its signal ends requests; its memory keeps the pages read, for the way back).
 * `params`: what is asked beside the place in the list; `first`: what only the first page is asked for besides.
 * `draw(items, start, meta)`: appends these items to what is on the page; `container`: the element that holds them.
 * `empty(meta)`: what to show in place of an empty list. `meta` is what the API says of the list as a whole. `noun`: plural, for the status line.
 * `failed(error, retry)`: what to show for an error that this list has words of its own for, else null. `settled(state)`:
 * called after each page, whether it came or not, and never before the list is returned.
 */
export function pagedList({ view, path, params = {}, first = {}, limit = 50, noun, container, draw, empty, failed = () => null, settled = () => {} }) {
  const status = h("p", { class: "paging-status fine" });
  const more = h("button", { type: "button", class: "button", on: { click: () => load() } }, "Load more");
  const trouble = h("div", {});
  const root = h("div", { class: "paged" }, container, trouble, h("div", { class: "paging" }, status, more));
  const memory = (view.memory.lists ??= {});
  const key = `${path}?${new URLSearchParams(params)}`;
  const state = memory[key] ?? { items: [], next: null, total: null, meta: {}, begun: false };
  memory[key] = state;

  const settle = () => {
    more.hidden = !state.next;
    container.hidden = state.items.length === 0;
    if (!state.begun) status.textContent = "";
    else if (state.items.length === 0) fill(status, "");
    else if (Number.isFinite(state.total)) status.textContent = `Showing ${number(state.items.length)} of ${number(state.total)} ${noun}`;
    else status.textContent = state.next ? `Showing the first ${number(state.items.length)} ${noun}` : `All ${number(state.items.length)} ${noun}`;
  };

  async function load() {
    more.disabled = true;
    more.textContent = "Loading…";
    root.setAttribute("aria-busy", "true");
    fill(trouble, state.begun ? null : skeleton());
    try {
      const page = await get(path, { ...params, ...(state.begun ? {} : first), limit, cursor: state.next }, view.signal);
      const start = state.items.length;
      state.items.push(...(page.data ?? []));
      state.next = page.page?.next ?? null;
      state.total = page.page?.total ?? null;
      state.meta = { ...state.meta, ...page.meta };
      state.begun = true;
      fill(trouble, state.items.length === 0 && !state.next ? empty(state.meta) : null);
      draw(state.items.slice(start), start, state.meta);
      settle();
      announce(start ? `${number(state.items.length - start)} more ${noun} loaded` : status.textContent || `No ${noun}`);
    } catch (error) {
      if (error.name === "AbortError") return;
      fill(trouble, failed(error, load) ?? problemPanel(error, { retry: load, signInHref: view.signInHref, compact: state.begun }));
      settle();
      more.hidden = true;
    } finally {
      if (!view.signal.aborted) settled(state);
      more.disabled = false;
      more.textContent = "Load more";
      root.removeAttribute("aria-busy");
    }
  }

  if (state.begun) {
    if (state.items.length === 0) fill(trouble, empty(state.meta));
    draw(state.items, 0, state.meta);
    settle();
    queueMicrotask(() => settled(state));
  } else {
    settle();
    load();
  }
  return root;
}

/** Grey bars where rows will be. */
export function skeleton(rows = 6) {
  return h("div", { class: "skeleton", role: "status" }, h("span", { class: "unseen" }, "Loading…"), Array.from({ length: rows }, () => h("span", { "aria-hidden": "true" })));
}
