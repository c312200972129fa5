// What pages of single things are made of: the head, facts, and lists of what belongs to them.

import { cover, h, named, spotifyArrow } from "../dom.js";
import { number } from "../format.js";
import { listAddress, readSort } from "./address.js";
import { UNTITLED } from "./cells.js";
import { KINDS } from "./kinds.js";
import { learn } from "./names.js";
import { itemTable } from "./table.js";

/** Picture, kind, name, facts [[label, value]], buttons. */
export function head(item, { kind, sleeve = "note", words = [], below = null, facts = [], actions = [] }) {
  const name = item.name || UNTITLED;
  return h(
    "header",
    { class: "entity browsed" },
    cover(item.images?.length ? item.images : item.image ? [item.image] : [], name, 192, sleeve),
    h(
      "div",
      { class: "entity-text" },
      h("p", { class: "kind" }, [kind, ...words].filter(Boolean).join(" · ")),
      h("h1", { tabindex: "-1" }, named(name)),
      below && h("p", { class: "by" }, below),
      h("dl", { class: "facts" }, facts.filter(([, value]) => value || value === 0).map(([label, value]) => [h("dt", {}, label), h("dd", {}, value)])),
    ),
    h("div", { class: "actions" }, actions, spotifyArrow(name, item.spotify_url, "Open in Spotify")),
  );
}

/**
 * Things of one kind that belong to what is shown: `some` {data, total}, and `asked`, which lists all of them. The part is not
 * there where there are none, unless `empty` has something to say about that.
 */
export function belonging({ title, kind: name, some, asked, empty = null }) {
  if (some.total === 0 && !empty) return null;
  const kind = KINDS[name];
  const { table, add } = itemTable({ kind, caption: title, sorts: readSort(asked.sort ?? kind.order) });
  learn(name, some.data);
  add(some.data);
  const beyond = some.total - some.data.length;
  return h(
    "section",
    { class: "part belonging", data: { list: name } },
    h("div", { class: "heading" }, h("h2", {}, title, some.total > 0 && h("span", { class: "count" }, ` ${number(some.total)}`)), some.total > 0 && h("a", { class: "button slight", href: listAddress(name, asked) }, "Search and sort these")),
    some.total === 0 ? h("p", { class: "fine" }, empty) : table,
    beyond > 0 && h("p", {}, h("a", { href: listAddress(name, asked) }, `All ${number(some.total)}`)),
  );
}

export const part = (title, ...children) => h("section", { class: "part" }, h("h2", {}, title), children);
