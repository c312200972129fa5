// What a person sees who is not signed in: what this is, and the way in.

import { h, icon } from "../dom.js";
import { signInError } from "../problems.js";

const STEPS = [
  ["answer", "The answer", "Your playlist comes straight from Spotify, within a second or two."],
  ["message", "The message", "What was read goes onto a queue. You never wait for it."],
  ["function", "The function", "A function takes it from the queue and checks every record again."],
  ["record", "The record", "It lands in a table once. Reading it again writes nothing."],
];

/** `error`: the code that the sign-in callback put into the address; `ended`: the session ended while the page was open. */
export function welcome(view, { error = null, ended = false } = {}) {
  view.title("");
  const simulated = view.meta.spotify?.simulated === true;
  view.show(
    error && notice(...signInError(error), error),
    ended && !error && notice("You are signed out", "Your session ended. Sign in again to go on where you were."),
    h(
      "section",
      { class: "welcome" },
      h("h1", { tabindex: "-1" }, "Your Spotify library, ", h("em", {}, "on your own desk.")),
      h("p", { class: "lead" }, "Dashspot shows the playlists and tracks you keep in Spotify, and keeps what it reads in tables of your own. It runs for you, not for an audience."),
      h("p", { class: "actions" }, h("a", { class: "button strong big", id: "sign-in", href: view.signInHref }, "Sign in with Spotify")),
      h(
        "p",
        { class: "fine" },
        simulated
          ? "This Dashspot talks to a simulated Spotify on this machine: the library is made up, and no Spotify account is needed."
          : "You allow it on Spotify’s own page, and can take it back there. Dashspot asks only for what its pages need, and never sees your password.",
      ),
    ),
    h(
      "section",
      { class: "pipeline", "aria-labelledby": "pipeline-title" },
      h("h2", { id: "pipeline-title" }, "And you can watch what happens behind it"),
      h("ol", {}, STEPS.map(([kind, title, text]) => h("li", { data: { kind } }, h("span", { class: "dot" }, icon(kind)), h("h3", {}, title), h("p", {}, text)))),
    ),
  );
}

function notice(title, text, code = null) {
  return h("section", { class: "problem", role: "alert" }, h("h2", {}, icon("dead_letter"), title), h("p", {}, text), code && h("p", { class: "fine" }, "Code ", h("code", {}, code)));
}
