// The measures of a track's sound, in a person's words and units.

export const KEYS = ["C", "C♯/D♭", "D", "D♯/E♭", "E", "F", "F♯/G♭", "G", "G♯/A♭", "A", "A♯/B♭", "B"];

const share = { unit: "%", show: (value) => `${Math.round(value * 100)} %`, toInput: (value) => round(value * 100), fromInput: (value) => round(value / 100) };

/** By the API's name: what it is called, its unit, how a value is shown, typed in and sent, what its lowest and highest are called. */
export const MEASURES = {
  tempo: { label: "Tempo", unit: "BPM", show: (value) => `${Math.round(value)} BPM`, ends: ["slowest", "fastest"] },
  energy: { label: "Energy", ...share, ends: ["calmest", "most energetic"] },
  danceability: { label: "Danceability", ...share, ends: ["least danceable", "most danceable"] },
  valence: { label: "Positivity", ...share, ends: ["saddest", "happiest"] },
  acousticness: { label: "Acousticness", ...share, ends: ["least acoustic", "most acoustic"] },
  instrumentalness: { label: "Instrumental", ...share, ends: ["most sung", "least sung"] },
  speechiness: { label: "Speech", ...share, ends: ["least spoken", "most spoken"] },
  liveness: { label: "Liveness", ...share, ends: ["least live", "most live"] },
  loudness: { label: "Loudness", unit: "dB", show: (value) => `${value.toFixed(1)} dB`, ends: ["quietest", "loudest"] },
};
for (const measure of Object.values(MEASURES)) {
  measure.toInput ??= (value) => round(value);
  measure.fromInput ??= (value) => value;
}

function round(value) {
  return Number(value.toFixed(4));
}

export function keyName(key, mode = null) {
  if (!KEYS[key]) return null;
  return `${KEYS[key]}${mode === 1 || mode === "major" ? " major" : mode === 0 || mode === "minor" ? " minor" : ""}`;
}
