// Addresses of what is browsed. Everything that a list is asked for stands in the address, so that it can be kept and sent.

/** The address of a list, `asked` being what the API takes: {q, sort, genre, …}; what is empty is left out. */
export function listAddress(kind, asked = {}) {
  const entries = asked instanceof URLSearchParams ? [...asked] : Object.entries(asked);
  const query = new URLSearchParams(entries.filter(([, value]) => value !== null && value !== undefined && value !== ""));
  return `#/browse/${kind}${query.size ? `?${query}` : ""}`;
}

/** The address of one thing: `kind` is the plural. */
export const thingAddress = (kind, id) => `#/browse/${kind}/${encodeURIComponent(id)}`;

/** A copy of what is asked, with one parameter set, or left out (null). */
export function asking(asked, name, value) {
  const changed = new URLSearchParams(asked);
  if (value === null || value === undefined || value === "") changed.delete(name);
  else changed.set(name, value);
  return changed;
}

/** "-added_at,name" as [{field, descending}, …]. */
export function readSort(text) {
  return (text ?? "").split(",").filter(Boolean).map((part) => (part.startsWith("-") ? { field: part.slice(1), descending: true } : { field: part, descending: false }));
}

export const writeSort = (sorts) => sorts.map(({ field, descending }) => (descending ? `-${field}` : field)).join(",");

/** The parts of a parameter that takes several values. */
export const several = (value) => (value ?? "").split(",").filter(Boolean);
