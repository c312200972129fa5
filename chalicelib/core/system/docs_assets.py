"""Style and filter script of the API reference page: constants, so that their hashes can stand in its policy."""

STYLE = """
:root { color-scheme: light dark; --paper: #f5f3ee; --sheet: #fffefb; --sunk: #eae6dd; --line: #dcd7cb; --ink: #201d29;
  --soft: #5f5a69; --accent: #463bbd; --get: #0c6b62; --post: #463bbd; --put: #8a5a00; --delete: #a32a1f; }
@media (prefers-color-scheme: dark) { :root { --paper: #15141b; --sheet: #1e1d26; --sunk: #292833; --line: #363442;
  --ink: #efedf4; --soft: #aaa5b8; --accent: #aaa3ff; --get: #5fd0c2; --post: #aaa3ff; --put: #f0bd5a; --delete: #ff9d8e; } }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; background: var(--paper); color: var(--ink); display: grid; grid-template-columns: 16rem minmax(0, 1fr);
  font: 0.9375rem/1.55 system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; }
a { color: var(--accent); text-underline-offset: 0.18em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
nav { position: sticky; top: 0; height: 100dvh; overflow-y: auto; padding: 1.25rem 1rem; border-right: 1px solid var(--line); }
nav ul { list-style: none; margin: 0; padding: 0; }
nav a { text-decoration: none; display: block; padding: 0.15rem 0; color: var(--ink); }
nav a:hover { color: var(--accent); }
nav .name { font-weight: 750; margin: 0 0 1rem; }
nav .name a { display: inline; }
nav small { color: var(--soft); font-weight: 400; }
nav .index > li { margin-bottom: 0.9rem; }
nav .index > li > a { font-weight: 650; }
nav li li { font-size: 0.875rem; }
nav li li a { color: var(--soft); }
.filter { display: block; font-size: 0.8125rem; font-weight: 600; margin-bottom: 1rem; }
.filter input { display: block; width: 100%; min-height: 2.25rem; padding: 0.3rem 0.6rem; font: inherit; font-weight: 400;
  color: inherit; background: var(--sheet); border: 1px solid var(--line); border-radius: 8px; }
main { overflow-wrap: anywhere; padding: 1.5rem clamp(1rem, 4vw, 3rem) 6rem; max-width: 68rem; min-width: 0; }
h1 { font-size: 2.1rem; line-height: 1.15; letter-spacing: -0.02em; margin: 0 0 0.5rem; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 0.75rem; letter-spacing: -0.01em; }
h3 { font-size: 0.9375rem; margin: 1.25rem 0 0.4rem; }
p { margin: 0.4rem 0; max-width: 46rem; }
code, pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: 0.86em; overflow-wrap: anywhere; }
pre { padding: 0.75rem; background: var(--sunk); border-radius: 8px; overflow-x: auto; white-space: pre-wrap; }
details.operation, details.schema { border: 1px solid var(--line); border-radius: 12px; background: var(--sheet);
  margin: 0.6rem 0; scroll-margin-top: 1rem; }
details:target { border-color: var(--accent); }
details.operation > summary, details.schema > summary { padding: 0.6rem 0.9rem; cursor: pointer; display: flex;
  flex-wrap: wrap; align-items: baseline; gap: 0.25rem 0.75rem; list-style: none; border-radius: 12px; }
summary::-webkit-details-marker { display: none; }
details details summary { cursor: pointer; color: var(--soft); font-size: 0.875rem; }
.body { padding: 0 0.9rem 0.9rem; border-top: 1px solid var(--line); }
.method { font: 700 0.75rem/1.6 ui-monospace, Menlo, Consolas, monospace; min-width: 3.6rem; color: var(--get); }
.method.post { color: var(--post); } .method.put, .method.patch { color: var(--put); } .method.delete { color: var(--delete); }
.path { font-weight: 650; }
.summary { color: var(--soft); flex: 1 1 14rem; }
.chip { font-size: 0.75rem; padding: 0 0.5em; border: 1px solid var(--line); border-radius: 999px; color: var(--soft); }
.chip.good { color: var(--get); border-color: currentColor; } .chip.warn { color: var(--delete); border-color: currentColor; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.875rem; }
th { text-align: left; color: var(--soft); font-weight: 600; }
th, td { padding: 0.35rem 0.9rem 0.35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td p { margin: 0 0 0.2rem; }
td:last-child { width: 50%; }
.required { font-size: 0.75rem; color: var(--delete); }
.bounds { color: var(--soft); font-size: 0.8125rem; }
@media (max-width: 50rem) {
  body { display: block; }
  nav { position: static; height: auto; border-right: 0; border-bottom: 1px solid var(--line); }
  nav .index { display: none; }
  .filter { margin: 0; }
  thead { display: none; }
  table, tbody, tr { display: block; }
  tr { padding: 0.4rem 0; border-bottom: 1px solid var(--line); }
  td { display: inline; padding: 0 0.6rem 0 0; border: 0; }
  td:last-child { display: block; width: auto; }
}
"""

# Opens what the address names, and filters; without JavaScript everything is there all the same, folded.
SCRIPT = """
"use strict";
const operations = [...document.querySelectorAll("details.operation")];
const reveal = () => {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (named instanceof HTMLDetailsElement) { named.open = true; named.scrollIntoView(); }
};
const field = document.getElementById("filter");
field.parentElement.hidden = false;
field.addEventListener("input", () => {
  const words = field.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let found = 0;
  for (const operation of operations) {
    const fits = words.every((word) => operation.dataset.search.includes(word));
    operation.hidden = !fits;
    found += fits;
    const entry = document.querySelector(`[data-for="${CSS.escape(operation.id)}"]`);
    if (entry) entry.hidden = !fits;
  }
  for (const tag of document.querySelectorAll("section.tag"))
    tag.hidden = !tag.querySelector("details.operation:not([hidden])");
  document.getElementById("found").textContent = words.length ? `${found} of ${operations.length} operations` : "";
});
addEventListener("hashchange", reveal);
reveal();
"""
