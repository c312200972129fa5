// What lists can be filtered by, in a person's words: labels, fields to fill in, and what a chip says.

import { day, duration } from "../format.js";
import { several } from "./address.js";
import { MEASURES, keyName } from "./measures.js";
import { nameOf } from "./names.js";

/** Yes-or-no filters: what they are called, and what a chip says for true and false. `only`: kinds where the words differ. */
export const FLAGS = {
  saved: { label: "Liked or saved", said: ["Liked or saved", "Not liked or saved"] },
  followed: { label: "Followed", said: ["Followed", "Not followed"] },
  in_playlist: { label: "In a playlist", said: ["In a playlist", "In no playlist"] },
  mine: { label: "In a playlist of mine", said: ["In a playlist of yours", "In no playlist of yours"], playlists: { label: "My own", said: ["Your own", "Somebody else’s"] } },
  collaborative: { label: "Collaborative", said: ["Collaborative", "Not collaborative"] },
  public: { label: "Public", said: ["Public", "Not public"] },
  read: { label: "Rows are read", said: ["Rows are read", "Rows are not read"] },
  explicit: { label: "Explicit", said: ["Explicit", "Not explicit"] },
  playable: { label: "Playable", said: ["Playable", "Not playable"] },
  local: { label: "Local file", said: ["Local files", "No local files"] },
  analysed: { label: "Sound measured", said: ["Sound is measured", "Sound is not measured"] },
};

export const flagOf = (name, kind) => FLAGS[name][kind] ?? FLAGS[name];

export const CHOICES = { mode: { label: "Mode", options: [["major", "Major"], ["minor", "Minor"]] } };

export const TEXTS = { author: { label: "Author" } };

const dayAfter = (text, days) => {
  const date = new Date(`${text}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return text;
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
};
const isYear = (text) => /^\d{4}$/.test(text);
const isDay = (text) => /^\d{4}-\d{2}-\d{2}$/.test(text);
const year = (text, by) => String(Number(text) + by).padStart(4, "0");
const plain = { toInput: (value) => value, fromInput: (text) => text };
const numeric = (toInput, fromInput) => ({ toInput: (value) => (Number.isFinite(Number(value)) ? String(toInput(Number(value))) : value), fromInput: (text) => (Number.isFinite(Number(text)) ? String(fromInput(Number(text))) : text) });

/**
 * From-to filters: two parameters, each typed in as a person thinks of it ("until 1999" is before 2000 to the API) and told
 * in a chip.
 */
export const RANGES = {
  released: {
    label: "Released",
    unit: "year",
    input: { type: "number", min: "1000", max: "2999", step: "1" },
    from: { name: "released_after", ...plain, say: (value) => `Released from ${value}` },
    to: {
      name: "released_before",
      toInput: (value) => (isYear(value) ? year(value, -1) : value.slice(0, 4)),
      fromInput: (text) => (isYear(text) ? year(text, 1) : text),
      say: (value) => (isYear(value) ? `Released until ${year(value, -1)}` : `Released before ${value}`),
    },
  },
  added: {
    label: "Added",
    unit: "day",
    input: { type: "date" },
    from: { name: "added_after", toInput: (value) => value.slice(0, 10), fromInput: (text) => text, say: (value) => `Added from ${day(value)}` },
    to: {
      name: "added_before",
      toInput: (value) => (isDay(value) ? dayAfter(value, -1) : value.slice(0, 10)),
      fromInput: (text) => dayAfter(text, 1),
      say: (value) => (isDay(value) ? `Added until ${day(dayAfter(value, -1))}` : `Added before ${value}`),
    },
  },
  minutes: {
    label: "Length",
    unit: "minutes",
    input: { type: "number", min: "0", step: "any" },
    from: { name: "min_duration_ms", ...numeric((value) => Number((value / 60_000).toFixed(3)), (value) => Math.round(value * 60_000)), say: (value) => `At least ${duration(Number(value))} long` },
    to: { name: "max_duration_ms", ...numeric((value) => Number((value / 60_000).toFixed(3)), (value) => Math.round(value * 60_000)), say: (value) => `At most ${duration(Number(value))} long` },
  },
  popularity: {
    label: "Popularity",
    unit: "0 to 100",
    input: { type: "number", min: "0", max: "100", step: "1" },
    from: { name: "min_popularity", ...plain, say: (value) => `Popularity from ${value}` },
    to: { name: "max_popularity", ...plain, say: (value) => `Popularity up to ${value}` },
  },
};

export const MEASURE_RANGES = Object.fromEntries(
  Object.entries(MEASURES).map(([field, { label, unit, show, toInput, fromInput }]) => [
    field,
    {
      label,
      unit,
      input: { type: "number", step: "any" },
      from: { name: `min_${field}`, ...numeric(toInput, fromInput), say: (value) => `${label} from ${shown(show, value)}` },
      to: { name: `max_${field}`, ...numeric(toInput, fromInput), say: (value) => `${label} up to ${shown(show, value)}` },
    },
  ]),
);

const shown = (show, value) => (Number.isFinite(Number(value)) ? show(Number(value)) : value);

/** Parameters whose values are ids, with the kind that they name. */
const IDS = { artist: ["Artist", "artists"], album: ["Album", "albums"], track: ["Track", "tracks"], playlist: ["Playlist", "playlists"], not_playlist: ["Not in", "playlists"], show: ["Show", "shows"], owner: ["Owner", "owners"] };
const LABELS = { genre: "Genre", decade: "Decade", year: "Year", key: "Key", mode: "Mode", time_signature: "Metre", author: "Author", duplicate: "Duplicates" };
const DUPLICATES = { id: "in several rows", isrc: "same recording (ISRC)", alike: "same title, artists and length" };
const VALUES = {
  decade: (value) => `${value}s`,
  key: (value) => keyName(Number(value)) ?? value,
  mode: (value) => ({ major: "Major", minor: "Minor" })[value] ?? value,
  time_signature: (value) => `${value}/4`,
  duplicate: (value) => DUPLICATES[value] ?? value,
};
const ENDS = new Map([...Object.values(RANGES), ...Object.values(MEASURE_RANGES)].flatMap(({ from, to }) => [from, to]).map((end) => [end.name, end]));
const SEVERAL = new Set(["artist", "album", "track", "playlist", "not_playlist", "show", "owner", "key", "mode", "time_signature", "decade", "year"]);
const NO_FILTER = new Set(["q", "sort", "limit", "cursor", "facets", "by", "within"]);

/** What a value of a facet or a filter is called. */
export const valueName = (name, value, label = null) => (IDS[name] ? label ?? nameOf(IDS[name][1], value) : VALUES[name]?.(value) ?? label ?? value);

/**
 * The filters that are set, each with what it says and what is asked without it: [{key, text, without}]. Parameters that this
 * page has no words for are shown as they are. `text` may be a promise, where a name has to be asked for.
 */
export function chipsOf(asked, kind) {
  return [...asked].filter(([name]) => !NO_FILTER.has(name)).flatMap(([name, value]) => {
    const without = (rest) => ({ name, value: rest.join(",") || null });
    if (FLAGS[name] && (value === "true" || value === "false")) return [{ key: name, text: flagOf(name, kind).said[value === "true" ? 0 : 1], without: without([]) }];
    if (ENDS.has(name)) return [{ key: name, text: ENDS.get(name).say(value), without: without([]) }];
    const parts = SEVERAL.has(name) ? several(value) : [value];
    return parts.map((part) => ({ key: `${name}:${part}`, label: IDS[name]?.[0] ?? LABELS[name] ?? name, text: valueName(name, part), without: without(parts.filter((other) => other !== part)) }));
  });
}
