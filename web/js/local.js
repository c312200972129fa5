// The local runtime's inspector (/_local/…): what a developer's machine can tell about queues, functions and records.
// It is no part of Dashspot in AWS, so every function here may answer null, and the page then shows less.

async function ask(path) {
  try {
    const response = await fetch(`/_local/${path}`, { headers: { Accept: "application/json" }, cache: "no-store" });
    return response.ok ? await response.json() : null;
  } catch {
    return null; // stopped, or a page served in its place: the panel lives without it
  }
}

/** {simulated, queues: [{name, visible, in_flight, delayed, dead_letters}], tables: [{name, items}], functions: […]} or null. */
export const state = () => ask("state.json");

/** What the logs hold about one request, oldest first: [{at, kind, title, detail}], or null. */
export const activity = async (requestId) => (await ask(`activity.json?request_id=${encodeURIComponent(requestId)}`))?.events ?? null;

export const deadLetters = async () => (await ask("dead-letters.json"))?.dead_letters ?? null;

export const records = async (table, prefix) => (await ask(`records.json?${new URLSearchParams({ table, prefix })}`))?.records ?? null;
