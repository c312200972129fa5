// What the API tells of syncs by codes and names, in a person's words.

import { h } from "../dom.js";
import { count, number } from "../format.js";

/** What can be synced, by the API's names. */
export const RESOURCES = {
  playlists: "Playlists",
  tracks: "Saved tracks",
  albums: "Saved albums",
  artists: "Followed artists",
  shows: "Saved shows",
  episodes: "Saved episodes",
  audiobooks: "Saved audiobooks",
};

/** States of a sync: a word for lists, and a heading. */
const STATES = {
  queued: ["Queued", "About to begin"],
  running: ["Running", "Reading your library"],
  waiting: ["Waiting", "Waiting to go on"],
  succeeded: ["Done", "Up to date"],
  partial: ["Incomplete", "Read, with gaps"],
  failed: ["Failed", "This sync could not go on"],
  cancelled: ["Cancelled", "This sync was cancelled"],
};

const stateWord = (state) => STATES[state]?.[0] ?? state;
export const stateHeading = (state) => STATES[state]?.[1] ?? state;

export function stateTag(state) {
  return h("span", { class: "tag state-tag", data: { state } }, stateWord(state));
}

export const COLLECTION_STATES = { pending: "To do", reading: "Reading", done: "Read", partial: "Incomplete" };

const REASONS = {
  names_nothing: "Spotify sends these rows empty: what they named is gone",
  spotify_forbidden_playlist: "Spotify lets this app read the rows of only those playlists that you own or collaborate on",
  not_found: "Spotify has it no more",
  feature_unavailable: "Spotify has closed this to apps like this one",
  forbidden: "Spotify does not allow it",
  insufficient_scope: "You have not allowed Dashspot to read it: sign in again to allow it",
  spotify_unavailable: "Spotify kept failing when it was asked for it",
  spotify_rate_limited: "Spotify asked this app to slow down",
  spotify_quota_exceeded: "Spotify’s quota for this app, or Dashspot’s own part of it for syncs, is used up for now",
  spotify_not_allowlisted: "Your account is not on the list of this app, which is in Spotify’s development mode",
  spotify_premium_required: "Spotify asks for a Premium subscription",
  reauth_required: "Spotify does not accept your consent any more: sign in again",
  internal_error: "Dashspot itself failed at it; its logs tell more",
  rows_missing: "Spotify gave fewer rows than it counts",
  rows_surplus: "Spotify gave more rows than it counts",
  rows_unread: "some rows could not be read",
  total_changed: "it changed while it was read",
  repeats: "Spotify gave the same rows twice",
  out_of_reach: "Spotify gives no rows that far down",
  unfinished: "it was not read to the end",
  given_up: "reading it was given up",
  conflict: "an operator has paused the reading of this library",
  sync_under_way: "the sync that it waited for did not end in time",
  list_lost: "the list of its tracks is there no longer: start it again",
  limit_reached: "one job asks for so much and no more: the next one goes on",
  not_known: "the source of audio features does not know these tracks",
};

/** A reason as part of a line; a code that this page does not know is shown as it is. */
export function reason(code) {
  return REASONS[code] ?? ["the reason is ", h("code", {}, code ?? "unknown")];
}

/** The same as a sentence of its own. */
export function reasonSentence(code) {
  const words = REASONS[code];
  return words ? `${words[0].toUpperCase()}${words.slice(1)}.` : ["The reason is ", h("code", {}, code ?? "unknown"), "."];
}

const REF = /^(?:spotify:playlist:(?<playlist>[0-9A-Za-z]+)|(?<resource>[a-z]+))(?:#(?<position>\d+))?$/;

/** What a ref of the API's names: "tracks", "spotify:playlist:<id>", or a row of either ("tracks#4", counted from 0). */
export function named(ref, label = null) {
  const { playlist, resource, position } = REF.exec(ref)?.groups ?? {};
  const name = label || RESOURCES[resource] || (playlist ? "A playlist" : ref);
  const shown = playlist ? h("a", { href: `#/playlists/${encodeURIComponent(playlist)}` }, name) : name;
  return [shown, position !== undefined && `, row ${number(Number(position) + 1)}`];
}

/** The collection that a ref is in, or is. */
export const collectionOf = (ref) => ref.replace(/#\d+$/, "");

const COUNTS = [["created", "new"], ["updated", "changed"], ["removed", "removed"], ["skipped", "left out"]];

/** What a sync found, in a line. */
export function summary(job) {
  const counts = job.counts ?? {};
  const parts = COUNTS.filter(([key]) => counts[key] > 0).map(([key, word]) => `${number(counts[key])} ${word}`);
  if (parts.length) return parts.join(", ");
  if (job.state === "succeeded") return "nothing had changed";
  return Number.isFinite(job.progress?.done) && job.progress.done > 0 ? `${count(job.progress.done, "row")} read` : "";
}

/** What was to be read, where it is not the whole library. */
export function scope({ resources = [], playlists = [] }) {
  if (resources.length === Object.keys(RESOURCES).length) return "";
  return [...resources.map((name) => RESOURCES[name] ?? name), playlists.length > 0 && count(playlists.length, "single playlist")].filter(Boolean).join(", ");
}
