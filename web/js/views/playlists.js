// Every playlist of the library, as sleeves.

import { cover, h } from "../dom.js";
import { count } from "../format.js";
import { pagedList } from "../paged.js";

export function playlists(view) {
  view.title("Playlists");
  const list = h("ul", { class: "sleeves" });
  view.show(
    h("header", { class: "heading" }, h("h1", { tabindex: "-1" }, "Playlists"), h("a", { class: "button", href: "#/changes/playlists" }, "Changes")),
    pagedList({
      view,
      path: "/library/playlists",
      noun: "playlists",
      container: list,
      draw: (items) => list.append(...items.filter(Boolean).map(sleeve)),
      empty: () => h("section", { class: "nothing" }, h("h2", {}, "No playlists yet"), h("p", {}, "Playlists that you make or follow in Spotify appear here.")),
    }),
  );
}

function sleeve(playlist) {
  const name = playlist.name || "Untitled playlist";
  return h(
    "li",
    {},
    h(
      "a",
      { class: "sleeve-link", href: `#/playlists/${encodeURIComponent(playlist.id)}` },
      cover(playlist.images, name, 200, "playlists"),
      h("span", { class: "name" }, name),
      h("span", { class: "below" }, [playlist.owner?.name ?? playlist.owner?.id, Number.isFinite(playlist.items_total) && count(playlist.items_total, "item")].filter(Boolean).join(" · ")),
    ),
  );
}
