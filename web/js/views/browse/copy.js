// What of the library is kept: how much, how much of it is measured, what of each collection has been read.

import { listAddress } from "../../browse/address.js";
import { answerPage } from "../../browse/page.js";
import { h } from "../../dom.js";
import { count, number } from "../../format.js";
import { RESOURCES, reasonSentence } from "../../syncs/words.js";

const TOTALS = { tracks: "Tracks", playlists: "Playlists", albums: "Albums", artists: "Artists", genres: "Genres", shows: "Shows", episodes: "Episodes", audiobooks: "Audiobooks", rows: "Rows in playlists", saved_tracks: "Liked tracks", followed_artists: "Followed artists", local_tracks: "Local files", hours: "Hours" };
const SOURCES = { spotify: "Spotify", reccobeats: "ReccoBeats" };

export function copyOfLibrary(view) {
  answerPage(view, {
    nav: "copy",
    title: "What is kept",
    path: "/browser/meta",
    draw: (answer) => [
      h("header", { class: "heading" }, h("h1", { tabindex: "-1" }, "What is kept"), h("a", { class: "button", href: "#/syncs" }, "Syncs")),
      h("p", { class: "lead-in" }, "Everything under Browse is answered from a copy of your library that Dashspot makes after each sync. Spotify is not asked."),
      h("dl", { class: "tiles" }, Object.entries(TOTALS).filter(([key]) => Number.isFinite(answer.totals?.[key])).map(([key, label]) => h("div", {}, h("dt", {}, label), h("dd", {}, number(key === "hours" ? Math.round(answer.totals[key]) : answer.totals[key]))))),
      measured(answer.features),
      coverage(answer.coverage),
    ],
  });
}

function measured(features) {
  if (!features) return null;
  const by = Object.entries(features.by_source ?? {}).filter(([, amount]) => amount > 0).map(([source, amount]) => `${number(amount)} by ${SOURCES[source] ?? source}`);
  return h("section", { class: "part" }, h("h2", {}, "Sound"), h("p", {}, `${count(features.analysed, "track")} measured${by.length ? ` (${by.join(", ")})` : ""}, ${number(features.unanalysed)} not.`));
}

function coverage({ collections, playlists, unknown } = {}) {
  const known = Object.entries(RESOURCES).filter(([name]) => collections?.[name]);
  const nameless = Object.entries(unknown ?? {}).filter(([, amount]) => amount > 0).map(([name, amount]) => `${number(amount)} ${name}`);
  return h(
    "section",
    { class: "part" },
    h("h2", {}, "What has been read"),
    known.length > 0 && h("ul", { class: "entries" }, known.map(([name, label]) => collection(label, collections[name]))),
    playlists && h("p", {}, `The rows of ${count(playlists.read, "playlist")} are read whole`, playlists.unread > 0 && [", ", h("a", { href: listAddress("playlists", { read: "false" }) }, `of ${number(playlists.unread)} they are not`)], "."),
    nameless.length > 0 && h("p", { class: "fine" }, `Named by rows, without anything more being known: ${nameless.join(", ")}.`),
  );
}

function collection(label, { rows, total, unnamed, read, incomplete }) {
  const amount = Number.isFinite(total) && total !== rows + unnamed ? `${number(rows)} of ${count(total, "row")}` : count(rows, "row");
  const said = [!read && "Not read whole", unnamed > 0 && `${number(unnamed)} more name nothing any more`].filter(Boolean).join("; ");
  return h("li", {}, h("div", {}, h("strong", {}, label), h("span", { class: "below" }, said && `${said}. `, incomplete.map((code) => [reasonSentence(code), " "]))), h("span", { class: "below" }, amount));
}
