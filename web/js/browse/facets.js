// Counts of what is found, by genre, decade, artist …: one press filters by a value, another takes it away.

import { fill, h, keepingKey, named } from "../dom.js";
import { count, number } from "../format.js";
import { several } from "./address.js";
import { valueName } from "./filters.js";

const LABELS = { genre: "Genre", decade: "Decade", artist: "Artist", playlist: "Playlist", album: "Album", key: "Key", owner: "Owner", show: "Show" };
const WITHOUT = { genre: "of no known genre", decade: "of unknown date", key: "without a known key", playlist: "in no playlist", artist: "without an artist", album: "without an album", show: "without a show", owner: "without an owner" };
const SHOWN = 8;
const OPEN = new Set(["genre", "decade"]);

/** `change(name, value)` sets a filter, or takes it away (null). */
export function facetPanel(kind, change) {
  const groups = kind.facets.map((facet) => group(facet, change));
  const show = (asked, facets) => {
    for (const each of groups) each.show(asked, facets?.[each.facet]);
  };
  return { elements: groups.map(({ element }) => element), show };
}

function group(facet, change) {
  const list = h("ul", { class: "facet-values" });
  const rest = h("p", { class: "fine" });
  const more = h("button", { type: "button", class: "button slight", data: { key: `more:${facet}` } });
  const element = h("details", { class: "facet", hidden: true, open: OPEN.has(facet) }, h("summary", {}, LABELS[facet] ?? facet), list, more, rest);
  let all = false;
  let redraw = () => {};
  more.addEventListener("click", () => {
    all = !all;
    redraw();
  });

  const show = (asked, found) => {
    const set = several(asked.get(facet));
    const chosen = facet === "genre" ? [asked.get(facet)].filter(Boolean) : set;
    const counted = found?.values ?? [];
    // What is set can be taken away here too, where nothing has it any more.
    const missing = chosen.filter((value) => !counted.some((each) => isChosen([value], each.value, facet)));
    const values = [...missing.map((value) => ({ value, label: null, count: 0 })), ...counted];
    element.hidden = values.length === 0;
    redraw = () => {
      const shown = all ? values : values.slice(0, SHOWN);
      const entries = shown.map((each) => entry(facet, each, isChosen(chosen, each.value, facet), change));
      keepingKey(element, () => fill(list, entries));
      more.hidden = values.length <= SHOWN;
      more.textContent = all ? "Show fewer" : `Show ${number(values.length - SHOWN)} more`;
      const others = [all && found?.more > 0 && `${count(found.more, "further value")} not listed: search, or narrow the list first.`, found?.without > 0 && `${number(found.without)} ${WITHOUT[facet] ?? "without"}.`].filter(Boolean);
      fill(rest, others.join(" "));
      rest.hidden = others.length === 0;
    };
    redraw();
  };
  return { facet, element, show };
}

const isChosen = (chosen, value, facet) => chosen.some((each) => each === String(value) || (facet === "genre" && each.toLowerCase() === String(value).toLowerCase()));

function entry(facet, { value, label, count: counted }, pressed, change) {
  const known = valueName(facet, String(value), label);
  const name = typeof known === "string" ? known : String(value);
  const text = h("span", { class: "value" }, named(name, 60));
  if (known !== name) known.then((told) => fill(text, named(told, 60)));
  const button = h(
    "button",
    { type: "button", class: "facet-value", "aria-pressed": String(pressed), data: { key: `${facet}:${value}` }, on: { click: () => change(facet, pressed ? null : String(value)) } },
    text,
    h("span", { class: "count" }, number(counted)),
  );
  const out = facet === "playlist" && !pressed && h("button", { type: "button", class: "facet-out", data: { key: `not_${facet}:${value}` }, title: "Only what is not in it", on: { click: () => change("not_playlist", String(value)) } }, "not", h("span", { class: "unseen" }, [" in ", named(name, 60)]));
  return h("li", {}, button, out);
}
