// What stands above everything that is browsed: the kinds with how many there are, and the way to what is kept.

import { get } from "../api.js";
import { fill, h, keepingKey } from "../dom.js";
import { number } from "../format.js";
import { listAddress } from "./address.js";
import { KINDS } from "./kinds.js";

const OTHERS = [["housekeeping", "#/browse/housekeeping", "Housekeeping"], ["copy", "#/browse/copy", "What is kept"]];

/** `active`: the kind, "housekeeping" or "copy" that is shown. `show(q)`: what is searched for goes along to other kinds. `look()` counts anew. */
export function kindsNav(view, active) {
  const list = h("ul", { class: "chips choice kinds" });
  const element = h("nav", { "aria-label": "Kinds" }, list);
  let searched = "";
  let totals = view.memory.totals ?? {}; // on the way back at once: what stands below is scrolled to where it was
  const draw = () => {
    const kinds = Object.entries(KINDS).map(([name, { label }]) => [name, listAddress(name, { q: searched }), label, totals[name]]);
    const entries = [...kinds, ...OTHERS].map(([name, href, label, total]) =>
      h("li", {}, h("a", { href, data: { key: `kind:${name}` }, "aria-current": name === active ? "page" : null }, label, Number.isFinite(total) && h("span", { class: "count" }, ` ${number(total)}`))),
    );
    keepingKey(list, () => fill(list, entries));
    // On a phone the kinds lie side by side: the one that is shown is in sight.
    const shown = list.querySelector("[aria-current]");
    if (shown && list.scrollWidth > list.clientWidth) list.scrollLeft = shown.offsetLeft - list.offsetLeft - 16;
  };
  draw();
  look();

  async function look() {
    try {
      totals = view.memory.totals = (await get("/browser/meta", {}, view.signal)).totals ?? {};
      draw();
    } catch {
      // It only adorns: what is shown below says by itself what is wrong.
    }
  }

  const show = (q) => {
    if (q === searched) return;
    searched = q;
    draw();
  };
  return { element, show, look };
}
