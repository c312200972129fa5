// What syncs found changed in a playlist or another collection, newest first.

import { fill, h, spotifyArrow } from "../dom.js";
import { moment, number } from "../format.js";
import { pagedList } from "../paged.js";
import { RESOURCES } from "../syncs/words.js";
import { linked, nameOf } from "../things.js";
import { instantForm, placeAsOf } from "./as-of.js";

export function collectionChanges(view) {
  const [resource] = view.params;
  view.title(`Changes: ${RESOURCES[resource]}`);
  const choice = Object.entries(RESOURCES).map(([each, label]) => h("li", {}, h("a", { href: `#/changes/${each}`, "aria-current": each === resource ? "page" : null }, label)));
  view.show(
    h("p", { class: "up" }, h("a", { href: "#/syncs" }, "‹ Syncs")),
    h("h1", { tabindex: "-1" }, "What changed"),
    h("nav", { "aria-label": "Collections" }, h("ul", { class: "chips choice" }, choice)),
    changeList(view, `/library/${resource}/changes`),
  );
}

export function playlistChanges(view) {
  const [id] = view.params;
  view.title("Changes of a playlist");
  view.show(
    h("p", { class: "up" }, h("a", { href: `#/playlists/${encodeURIComponent(id)}` }, "‹ Playlist")),
    h("h1", { tabindex: "-1" }, "What changed in this playlist"),
    instantForm(id, new Date()),
    changeList(view, `/library/playlists/${encodeURIComponent(id)}/changes`, id),
  );
}

/** All changes of one reading stand together, under its instant. */
function changeList(view, path, playlistId = null) {
  const container = h("div", { class: "change-sets" });
  const since = h("p", { class: "fine" });
  let last = null;
  const draw = (changes, start, meta) => {
    fill(since, meta.since && changes.length > 0 && `Read whole for the first time on ${moment(meta.since)}: what was there then is no change.`);
    for (const change of changes) {
      if (last?.at !== change.at) {
        last = { at: change.at, entries: h("ul", { class: "entries" }) };
        container.append(changeSet(last, playlistId));
      }
      last.entries.append(entry(change));
    }
  };
  return h("div", {}, pagedList({ view, path, noun: "changes", container, draw, empty: nothing }), since);
}

function nothing({ since }) {
  const said = since
    ? `It is as it was on ${moment(since)}, when it was first read whole, as far as Dashspot still remembers.`
    : "It has not been read whole yet. What the first sync finds is the beginning; what later ones find changed appears here.";
  return h("section", { class: "nothing" }, h("h2", {}, "No changes yet"), h("p", {}, said), !since && h("a", { class: "button", href: "#/syncs" }, "Go to syncs"));
}

function changeSet({ at, entries }, playlistId) {
  const before = new Date(new Date(at).getTime() - 1);
  return h(
    "section",
    { class: "change-set" },
    h("header", {}, h("h2", {}, h("time", { datetime: at }, moment(at))), playlistId && h("a", { class: "below", href: placeAsOf(playlistId, before) }, "As it was before")),
    entries,
  );
}

const WORDS = { added: "Added", removed: "Removed", moved: "Moved", updated: "Changed", renamed: "Renamed", gone: "Gone", returned: "Back" };

function entry(change) {
  const { item } = change;
  return h(
    "li",
    {},
    h("div", {}, h("strong", {}, item ? linked(item) : "The playlist itself"), h("span", { class: "below" }, told(change))),
    h("div", { class: "far" }, h("span", { class: "tag change-tag", data: { change: change.change } }, WORDS[change.change] ?? change.change), item && spotifyArrow(nameOf(item), item.spotify_url)),
  );
}

function told({ change, before, after, names }) {
  const row = ({ position }) => `row ${number(position + 1)}`;
  switch (change) {
    case "added":
      return row(after);
    case "removed":
      return `was ${row(before)}`;
    case "moved":
      return `from ${row(before)} to ${row(after)}`;
    case "updated":
      return before.playable !== after.playable && after.playable !== null ? `${row(after)}: ${after.playable ? "can be played now" : "cannot be played in your market now"}` : row(after);
    case "renamed":
      return `“${names?.[0] ?? "?"}” is now “${names?.[1] ?? "?"}”`;
    case "gone":
      return "you follow it no longer";
    case "returned":
      return "you follow it again";
    default:
      return "";
  }
}
