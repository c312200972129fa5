// Building elements. Whatever comes from the API goes through here, so it can only become text or a checked attribute.

const SVG = "http://www.w3.org/2000/svg";

/**
 * One element. `props`: `class`, `on` ({event: listener}), `data` (dataset), anything else is an attribute
 * (true = present, null/false = left out). Children: nodes, strings, numbers, nested arrays; null and false are skipped.
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    else if (name === "data") Object.assign(element.dataset, value);
    else element.setAttribute(name === "class" ? "class" : name, value === true ? "" : String(value));
  }
  element.append(...nodes(children));
  return element;
}

function nodes(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== "");
}

/** Replace everything inside `element`. */
export function fill(element, ...children) {
  element.replaceChildren(...nodes(children));
  return element;
}

/** Changes what is inside `container` without taking the focus from an element that stays in it. */
export function keepingFocus(container, change) {
  const active = container.contains(document.activeElement) ? document.activeElement : null;
  change();
  if (active?.isConnected) active.focus({ preventScroll: true });
}

/**
 * Changes what is inside `container`, where the element that has the focus may be made anew: the focus goes to the one with
 * the same `data-key`, or else to `otherwise`.
 */
export function keepingKey(container, change, otherwise = null) {
  const active = container.contains(document.activeElement) ? document.activeElement : null;
  const key = active?.dataset.key;
  change();
  if (!active || active.isConnected) return;
  const again = key && [...container.querySelectorAll("[data-key]")].find((element) => element.dataset.key === key);
  (again || otherwise)?.focus({ preventScroll: true });
}

/** A link of Spotify's only when it is a plain web address: `javascript:` and the like must never become an href. */
export function webAddress(url) {
  try {
    const parsed = new URL(url);
    return parsed.protocol === "https:" || parsed.protocol === "http:" ? parsed.href : null;
  } catch {
    return null;
  }
}

/** Text that leads to Spotify where the entity has a page there, else the plain text. */
export function onSpotify(text, url, props = {}) {
  const href = webAddress(url);
  return href ? h("a", { ...props, href, target: "_blank", rel: "noopener" }, text) : h("span", props, text);
}

/** The small arrow at the end of a row or header: attribution, and the way back to Spotify. */
export function spotifyArrow(name, url, label = null) {
  const href = webAddress(url);
  if (!href) return null;
  return h(
    "a",
    { class: label ? "button" : "arrow", href, target: "_blank", rel: "noopener", "aria-label": label ? null : `Open ${name} in Spotify`, title: "Open in Spotify" },
    label && [label, h("span", { class: "unseen" }, ` (${name})`)],
    icon("out"),
  );
}

// Hand-drawn on a 24 × 24 grid; stroked with the colour of the text around them.
const ICONS = {
  playlists: "M4 6h10M4 11h10M4 16h6M18 17.5V7l3 1.5M18 17.5a2 2 0 1 1-4 0 2 2 0 0 1 4 0Z",
  tracks: "M12 19.5S4 15 4 9.4A4 4 0 0 1 12 8a4 4 0 0 1 8 1.4c0 5.6-8 10.1-8 10.1Z",
  syncs: "M19.5 12a7.5 7.5 0 0 1-13.4 4.6M4.5 12a7.5 7.5 0 0 1 13.4-4.6M18 3v4.5h-4.5M6 21v-4.5h4.5",
  browse: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.3 15.3 20.5 20.5",
  filters: "M4 6h16M7 12h10M10 18h4",
  chart: "M4 20h16M6.5 16.5v-5M12 16.5v-11M17.5 16.5v-8",
  broom: "M14 4 9.5 11.5M7 10.5l6 3.6-2.5 6-8-1.6Z",
  account: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20a7.5 7.5 0 0 1 15 0",
  out: "M9 6h9v9M18 6 7 17",
  back: "M15 5l-7 7 7 7",
  close: "M6 6l12 12M18 6 6 18",
  chevron: "M6 15l6-6 6 6",
  note: "M9 17.5V6l10-2v11.5M9 17.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0ZM19 15.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0Z",
  episode: "M12 14a3 3 0 0 0 3-3V7a3 3 0 0 0-6 0v4a3 3 0 0 0 3 3ZM6 11a6 6 0 0 0 12 0M12 17v4",
  local: "M6 3h8l4 4v14H6ZM14 3v4h4",
  unavailable: "M5.6 5.6l12.8 12.8M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z",
  answer: "M4 12h14M13 6l6 6-6 6",
  message: "M4 6h16v12H4ZM4 7l8 6 8-6",
  function: "M13 3 6 13h5l-1 8 8-11h-6Z",
  record: "M5 6c0-3.5 14-3.5 14 0v12c0 3.5-14 3.5-14 0ZM5 6c0 3.5 14 3.5 14 0M5 12c0 3.5 14 3.5 14 0",
  dead_letter: "M12 4 3 20h18ZM12 10v5M12 17.6v.2",
};

export function icon(name) {
  return drawing("svg", { viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false", class: "icon" }, drawing("path", { d: ICONS[name] ?? ICONS.note }));
}

/** One element of a drawing (SVG): attributes and children as `h` takes them. */
export function drawing(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== undefined && value !== false) element.setAttribute(name, String(value));
  element.append(...nodes(children));
  return element;
}

const LONGEST = 300;

/** A name as it stands inside other text: whatever it holds it neither turns the text around nor fills the page. */
export function named(text, longest = LONGEST) {
  if (text.length <= longest) return h("bdi", {}, text);
  // Not in the middle of a character that takes two units, or of one with its marks.
  const kept = text.slice(0, longest).replace(/[\ud800-\udbff]?[\p{M}\u200d]*$/u, "");
  return h("bdi", { title: text }, `${kept}…`);
}

/**
 * A cover: the smallest picture that is still sharp at `size` CSS pixels, or a drawn sleeve when there is none (or it fails
 * to load). `images`: {url, width, height} each, or bare addresses (a person's pictures). Decorative: the name stands beside it, so its alt text is empty.
 */
export function cover(images, name, size, kind = "note") {
  const sleeve = () => {
    const drawn = h("span", { class: "cover sleeve", "aria-hidden": "true" }, icon(kind));
    drawn.style.setProperty("--hue", String(hue(name ?? "")));
    return drawn;
  };
  const wanted = size * Math.min(window.devicePixelRatio || 1, 2);
  const known = (Array.isArray(images) ? images : []).map((image) => (typeof image === "string" ? { url: image } : image));
  const usable = known.filter((image) => webAddress(image?.url));
  const bySize = usable.filter((image) => image.width).sort((a, b) => a.width - b.width);
  // Spotify leaves out the sizes of some pictures (a playlist's own upload): then its first is the one meant.
  const chosen = bySize.find((image) => image.width >= wanted) ?? bySize.at(-1) ?? usable[0];
  if (!chosen) return sleeve();
  const picture = h("img", { class: "cover", src: chosen.url, alt: "", width: size, height: size, loading: "lazy", decoding: "async" });
  picture.addEventListener("error", () => picture.replaceWith(sleeve()), { once: true });
  return picture;
}

function hue(text) {
  let sum = 0;
  for (const character of text) sum = (sum * 31 + character.codePointAt(0)) % 100_003;
  return Math.round((sum * 137.508) % 360); // the golden angle keeps similar names apart in colour
}

/** Say something to people who hear the page rather than see it. */
export function announce(text) {
  document.getElementById("live").textContent = text;
}
