// Filters that are chosen or typed in: yes or no, from and to.

import { h } from "../dom.js";
import { CHOICES, MEASURE_RANGES, RANGES, TEXTS, flagOf } from "./filters.js";

/** A form of a kind's filters; `change(name, value)` sets one, or takes it away (null). `show(asked)` fills it. */
export function filterFields(name, kind, change) {
  const selects = [...kind.flags.map((flag) => select(flag, flagOf(flag, name).label, [["true", "Yes"], ["false", "No"]], change)), ...(kind.choices ?? []).map((choice) => select(choice, CHOICES[choice].label, CHOICES[choice].options, change))];
  const texts = (kind.texts ?? []).map((each) => text(each, TEXTS[each].label, change));
  const ranges = kind.ranges.map((each) => range(each, RANGES[each], change));
  const measures = kind.measures ? Object.entries(MEASURE_RANGES).map(([each, told]) => range(each, told, change)) : [];
  const all = [...selects, ...texts, ...ranges, ...measures];
  const elements = [
    (selects.length > 0 || texts.length > 0) && h("div", { class: "filter-selects" }, [...selects, ...texts].map(({ element }) => element)),
    ranges.length > 0 && h("div", { class: "filter-ranges" }, ranges.map(({ element }) => element)),
    measures.length > 0 && h("details", { class: "facet" }, h("summary", {}, "Sound"), h("div", { class: "filter-ranges" }, measures.map(({ element }) => element))),
  ];
  return { elements, show: (asked) => all.forEach((each) => each.show(asked)) };
}

function select(name, label, options, change) {
  const field = h("select", { id: `filter-${name}`, on: { change: () => change(name, field.value || null) } }, h("option", { value: "" }, "Any"), options.map(([value, said]) => h("option", { value }, said)));
  const show = (asked) => {
    field.value = asked.get(name) ?? "";
    field.toggleAttribute("data-set", asked.has(name));
  };
  return { element: h("label", { for: field.id }, h("span", {}, label), field), show };
}

function text(name, label, change) {
  const field = h("input", { id: `filter-${name}`, type: "text", maxlength: "200", autocomplete: "off", on: { change: () => change(name, field.value.trim() || null) } });
  return { element: h("label", { for: field.id }, h("span", {}, label), field), show: (asked) => setUnlessTyped(field, asked.get(name) ?? "") };
}

/** Two fields, of which one may stay empty. What is no value of theirs is not sent: the browser says what it misses. */
function range(key, { label, unit, input, from, to }, change) {
  const field = (end, word) => {
    const element = h("input", { ...input, "aria-label": `${label}, ${word}`, placeholder: input.type === "date" ? null : word, on: { change: changed } });
    function changed() {
      if (!element.reportValidity()) return;
      change(end.name, element.value === "" ? null : end.fromInput(element.value));
    }
    return element;
  };
  const [low, high] = [field(from, "from"), field(to, "to")];
  const show = (asked) => {
    setUnlessTyped(low, asked.has(from.name) ? from.toInput(asked.get(from.name)) : "");
    setUnlessTyped(high, asked.has(to.name) ? to.toInput(asked.get(to.name)) : "");
  };
  return { element: h("div", { class: "range", role: "group", "aria-label": label, data: { range: key } }, h("span", { class: "range-label" }, label, h("span", { class: "fine" }, ` ${unit}`)), low, h("span", { "aria-hidden": "true" }, "–"), high), show };
}

/** A field that a person is typing in keeps what they typed. */
function setUnlessTyped(field, value) {
  if (document.activeElement !== field && field.value !== value) field.value = value;
}
