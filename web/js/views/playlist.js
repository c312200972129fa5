// One playlist: what it is, then its rows.

import { get } from "../api.js";
import { cover, fill, h, onSpotify, spotifyArrow } from "../dom.js";
import { count, plainText } from "../format.js";
import { pagedList, skeleton } from "../paged.js";
import { problemPanel } from "../problems.js";
import { rowTable } from "../rows.js";

export async function playlist(view) {
  const [id] = view.params;
  const path = `/library/playlists/${encodeURIComponent(id)}`;
  view.title("Playlist");
  const head = h("div", {}, skeleton(2));
  const rows = h("div", {});
  view.show(h("p", { class: "up" }, h("a", { href: "#/playlists" }, "‹ Playlists")), head, rows);
  try {
    const known = view.memory.playlist ?? (await get(path, {}, view.signal));
    view.memory.playlist = known;
    view.title(known.name || "Playlist");
    fill(head, header(known));
    view.focusHeading();
    fill(rows, list(view, known, path));
  } catch (error) {
    if (error.name === "AbortError") return;
    fill(head, h("h1", { tabindex: "-1" }, "Playlist"), problemPanel(error, { retry: () => playlist(view), signInHref: view.signInHref }));
  }
}

function header(known) {
  const name = known.name || "Untitled playlist";
  const description = plainText(known.description);
  const visibility = known.collaborative ? "Collaborative" : known.public === true ? "Public" : known.public === false ? "Private" : null;
  return h(
    "header",
    { class: "entity" },
    cover(known.images, name, 192, "playlists"),
    h(
      "div",
      { class: "entity-text" },
      h("p", { class: "kind" }, ["Playlist", visibility].filter(Boolean).join(" · ")),
      h("h1", { tabindex: "-1" }, name),
      description && h("p", { class: "description" }, description),
      h("p", { class: "below" }, known.owner && ["by ", onSpotify(known.owner.name ?? known.owner.id ?? "someone", known.owner.spotify_url), " · "], count(known.items_total, "item")),
      h("div", { class: "actions" }, h("a", { class: "button", href: `#/browse/playlists/${encodeURIComponent(known.id)}/analysis` }, "Analysis"), h("a", { class: "button", href: `#/playlists/${encodeURIComponent(known.id)}/changes` }, "Changes"), spotifyArrow(name, known.spotify_url, "Open in Spotify")),
    ),
  );
}

function list(view, known, path) {
  const { table, add } = rowTable(`Rows of ${known.name || "this playlist"}`);
  return pagedList({
    view,
    path: `${path}/items`,
    noun: "rows",
    container: table,
    draw: add,
    empty: () => h("section", { class: "nothing" }, h("h2", {}, "This playlist is empty"), h("p", {}, "Rows appear here once something is added to it in Spotify.")),
  });
}
