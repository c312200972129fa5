// The long parts of a sync's panel: its collections, and what was left out.

import { fill, h, keepingFocus } from "../dom.js";
import { count, number } from "../format.js";
import { COLLECTION_STATES, collectionOf, named, reason, reasonSentence } from "./words.js";

const SHOWN = 8;
/** What needs a look comes first. */
const ORDER = ["reading", "partial", "pending", "done"];

/** The collections that were not found unchanged at once, each with its state; those left out stand elsewhere. `heading`: which element. */
export function collections(heading) {
  const list = longList({ key: (each) => each.name, row: collectionRow });
  const element = h("div", { class: "sync-part", hidden: true }, h(heading, {}, "Collections"), list.element);
  const rank = ({ state }) => ORDER.indexOf(state) + 1 || ORDER.length;
  const show = (job) => {
    const read = (job.collections ?? []).filter(({ state }) => state !== "skipped");
    element.hidden = read.length === 0;
    list.show(read.sort((one, other) => rank(one) - rank(other)));
  };
  return { element, show };
}

function collectionRow({ name, label, state, rows, total, reasons }) {
  // What is done is there whole, though most of it may have been known and was not read again.
  const here = state === "done" || (state === "pending" && !rows) ? total ?? rows : rows;
  const far = Number.isFinite(total) && here !== total ? `${number(here)} of ${count(total, "row")}` : state === "pending" && !here ? "" : count(here, "row");
  return h(
    "li",
    { data: { state } },
    h("div", {}, h("strong", {}, named(name, label)), reasons?.length > 0 && h("span", { class: "below" }, reasons.map((code, index) => [index > 0 && "; ", reason(code)]))),
    h("div", { class: "far" }, h("span", { class: "below" }, far), h("span", { class: "tag state-tag", data: { state } }, COLLECTION_STATES[state] ?? state)),
  );
}

/** Collections and single rows that were left out, by reason. */
export function skipped(heading) {
  const element = h("div", { class: "sync-part", hidden: true });
  const groups = new Map();
  let drawn = "";
  const show = (job) => {
    const known = new Map((job.collections ?? []).map((each) => [each.name, each]));
    const whole = [...known.values()].filter(({ state }) => state === "skipped").map(({ name, reasons }) => ({ ref: name, reason: reasons[0] }));
    // What is said of a collection as a whole is told there.
    const rows = (job.skipped ?? []).filter(({ ref }) => !known.has(ref));
    const beyond = (job.counts?.skipped ?? 0) - rows.length;
    const byReason = Map.groupBy([...whole, ...rows], (each) => each.reason);
    for (const [code, same] of byReason) {
      if (!groups.has(code)) groups.set(code, skippedGroup(code));
      groups.get(code).show(same.map(({ ref }) => ({ ref, label: known.get(collectionOf(ref))?.label })));
    }
    element.hidden = byReason.size === 0;
    const told = JSON.stringify([[...byReason.keys()], beyond]);
    if (told === drawn) return;
    drawn = told;
    const more = rows.length > 0 && beyond > 0 && h("p", { class: "fine" }, `${count(beyond, "more row")} ${beyond === 1 ? "is" : "are"} counted but not listed.`);
    keepingFocus(element, () => fill(element, h(heading, {}, "Left out"), [...byReason.keys()].map((code) => groups.get(code).element), more));
  };
  return { element, show };
}

function skippedGroup(code) {
  const list = longList({ key: ({ ref }) => ref, row: ({ ref, label }) => h("li", {}, h("div", {}, named(ref, label))) });
  const counted = h("span", { class: "below" });
  const element = h("details", { class: "reason" }, h("summary", {}, h("span", {}, reasonSentence(code)), " ", counted), list.element);
  const show = (entries) => {
    counted.textContent = `(${number(entries.length)})`;
    list.show(entries);
  };
  return { element, show };
}

/** A list that shows its first rows until it is asked for all, and keeps the rows that did not change. */
function longList({ key, row }) {
  const list = h("ul", { class: "entries" });
  const all = h("button", { type: "button", class: "button slight", hidden: true });
  let items = [];
  let rows = new Map();
  let open = false;
  const show = (now) => {
    items = now;
    const shown = open ? items : items.slice(0, SHOWN);
    const kept = new Map();
    for (const each of shown) {
      const fingerprint = JSON.stringify(each);
      const known = rows.get(key(each));
      kept.set(key(each), known?.fingerprint === fingerprint ? known : { fingerprint, element: row(each) });
    }
    const changed = kept.size !== rows.size || [...kept.values()].some((each, index) => each.element !== list.children[index]);
    rows = kept;
    if (changed) keepingFocus(list, () => fill(list, [...rows.values()].map((each) => each.element)));
    all.hidden = shown.length === items.length;
    all.textContent = `Show all ${number(items.length)}`;
  };
  all.addEventListener("click", () => {
    open = true;
    show(items);
    list.children[SHOWN]?.querySelector("a")?.focus();
  });
  return { element: h("div", {}, list, all), show };
}
