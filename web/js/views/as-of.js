// A playlist as it was at an instant.

import { h, spotifyArrow } from "../dom.js";
import { day, moment, number } from "../format.js";
import { pagedList } from "../paged.js";
import { linked, nameOf } from "../things.js";

export const placeAsOf = (id, instant) => `#/playlists/${encodeURIComponent(id)}/as-of/${instant.toISOString()}`;

/** Asks for an instant, and goes to the playlist as it was then. */
export function instantForm(id, instant) {
  const field = h("input", { type: "datetime-local", id: "as-of", name: "at", required: true, step: "1", value: localText(instant), max: localText(new Date()) });
  const submit = (event) => {
    event.preventDefault();
    location.hash = placeAsOf(id, new Date(field.value));
  };
  return h("form", { class: "line-form", on: { submit } }, h("label", { for: "as-of" }, "As it was on", field), h("button", { type: "submit", class: "button" }, "Show"));
}

/** An instant as a datetime-local field holds it: in this device's zone, which it does not name. */
function localText(instant) {
  if (Number.isNaN(instant.getTime())) return null;
  return new Date(instant.getTime() - instant.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

export function asOf(view) {
  const [id, at] = view.params;
  const heading = h("h1", { tabindex: "-1" }, "Playlist");
  const kind = h("p", { class: "kind" }, `As it was on ${moment(at)}`);
  const { table, add } = pastTable(`Rows on ${moment(at)}`);
  view.title("Playlist as it was");
  const draw = (rows, start, { name, gone }) => {
    heading.textContent = name || "Playlist";
    view.title(`${heading.textContent}, as it was`);
    if (gone) kind.textContent = `You did not follow it on ${moment(at)}`;
    add(rows);
  };
  view.show(
    h("p", { class: "up" }, h("a", { href: `#/playlists/${encodeURIComponent(id)}/changes` }, "‹ Changes")),
    h("header", { class: "past" }, kind, heading),
    instantForm(id, new Date(at)),
    pagedList({ view, path: `/library/playlists/${encodeURIComponent(id)}/as-of`, params: { at }, noun: "rows", container: table, draw, empty: () => h("section", { class: "nothing" }, h("h2", {}, "It had no rows then")) }),
  );
}

/** A table of rows as they were kept; `add(rows)` appends some. */
function pastTable(caption) {
  const body = h("tbody", {});
  const head = [["#", "place"], ["Title", "title"], ["Added", "added"], ["", "go"]];
  const table = h("table", { class: "rows" }, h("caption", { class: "unseen" }, caption), h("thead", {}, h("tr", {}, head.map(([text, name]) => h("th", { scope: "col", class: name }, text || h("span", { class: "unseen" }, "Spotify"))))), body);
  return { table, add: (rows) => body.append(...rows.map(pastRow)) };
}

function pastRow({ position, added_at, item }) {
  const place = number(position + 1);
  return h(
    "tr",
    { data: { kind: item.kind } },
    h("td", { class: "place" }, place),
    h("td", { class: "title" }, h("div", { class: "lines" }, h("span", { class: "name" }, linked(item)), h("span", { class: "meta" }, `${place} · added ${day(added_at)}`))),
    h("td", { class: "added" }, day(added_at)),
    h("td", { class: "go" }, spotifyArrow(nameOf(item), item.spotify_url)),
  );
}
