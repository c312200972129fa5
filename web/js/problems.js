// What went wrong, in the API's words, and what to do about it, in ours.

import { h, icon } from "./dom.js";

const ADVICE = {
  offline: "Check your connection, or that Dashspot is running, and try again.",
  unauthenticated: "Sign in again to go on.",
  reauth_required: "Spotify’s consent for this app has ended or was withdrawn. Sign in with Spotify again to renew it.",
  insufficient_scope: "Sign in again and allow what Spotify’s page lists: this view needs it.",
  forbidden: "Your account may not do this.",
  not_found: "It may have been deleted, or the address may be wrong.",
  too_many_requests: "Wait a moment, then try again.",
  spotify_rate_limited: "Spotify asked this app to slow down. Wait for the time it named, then try again.",
  spotify_quota_exceeded: "Spotify’s quota for this app is used up. It reopens by itself; nothing you did is lost.",
  spotify_unavailable: "Spotify did not answer properly. This is usually over in a minute: try again.",
  spotify_forbidden_playlist: "Spotify lets an app read the rows of only those playlists that you own or collaborate on. You can open it in Spotify.",
  spotify_not_allowlisted: "The app is in Spotify’s development mode, and your account is not on its list. Whoever runs this Dashspot can add you in Spotify’s developer dashboard.",
  spotify_premium_required: "Spotify gives this to Premium accounts only.",
  feature_unavailable: "Spotify has closed this to apps like this one. Nothing here can open it.",
  not_synced: "Dashspot knows it only from its first whole reading on, and remembers changes for a while. A sync reads it.",
  conflict: "Look again in a moment: something else may have been faster.",
  csrf_rejected: "The request did not come from this page’s own address. Reload the page at the address you signed in on.",
  invalid_request: "Reload the page. If it comes back, it is a fault of this page: please report it with the request id.",
  internal_error: "This is a fault of Dashspot’s. Try again; if it comes back, report it with the request id, which finds it in the logs.",
};

export function advice(problem) {
  if (ADVICE[problem.code]) return ADVICE[problem.code];
  if (problem.status >= 500) return ADVICE.internal_error;
  return "Try again; if it comes back, report it with the request id.";
}

const SIGN_IN_ERRORS = {
  access_denied: ["You said no on Spotify’s page", "Nothing was read or stored. You can sign in whenever you like."],
  spotify_not_allowlisted: ["Spotify does not let your account use this app", ADVICE.spotify_not_allowlisted],
  spotify_premium_required: ["Spotify asks for a Premium account here", "In development mode the app’s owner needs an active Premium subscription."],
  spotify_unavailable: ["Spotify did not answer during sign-in", "Try again in a minute."],
  spotify_rate_limited: ["Spotify asked this app to slow down", "Try again in a minute."],
  spotify_refused: ["Spotify refused the sign-in", "Its answer named no reason that this page knows. Start again; if it comes back, check the app’s settings in Spotify’s developer dashboard."],
  insufficient_scope: ["Spotify’s consent leaves out what Dashspot needs", "Sign in again and allow what the page lists."],
  invalid_request: ["That sign-in could not be matched to this browser", "It was older than ten minutes, was used before, or began elsewhere. Start again."],
};
for (const same of ["invalid_state", "state_mismatch", "state_expired", "expired", "invalid_grant", "csrf_rejected"]) SIGN_IN_ERRORS[same] = SIGN_IN_ERRORS.invalid_request;

/** Title and explanation of the `sign_in_error` that the callback put into the address. */
export function signInError(code) {
  return SIGN_IN_ERRORS[code] ?? ["Signing in did not work", "Try again. If it comes back, whoever runs this Dashspot can find the reason in its logs."];
}

/** A panel for a failed view or part of one. `retry` is called by its button; a wait that Spotify named is counted down. */
export function problemPanel(problem, { retry = null, signInHref = null, compact = false } = {}) {
  const needsSignIn = signInHref && ["unauthenticated", "reauth_required", "insufficient_scope"].includes(problem.code);
  const again = retry && h("button", { type: "button", class: needsSignIn ? "button" : "button strong", on: { click: retry } }, "Try again");
  if (again && Number.isFinite(problem.retryAfter) && problem.retryAfter > 0) countDown(again, problem.retryAfter);
  return h(
    "section",
    { class: compact ? "problem compact" : "problem", role: "alert" },
    h("h2", {}, icon("dead_letter"), problem.title),
    problem.detail && h("p", {}, problem.detail),
    problem.errors.length > 0 && h("ul", {}, problem.errors.map((error) => h("li", {}, h("code", {}, error.pointer ?? error.parameter ?? ""), " ", error.detail ?? ""))),
    h("p", { class: "advice" }, advice(problem)),
    h("div", { class: "actions" }, needsSignIn && h("a", { class: "button strong", href: signInHref }, "Sign in with Spotify"), again),
    h(
      "dl",
      { class: "facts small" },
      problem.code && [h("dt", {}, "Code"), h("dd", {}, h("code", {}, problem.code), problem.status ? ` · ${problem.status}` : "")],
      problem.requestId && [h("dt", {}, "Request id"), h("dd", {}, h("code", {}, problem.requestId))],
    ),
  );
}

function countDown(button, seconds) {
  const label = button.textContent;
  let left = Math.ceil(seconds);
  const show = () => {
    button.disabled = left > 0;
    button.textContent = left > 0 ? `${label} in ${left >= 120 ? `${Math.ceil(left / 60)} min` : `${left} s`}` : label;
  };
  show();
  const timer = setInterval(() => {
    left -= 1;
    show();
    if (left <= 0 || !button.isConnected) clearInterval(timer);
  }, 1000);
}
