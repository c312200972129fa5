// What was measured about one track's sound, as bars and figures.

import { MEASURES, keyName } from "./browse/measures.js";
import { h } from "./dom.js";

const PARTS = ["danceability", "energy", "valence", "acousticness", "instrumentalness", "liveness", "speechiness"];

/** `values`: features by the API's names; what is missing is left out. */
export function bars(values) {
  const parts = PARTS.filter((key) => Number.isFinite(values[key]));
  const others = [
    ["Tempo", Number.isFinite(values.tempo) && MEASURES.tempo.show(values.tempo)],
    ["Key", keyName(values.key, values.mode)],
    ["Loudness", Number.isFinite(values.loudness) && MEASURES.loudness.show(values.loudness)],
    ["Metre", Number.isFinite(values.time_signature) && values.time_signature > 0 && `${values.time_signature}/4`],
  ].filter(([, value]) => value);
  return [
    h(
      "dl",
      { class: "bars" },
      parts.map((key) => {
        const { label } = MEASURES[key];
        const percent = Math.round(values[key] * 100);
        return h("div", {}, h("dt", {}, label), h("dd", {}, h("meter", { min: 0, max: 100, value: percent, "aria-label": label }), h("span", {}, `${percent} %`)));
      }),
    ),
    h("dl", { class: "facts" }, others.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])),
  ];
}
