// The eight lists: what each is called, what it shows, sorts and filters by. Names of fields and parameters are the API's.

import { h, named } from "../dom.js";
import { day, duration, number, releaseDate, span } from "../format.js";
import { albumLink, artistLinks, genreLinks, showLink, titleCell } from "./cells.js";
import { MEASURES, keyName } from "./measures.js";

const name = { field: "name", label: "Title", css: "title", words: "A–Z" };
const artist = { field: "artist", label: "Artist", css: "text less", words: "A–Z", cell: (item) => artistLinks(item.artists) };
const added = { field: "added_at", label: "Added", css: "added", words: "dates", cell: (item) => day(item.added_at) };
const saved = { field: "saved_at", label: "Saved", css: "added", words: "dates", cell: (item) => day(item.saved_at) };
const length = { field: "duration_ms", label: "Time", css: "time", cell: (item) => duration(item.duration_ms), say: (item) => duration(item.duration_ms) };
const hours = { field: "duration_ms", label: "Time", css: "number", cell: (item) => span(item.duration_ms) };
const released = { field: "released", label: "Released", css: "year", words: "dates", cell: (item) => releaseDate(item.released)?.slice(0, 4) ?? "–" };
const counted = (field, label, css = "number") => ({ field, label, css, cell: (item) => number(item[field]) });
/** Only where there is much room. */
const wide = (column) => ({ ...column, css: `${column.css} wide` });
const popularity = counted("popularity", "Popularity");
const measures = Object.entries(MEASURES).map(([field, { label, show }]) => ({
  field,
  label,
  css: "number",
  cell: (item) => (Number.isFinite(item.features?.[field]) ? show(item.features[field]) : "–"),
}));

/**
 * `columns`: what the table shows; `sorts`: what it can be sorted by besides. `facets`: what the API counts. `flags`: yes or
 * no; `ranges`, `texts`: see filters.js. `order`: how the API sorts when it is not told.
 */
export const KINDS = {
  tracks: {
    label: "Tracks",
    one: "track",
    sleeve: "note",
    columns: [name, artist, { field: "album", label: "Album", css: "text more", words: "A–Z", cell: (item) => albumLink(item) }, wide(released), wide(added), length],
    sorts: [
      saved,
      counted("playlists", "Playlists that hold it"),
      counted("rows", "Rows"),
      popularity,
      { field: "explicit", label: "Explicit", css: "number", cell: (item) => yesNo(item.explicit) },
      ...measures,
      { field: "key", label: "Key", css: "number", cell: (item) => keyName(item.features?.key, item.features?.mode) ?? "–" },
      { field: "time_signature", label: "Metre", css: "number", cell: (item) => (item.features?.time_signature ? `${item.features.time_signature}/4` : "–") },
      { field: "disc_number", label: "Disc", css: "number", cell: (item) => number(item.disc_number) },
      { field: "track_number", label: "Track number", css: "number", cell: (item) => number(item.track_number) },
    ],
    facets: ["genre", "decade", "artist", "playlist", "album", "key"],
    flags: ["saved", "in_playlist", "explicit", "playable", "local", "analysed", "mine"],
    choices: ["mode"],
    ranges: ["released", "added", "minutes", "popularity"],
    measures: true,
  },
  playlists: {
    label: "Playlists",
    one: "playlist",
    sleeve: "playlists",
    columns: [
      name,
      { field: "owner", label: "Owner", css: "text less", words: "A–Z", cell: (item) => named(item.owner?.name ?? item.owner?.id ?? "–") },
      counted("tracks", "Tracks"),
      hours,
      { field: "last_added_at", label: "Last added", css: "added", words: "dates", cell: (item) => day(item.last_added_at) },
    ],
    sorts: [
      { field: "position", label: "Spotify’s order", words: "order" },
      counted("rows", "Rows"),
      counted("episodes", "Episodes"),
      { field: "first_added_at", label: "First added", css: "added", words: "dates", cell: (item) => day(item.first_added_at) },
    ],
    order: "position",
    facets: ["owner"],
    flags: ["mine", "collaborative", "public", "read"],
    ranges: ["added", "minutes"],
  },
  albums: {
    label: "Albums",
    one: "album",
    sleeve: "note",
    columns: [name, artist, released, { ...counted("tracks", "Tracks"), cell: (item) => ofTotal(item.tracks, item.total_tracks) }, { ...hours, css: "number more" }, wide(added)],
    sorts: [saved, popularity, counted("total_tracks", "Tracks on the album")],
    facets: ["genre", "decade", "artist"],
    flags: ["saved"],
    ranges: ["released", "added", "minutes", "popularity"],
  },
  artists: {
    label: "Artists",
    one: "artist",
    sleeve: "account",
    columns: [
      { ...name, label: "Name" },
      { label: "Genres", css: "text less", cell: (item) => genreLinks(item.genres) },
      counted("tracks", "Tracks"),
      counted("albums", "Albums", "number less"),
      counted("playlists", "Playlists", "number less"),
      hours,
    ],
    sorts: [added, popularity],
    facets: ["genre"],
    flags: ["followed"],
    ranges: ["added", "popularity"],
  },
  genres: {
    label: "Genres",
    one: "genre",
    columns: [{ ...name, label: "Genre" }, counted("tracks", "Tracks"), counted("artists", "Artists"), counted("albums", "Albums"), { ...hours, css: "number less" }],
    sorts: [],
    facets: [],
    flags: [],
    ranges: [],
  },
  shows: {
    label: "Shows",
    one: "show",
    sleeve: "episode",
    columns: [
      name,
      { field: "publisher", label: "Publisher", css: "text less", words: "A–Z", cell: (item) => named(item.publisher ?? "–") },
      { ...counted("episodes", "Episodes"), cell: (item) => ofTotal(item.episodes, item.total_episodes) },
      saved,
    ],
    sorts: [counted("total_episodes", "Episodes of the show")],
    facets: [],
    flags: ["saved", "explicit"],
    ranges: ["added"],
  },
  episodes: {
    label: "Episodes",
    one: "episode",
    sleeve: "episode",
    columns: [name, { field: "show", label: "Show", css: "text less", words: "A–Z", cell: (item) => showLink(item.show) }, { ...released, css: "added", cell: (item) => releaseDate(item.released) ?? "–" }, length],
    sorts: [added, saved, counted("playlists", "Playlists that hold it")],
    facets: ["show", "decade"],
    flags: ["saved", "in_playlist", "explicit", "playable"],
    ranges: ["released", "added", "minutes"],
  },
  audiobooks: {
    label: "Audiobooks",
    one: "audiobook",
    sleeve: "note",
    columns: [name, { field: "author", label: "Author", css: "text less", words: "A–Z", cell: (item) => named((item.authors ?? []).join(", ") || "–") }, counted("total_chapters", "Chapters"), saved],
    sorts: [],
    facets: [],
    flags: ["saved", "explicit"],
    texts: ["author"],
    ranges: ["added"],
  },
};
for (const kind of Object.values(KINDS)) {
  kind.order ??= "name";
  kind.columns = kind.columns.map((column) => (column === name || column.css === "title" ? { ...column, cell: (item) => titleCell(kind, item) } : column));
}

/** Everything that a kind can be sorted by, columns first. */
export const sortsOf = (kind) => [...kind.columns.filter(({ field }) => field), ...kind.sorts];

/** How the two directions of a sort are called: [ascending, descending]. */
export function directions({ words }) {
  if (words === "A–Z") return ["A to Z", "Z to A"];
  if (words === "dates") return ["oldest first", "newest first"];
  if (words === "order") return ["as it is", "from the end"];
  return ["lowest first", "highest first"];
}

/** What one press on a column's head wants: names from A, everything else from the top. */
export const firstDescending = ({ words }) => words !== "A–Z" && words !== "order";

const yesNo = (value) => (value === true ? "Yes" : value === false ? "No" : "–");

function ofTotal(here, total) {
  if (!Number.isFinite(total) || total === here) return number(here);
  return [number(here), h("span", { class: "of" }, ` of ${number(total)}`)];
}
