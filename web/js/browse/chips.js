// The filters that are set, each with the way to take it away.

import { fill, h, icon, keepingKey, named } from "../dom.js";
import { chipsOf } from "./filters.js";

const LONGEST = 60;

/** `change(name, value)` is called when one is taken away, `clear()` for all; `afterwards`: what gets the focus after the last. */
export function chipRow({ change, clear, afterwards }) {
  const list = h("ul", { class: "set-filters", "aria-label": "Filters that are set" });
  const element = h("div", { class: "set-filters-row", hidden: true }, list);
  const show = (asked, kind) => {
    const chips = chipsOf(asked, kind);
    element.hidden = chips.length === 0;
    const entries = chips.map((each, index) => chip(each, () => change(each.without.name, each.without.value, index)));
    const all = chips.length > 1 && h("li", {}, h("button", { type: "button", class: "button slight", data: { key: "clear" }, on: { click: clear } }, "Take all away"));
    keepingKey(element, () => fill(list, entries, all), afterwards());
  };
  /** After one was taken away the next one has the focus. */
  const focusAt = (index) => {
    const buttons = list.querySelectorAll(".chip-off");
    (buttons[Math.min(index, buttons.length - 1)] ?? afterwards()).focus({ preventScroll: true });
  };
  return { element, show, focusAt };
}

function chip({ key, label, text }, remove) {
  const value = h("span", {});
  const button = h("button", { type: "button", class: "chip-off", data: { key: `chip:${key}` }, on: { click: remove } });
  const draw = (known) => {
    fill(value, label && `${label}: `, named(known, LONGEST));
    fill(button, h("span", { class: "unseen" }, "Take away "), value, icon("close"));
  };
  draw(typeof text === "string" ? text : "…");
  if (typeof text !== "string") text.then(draw);
  return h("li", {}, button);
}
