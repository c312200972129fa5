// Single things of the kept library: a playlist, an album, an artist, a track, a show, an episode, an audiobook.

import { listAddress, thingAddress } from "../../browse/address.js";
import { artistLinks, genreLink, here } from "../../browse/cells.js";
import { answerPage } from "../../browse/page.js";
import { belonging, head, part } from "../../browse/parts.js";
import { placeLines } from "../../browse/places.js";
import { rowList } from "../../browse/rows.js";
import { h, named, onSpotify } from "../../dom.js";
import { count, day, duration, number, plainText, releaseDate, span } from "../../format.js";
import { reasonSentence } from "../../syncs/words.js";
import { bars } from "../../sound.js";

const LIST = { playlists: "Playlists", albums: "Albums", artists: "Artists", tracks: "Tracks", shows: "Shows", episodes: "Episodes", audiobooks: "Audiobooks" };
const pathOf = (kind, id) => `/browser/${kind}/${encodeURIComponent(id)}`;
const genres = (names) => names?.length > 0 && names.map((genre, index) => [index > 0 && ", ", genreLink(genre)]);
const button = (href, text) => h("a", { class: "button", href }, text);

function thing(view, kind, title, draw) {
  const [id] = view.params;
  answerPage(view, { nav: kind, up: [listAddress(kind), LIST[kind]], title, path: pathOf(kind, id), draw: ({ data }) => draw(data) });
}

export function playlist(view) {
  thing(view, "playlists", "Playlist", ({ playlist: known }) => {
    const id = known.id;
    const description = plainText(known.description);
    return [
      head(known, {
        kind: "Playlist",
        sleeve: "playlists",
        words: [known.collaborative && "Collaborative", known.public === true && "Public", known.public === false && "Private"],
        below: known.owner && ["by ", onSpotify(named(known.owner.name ?? known.owner.id ?? "someone"), known.owner.spotify_url)],
        facts: [
          ["Rows", rowsOf(known)],
          ["Play time", span(known.duration_ms)],
          ["Added", known.first_added_at && (known.first_added_at === known.last_added_at ? day(known.first_added_at) : `from ${day(known.first_added_at)} to ${day(known.last_added_at)}`)],
        ],
        actions: [button(`${thingAddress("playlists", id)}/analysis`, "Analysis"), button(listAddress("tracks", { playlist: id }), "Search in it"), button(`#/playlists/${encodeURIComponent(id)}`, "Live from Spotify"), button(`#/playlists/${encodeURIComponent(id)}/changes`, "Changes"), button(`#/browse/housekeeping/duplicates?${new URLSearchParams({ playlist: id })}`, "Duplicates")],
      }),
      description && h("p", { class: "description" }, description),
      known.incomplete?.length > 0 && h("p", { class: "callout" }, "Its rows are not all here. ", known.incomplete.map((code, index) => [index > 0 && " ", reasonSentence(code)])),
      part("Rows", rowList(view, id)),
    ];
  });
}

function rowsOf({ rows, tracks, episodes, total, unnamed }) {
  const split = [tracks !== rows && count(tracks, "track"), episodes > 0 && count(episodes, "episode")].filter(Boolean);
  return [number(rows), Number.isFinite(total) && total !== rows && ` of ${number(total)}`, split.length > 0 && ` (${split.join(", ")})`, unnamed > 0 && `; ${count(unnamed, "row names", "rows name")} nothing any more`];
}

export function album(view) {
  thing(view, "albums", "Album", ({ album: known, tracks, playlists }) => {
    const { id } = known;
    return [
      head(known, {
        kind: { single: "Single", compilation: "Compilation", ep: "EP" }[known.album_type] ?? "Album",
        words: [known.saved && "Saved"],
        below: artistLinks(known.artists),
        facts: [
          ["Released", releaseDate(known.released)],
          ["Your tracks", Number.isFinite(known.tracks) && [number(known.tracks), Number.isFinite(known.total_tracks) && ` of ${number(known.total_tracks)}`, known.duration_ms > 0 && `, ${span(known.duration_ms)}`]],
          ["Genres", genres(known.genres)],
          ["Added", known.added_at && day(known.added_at)],
          ["Label", known.label && named(known.label)],
          ["UPC", known.upc && h("code", {}, known.upc)],
        ],
        actions: [button(`${thingAddress("albums", id)}/analysis`, "Analysis")],
      }),
      belonging({ title: "Tracks you have of it", kind: "tracks", some: tracks, asked: { album: id, sort: "disc_number,track_number" }, empty: "None of its tracks is in a playlist or liked by itself." }),
      belonging({ title: "Playlists that hold some of it", kind: "playlists", some: playlists, asked: { album: id, sort: "name" } }),
    ];
  });
}

export function artist(view) {
  thing(view, "artists", "Artist", ({ artist: known, albums, tracks, playlists }) => {
    const { id } = known;
    return [
      head(known, {
        kind: "Artist",
        sleeve: "account",
        words: [known.followed && "You follow them"],
        facts: [
          ["You have", [count(known.tracks, "track"), ", ", count(known.albums, "album"), `, ${span(known.duration_ms)}`]],
          ["Playlists", number(known.playlists)],
          ["Genres", genres(known.genres)],
          ["Since", known.added_at && day(known.added_at)],
        ],
        actions: [tracks.total > 0 && button(listAddress("tracks", { artist: id }), `All ${count(tracks.total, "track")}`), button(listAddress("tracks/analysis", { artist: id }), "Analysis")],
      }),
      belonging({ title: "Albums", kind: "albums", some: albums, asked: { artist: id } }),
      belonging({ title: "Playlists that hold a track of theirs", kind: "playlists", some: playlists, asked: { artist: id, sort: "name" } }),
    ];
  });
}

const SOURCES = { spotify: "Spotify", reccobeats: "ReccoBeats" };

export function track(view) {
  thing(view, "tracks", "Track", ({ track: known, album: on, artists, playlists }) => {
    const { id } = known;
    return [
      head(known, {
        kind: "Track",
        words: [known.saved ? "Liked" : "Not liked", known.explicit && "Explicit", known.playable === false && "Not playable in your market"],
        below: artistLinks(known.artists),
        facts: [
          ["Album", known.album?.name && here("albums", known.album)],
          ["Released", releaseDate(known.released)],
          ["Place", Number.isFinite(known.track_number) && `Disc ${known.disc_number ?? 1}, track ${known.track_number}`],
          ["Length", duration(known.duration_ms)],
          ["Genres", genres(known.genres)],
          ["Liked", known.saved_at && day(known.saved_at)],
          ["Since", known.added_at && day(known.added_at)],
          ["ISRC", known.isrc && h("code", {}, known.isrc)],
        ],
        actions: [button(`#/tracks/${encodeURIComponent(id)}`, "Live from Spotify")],
      }),
      part("Where it is", places(playlists, known.saved, { track: id })),
      known.features && part("Sound", h("div", { class: "sound" }, bars(known.features)), h("p", { class: "fine" }, `Measured by ${SOURCES[known.features.source] ?? known.features.source}.`)),
      on && belonging({ title: "Album", kind: "albums", some: { data: [on], total: 1 }, asked: { track: id } }),
      belonging({ title: artists.length === 1 ? "Artist" : "Artists", kind: "artists", some: { data: artists, total: artists.length }, asked: { track: id } }),
    ];
  });
}

/** Playlists with the rows at which it stands; `asked` lists all of them. */
function places({ data, total, rows }, saved, asked) {
  const liked = saved ? "It is liked" : "It is not liked";
  if (!total) return h("p", {}, `${liked}, and in no playlist.`);
  return [
    h("p", {}, `${liked}, and in ${count(total, "playlist")}${rows > total ? `, in ${count(rows, "row")}` : ""}.`),
    placeLines(data),
    total > data.length && asked && h("p", {}, h("a", { href: listAddress("playlists", asked) }, `All ${number(total)} playlists`)),
  ];
}

export function show(view) {
  thing(view, "shows", "Show", ({ show: known, episodes }) => [
    head(known, {
      kind: "Show",
      sleeve: "episode",
      words: [known.saved && "Saved", known.explicit && "Explicit"],
      below: known.publisher && named(known.publisher),
      facts: [["Your episodes", Number.isFinite(known.episodes) && [number(known.episodes), Number.isFinite(known.total_episodes) && ` of ${number(known.total_episodes)}`]], ["Saved", known.saved_at && day(known.saved_at)]],
    }),
    known.description && h("p", { class: "description" }, plainText(known.description)),
    belonging({ title: "Episodes you have of it", kind: "episodes", some: episodes, asked: { show: known.id, sort: "-released" }, empty: "None of its episodes is in a playlist or saved." }),
  ]);
}

export function episode(view) {
  thing(view, "episodes", "Episode", ({ episode: known, playlists }) => [
    head(known, {
      kind: "Episode",
      sleeve: "episode",
      words: [known.saved && "Saved", known.explicit && "Explicit", known.playable === false && "Not playable in your market"],
      below: known.show?.name && here("shows", known.show),
      facts: [["Released", releaseDate(known.released)], ["Length", duration(known.duration_ms)], ["Saved", known.saved_at && day(known.saved_at)]],
    }),
    known.description && h("p", { class: "description" }, plainText(known.description)),
    part("Where it is", places(playlists, known.saved, null)),
  ]);
}

export function audiobook(view) {
  thing(view, "audiobooks", "Audiobook", ({ audiobook: known }) => [
    head(known, {
      kind: "Audiobook",
      words: [known.explicit && "Explicit"],
      below: known.authors?.length > 0 && named(known.authors.join(", ")),
      facts: [["Read by", known.narrators?.length > 0 && named(known.narrators.join(", "))], ["Publisher", known.publisher && named(known.publisher)], ["Edition", known.edition], ["Chapters", known.total_chapters], ["Saved", known.saved_at && day(known.saved_at)]],
    }),
    known.description && h("p", { class: "description" }, plainText(known.description)),
  ]);
}
