// Charts drawn as SVG, each with its figures in words and as a table. Decoration is by classes: the page allows no styles inline.

import { drawing, h } from "../dom.js";
import { number } from "../format.js";

const WIDTH = 320;
const HEIGHT = 96;
const GAP = 0.16; // of a step

/**
 * Columns side by side: `steps` [{label, count, short?}]; what is written below them are `ends`, below the first and the last,
 * or else each one's `short`. `told`: what it says, for people who do not see it. `marks`: [{at: 0..1, label}], upright lines.
 */
export function columns({ steps, ends = null, told, marks = [] }) {
  const most = Math.max(1, ...steps.map(({ count }) => count));
  const step = WIDTH / steps.length;
  const bars = steps.map(({ label, count }, index) => {
    const tall = count > 0 ? Math.max(2, (HEIGHT * count) / most) : 0; // a single one among thousands is still there
    return drawing("rect", { class: "bar", x: index * step + (step * GAP) / 2, y: HEIGHT - tall, width: step * (1 - GAP), height: tall, rx: Math.min(2, step / 4) }, drawing("title", {}, `${label}: ${number(count)}`));
  });
  const lines = marks.map(({ at, label }) => drawing("line", { class: "mark", x1: WIDTH * at, x2: WIDTH * at, y1: -6, y2: HEIGHT }, drawing("title", {}, label)));
  const picture = drawing(
    "svg",
    { class: "columns", viewBox: `0 -8 ${WIDTH} ${HEIGHT + 9}`, role: "img", "aria-label": told, preserveAspectRatio: "none" },
    bars,
    drawing("line", { class: "base", x1: 0, x2: WIDTH, y1: HEIGHT, y2: HEIGHT }),
    lines,
  );
  const below = ends ? h("div", { class: "chart-ends", "aria-hidden": "true" }, h("span", {}, ends[0]), h("span", {}, ends[1])) : h("div", { class: "chart-labels", "aria-hidden": "true" }, steps.map(({ short }) => h("span", {}, short)));
  return h("div", { class: "chart" }, picture, below);
}

/** The figures of a chart as a table that is opened when it is wanted. */
export function figures(heads, rows) {
  return h(
    "details",
    { class: "figures" },
    h("summary", {}, "As a table"),
    h("table", { class: "counts" }, h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col" }, head)))), h("tbody", {}, rows.map(([first, ...rest]) => h("tr", {}, h("th", { scope: "row" }, first), rest.map((cell) => h("td", {}, cell)))))),
  );
}

/** Names with bars, the longest first: [{name (text or nodes), count}]; `of`: what the whole is. */
export function ranking(entries, { label }) {
  const most = Math.max(1, ...entries.map(({ count }) => count));
  return h(
    "ol",
    { class: "ranking", "aria-label": label },
    entries.map(({ name, count }) =>
      h(
        "li",
        {},
        h("span", { class: "name" }, name),
        drawing("svg", { class: "bar-line", viewBox: "0 0 100 4", preserveAspectRatio: "none", "aria-hidden": "true" }, drawing("rect", { class: "ground", width: 100, height: 4, rx: 1 }), drawing("rect", { class: "bar", width: Math.max(0.6, (100 * count) / most), height: 4, rx: 1 })),
        h("span", { class: "count" }, number(count)),
      ),
    ),
  );
}

/** A whole in parts: [{label, count}]. */
export function parts(entries, { told }) {
  const whole = entries.reduce((sum, { count }) => sum + count, 0);
  let from = 0;
  const rects = entries.map(({ label, count }, index) => {
    const width = whole ? (WIDTH * count) / whole : 0;
    const rect = drawing("rect", { class: `part part-${index}`, x: from, y: 0, width, height: 14 }, drawing("title", {}, `${label}: ${number(count)}`));
    from += width;
    return rect;
  });
  const share = (count) => (whole ? ` (${Math.round((100 * count) / whole)} %)` : "");
  return h(
    "div",
    { class: "chart" },
    drawing("svg", { class: "parts", viewBox: `0 0 ${WIDTH} 14`, preserveAspectRatio: "none", role: "img", "aria-label": told }, rects),
    h("ul", { class: "legend" }, entries.map(({ label, count }, index) => h("li", {}, h("span", { class: `swatch part-${index}`, "aria-hidden": "true" }), label, h("strong", {}, ` ${number(count)}`), share(count)))),
  );
}
