// What a person sets for themselves: time zone, and how often their library is read by itself.

import { patch } from "../api.js";
import { announce, fill, h } from "../dom.js";
import { problemPanel } from "../problems.js";

const PERIODS = [1, 3, 6, 12, 24, 72, 168]; // hours; the API takes any whole number of them up to a week

export function settings(view) {
  const set = view.user.settings;
  if (!set) return null;
  const trouble = h("div", {});
  const said = h("span", { class: "fine", role: "status" });
  const zone = h("select", { id: "time-zone", name: "time_zone" }, zones(set.time_zone));
  const period = h("select", { id: "sync-period", name: "sync_period_hours" }, periods(set.sync_period_hours));
  const submit = async (event) => {
    event.preventDefault();
    const button = event.submitter;
    if (button) button.disabled = true;
    fill(trouble);
    fill(said);
    try {
      const answer = await patch("/user", { time_zone: zone.value || null, sync_period_hours: period.value ? Number(period.value) : null });
      Object.assign(view.user, answer);
      fill(said, "Saved.");
      announce("Settings saved");
    } catch (error) {
      fill(trouble, problemPanel(error, { signInHref: view.signInHref, compact: true }));
    } finally {
      if (button) button.disabled = false;
    }
  };
  return h(
    "section",
    { class: "part" },
    h("h2", {}, "Settings"),
    h(
      "form",
      { class: "line-form", on: { submit, input: () => fill(said) } },
      h("div", {}, h("label", { for: "time-zone" }, "Time zone"), zone),
      h("div", {}, h("label", { for: "sync-period" }, "Read my library by itself"), period),
      h("button", { type: "submit", class: "button strong" }, "Save"),
      said,
    ),
    h("p", { class: "fine" }, ["What you look at is read whenever you look at it. Besides, Dashspot ", h("a", { href: "#/syncs" }, "syncs your whole library"), " by itself as often as you choose here; where nothing has changed that costs next to nothing."]),
    trouble,
  );
}

/** This device's zone first, then all that the browser knows; one that is set stays offered whatever the browser knows. */
function zones(chosen) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = Intl.supportedValuesOf?.("timeZone") ?? [];
  const all = [...new Set(["UTC", ...known, here, chosen].filter(Boolean))].sort();
  const option = (name, text = name.replaceAll("_", " ")) => h("option", { value: name, selected: name === chosen }, text);
  return [
    h("option", { value: "", selected: !chosen }, "Not set"),
    here && here !== chosen && option(here, `This device’s: ${here.replaceAll("_", " ")}`),
    all.filter((name) => name === chosen || name !== here).map((name) => option(name)),
  ];
}

function periods(chosen) {
  const hours = [...new Set([...PERIODS, chosen].filter(Boolean))].sort((a, b) => a - b);
  return [h("option", { value: "", selected: !chosen }, "Off"), hours.map((each) => h("option", { value: each, selected: each === chosen }, every(each)))];
}

function every(hours) {
  if (hours === 168) return "Every week";
  if (hours % 24 === 0) return hours === 24 ? "Every day" : `Every ${hours / 24} days`;
  return hours === 1 ? "Every hour" : `Every ${hours} hours`;
}
