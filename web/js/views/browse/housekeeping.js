// Housekeeping: what a person may want to tidy up. Nothing is changed from here; everything leads to where it stands.

import { asking, listAddress, several, thingAddress } from "../../browse/address.js";
import { artistLinks, here, marks } from "../../browse/cells.js";
import { copyLine } from "../../browse/copy.js";
import { kindsNav } from "../../browse/frame.js";
import { nameOf } from "../../browse/names.js";
import { answerPage } from "../../browse/page.js";
import { placeList, placesOf } from "../../browse/places.js";
import { notSynced } from "../../browse/states.js";
import { cover, fill, h, named, spotifyArrow } from "../../dom.js";
import { count, day, duration, moment, number } from "../../format.js";
import { pagedList } from "../../paged.js";

const BASE = "#/browse/housekeeping";
const RULES = {
  id: ["The same track", "in several rows"],
  isrc: ["The same recording", "different tracks that share an ISRC"],
  alike: ["Alike", "same title and artists, lengths within two seconds"],
};
const WITHIN = { playlist: "Inside of one playlist", library: "Anywhere in the library" };

export function housekeeping(view) {
  answerPage(view, {
    nav: "housekeeping",
    title: "Housekeeping",
    path: "/browser/housekeeping",
    draw: ({ data }) => [
      h("h1", { tabindex: "-1" }, "Housekeeping"),
      h("p", { class: "lead-in" }, "What you may want to tidy up in Spotify. Dashspot only shows it, and changes nothing."),
      h("section", { class: "part" }, h("h2", {}, "Duplicates"), duplicateTable(data.duplicates)),
      h(
        "section",
        { class: "part" },
        h("h2", {}, "Out of place"),
        h(
          "ul",
          { class: "entries" },
          entry(listAddress("tracks", { saved: "true", in_playlist: "false" }), "Liked, but in no playlist", data.unfiled.total),
          entry(listAddress("tracks", { saved: "false", in_playlist: "true" }), "In a playlist, but not liked", data.unliked.total),
          entry(`${BASE}/unplayable`, "Not playable", data.unplayable.total),
          entry(`${BASE}/vanished`, "Playlists with rows that name nothing any more", data.vanished.total),
        ),
      ),
    ],
  });
}

const entry = (href, text, total) => h("li", {}, h("a", { href }, h("strong", {}, text)), h("span", { class: "count" }, number(total)));

function duplicateTable(duplicates) {
  const cell = (by, within) => {
    const found = duplicates.find((each) => each.by === by && each.within === within);
    return h("td", {}, found && (found.total > 0 ? h("a", { href: `${BASE}/duplicates?by=${by}&within=${within}`, "aria-label": `${RULES[by][0]}, ${WITHIN[within]}: ${count(found.total, "group")}` }, number(found.total)) : "0"));
  };
  return h(
    "table",
    { class: "counts housekeeping" },
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, h("span", { class: "unseen" }, "Rule")), Object.values(WITHIN).map((text) => h("th", { scope: "col" }, text)))),
    h("tbody", {}, Object.entries(RULES).map(([by, [title, text]]) => h("tr", {}, h("th", { scope: "row" }, h("strong", {}, title), h("span", { class: "below" }, ` ${text}`)), Object.keys(WITHIN).map((within) => cell(by, within))))),
  );
}

/** One of the long lists: its frame, the playlists it is narrowed to, and `draw(entry)` for each. */
function report(view, { title, lead, path, params = {}, noun, draw, none, above = null }) {
  const list = h("ul", { class: "reports" });
  const main = h("div", {});
  const copy = copyLine(() => {
    view.memory = {};
    load();
  });
  const load = () =>
    fill(
      main,
      pagedList({
        view: { signal: view.signal, memory: view.memory, signInHref: view.signInHref },
        path: `/browser/housekeeping/${path}`,
        params: { ...params, playlist: view.query.get("playlist") },
        limit: 25,
        noun,
        container: fill(list),
        draw: (items) => list.append(...items.map(draw)),
        empty: () => h("section", { class: "nothing" }, h("h2", {}, "Nothing to tidy up here"), h("p", {}, none)),
        failed: (error, retry) => notSynced(view, error, retry),
        settled: ({ meta }) => copy.show(meta),
      }),
    );
  view.title(title);
  view.show(kindsNav(view, "housekeeping").element, h("p", { class: "up" }, h("a", { href: BASE }, "‹ Housekeeping")), h("h1", { tabindex: "-1" }, title), h("p", { class: "lead-in" }, lead), above, narrowed(view), main, copy.element);
  load();
}

/** Which playlists it is about, where it is not the whole library. */
function narrowed(view) {
  const ids = several(view.query.get("playlist"));
  if (!ids.length) return null;
  const rest = asking(view.query, "playlist", null);
  const everywhere = `#${location.hash.slice(1).split("?")[0]}${rest.size ? `?${rest}` : ""}`;
  return h(
    "p",
    { class: "fine" },
    "Only of ",
    ids.map((id, index) => {
      const name = h("a", { href: thingAddress("playlists", id) }, "a playlist");
      Promise.resolve(nameOf("playlists", id)).then((known) => fill(name, named(known)));
      return [index > 0 && ", ", name];
    }),
    ". ",
    h("a", { href: everywhere }, "Of all playlists"),
  );
}

// -- duplicates

export function duplicates(view) {
  const by = RULES[view.query.get("by")] ? view.query.get("by") : "id";
  const within = WITHIN[view.query.get("within")] ? view.query.get("within") : "playlist";
  const address = (changes) => `${BASE}/duplicates?${new URLSearchParams({ ...Object.fromEntries(view.query), by, within, ...changes })}`;
  const choice = (label, name, options, now) => h("nav", { "aria-label": label }, h("ul", { class: "chips choice kinds" }, options.map(([value, text]) => h("li", {}, h("a", { href: address({ [name]: value }), "aria-current": value === now ? "page" : null }, text)))));
  report(view, {
    title: "Duplicates",
    lead: `${RULES[by][0]}: ${RULES[by][1]}. Each with every place where it stands.`,
    path: "duplicates",
    params: { by, within },
    noun: "groups",
    above: h("div", { class: "choices" }, choice("What counts as a duplicate", "by", Object.entries(RULES).map(([value, [text]]) => [value, text]), by), choice("Where", "within", Object.entries(WITHIN), within)),
    none: "No duplicates by this rule.",
    draw: group,
  });
}

function group({ why, playlist, tracks, tracks_total: total, rows_total: rows }) {
  return h(
    "li",
    { class: "report" },
    h("p", { class: "why" }, playlist && [h("strong", {}, "In ", here("playlists", playlist)), ": "], named(why.text)),
    tracks.map((found) => foundTrack(found.track, placesOf(found.playlists, found.track.saved))),
    total > tracks.length && h("p", { class: "fine" }, `${count(total, "track")} in ${count(rows, "row")} in all: the first ${number(tracks.length)} are shown.`),
  );
}

/** A track with where it stands below it. */
function foundTrack(track, ...below) {
  return h(
    "div",
    { class: "found-track" },
    cover(track.image ? [track.image] : [], track.name ?? "", 40, track.local ? "local" : "note"),
    h(
      "div",
      { class: "lines-open" },
      h("span", { class: "name" }, here("tracks", { id: track.id, name: track.name || track.uri })),
      h("span", { class: "below" }, marks(track), artistLinks(track.artists), track.album?.name && [" · ", here("albums", track.album)], Number.isFinite(track.duration_ms) && ` · ${duration(track.duration_ms)}`),
      below,
    ),
    spotifyArrow(track.name || "it", track.spotify_url),
  );
}

// -- what cannot be played

export function unplayable(view) {
  report(view, {
    title: "Not playable",
    lead: "Tracks that Spotify does not play in your market, or of which a row names something that nobody knows. Where you have the same recording as another track, it stands below.",
    path: "unplayable",
    noun: "tracks",
    none: "Everything that you have can be played, as far as Spotify said.",
    draw: ({ reason, track, playlists, candidates, candidates_total: total }) =>
      h(
        "li",
        { class: "report" },
        foundTrack(track, reason === "unknown" && h("p", { class: "below" }, "A row names it, and nothing more is known of it."), placesOf(playlists, track.saved)),
        candidates.length > 0 &&
          h("div", { class: "instead" }, h("h3", {}, total === 1 ? "You have the same recording as" : `You have the same recording as ${count(total, "other track")}`), candidates.map((candidate) => foundTrack(candidate, h("span", { class: "below" }, candidate.playlists > 0 ? `in ${count(candidate.playlists, "playlist")}` : "liked")))),
      ),
  });
}

// -- what has vanished

export function vanished(view) {
  report(view, {
    title: "Vanished",
    lead: "Rows that Spotify sends empty: what they named is gone. Spotify does not say what it was; what syncs saw leave a playlist just then is told.",
    path: "vanished",
    noun: "playlists",
    none: "No playlist has rows that name nothing.",
    draw: ({ playlist, unnamed, lost, lost_total: total, since }) =>
      h(
        "li",
        { class: "report" },
        h("p", { class: "why" }, h("strong", {}, here("playlists", playlist)), `: ${count(unnamed, "row names", "rows name")} nothing any more.`),
        lost.length > 0 ? placeList(lost.map(lostRow)) : h("p", { class: "below" }, since ? `Nothing is known of what was there before ${moment(since)}.` : "Nothing is known of what was there."),
        total > lost.length && h("p", { class: "fine" }, `${number(total - lost.length)} more are not shown.`),
      ),
  });
}

const lostRow = ({ at, certain, uri, name, position, added_at: added, spotify_url: url }) => [
  [h("strong", {}, named(name || uri)), ` stood at row ${number(position + 1)}`, added && `, added ${day(added)}`, url && spotifyArrow(name || uri, url)],
  certain ? `gone when read on ${moment(at)}` : `maybe gone, or removed: read on ${moment(at)}`,
];
