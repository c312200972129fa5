// Saved tracks ("Liked Songs"), newest first as Spotify gives them.

import { h } from "../dom.js";
import { pagedList } from "../paged.js";
import { rowTable } from "../rows.js";

export function savedTracks(view) {
  view.title("Saved tracks");
  const { table, add } = rowTable("Saved tracks");
  view.show(
    h("header", { class: "heading" }, h("h1", { tabindex: "-1" }, "Saved tracks"), h("a", { class: "button", href: "#/changes/tracks" }, "Changes")),
    pagedList({
      view,
      path: "/library/tracks",
      noun: "tracks",
      container: table,
      draw: (items, start) => add(items.filter(Boolean).map(({ added_at, track }) => ({ added_at, kind: "track", item: track })), start),
      empty: () => h("section", { class: "nothing" }, h("h2", {}, "No saved tracks yet"), h("p", {}, "Tracks that you save in Spotify appear here.")),
    }),
  );
}
