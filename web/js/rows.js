// The table of tracks, episodes, local files and rows that Spotify left empty.

import { cover, h, icon, onSpotify, spotifyArrow } from "./dom.js";
import { day, duration, number } from "./format.js";

/** An empty table; `add(rows, start)` appends `{position?, added_at, kind, item}` rows. */
export function rowTable(caption) {
  const body = h("tbody", {});
  const head = ["#", "Title", "Album or show", "Added", "Time", ""];
  const classes = ["place", "title", "from", "added", "time", "go"];
  const table = h(
    "table",
    { class: "rows" },
    h("caption", { class: "unseen" }, caption),
    h("thead", {}, h("tr", {}, head.map((text, index) => h("th", { scope: "col", class: classes[index] }, text || h("span", { class: "unseen" }, "Spotify"))))),
    body,
  );
  return { table, add: (rows, start) => body.append(...rows.map((row, index) => rowOf(row, start + index))) };
}

function rowOf(row, index) {
  const place = number((Number.isFinite(row.position) ? row.position : index) + 1);
  const kind = row.item ? row.kind : "unavailable";
  const { title, below, from } = (DRAWN[kind] ?? DRAWN.unavailable)(row.item, row);
  const name = row.item?.name ?? "";
  return h(
    "tr",
    { data: { kind } },
    h("td", { class: "place" }, place),
    h("td", { class: "title" }, h("div", { class: "row-title" }, title.picture, h("div", { class: "lines" }, h("span", { class: "name" }, title.text), h("span", { class: "below" }, below), h("span", { class: "meta" }, `${place} · added ${day(row.added_at)}`)))),
    h("td", { class: "from" }, from),
    h("td", { class: "added" }, day(row.added_at)),
    h("td", { class: "time" }, row.item ? duration(row.item.duration_ms) : "–"),
    h("td", { class: "go" }, row.item && spotifyArrow(name || "this", row.item.spotify_url)),
  );
}

const tag = (text, explanation = null, kind = "") => h("span", { class: `tag ${kind}`, title: explanation }, text);

/** Names parted by commas, each leading to its page on Spotify where it has one. */
export function people(artists) {
  const named = (artists ?? []).filter((artist) => artist?.name);
  return named.map((artist, index) => [index > 0 && ", ", onSpotify(artist.name, artist.spotify_url)]);
}

const DRAWN = {
  track(track) {
    return {
      title: {
        picture: cover(track.images?.length ? track.images : track.album?.images, track.name, 40),
        text: [track.id ? h("a", { href: `#/tracks/${encodeURIComponent(track.id)}` }, track.name || "Untitled") : track.name || "Untitled"],
      },
      below: [
        track.explicit && tag("E", "Explicit"),
        track.is_playable === false && tag("Not playable", "Spotify does not play this in your market now", "warn"),
        people(track.artists),
      ],
      from: track.album?.name ? onSpotify(track.album.name, track.album.spotify_url) : "–",
    };
  },
  episode(episode) {
    return {
      title: {
        picture: cover(episode.images?.length ? episode.images : episode.show?.images, episode.name, 40, "episode"),
        text: onSpotify(episode.name || "Untitled episode", episode.spotify_url),
      },
      below: [tag("Episode"), episode.explicit && tag("E", "Explicit"), episode.show?.publisher ?? episode.show?.name ?? "Podcast"],
      from: episode.show?.name ? onSpotify(episode.show.name, episode.show.spotify_url) : "–",
    };
  },
  local(track) {
    return {
      title: { picture: cover([], track.name, 40, "local"), text: track.name || "Unnamed file" },
      below: [tag("Local file", "A file on someone’s own device: Spotify knows its name only"), people(track.artists)],
      from: track.album?.name || "–",
    };
  },
  unavailable() {
    return {
      title: { picture: h("span", { class: "cover gone", "aria-hidden": "true" }, icon("unavailable")), text: "No longer available" },
      below: "Spotify sends this row empty; it keeps its place",
      from: "–",
    };
  },
};
