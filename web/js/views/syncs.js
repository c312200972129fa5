// Syncs: the one under way, or the way to start one, and those before.

import { post } from "../api.js";
import { announce, fill, h } from "../dom.js";
import { moment } from "../format.js";
import { hasEnded } from "../jobs.js";
import { pagedList } from "../paged.js";
import { problemPanel } from "../problems.js";
import { syncPanel } from "../syncs/panel.js";
import { RESOURCES, scope, stateTag, summary } from "../syncs/words.js";

export function syncs(view) {
  view.title("Syncs");
  delete view.memory.lists; // what was under way a while ago may have ended
  const current = h("div", {});
  const start = h("div", { hidden: true });
  const list = h("ul", { class: "entries" });
  const none = h("p", { class: "fine" }, "None yet: the first one reads everything. Playlists and your newest likes come first.");
  const entries = new Map();

  const draw = (job) => {
    const known = entries.get(job.id);
    const fresh = entry(job);
    entries.set(job.id, fresh);
    if (known) known.replaceWith(fresh);
    return known ? null : fresh;
  };
  const follow = (job) => {
    start.hidden = true;
    const changed = (now) => {
      draw(now);
      start.hidden = !hasEnded(now);
    };
    const panel = syncPanel({ view, job, heading: "h2", changed });
    fill(current, panel);
    return panel;
  };
  fill(
    start,
    startForm(view, (job) => {
      const added = draw(job);
      if (added) list.prepend(added);
      list.hidden = false;
      none.remove();
      follow(job).querySelector("h2").focus();
      announce("The sync has started");
    }),
  );
  view.show(
    h("header", { class: "heading" }, h("h1", { tabindex: "-1" }, "Syncs"), h("a", { class: "button", href: "#/changes/tracks" }, "What changed")),
    h("p", { class: "lead-in" }, "A sync reads your whole library from Spotify and keeps it in Dashspot’s own tables. What has not changed is not read again, so that the next one is quick."),
    start,
    current,
    h("section", { class: "part" }, h("h2", {}, "So far"), listOf()),
  );

  function listOf() {
    return pagedList({
      view,
      path: "/library/syncs",
      limit: 25,
      noun: "syncs",
      container: list,
      draw: (jobs, from) => {
        list.append(...jobs.map(draw).filter(Boolean));
        if (from > 0) return;
        if (jobs.length && !hasEnded(jobs[0])) follow(jobs[0]);
        else start.hidden = current.childElementCount > 0;
      },
      empty: () => none,
    });
  }
}

function entry(job) {
  const only = scope(job);
  return h(
    "li",
    { data: { state: job.state } },
    h("div", {}, h("a", { href: `#/syncs/${encodeURIComponent(job.id)}` }, h("strong", {}, moment(job.created_at))), h("span", { class: "below" }, [only && `Only ${only}`, summary(job)].filter(Boolean).join(": "))),
    stateTag(job.state),
  );
}

/** The form that starts one; `begun(job)` is called with the API's answer, which may be one that was under way. */
function startForm(view, begun) {
  const trouble = h("div", {});
  const boxes = Object.entries(RESOURCES).map(([name, label]) => {
    const box = h("input", { type: "checkbox", name, checked: true });
    return { name, box, label: h("label", { class: "check" }, box, label) };
  });
  const full = h("input", { type: "checkbox", name: "full" });
  const submit = async (event) => {
    event.preventDefault();
    const button = event.submitter ?? event.target.querySelector("[type=submit]");
    const chosen = boxes.filter(({ box }) => box.checked).map(({ name }) => name);
    if (chosen.length === 0) return void fill(trouble, h("p", { class: "callout", role: "alert" }, "Choose at least one thing to read."));
    button.disabled = true;
    fill(trouble);
    try {
      const body = { ...(chosen.length < boxes.length && { resources: chosen }), ...(full.checked && { full: true }) };
      begun(await post("/library/syncs", body));
    } catch (error) {
      fill(trouble, problemPanel(error, { signInHref: view.signInHref, compact: true }));
    } finally {
      button.disabled = false;
    }
  };
  return h(
    "form",
    { class: "sync-start", on: { submit } },
    h("button", { type: "submit", class: "button strong big" }, "Sync my library"),
    h(
      "details",
      {},
      h("summary", {}, "Choose what is read"),
      h("fieldset", {}, h("legend", {}, "Read"), boxes.map(({ label }) => label)),
      h("label", { class: "check" }, full, "Read every page, also of what looks unchanged"),
      h("p", { class: "fine" }, "Every page takes more of Spotify’s requests. Dashspot does it by itself now and then."),
    ),
    trouble,
  );
}
