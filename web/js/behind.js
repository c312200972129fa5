// "Behind it": a panel that shows what the answers on this page set off. With the local runtime's inspector it follows each
// request id from the answer to the stored records; without it, it shows what the answers' headers say.

import { traffic } from "./api.js";
import { announce, fill, h, icon } from "./dom.js";
import { count, milliseconds, moment, number } from "./format.js";
import * as local from "./local.js";
import { Trail, json } from "./trail.js";

const KEPT = 12;
const FASTEST = 500;
const SLOWEST = 3_000;
const OPEN = "dashspot.behind";

/** Where there is room the panel stands beside the page; elsewhere it is a sheet that the display line opens. */
const roomy = matchMedia("(min-width: 68rem)");

/** `local`: whether to look for the inspector at all (asking where there is none would log an error in every console). */
export function startBehind({ local: mayInspect }) {
  const panel = document.getElementById("behind");
  const lcd = document.getElementById("lcd");
  const trailsRoot = h("div", { class: "trails" });
  const stateRoot = h("div", { class: "state" });
  const lookAgain = h("button", { type: "button", class: "button slight", on: { click: () => look({ everything: true }) } }, "Look again");
  let trails = [];
  let visitBegan = 0;
  let inspector = mayInspect;
  let shown = false;
  let open = false;
  let timer = null;
  let pause = FASTEST;
  let lastState = "";
  let steppedAside = false;
  let kept = null; // the last answer of this visit that came from the kept copy

  const wished = () => localStorage.getItem(OPEN) !== "no";

  fill(
    panel,
    h(
      "header",
      {},
      h("h2", { id: "behind-title" }, "Behind it"),
      h("button", { type: "button", class: "icon-button", "aria-label": "Close the panel", on: { click: () => setOpen(false, true) } }, icon("close")),
    ),
    h("p", { class: "fine" }, inspector ? "What each answer on this page set off: the queue’s message, the function’s run, the records." : "What each answer’s headers say. On a local Dashspot this panel also follows the queue, the function and the records."),
    trailsRoot,
    stateRoot,
  );
  fill(trailsRoot, nothingYet());

  function setOpen(value, byPerson = false) {
    open = value;
    panel.hidden = !(shown && open);
    lcd.setAttribute("aria-expanded", String(shown && open));
    document.body.classList.toggle("behind-open", shown && open);
    if (byPerson) {
      localStorage.setItem(OPEN, open ? "yes" : "no");
      (open ? panel.querySelector("button") : lcd).focus({ preventScroll: true });
    }
    if (open) look({ everything: true });
  }

  lcd.addEventListener("click", () => setOpen(!open, true));
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && open && !roomy.matches && !document.querySelector("dialog[open]")) setOpen(false, true);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) stop();
    else if (shown) schedule(FASTEST);
  });

  traffic.addEventListener("answer", ({ detail }) => {
    // Browsing sets nothing off: only how long it took is of interest.
    if (detail.path.startsWith("/browser/") && detail.status < 400) {
      kept = detail;
      return drawLcd();
    }
    // The account's own small reads, and looking how far a sync is, would push the interesting ones out of sight; a
    // failure is always interesting.
    const looksOn = detail.method === "GET" && detail.path.startsWith("/library/syncs");
    if (!detail.persist && detail.status < 500 && (looksOn || !detail.path.startsWith("/library/"))) return;
    const trail = new Trail(detail, { inspector });
    if (trails.length === 0) fill(trailsRoot);
    for (const older of trails) if (older.answer.at < visitBegan) older.element.open = false;
    trail.element.open = true;
    trails.unshift(trail);
    trailsRoot.prepend(trail.element);
    for (const dropped of trails.splice(KEPT)) dropped.element.remove();
    drawLcd();
    schedule(FASTEST);
  });

  function stop() {
    clearTimeout(timer);
    timer = null;
  }

  function schedule(wait) {
    if (!inspector || !shown || document.hidden) return;
    pause = wait;
    stop();
    timer = setTimeout(() => look(), wait);
  }

  /** One round: every unsettled trail, then the state; then another round, later, while anything is unsettled. */
  async function look({ everything = false } = {}) {
    stop();
    if (!inspector || !shown || document.hidden) return;
    const unsettled = trails.filter((trail) => trail.watched && (!trail.settled || (everything && trail.gaveUp)));
    const news = await Promise.all(unsettled.map((trail) => trail.look()));
    if (open || lastState === "") await drawState();
    drawLcd();
    const newlySettled = unsettled.some((trail) => trail.settled);
    if (newlySettled && visit().every((trail) => trail.settled)) announce(summary());
    if (trails.some((trail) => !trail.settled)) schedule(news.some(Boolean) ? FASTEST : Math.min(pause * 1.3, SLOWEST));
  }

  const visit = () => trails.filter((trail) => trail.answer.at >= visitBegan);

  async function drawState() {
    const state = await local.state();
    if (state === null && lastState === "") {
      inspector = false; // no inspector here: what the headers say is all there is
      return;
    }
    const letters = state?.queues?.some((queue) => queue.dead_letters > 0) ? await local.deadLetters() : [];
    const fingerprint = JSON.stringify([state, letters]);
    if (fingerprint === lastState) return;
    lastState = fingerprint;
    fill(
      stateRoot,
      h("header", {}, h("h3", {}, "Right now"), lookAgain),
      state === null ? h("p", { class: "fine" }, "The inspector does not answer.") : tables(state),
      letters?.length > 0 && deadLetterList(letters),
      h("p", { class: "fine" }, h("a", { href: "/_local/" }, "Everything the inspector knows")),
    );
  }

  function summary() {
    const watched = visit().filter((trail) => trail.watched);
    const total = (key) => watched.reduce((sum, trail) => sum + trail[key], 0);
    if (!watched.length || !total("sent")) return "";
    const parts = [
      total("written") && `${number(total("written"))} written`,
      total("unchanged") && `${number(total("unchanged"))} already stored`,
      total("deadLetters") && `${number(total("deadLetters"))} refused`,
    ].filter(Boolean);
    return `${count(total("sent"), "record")} queued${parts.length ? ` → ${parts.join(", ")}` : "…"}`;
  }

  function drawLcd() {
    const latest = visit()[0];
    const shownAnswer = latest?.answer ?? kept;
    const busy = visit().some((trail) => !trail.settled);
    const persist = latest?.answer.persist;
    const second = summary() || (persist === "failed" ? "Answered, but not queued" : persist ? "What was read is queued" : kept ? "From the kept copy: nothing asked of Spotify" : "Watch what happens behind it");
    const first = shownAnswer ? `${shownAnswer.status === 304 ? "Unchanged" : shownAnswer.status >= 400 ? `Refused (${shownAnswer.status})` : "Answered"} in ${milliseconds(shownAnswer.milliseconds)}` : "Behind it";
    lcd.dataset.busy = String(busy);
    fill(lcd, h("span", { class: "unseen" }, "Behind it: "), h("span", { class: "beads", "aria-hidden": "true" }, h("i"), h("i"), h("i"), h("i")), h("span", { class: "lcd-lines" }, h("span", {}, first), h("span", {}, second)), icon("chevron"));
  }

  return {
    /** Another place of the page is shown: what comes now is its own. `aside`: it sets nothing off, and has more use for the room. */
    visit({ aside = false } = {}) {
      visitBegan = new Date();
      panel.scrollTop = 0;
      if (aside !== steppedAside && shown && roomy.matches) setOpen(!aside && wished());
      steppedAside = aside;
      kept = null;
      drawLcd();
    },
    show() {
      shown = true;
      lcd.hidden = false;
      setOpen(roomy.matches && wished());
      drawLcd();
    },
    hide() {
      shown = false;
      lcd.hidden = true;
      stop();
      trails = [];
      lastState = "";
      fill(trailsRoot, nothingYet());
      fill(stateRoot);
      setOpen(open);
    },
  };
}

const nothingYet = () => h("p", { class: "fine" }, "Open a playlist, and watch.");

function tables(state) {
  const cells = (tag, values) => values.map((value, index) => h(index === 0 ? "th" : tag, { scope: index === 0 ? (tag === "th" ? "col" : "row") : null }, typeof value === "number" ? number(value) : value));
  const table = (caption, heads, rows) => h("table", { class: "counts" }, h("caption", {}, caption), h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col" }, head)))), h("tbody", {}, rows.map((row) => h("tr", {}, cells("td", row)))));
  return [
    table("Queues", ["Queue", "Waiting", "In work", "Dead"], (state.queues ?? []).map((queue) => [queue.name, (queue.visible ?? 0) + (queue.delayed ?? 0), queue.in_flight ?? 0, queue.dead_letters ?? 0])),
    table("Functions", ["Function", "Runs", "Errors"], (state.functions ?? []).map((run) => [run.name, run.invocations ?? 0, run.errors ?? 0])),
    table("Tables", ["Table", "Records"], (state.tables ?? []).map((each) => [each.name, each.items ?? 0])),
  ];
}

function deadLetterList(letters) {
  return h(
    "section",
    { class: "letters" },
    h("h3", {}, icon("dead_letter"), count(letters.length, "dead letter")),
    h(
      "ul",
      {},
      letters.map((letter) =>
        h("li", {}, h("strong", {}, letter.reason ?? "No reason logged"), h("p", { class: "fine" }, h("code", {}, letter.queue), letter.received && ` · ${moment(letter.received)}`), h("details", { class: "raw" }, h("summary", {}, "The message"), json(letter.body ?? ""))),
      ),
    ),
  );
}
