// One sync, under way or past, at an address of its own.

import { h } from "../dom.js";
import { syncPanel } from "../syncs/panel.js";
import { stateHeading } from "../syncs/words.js";

export function sync(view) {
  view.title("Sync");
  const changed = (job) => view.title(stateHeading(job.state));
  view.show(h("p", { class: "up" }, h("a", { href: "#/syncs" }, "‹ Syncs")), syncPanel({ view, job: { id: view.params[0] }, changed }));
}
