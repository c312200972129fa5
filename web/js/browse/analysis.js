// An analysis drawn: how much could be measured, each feature, keys and modes, decades, genres, artists, what stands at the ends.

import { h, named, onSpotify } from "../dom.js";
import { count, duration, number, span } from "../format.js";
import { listAddress } from "./address.js";
import { here } from "./cells.js";
import { columns, figures, parts, ranking } from "./charts.js";
import { KEYS, MEASURES } from "./measures.js";

const SOURCES = { spotify: "Spotify", reccobeats: "ReccoBeats" };
const SHOWN = 12;

/** `filters`: what a list of tracks is asked for to show this selection, so that charts lead to what they count. */
export function analysisParts(analysis, filters) {
  return [overview(analysis), extremes(analysis), sound(analysis, filters), keys(analysis, filters), times(analysis, filters), names(analysis, filters)].filter(Boolean);
}

const part = (title, ...children) => h("section", { class: "part" }, h("h2", {}, title), children);

// -- how much there is, and how much of it could be measured

function overview({ selection, durations, explicit, reason }) {
  const tile = (label, value) => h("div", {}, h("dt", {}, label), h("dd", {}, value));
  return h(
    "section",
    { class: "analysis-overview" },
    h(
      "dl",
      { class: "tiles" },
      tile("Tracks", number(selection.tracks)),
      tile("Play time", span(durations.total_ms)),
      Number.isFinite(durations.median_ms) && tile("Median length", duration(durations.median_ms)),
      tile("Measured", selection.tracks ? `${Math.floor((100 * selection.measured) / selection.tracks)} %` : "–"),
      Number.isFinite(explicit?.share) && tile("Explicit", `${Math.round(100 * explicit.share)} %`),
    ),
    h("p", {}, measured(selection)),
    reason && h("p", { class: "callout" }, `There is nothing about the sound: ${reason.replace(/\.$/, "")}. Everything else is below.`),
  );
}

/** "38 of 42 tracks could be measured (30 by Spotify, 8 by ReccoBeats). 3 local files and 2 episodes are left out." */
function measured({ tracks, different, measured: known, by_source, local, episodes, others }) {
  const by = Object.entries(by_source ?? {}).filter(([, amount]) => amount > 0).map(([source, amount]) => `${number(amount)} by ${SOURCES[source] ?? source}`);
  const left = [local?.count > 0 && count(local.count, "local file"), episodes?.count > 0 && count(episodes.count, "episode"), others > 0 && count(others, "row of another kind", "rows of another kind")].filter(Boolean);
  const several = tracks - different;
  return [
    tracks === 0 ? "There are no tracks in it that could be measured." : `The sound of ${known === tracks ? `all ${number(tracks)}` : known === 0 ? `none of the ${number(tracks)}` : `${number(known)} of ${number(tracks)}`} tracks is measured${by.length ? ` (${by.join(", ")})` : ""}.`,
    several > 0 && ` ${count(several, "row repeats", "rows repeat")} a track that stands further up, and ${several === 1 ? "counts" : "count"} again.`,
    left.length > 0 && ` Left out: ${left.join(", ")}.`,
  ].filter(Boolean).join("");
}

// -- what stands at the ends

const ENDS = [
  ["fastest", "Fastest", MEASURES.tempo.show],
  ["slowest", "Slowest", MEASURES.tempo.show],
  ["happiest", "Happiest", MEASURES.valence.show],
  ["saddest", "Saddest", MEASURES.valence.show],
  ["longest", "Longest", duration],
  ["shortest", "Shortest", duration],
];

function extremes({ extremes: found }) {
  const known = ENDS.filter(([key]) => found?.[key]);
  if (!known.length) return null;
  return part(
    "At the ends",
    h("dl", { class: "extremes" }, known.map(([key, label, show]) => h("div", {}, h("dt", {}, label), h("dd", {}, trackLink(found[key].track), h("span", { class: "below" }, by(found[key].track), " · ", show(found[key].value)))))),
  );
}

const trackLink = (track) => (track.id ? here("tracks", track) : onSpotify(track.name || "Untitled", track.spotify_url));
const by = ({ artists }) => named((artists ?? []).map(({ name }) => name).filter(Boolean).join(", ") || "unknown artist");

// -- sound

function sound({ features, selection }, filters) {
  if (!features) return null;
  const known = Object.entries(MEASURES).filter(([name]) => features[name]);
  if (!known.length) return null;
  return part("Sound", h("div", { class: "charts" }, known.map(([name, measure]) => feature(name, measure, features[name], selection, filters))));
}

function feature(name, { label, show, ends }, { mean, median, min, max, histogram, measured: known }, { tracks }, filters) {
  const [low, high] = [histogram[0].from, histogram.at(-1).to];
  const place = (value) => Math.min(1, Math.max(0, (value - low) / (high - low)));
  const step = ({ from, to }) => `${show(from)} to ${show(to)}`;
  const middle = histogram.reduce((most, each) => (each.count > most.count ? each : most));
  const told = `${label} of ${count(known, "track")}: from ${show(min.value)} to ${show(max.value)}, on average ${show(mean)}, median ${show(median)}; most from ${step(middle)}.`;
  return h(
    "figure",
    { class: "figure", data: { feature: name } },
    h("figcaption", {}, h("h3", {}, label), h("p", { class: "below" }, `median ${show(median)}, average ${show(mean)}`, known < tracks && known > 0 ? ` · ${count(known, "track")}` : "")),
    columns({ steps: histogram.map((each) => ({ label: step(each), count: each.count })), ends: [show(low), show(high)], told, marks: [{ at: place(median), label: `Median: ${show(median)}` }] }),
    h("p", { class: "ends" }, h("span", {}, "The ", ends[0], ": ", trackLink(min.track), ` (${show(min.value)})`), h("span", {}, "The ", ends[1], ": ", trackLink(max.track), ` (${show(max.value)})`)),
    figures([label, "Tracks"], histogram.filter((each) => each.count > 0).map((each) => [listLink(step(each), filters, { [`min_${name}`]: each.from, [`max_${name}`]: each.to }), number(each.count)])),
  );
}

/** Text that leads to the tracks it counts, where the selection can be asked for. */
function listLink(text, filters, more) {
  return filters ? h("a", { href: listAddress("tracks", { ...filters, ...more }) }, text) : text;
}

// -- keys and modes

function keys({ key, mode, time_signature: metre }, filters) {
  if (!key && !mode) return null;
  const all = (key ?? []).reduce((sum, each) => sum + each.count, 0);
  const most = (key ?? []).reduce((top, each) => (each.count > (top?.count ?? 0) ? each : top), null);
  const told = `Keys of ${count(all, "track")}: ${key?.filter((each) => each.count > 0).map((each) => `${KEYS[each.value]} ${number(each.count)}`).join(", ")}.`;
  return part(
    "Keys",
    h(
      "div",
      { class: "charts" },
      all > 0 &&
        h(
          "figure",
          { class: "figure", data: { feature: "key" } },
          h("figcaption", {}, h("h3", {}, "Key"), h("p", { class: "below" }, `most often ${KEYS[most.value]}, in ${number(most.count)} of ${number(all)}`)),
          columns({ steps: key.map((each) => ({ label: KEYS[each.value], short: KEYS[each.value].split("/")[0], count: each.count })), told }),
          figures(["Key", "Tracks"], key.filter((each) => each.count > 0).map((each) => [listLink(KEYS[each.value], filters, { key: each.value }), number(each.count)])),
        ),
      mode &&
        h(
          "figure",
          { class: "figure", data: { feature: "mode" } },
          h("figcaption", {}, h("h3", {}, "Mode")),
          parts([{ label: listLink("Major", filters, { mode: "major" }), count: mode.major }, { label: listLink("Minor", filters, { mode: "minor" }), count: mode.minor }], { told: `${number(mode.major)} in major, ${number(mode.minor)} in minor.` }),
          metre?.length > 0 && h("p", { class: "below" }, "Metre: ", metre.map((each, index) => [index > 0 && ", ", listLink(`${each.value}/4`, filters, { time_signature: each.value }), ` in ${number(each.count)}`])),
        ),
    ),
  );
}

// -- years

function times({ decades, years, year_unknown: unknown }, filters) {
  if (!decades?.length) return null;
  const most = decades.reduce((top, each) => (each.count > top.count ? each : top));
  const told = `Tracks by decade: ${decades.map((each) => `${each.value}s ${number(each.count)}`).join(", ")}.`;
  const [first, last] = [years[0].value, years.at(-1).value];
  return part(
    "Years",
    h(
      "div",
      { class: "charts" },
      h(
        "figure",
        { class: "figure", data: { feature: "decades" } },
        h("figcaption", {}, h("h3", {}, "Decade"), h("p", { class: "below" }, `most from the ${most.value}s`)),
        columns({ steps: decades.map((each) => ({ label: `${each.value}s`, short: `’${String(each.value).slice(2)}s`, count: each.count })), told }),
        figures(["Decade", "Tracks"], decades.map((each) => [listLink(`${each.value}s`, filters, { decade: each.value }), number(each.count)])),
      ),
      h(
        "figure",
        { class: "figure", data: { feature: "years" } },
        h("figcaption", {}, h("h3", {}, "Year"), h("p", { class: "below" }, first === last ? `all of ${first}` : `from ${first} to ${last}`, unknown > 0 && `; of ${number(unknown)} nobody said`)),
        columns({ steps: everyYear(years), ends: [String(first), first === last ? "" : String(last)], told: `Tracks by year, from ${first} to ${last}.` }),
        figures(["Year", "Tracks"], years.map((each) => [listLink(String(each.value), filters, { year: each.value }), number(each.count)])),
      ),
    ),
  );
}

/** Years without a track have their place too, so that distances are true; not where they are hundreds. */
function everyYear(years) {
  const [first, last] = [years[0].value, years.at(-1).value];
  const known = new Map(years.map((each) => [each.value, each.count]));
  if (last - first > 150) return years.map((each) => ({ label: String(each.value), count: each.count }));
  return Array.from({ length: last - first + 1 }, (_, index) => ({ label: String(first + index), count: known.get(first + index) ?? 0 }));
}

// -- genres and artists

function names({ genres, artists }, filters) {
  const lists = [
    ["Genres", genres, (each) => listLink(named(each.label ?? each.value), filters, { genre: each.value }), "of no known genre"],
    ["Artists", artists, (each) => here("artists", { id: each.value, name: each.label }), "without an artist"],
  ].filter(([, found]) => found?.values?.length > 0);
  if (!lists.length) return null;
  return h(
    "div",
    { class: "two" },
    lists.map(([title, found, link, without]) => {
      const beyond = found.more + Math.max(0, found.values.length - SHOWN);
      const rest = [beyond > 0 && `and ${number(beyond)} more`, found.without > 0 && `${count(found.without, "track")} ${without}`].filter(Boolean);
      return part(title, ranking(found.values.slice(0, SHOWN).map((each) => ({ name: link(each), count: each.count })), { label: title }), rest.length > 0 && h("p", { class: "fine" }, `${rest.join("; ")}.`));
    }),
  );
}
