// A table of one of the eight kinds, whose heads sort it.

import { h, spotifyArrow } from "../dom.js";
import { UNTITLED } from "./cells.js";
import { directions, sortsOf } from "./kinds.js";

/**
 * An empty table; `add(items)` appends rows. `sorts`: what it is sorted by now; `sortBy(column, more)` is called when a head is
 * pressed, with `more` where it shall only break the others' ties. A column that is sorted by is always shown.
 */
export function itemTable({ kind, caption, sorts, sortBy = null }) {
  const extra = sorts.map(({ field }) => kind.sorts.find((each) => each.field === field && each.cell)).filter(Boolean);
  const isSorted = (column) => column.field && sorts.some(({ field }) => field === column.field) && !/^(title|text)/.test(column.css);
  const columns = [...kind.columns, ...extra].map((column) => (isSorted(column) ? { ...column, css: `${column.css} sorted` } : column));
  const body = h("tbody", {});
  const heads = columns.map((column) => head(column, sorts, sortBy));
  const toSpotify = kind.one !== "genre";
  const table = h(
    "table",
    { class: "rows browse-rows" },
    h("caption", { class: "unseen" }, caption),
    h("thead", {}, h("tr", {}, heads, toSpotify && h("th", { scope: "col", class: "go" }, h("span", { class: "unseen" }, "Spotify")))),
    body,
  );
  const row = (item) =>
    h(
      "tr",
      { data: { kind: item.playable === false ? "unplayable" : item.local ? "local" : kind.one } },
      columns.map((column, index) => h("td", { class: column.css }, column.cell(item), index === 0 && phoneLine(columns, item))),
      toSpotify && h("td", { class: "go" }, spotifyArrow(item.name || UNTITLED, item.spotify_url)),
    );
  return { table, add: (items) => body.append(...items.map(row)) };
}

/** On a phone only the title's and the sorted column stand; what else there is comes below the title. */
function phoneLine(columns, item) {
  const told = columns.filter(({ css, label }) => /\b(added|year)\b/.test(css) && !/sorted/.test(css)).map((column) => [column.label, column.cell(item)]).filter(([, text]) => text !== "–");
  return h("span", { class: "phone-line" }, told.map(([label, text], index) => [index > 0 && " · ", `${label.toLowerCase()} `, text]));
}

function head(column, sorts, sortBy) {
  const place = sorts.findIndex(({ field }) => field === column.field);
  const sorted = column.field && place >= 0;
  const direction = sorted && (sorts[place].descending ? "descending" : "ascending");
  if (!column.field || !sortBy) return h("th", { scope: "col", class: column.css }, column.label);
  const told = sorted ? directions(column)[sorts[place].descending ? 1 : 0] : null;
  return h(
    "th",
    { scope: "col", class: column.css, "aria-sort": sorted && place === 0 ? direction : null },
    h(
      "button",
      { type: "button", class: "sort-head", data: { key: `sort:${column.field}` }, title: told ? `Sorted: ${told}. Press to turn it round` : "Sort by this; with Shift, in addition", on: { click: (event) => sortBy(column, event.shiftKey) } },
      column.label,
      sorted && h("span", { class: "sort-mark", "aria-hidden": "true" }, sorts[place].descending ? "↓" : "↑", sorts.length > 1 && h("sub", {}, String(place + 1))),
    ),
  );
}

/** Field and direction as a select and a button: for phones, where a table has few heads, and for what has no column. */
export function sortChoice({ kind, change }) {
  const all = sortsOf(kind);
  const field = h("select", { id: "sort-field", on: { change: () => change(all.find((each) => each.field === field.value), null) } }, all.map((each) => h("option", { value: each.field }, each.label)));
  const turn = h("button", { type: "button", class: "button sort-turn" });
  turn.addEventListener("click", () => change(all.find((each) => each.field === field.value), turn.dataset.descending !== "true"));
  const show = (sorts) => {
    const [first] = sorts;
    const column = all.find((each) => each.field === first.field);
    if (!column) return;
    field.value = first.field;
    turn.dataset.descending = String(first.descending);
    turn.textContent = directions(column)[first.descending ? 1 : 0];
    turn.title = "Turn the order round";
  };
  const element = h("div", { class: "sort-choice" }, h("label", { for: "sort-field" }, h("span", {}, "Sort by"), field), turn);
  return { element, show };
}
