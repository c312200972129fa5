// One of the eight lists of the kept library: searched, filtered, sorted; all of that stands in the address.

import { asking, listAddress, readSort, writeSort } from "../../browse/address.js";
import { chipRow } from "../../browse/chips.js";
import { copyLine } from "../../browse/copy.js";
import { facetPanel } from "../../browse/facets.js";
import { filterFields } from "../../browse/fields.js";
import { chipsOf } from "../../browse/filters.js";
import { kindsNav } from "../../browse/frame.js";
import { KINDS, firstDescending } from "../../browse/kinds.js";
import { learn, learnFacets } from "../../browse/names.js";
import { notSynced, nothingFound } from "../../browse/states.js";
import { itemTable, sortChoice } from "../../browse/table.js";
import { fill, h, icon, keepingKey } from "../../dom.js";
import { count, number } from "../../format.js";
import { pagedList } from "../../paged.js";

const TYPING_MS = 220;
const SORTS_AT_MOST = 4; // the API's bound
const ROOM = 50; // rows a page

export function browseList(view) {
  const name = view.params[0] ?? "tracks";
  const kind = KINDS[name];
  const noun = kind.label.toLowerCase();
  let asked = new URLSearchParams(view.query);
  let reading = null;
  let typing = null;
  view.title(`Browse ${noun}`);

  const field = h("input", { type: "search", id: "browse-q", name: "q", maxlength: "200", autocomplete: "off", spellcheck: "false", placeholder: "Search", on: { input: typed } });
  const search = h("form", { class: "browse-search", role: "search", on: { submit: submitted } }, h("label", { for: "browse-q", class: "unseen" }, `Search ${noun}`), icon("browse"), field);
  const nav = kindsNav(view, name);
  const facets = facetPanel(kind, set);
  const fields = filterFields(name, kind, set);
  const filters = h("aside", { class: "filters", id: "filters", "aria-label": "Filters" }, facets.elements, fields.elements);
  const hasFilters = facets.elements.length + fields.elements.filter(Boolean).length > 0;
  const toggle = h("button", { type: "button", class: "button filters-toggle", "aria-expanded": "false", "aria-controls": "filters", on: { click: openFilters } });
  const chips = chipRow({ change: takeAway, clear, afterwards: () => field });
  const order = sortChoice({ kind, change: (column, descending) => sortBy(column, false, descending) });
  const found = h("p", { class: "found" });
  const analyse = kind === KINDS.tracks && h("a", { class: "button", hidden: true }, icon("chart"), "Analyse these");
  const copy = copyLine(() => {
    nav.look();
    refresh({ anew: true });
  });
  const results = h("div", { class: "results" });
  const root = h(
    "div",
    { class: "browse" },
    h("div", { class: "browse-top" }, search, hasFilters && toggle),
    chips.element,
    h("div", { class: hasFilters ? "browse-body" : "browse-body plain" }, hasFilters && filters, h("div", { class: "browse-main" }, h("div", { class: "found-row" }, found, h("div", { class: "found-actions" }, analyse, order.element)), results, copy.element)),
  );
  view.show(h("h1", { tabindex: "-1" }, `Browse ${noun}`), nav.element, root);
  refresh();

  // -- what a person does

  function typed() {
    clearTimeout(typing);
    typing = setTimeout(searchNow, TYPING_MS);
  }

  function submitted(event) {
    event.preventDefault();
    searchNow();
  }

  function searchNow() {
    clearTimeout(typing);
    const q = field.value.trim() ? field.value : null;
    if (view.signal.aborted || (q ?? "") === (asked.get("q") ?? "")) return;
    change(asking(asked, "q", q), { replace: true }); // a history of single letters would be of no use
  }

  function set(parameter, value) {
    if ((asked.get(parameter) ?? null) !== value) change(asking(asked, parameter, value));
  }

  function takeAway(parameter, value, index) {
    set(parameter, value);
    chips.focusAt(index);
  }

  function clear() {
    const kept = asked.has("sort") ? { sort: asked.get("sort") } : {};
    field.value = "";
    change(new URLSearchParams(kept));
    field.focus();
  }

  function sortBy(column, also, descending = null) {
    const now = readSort(asked.get("sort") ?? kind.order);
    const known = now.find(({ field: each }) => each === column.field);
    const isFirst = known && now[0] === known;
    const turned = { field: column.field, descending: descending ?? (isFirst || (also && known) ? !known.descending : firstDescending(column)) };
    const sorts = !also ? [turned] : known ? now.map((each) => (each === known ? turned : each)) : [...now, turned].slice(-SORTS_AT_MOST);
    const text = writeSort(sorts);
    set("sort", text === kind.order ? null : text);
  }

  function openFilters() {
    const open = root.classList.toggle("filters-open");
    toggle.setAttribute("aria-expanded", String(open));
  }

  // -- what is shown

  function change(now, { replace = false } = {}) {
    asked = now;
    view.readdress(listAddress(name, asked), { replace });
    refresh();
  }

  function refresh({ anew = false } = {}) {
    if (anew) view.memory.lists = {};
    reading?.abort();
    reading = new AbortController();
    const { signal } = reading;
    const sorts = readSort(asked.get("sort") ?? kind.order);
    const { table, add } = itemTable({ kind, caption: kind.label, sorts, sortBy });
    const list = pagedList({
      view: { signal: AbortSignal.any([view.signal, signal]), memory: view.memory, signInHref: view.signInHref },
      path: `/browser/${name}`,
      params: Object.fromEntries(asked),
      first: kind.facets.length > 0 ? { facets: kind.facets.join(",") } : {},
      limit: ROOM,
      noun,
      container: table,
      draw: (items) => {
        learn(name, items);
        add(items);
      },
      empty: () => nothingFound({ noun, filtered: chipsOf(asked, name).length > 0 || asked.has("q"), clear }),
      failed: (error, retry) => {
        root.classList.toggle("unsynced", error.code === "not_synced");
        return notSynced(view, error, retry);
      },
      settled: (state) => settled(list, state),
    });
    showControls(sorts);
    // What was found before stays until there is an answer: nothing flickers while a person types.
    if (results.childElementCount === 0) fill(results, list);
    else results.setAttribute("aria-busy", "true");
  }

  function settled(list, { meta, total, begun }) {
    results.removeAttribute("aria-busy");
    if (list.parentElement !== results) keepingKey(results, () => fill(results, list), field);
    if (!begun) return void fill(found);
    if (root.classList.contains("unsynced")) nav.look();
    root.classList.remove("unsynced");
    learnFacets(meta.facets);
    facets.show(asked, meta.facets);
    copy.show(meta);
    fill(found, Number.isFinite(total) && [h("strong", {}, number(total)), " ", count(total, kind.one).replace(/^\S+ /, "")]);
    if (analyse) analyse.hidden = !total;
  }

  function showControls(sorts) {
    if (document.activeElement !== field || field.value.trim() !== (asked.get("q") ?? "").trim()) field.value = asked.get("q") ?? "";
    const set = chipsOf(asked, name);
    fill(toggle, icon("filters"), "Filters", set.length > 0 && h("span", { class: "count" }, String(set.length)));
    nav.show(asked.get("q") ?? "");
    chips.show(asked, name);
    fields.show(asked);
    order.show(sorts);
    if (analyse) analyse.setAttribute("href", listAddress("tracks/analysis", asking(asked, "sort", null)));
  }
}
