// What a kept row is about: Dashspot knows its kind, mostly its name, and where it is at Spotify.

import { h, onSpotify } from "./dom.js";

const WORDS = { track: "A track", album: "An album", artist: "An artist", playlist: "A playlist", show: "A show", episode: "An episode", audiobook: "An audiobook", local: "A local file" };

/** Its name, or what kind of thing it is where nothing that is kept tells its name. */
export const nameOf = (thing) => thing.name || (WORDS[thing.kind] ?? "Something");

/** Its name, leading to its page here, or else to the one at Spotify. */
export function linked(thing) {
  const here = thing.id && (thing.kind === "track" || thing.kind === "playlist");
  return here ? h("a", { href: `#/${thing.kind}s/${encodeURIComponent(thing.id)}` }, nameOf(thing)) : onSpotify(nameOf(thing), thing.spotify_url);
}
