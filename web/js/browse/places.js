// Where something stands: playlists and the rows in them.

import { h } from "../dom.js";
import { count, day, number } from "../format.js";
import { here } from "./cells.js";

const POSITIONS_SHOWN = 12;

/** Lines of two parts: what, and what there is to say of it. */
export const placeList = (lines) => h("ul", { class: "entries" }, lines.map(([what, said]) => h("li", {}, h("div", {}, what), h("span", { class: "below" }, said))));

/** Playlists with the rows at which something stands, and whether it is liked. */
export function placesOf(holdings, saved) {
  if (!holdings.length) return h("p", { class: "below" }, saved ? "Liked, in no playlist" : "In no playlist");
  return h(
    "p",
    { class: "below places" },
    saved && "Liked; ",
    "in ",
    holdings.map(({ playlist, rows }, index) => [index > 0 && "; ", here("playlists", playlist), ` (${positions(rows)})`]),
  );
}

/** Playlists with rows and the day of the first, a line each. */
export function placeLines(holdings) {
  return placeList(holdings.map(({ playlist, rows }) => [[h("strong", {}, here("playlists", playlist)), h("span", { class: "below" }, positions(rows))], rows[0]?.added_at && `added ${day(rows[0].added_at)}`]));
}

function positions(rows) {
  const shown = rows.slice(0, POSITIONS_SHOWN).map(({ position }) => number(position + 1)).join(", ");
  const beyond = rows.length - POSITIONS_SHOWN;
  return `${rows.length === 1 ? "row" : "rows"} ${shown}${beyond > 0 ? ` and ${count(beyond, "more", "more")}` : ""}`;
}
