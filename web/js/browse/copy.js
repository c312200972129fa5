// How old the kept copy is, and whether newer records wait for it.

import { fill, h } from "../dom.js";
import { away, moment } from "../format.js";

/** A line about the copy that answers came from; `show(meta)` tells it. `again()` reads anew what is shown. */
export function copyLine(again) {
  const element = h("p", { class: "copy-line fine" });
  const show = ({ built_at, behind_since, revision_changed } = {}) => {
    fill(
      element,
      built_at && h("span", {}, "From the copy of ", time(built_at), "."),
      behind_since && h("span", { class: "behind-since" }, "Newer records have waited ", since(behind_since), " to come in: that takes a minute or so."),
      revision_changed && h("span", { class: "behind-since" }, "The copy was renewed while you read on: the list goes on where you were, but what is above may have changed."),
      (behind_since || revision_changed) && h("button", { type: "button", class: "button slight", data: { key: "look-again" }, on: { click: again } }, "Look again"),
    );
  };
  return { element, show };
}

const time = (iso) => [h("time", { datetime: iso }, away(iso)), ` (${moment(iso)})`];
const since = (iso) => h("time", { datetime: iso }, "since ", moment(iso));
