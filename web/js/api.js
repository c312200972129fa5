// The way to Dashspot's API: requests, problem documents, ETags; and the traffic that the "behind it" panel watches.

const BASE = "/api/v1";

/** Every answer is announced here ("answer", detail below), and so is the end of the session ("signed-out"). */
export const traffic = new EventTarget();

/** What the API sent last per address, so that an unchanged answer (304) costs no body. In memory only. */
const remembered = new Map();
const REMEMBERED_AT_MOST = 60;

/** An error answer: RFC 9457's fields, with Dashspot's `code` and `request_id`. `status` 0 means no answer came at all. */
export class Problem extends Error {
  constructor({ status = 0, title = "Something went wrong", detail = "", code = "", request_id = "", retry_after = null, errors = [] }) {
    super(title);
    Object.assign(this, { status, title, detail, code, requestId: request_id, retryAfter: retry_after, errors: Array.isArray(errors) ? errors : [] });
  }
}

export const get = (path, params = {}, signal = undefined) => ask("GET", path, { params, signal });
export const post = (path, body = undefined) => ask("POST", path, { body });
export const put = (path) => ask("PUT", path, {});
export const patch = (path, body) => ask("PATCH", path, { body });
export const remove = (path) => ask("DELETE", path, {});

async function ask(method, path, { params = {}, body, signal }) {
  const query = new URLSearchParams(Object.entries(params).filter(([, value]) => value !== null && value !== undefined));
  const address = `${BASE}${path}${query.size ? `?${query}` : ""}`;
  const headers = { Accept: "application/json, application/problem+json" };
  const known = method === "GET" ? remembered.get(address) : undefined;
  if (known) headers["If-None-Match"] = known.etag;
  // Without a body too: a proxy that fills in a type of its own gets the request refused (415).
  if (method === "POST" || method === "PUT" || method === "PATCH") headers["Content-Type"] = "application/json";
  const began = performance.now();
  let response;
  try {
    // no-store: the browser's own cache would turn a 304 into a 200 before this page could show it.
    response = await fetch(address, { method, headers, signal, cache: "no-store", credentials: "same-origin", body: body === undefined ? undefined : JSON.stringify(body) });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem({
      title: navigator.onLine === false ? "You are offline" : "Dashspot can’t be reached",
      detail: "The request got no answer. What is on the page already stays readable.",
      code: "offline",
    });
  }
  const document = await read(response);
  announceAnswer(method, path, query, response, performance.now() - began);
  if (response.status === 304 && known) return known.document;
  if (!response.ok) {
    remembered.delete(address);
    const problem = new Problem({ title: response.statusText || `Answer ${response.status}`, request_id: response.headers.get("Dashspot-Request-Id") ?? "", ...document, status: response.status });
    // reauth_required is about Spotify's consent, not about this session: the view shows it with its own way out.
    if (response.status === 401 && problem.code !== "reauth_required") {
      remembered.clear();
      traffic.dispatchEvent(new CustomEvent("signed-out", { detail: problem }));
    }
    throw problem;
  }
  const etag = response.headers.get("ETag");
  if (method === "GET" && etag) remember(address, { etag, document });
  if (method !== "GET") remembered.clear();
  return document;
}

function remember(address, entry) {
  remembered.delete(address);
  remembered.set(address, entry);
  if (remembered.size > REMEMBERED_AT_MOST) remembered.delete(remembered.keys().next().value);
}

/** The body as an object; {} for an empty one or for what is no JSON (a proxy's error page, say). */
async function read(response) {
  try {
    const parsed = JSON.parse(await response.text());
    return parsed !== null && typeof parsed === "object" ? parsed : {};
  } catch (error) {
    if (error.name === "AbortError") throw error;
    return {};
  }
}

function announceAnswer(method, path, query, response, took) {
  const detail = {
    method,
    path: `${path}${query.has("cursor") ? " (next page)" : ""}`,
    status: response.status,
    requestId: response.headers.get("Dashspot-Request-Id") ?? "",
    persist: response.headers.get("Dashspot-Persist"),
    etag: response.headers.get("ETag"),
    milliseconds: took,
    at: new Date(),
  };
  traffic.dispatchEvent(new CustomEvent("answer", { detail }));
}

/** Forget what was remembered: another person may sign in next. */
export function forget() {
  remembered.clear();
}
