// One track, and what Spotify or another source measured about its sound, where anybody tells.

import { get } from "../api.js";
import { cover, fill, h, onSpotify, spotifyArrow } from "../dom.js";
import { duration, moment, releaseDate } from "../format.js";
import { skeleton } from "../paged.js";
import { problemPanel } from "../problems.js";
import { people } from "../rows.js";
import { bars } from "../sound.js";

export async function track(view) {
  const [id] = view.params;
  const path = `/library/tracks/${encodeURIComponent(id)}`;
  view.title("Track");
  const head = h("div", {}, skeleton(2));
  const sound = h("section", { class: "sound", "aria-labelledby": "sound-title" });
  view.show(h("p", { class: "up" }, h("a", { href: "#/tracks" }, "‹ Saved tracks")), head, sound);
  try {
    const known = view.memory.track ?? (await get(path, {}, view.signal));
    view.memory.track = known;
    view.title(known.name || "Track");
    fill(head, header(known));
    view.focusHeading();
    await features(view, path, sound);
  } catch (error) {
    if (error.name === "AbortError") return;
    fill(head, h("h1", { tabindex: "-1" }, "Track"), problemPanel(error, { retry: () => track(view), signInHref: view.signInHref }));
  }
}

function header(known) {
  const album = known.album;
  const released = releaseDate(album?.release_date);
  const fact = (name, value) => value && [h("dt", {}, name), h("dd", {}, value)];
  return h(
    "header",
    { class: "entity" },
    cover(known.images?.length ? known.images : album?.images, known.name, 192),
    h(
      "div",
      { class: "entity-text" },
      h("p", { class: "kind" }, "Track", known.explicit && " · Explicit", known.is_playable === false && " · Not playable in your market now"),
      h("h1", { tabindex: "-1" }, known.name || "Untitled"),
      h("p", { class: "by" }, people(known.artists)),
      h(
        "dl",
        { class: "facts" },
        fact("Album", album?.name && onSpotify(album.name, album.spotify_url)),
        fact("Released", released),
        fact("Place", Number.isFinite(known.track_number) && `Disc ${known.disc_number ?? 1}, track ${known.track_number}`),
        fact("Length", duration(known.duration_ms)),
        fact("ISRC", known.isrc && h("code", {}, known.isrc)),
      ),
      h("div", { class: "actions" }, h("a", { class: "button", href: `#/browse/tracks/${encodeURIComponent(known.id)}` }, "In my library"), spotifyArrow(known.name || "this track", known.spotify_url, "Open in Spotify")),
    ),
  );
}

const SOURCES = { spotify: "Spotify", reccobeats: "ReccoBeats" };

async function features(view, path, sound) {
  const title = h("h2", { id: "sound-title" }, "Sound");
  const availability = view.meta.features?.audio_features;
  // When Dashspot knows already that it has none to give, asking would bring the same answer.
  if (availability?.available === false) return void fill(sound, title, none("There are no audio features here.", availability.reason));
  fill(sound, title, skeleton(3));
  try {
    const data = await get(`${path}/data`, {}, view.signal);
    if (!data.features) return void fill(sound, title, missing(data));
    fill(sound, title, bars(data.features), h("p", { class: "fine" }, `Measured by ${SOURCES[data.source] ?? "Spotify"}`, data.fetched_at && `, read ${moment(data.fetched_at)}`, "."));
  } catch (error) {
    if (error.name === "AbortError") return;
    const panel = error.code === "feature_unavailable" ? none("Audio features are closed to this app.", error.detail) : problemPanel(error, { retry: () => features(view, path, sound), signInHref: view.signInHref, compact: true });
    fill(sound, title, panel);
  }
}

// An answer without features: nobody measured this track, or who did cannot be asked now.
function missing(data) {
  if (data.state === "not_found") return none(`${SOURCES[data.source] ?? "Nobody"} has not measured this track.`, data.reason);
  return none("There are no audio features at the moment.", data.reason);
}

function none(said, reason) {
  return h("div", { class: "closed" }, h("p", {}, h("strong", {}, said)), reason && h("p", { class: "fine" }, "Dashspot says: ", reason.replace(/\.$/, ""), "."));
}
