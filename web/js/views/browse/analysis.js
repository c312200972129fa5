// The analysis of a playlist, of an album, or of the tracks that filters name.

import { asking, listAddress, thingAddress } from "../../browse/address.js";
import { analysisParts } from "../../browse/analysis.js";
import { chipsOf } from "../../browse/filters.js";
import { workPanel } from "../../browse/job.js";
import { nameOf } from "../../browse/names.js";
import { answerPage } from "../../browse/page.js";
import { fill, h, named } from "../../dom.js";

export const playlistAnalysis = (view) => ofThing(view, "playlists", "playlist", "Analysis of a playlist");
export const albumAnalysis = (view) => ofThing(view, "albums", "album", "Analysis of an album");

function ofThing(view, kind, parameter, title) {
  const [id] = view.params;
  const path = `/browser/${kind}/${encodeURIComponent(id)}/analysis`;
  const name = h("span", {}, title);
  Promise.resolve(nameOf(kind, id)).then((known) => {
    if (known !== id) fill(name, "Analysis of ", named(known));
    view.title(name.textContent);
  });
  const work = workPanel({ view, path, whole: true, ended: () => page.lookUntilRenewed() });
  const page = answerPage(view, {
    nav: kind,
    up: [thingAddress(kind, id), kind === "playlists" ? "Playlist" : "Album"],
    title,
    path,
    draw: (answer) => [heading(name), work, analysisParts(answer, { [parameter]: id })],
  });
}

export function tracksAnalysis(view) {
  const asked = asking(view.query, "sort", null);
  const filters = Object.fromEntries(asked);
  const query = asked.size ? `?${asked}` : "";
  const work = workPanel({ view, path: `/browser/tracks/analysis${query}`, whole: false, ended: () => page.lookUntilRenewed() });
  const page = answerPage(view, {
    nav: "tracks",
    up: [listAddress("tracks", asked), "Tracks"],
    title: "Analysis",
    path: "/browser/tracks/analysis",
    params: filters,
    draw: (answer) => [heading(asked.size ? "Analysis of these tracks" : "Analysis of your library"), about(asked), work, analysisParts(answer, filters)],
  });
}

const heading = (text) => h("h1", { tabindex: "-1" }, text);

/** What the selection is, in the words of its filters. */
function about(asked) {
  const said = [asked.get("q") && { text: `“${asked.get("q")}”` }, ...chipsOf(asked, "tracks")].filter(Boolean);
  if (!said.length) return null;
  return h("ul", { class: "chips", "aria-label": "Which tracks" }, said.map(({ label, text }) => {
    const value = h("span", {});
    Promise.resolve(text).then((known) => fill(value, named(known, 60)));
    return h("li", {}, label && `${label}: `, value);
  }));
}
