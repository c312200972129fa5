// Names by id, as answers told them, so that a filter can say whom it is about.

import { get } from "../api.js";

const names = new Map();
const MOST = 5_000;

export function remember(kind, id, name) {
  if (!id || !name) return;
  if (names.size >= MOST) names.clear();
  names.set(`${kind}:${id}`, name);
}

/** Its name; a promise of it where no answer told it yet. What nobody knows is called by its id. */
export function nameOf(kind, id) {
  const known = names.get(`${kind}:${id}`);
  if (known !== undefined) return known;
  if (kind === "owners") return id;
  return get(`/browser/${kind}/${encodeURIComponent(id)}`).then(
    ({ data }) => {
      const { name } = data[kind.slice(0, -1)];
      remember(kind, id, name);
      return name || id;
    },
    () => id,
  );
}

/** Keeps the names of what a list shows and links to. */
export function learn(kind, items) {
  for (const item of items) {
    remember(kind, item.id, item.name);
    for (const artist of Array.isArray(item.artists) ? item.artists : []) remember("artists", artist?.id, artist?.name);
    remember("albums", item.album?.id, item.album?.name);
    remember("shows", item.show?.id, item.show?.name);
    remember("owners", item.owner?.id, item.owner?.name);
  }
}

const KIND_OF_FACET = { artist: "artists", album: "albums", playlist: "playlists", show: "shows", owner: "owners" };

export function learnFacets(facets) {
  for (const [facet, { values }] of Object.entries(facets ?? {})) {
    if (KIND_OF_FACET[facet]) for (const { value, label } of values) remember(KIND_OF_FACET[facet], value, label);
  }
}
