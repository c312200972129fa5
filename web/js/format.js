// Numbers, times and Spotify's texts, as a person reads them.

const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const NUMBER = new Intl.NumberFormat();

/** 225000 -> "3:45", 3753000 -> "1:02:33"; "–" where Spotify gave none. */
export function duration(milliseconds) {
  if (!Number.isFinite(milliseconds) || milliseconds < 0) return "–";
  const seconds = Math.round(milliseconds / 1000);
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** A day; rows from before Spotify kept the date carry null or 1970. */
export function day(iso) {
  const date = new Date(iso ?? NaN);
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() < 1971 ? "–" : DAY.format(date);
}

export function moment(iso) {
  const date = new Date(iso ?? NaN);
  return Number.isNaN(date.getTime()) ? "–" : MOMENT.format(date);
}

/** Release dates come as a year, a month or a day ("2019", "2019-05", "0000"), and mean no more than they say. */
export function releaseDate(text) {
  if (!text || text.startsWith("0000")) return null;
  return text;
}

export function number(value) {
  return Number.isFinite(value) ? NUMBER.format(value) : "–";
}

/** count(1, "track") -> "1 track"; count(null, "track") -> "tracks not counted". */
export function count(value, noun, plural = `${noun}s`) {
  return Number.isFinite(value) ? `${NUMBER.format(value)} ${value === 1 ? noun : plural}` : `${plural} not counted`;
}

export function milliseconds(value) {
  return Number.isFinite(value) ? `${NUMBER.format(Math.round(value))} ms` : "";
}

const UNITS = [["day", 86_400_000], ["hour", 3_600_000], ["minute", 60_000]];
const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "always" });

/** How far an instant is away, in the largest unit of which there is one at least: "in 3 hours", "in less than a minute". */
export function away(iso) {
  const distance = new Date(iso ?? NaN).getTime() - Date.now();
  if (Number.isNaN(distance)) return "";
  const [unit, size] = UNITS.find(([, each]) => Math.abs(distance) >= each) ?? [null, 0];
  if (unit) return RELATIVE.format(Math.round(distance / size), unit);
  return distance >= 0 ? "in less than a minute" : "less than a minute ago";
}

/** How long something took, as a person says it: 850 -> "850 ms", 41_000 -> "41 s", 7_500_000 -> "2 h 5 min". */
export function span(value) {
  if (!Number.isFinite(value) || value < 0) return "–";
  if (value < 1000) return milliseconds(value);
  const seconds = Math.round(value / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 ? `${minutes} min ${seconds % 60} s` : `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  return `${Math.round(hours / 24)} days`;
}

const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };

/**
 * Spotify's playlist descriptions are HTML-escaped and may hold links. Here they become text: link tags are dropped, then
 * each entity is decoded once. The result is only ever inserted as a text node.
 */
export function plainText(description) {
  return (description ?? "").replace(/<\/?a\b[^>]*>/gi, "").replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));/gi, (whole, decimal, hex, name) => {
    if (name) return ENTITIES[name.toLowerCase()] ?? whole;
    const point = decimal ? Number.parseInt(decimal, 10) : Number.parseInt(hex, 16);
    return point > 0 && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff) ? String.fromCodePoint(point) : whole;
  });
}
