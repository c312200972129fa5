// What stands in the cells of lists: names that lead on, here and to Spotify.

import { cover, h, named } from "../dom.js";
import { listAddress, thingAddress } from "./address.js";

export const UNTITLED = "Untitled";

/** A name that leads to its page here, where it has one. */
export function here(kind, thing) {
  const text = named(thing.name || UNTITLED);
  return thing.id ? h("a", { href: thingAddress(kind, thing.id) }, text) : h("span", {}, text);
}

/** Names parted by commas. */
export function artistLinks(artists) {
  const known = (artists ?? []).filter((artist) => artist?.name || artist?.id);
  return known.length ? known.map((artist, index) => [index > 0 && ", ", here("artists", artist)]) : "–";
}

export const albumLink = ({ album }) => (album?.name ? here("albums", album) : "–");
export const showLink = (show) => (show?.name ? here("shows", show) : "–");
export const genreLink = (genre) => h("a", { href: listAddress("tracks", { genre }) }, named(genre));
const GENRES_SHOWN = 3;

export function genreLinks(genres) {
  const known = genres ?? [];
  if (!known.length) return "–";
  return [known.slice(0, GENRES_SHOWN).map((genre, index) => [index > 0 && ", ", genreLink(genre)]), known.length > GENRES_SHOWN && ` and ${known.length - GENRES_SHOWN} more`];
}

const tag = (text, explanation = null, kind = "") => h("span", { class: `tag ${kind}`, title: explanation }, text);

/** What marks a track, album, episode …, as small tags. */
export function marks(item) {
  return [
    item.explicit === true && tag("E", "Explicit"),
    item.local && tag("Local file", "A file on someone’s own device: Spotify knows its name only"),
    item.playable === false && tag("Not playable", "Spotify did not play this in your market when it was last read", "warn"),
    item.collaborative && tag("Collaborative"),
    item.read === false && tag("Rows unread", "Spotify gives this app the rows of your own playlists only, or no sync has read them yet"),
  ];
}

/** The first cell: picture, name, and below it what tells it from its namesakes. */
export function titleCell(kind, item) {
  const name = item.name || UNTITLED;
  const link = kind.one === "genre" ? genreLink(item.name) : here(`${kind.one}s`, item);
  return h(
    "div",
    { class: "row-title" },
    kind.sleeve && cover(item.images?.length ? item.images : item.image ? [item.image] : [], name, 40, item.local ? "local" : kind.sleeve),
    h(
      "div",
      { class: "lines" },
      h("span", { class: "name" }, link, item.saved && kind.one === "track" && h("span", { class: "liked", title: "Liked" }, " ♥", h("span", { class: "unseen" }, " liked"))),
      h("span", { class: "below" }, marks(item), below(kind, item)),
    ),
  );
}

/** What has a column of its own where there is room for it, and stands below the title only where there is none. */
const inColumn = (...text) => h("span", { class: "in-column" }, text);

function below(kind, item) {
  switch (kind.one) {
    case "track":
    case "album":
      return inColumn(artistLinks(item.artists));
    case "playlist":
      return inColumn(named(item.owner?.name ?? item.owner?.id ?? ""));
    case "episode":
      return inColumn(named(item.show?.name ?? ""));
    case "show":
      return inColumn(named(item.publisher ?? ""));
    case "audiobook":
      return inColumn(named((item.authors ?? []).join(", ")));
    case "artist":
      return [item.followed && h("span", { class: "tag" }, "Followed"), inColumn(named((item.genres ?? []).slice(0, GENRES_SHOWN).join(", ")))];
    default:
      return "";
  }
}
