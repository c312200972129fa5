// What one answer set off: message, function, records, dead letters. A card of the "behind it" panel.

import { fill, h, icon, keepingFocus } from "./dom.js";
import { count, milliseconds, number } from "./format.js";
import * as local from "./local.js";

const GIVE_UP_AFTER = 60_000;
/** Runs that report no counts are taken as finished when nothing more came for this long. */
const QUIET = 4_000;
const SHOWN_RECORDS = 6;

export class Trail {
  #steps = new Map();
  #fingerprint = "";
  #changed = Date.now();

  constructor(answer, { inspector }) {
    this.answer = answer;
    this.events = [];
    this.watched = inspector && Boolean(answer.requestId) && Boolean(answer.persist);
    this.settled = !this.watched;
    this.gaveUp = false;
    this.list = h("ol", { class: "steps" });
    this.element = h(
      "details",
      { class: "trail", data: { status: String(answer.status)[0] } },
      h(
        "summary",
        {},
        h("span", { class: "status" }, String(answer.status)),
        h("span", { class: "what" }, `${answer.method} ${answer.path}`),
        h("span", { class: "took" }, milliseconds(answer.milliseconds)),
      ),
      this.list,
    );
    this.#draw();
  }

  get sent() {
    return sum(this.#of("message"), ["records"]);
  }

  get written() {
    return sum(this.#of("function"), ["created", "updated"]);
  }

  get unchanged() {
    return sum(this.#of("function"), ["unchanged"]);
  }

  get deadLetters() {
    return this.#of("dead_letter").length;
  }

  #of(kind) {
    return this.events.filter((event) => event.kind === kind);
  }

  /** Ask the inspector once; true when something new came. */
  async look() {
    const events = await local.activity(this.answer.requestId);
    const fingerprint = JSON.stringify(events ?? []);
    const isNew = fingerprint !== this.#fingerprint;
    if (isNew) {
      this.#fingerprint = fingerprint;
      this.#changed = Date.now();
      this.events = events ?? [];
    }
    const wasSettled = this.settled;
    this.#settle();
    if (isNew || this.settled !== wasSettled) this.#draw();
    return isNew;
  }

  #settle() {
    const messages = this.#of("message").length;
    const runs = this.#of("function").length;
    const accounted = this.written + this.unchanged + this.deadLetters;
    const quiet = Date.now() - this.#changed > QUIET;
    if (this.answer.persist === "failed") this.settled = true;
    else if (messages > 0 && runs > 0 && this.sent > 0 && accounted >= this.sent) this.settled = true;
    else if (messages > 0 && runs >= messages && quiet) this.settled = true;
    else if (Date.now() - this.answer.at.getTime() > GIVE_UP_AFTER) this.settled = this.gaveUp = true;
  }

  #draw() {
    const steps = [this.#step("headers", () => answerStep(this.answer))];
    this.events.forEach((event, index) => {
      if (event.kind !== "answer" && event.kind !== "record") steps.push(this.#step(`${event.kind}-${event.at}-${index}`, () => eventStep(event)));
    });
    const records = this.#of("record");
    if (records.length) {
      const step = this.#step("records", recordsStep);
      step.update(records);
      steps.push(step);
    }
    const waiting = this.#waiting();
    if (waiting) steps.push(h("li", { class: "waiting", data: { kind: "waiting" } }, h("p", {}, waiting)));
    keepingFocus(this.list, () => fill(this.list, steps));
  }

  /** The element of one step, made once, so that what a person has opened in it stays open. */
  #step(key, make) {
    if (!this.#steps.has(key)) this.#steps.set(key, make());
    return this.#steps.get(key);
  }

  #waiting() {
    if (!this.watched) return null;
    if (this.answer.persist === "failed") return "Nothing was queued: this answer is not stored. Opening the page again queues it anew.";
    if (this.gaveUp) return "Stopped watching after a minute. The button below looks again.";
    if (this.settled) return null;
    return this.#of("message").length ? "Waiting for the function…" : "Waiting for the queue…";
  }
}

function sum(events, keys) {
  return events.reduce((total, event) => total + keys.reduce((part, key) => part + (Number(event.detail?.[key]) || 0), 0), 0);
}

function step(kind, title, ...below) {
  return h("li", { data: { kind } }, h("span", { class: "dot" }, icon(kind)), h("h3", {}, title), below);
}

const PERSIST = { queued: "What it read is on the queue", failed: "What it read could not be queued" };

function answerStep(answer) {
  const unchanged = answer.status === 304;
  return step(
    answer.status >= 400 ? "dead_letter" : "answer",
    unchanged ? `Unchanged since last time, in ${milliseconds(answer.milliseconds)}` : `Answered in ${milliseconds(answer.milliseconds)}`,
    answer.persist && h("p", {}, PERSIST[answer.persist] ?? `Dashspot-Persist: ${answer.persist}`),
    h(
      "dl",
      { class: "facts small" },
      answer.requestId && [h("dt", {}, "Request"), h("dd", {}, h("code", {}, answer.requestId))],
      answer.etag && [h("dt", {}, "ETag"), h("dd", {}, h("code", {}, answer.etag))],
    ),
  );
}

function eventStep(event) {
  const detail = event.detail ?? {};
  const said = {
    message: () => [detail.kind && [h("strong", {}, detail.kind), " "], detail.queue && ["to ", h("code", {}, detail.queue), ", "], count(detail.records, "record"), Number.isFinite(detail.bytes) && `, ${number(detail.bytes)} bytes`],
    function: () => [detail.function_name && [h("code", {}, detail.function_name), ": "], `${number(detail.created ?? 0)} new, ${number(detail.updated ?? 0)} changed, ${number(detail.unchanged ?? 0)} already stored`, detail.removed > 0 && `, ${number(detail.removed)} removed`, Number.isFinite(detail.milliseconds) && `, in ${milliseconds(detail.milliseconds)}`],
    dead_letter: () => [h("strong", {}, "Refused: "), detail.reason ?? "no reason logged"],
  }[event.kind];
  return step(
    event.kind,
    { message: "Message on the queue", function: "Function ran", dead_letter: "Dead letter" }[event.kind] ?? event.title ?? event.kind,
    said && h("p", {}, said()),
    h("details", { class: "raw" }, h("summary", {}, "As logged"), json(detail)),
  );
}

function recordsStep() {
  const title = h("h3", {});
  const list = h("ul", { class: "records" });
  const more = h("button", { type: "button", class: "button slight", hidden: true });
  const element = h("li", { data: { kind: "record" } }, h("span", { class: "dot" }, icon("record")), title, list, more);
  let all = [];
  let open = false;
  const show = () => {
    const upTo = open ? all.length : SHOWN_RECORDS;
    for (const event of all.slice(list.children.length, upTo)) list.append(h("li", {}, recordButton(event)));
    more.hidden = all.length <= list.children.length;
    more.textContent = `Show all ${number(all.length)}`;
  };
  more.addEventListener("click", () => {
    open = true;
    const first = list.children.length;
    show();
    list.children[first]?.querySelector("button").focus();
  });
  element.update = (events) => {
    all = events;
    title.textContent = `${count(all.length, "record")} written`;
    show();
  };
  return element;
}

function recordButton({ title, detail = {} }) {
  return h(
    "button",
    { type: "button", class: "record-button", on: { click: () => openRecord(title, detail) } },
    h("span", { class: "name" }, detail.name || detail.entity || title || detail.key || "Record"),
    h("span", { class: "tag" }, detail.kind ?? detail.table ?? "record"),
    detail.change && h("span", { class: "fine" }, detail.change),
  );
}

/** The stored record, as the table holds it. */
async function openRecord(title, detail) {
  const dialog = document.getElementById("record");
  const body = h("div", { class: "record-body", tabindex: "0", role: "region", "aria-label": "Stored record as JSON" }, h("p", { role: "status" }, "Reading…"));
  fill(
    dialog,
    h(
      "header",
      {},
      h("div", {}, h("h2", { id: "record-title" }, detail.name || detail.entity || title || "Record"), h("p", { class: "fine" }, [detail.table, detail.key].filter(Boolean).map((part) => [" ", h("code", {}, String(part))]))),
      h("button", { type: "button", class: "icon-button", "aria-label": "Close", on: { click: () => dialog.close() } }, icon("close")),
    ),
    body,
  );
  if (!dialog.open) dialog.showModal();
  const found = detail.table && detail.key ? await local.records(detail.table, String(detail.key)) : null;
  if (found === null) fill(body, h("p", {}, "The inspector did not answer. What was logged:"), json(detail));
  else if (found.length === 0) fill(body, h("p", {}, "It is not in the table now (removed, or expired). What was logged:"), json(detail));
  else fill(body, found.map((record) => json(unfolded(record))), h("p", { class: "fine" }, "Attributes that hold JSON text are shown unfolded."));
}

/** The record with JSON texts in its attributes as values, so that a person can read them. */
function unfolded(record) {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => {
      if (typeof value !== "string" || !/^[[{]/.test(value)) return [name, value];
      try {
        return [name, JSON.parse(value)];
      } catch {
        return [name, value];
      }
    }),
  );
}

export function json(value) {
  return h("pre", { tabindex: "0" }, typeof value === "string" ? value : JSON.stringify(value, null, 2));
}
