// A playlist's rows as they are kept, in order.

import { cover, h, icon, named, spotifyArrow } from "../dom.js";
import { day, duration, number } from "../format.js";
import { pagedList } from "../paged.js";
import { UNTITLED, albumLink, artistLinks, here, marks } from "./cells.js";

const HEADS = [["#", "place"], ["Title", "title"], ["Album or show", "text more"], ["Added", "added"], ["Time", "time"], ["", "go"]];

export function rowList(view, playlist) {
  const body = h("tbody", {});
  const table = h("table", { class: "rows browse-rows" }, h("caption", { class: "unseen" }, "Rows in order"), h("thead", {}, h("tr", {}, HEADS.map(([text, css]) => h("th", { scope: "col", class: css }, text || h("span", { class: "unseen" }, "Spotify"))))), body);
  return pagedList({
    view,
    path: `/browser/playlists/${encodeURIComponent(playlist)}/rows`,
    noun: "rows",
    container: table,
    draw: (rows) => body.append(...rows.map(row)),
    empty: () => h("p", { class: "fine" }, "No rows of it are kept."),
  });
}

function row({ position, added_at: added, playable, item, uri }) {
  const place = number(position + 1);
  const isEpisode = Boolean(item?.show) || /^spotify:episode:/.test(uri ?? "");
  const known = item?.name || item?.id;
  const told = { ...item, playable: playable ?? item?.playable };
  const title = known ? here(isEpisode ? "episodes" : "tracks", item) : named(uri || "No longer available");
  const from = !known ? "–" : isEpisode ? (item.show?.name ? here("shows", item.show) : "–") : albumLink(item);
  const below = !known ? "Nothing is kept about it" : isEpisode ? [h("span", { class: "tag" }, "Episode"), marks(told), item.show?.name && named(item.show.name)] : [marks(told), artistLinks(item.artists)];
  return h(
    "tr",
    { data: { kind: known ? (isEpisode ? "episode" : "track") : "unavailable" } },
    h("td", { class: "place" }, place),
    h(
      "td",
      { class: "title" },
      h(
        "div",
        { class: "row-title" },
        known ? cover(item.images?.length ? item.images : item.image ? [item.image] : [], item.name ?? UNTITLED, 40, item.local ? "local" : isEpisode ? "episode" : "note") : h("span", { class: "cover gone", "aria-hidden": "true" }, icon("unavailable")),
        h("div", { class: "lines" }, h("span", { class: "name" }, title), h("span", { class: "below" }, below)),
      ),
      h("span", { class: "phone-line" }, `${place} · added ${day(added)}`),
    ),
    h("td", { class: "text more" }, from),
    h("td", { class: "added" }, day(added)),
    h("td", { class: "time" }, known ? duration(item.duration_ms) : "–"),
    h("td", { class: "go" }, known && spotifyArrow(item.name || UNTITLED, item.spotify_url)),
  );
}
