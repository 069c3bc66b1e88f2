/**
 * Building and updating DOM nodes.
 * Data only ever becomes text nodes and attributes, never markup; inline styles are custom
 * properties set through the CSSOM, so the page runs under `default-src 'self'`.
 */
const SVG = "http://www.w3.org/2000/svg";
const KEY = Symbol("key");
const SIGN = Symbol("sign");

function apply(node, props) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null) continue;
    if (name === "on") Object.entries(value).forEach(([e, run]) => node.addEventListener(e, run));
    else if (name === "data") Object.entries(value).forEach(([k, v]) => v != null && (node.dataset[k] = v));
    else if (name === "vars") Object.entries(value).forEach(([k, v]) => node.style.setProperty(k, v));
    else if (name.startsWith("aria-")) node.setAttribute(name, value);
    else if (value !== false) node.setAttribute(name, value === true ? "" : value);
  }
}

function grow(node, props, children) {
  apply(node, props);
  node.append(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false));
  return node;
}

export const el = (tag, props, ...children) => grow(document.createElement(tag), props, children);
export const svg = (tag, props, ...children) => grow(document.createElementNS(SVG, tag), props, children);

/** A decorative icon from the sprite; the control around it carries the name. */
export const icon = (name) =>
  svg("svg", { class: "icon", "aria-hidden": "true" }, svg("use", { href: `/static/icons.svg#${name}` }));

export const hidden = (text) => el("span", { class: "sr-only" }, text);

let serial = 0;
export const freshId = (stem) => `${stem}-${(serial += 1)}`;

/** An address we are willing to put into href, or null (`javascript:`, none at all, and friends). */
export function safeUrl(text) {
  if (typeof text !== "string" || !text) return null;
  try {
    const url = new URL(text, location.origin);
    return ["http:", "https:", "mailto:", "tel:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

export function link(url, ...children) {
  const href = safeUrl(url);
  if (!href) return el("span", { class: "bad-link", title: url }, children);
  return el("a", { href, target: "_blank", rel: "noopener noreferrer" }, children);
}

/** Slack writes colours without the number sign. */
const colour = (text) => (/^[0-9a-f]{6}$/i.test(text ?? "") ? `#${text}` : (text ?? "#7a8580"));

export function avatar(person, size = "") {
  const face = person?.herald ? icon("herald") : (person?.initials ?? "?");
  return el(
    "span",
    {
      class: `avatar ${size} ${person?.is_bot ? "bot" : ""}`,
      "aria-hidden": "true",
      vars: { "--c": colour(person?.color) },
    },
    face,
  );
}

/** A picture that says what it would have shown when it cannot be loaded. */
export function picture(src, alt, props = {}) {
  const img = el("img", { ...props, alt: alt ?? "", loading: "lazy", decoding: "async" });
  img.addEventListener("error", () =>
    img.replaceWith(el("span", { class: "broken-image" }, icon("image"), alt || "Picture not available")),
  );
  const url = safeUrl(src);
  if (url) img.src = url;
  else queueMicrotask(() => img.dispatchEvent(new Event("error")));
  return img;
}

/**
 * Bring `parent`'s children in line with `items`, touching only what changed.
 * `key` names an item, `sign` is its content; nodes whose sign is equal stay exactly as they are.
 * `build(item, old)` makes a node, or updates `old` in place and returns it.
 */
export function reconcile(parent, items, { key, sign, build }) {
  const seen = new Map();
  const wanted = items.map((item, i) => {
    const name = String(key(item, i));
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    return { item, name: count ? `${name} ${count}` : name, content: sign(item, i) };
  });
  const names = new Set(wanted.map((w) => w.name));
  const old = new Map();
  for (const node of [...parent.children]) {
    if (names.has(node[KEY])) old.set(node[KEY], node);
    else node.remove();
  }
  let cursor = parent.firstElementChild;
  for (const { item, name, content } of wanted) {
    let node = old.get(name);
    if (!node || node[SIGN] !== content) {
      const fresh = build(item, node);
      fresh[KEY] = name;
      fresh[SIGN] = content;
      if (node && node !== fresh) {
        if (cursor === node) cursor = fresh;
        node.replaceWith(fresh);
      }
      node = fresh;
    }
    if (cursor === node) cursor = node.nextElementSibling;
    else parent.insertBefore(node, cursor);
  }
}

/** Focus the control named so, wherever it was rebuilt. */
export function focusByName(root, name) {
  const node = [...root.querySelectorAll("[data-focus]")].find((n) => n.dataset.focus === name);
  node?.focus({ preventScroll: true });
  return node;
}

/** Run `change` and put focus and caret back where they were, also when the field was rebuilt. */
export function keepFocus(root, change) {
  const before = document.activeElement;
  const name = root.contains(before) ? before.dataset.focus : undefined;
  const caret = name && "selectionStart" in before ? [before.selectionStart, before.selectionEnd] : null;
  change();
  if (!name || before.isConnected) return;
  const after = focusByName(root, name);
  if (after && caret?.[0] != null) after.setSelectionRange?.(...caret);
}

/**
 * Run at most one `work` at a time; a call during a run makes it run once more afterwards.
 * The promise is settled when nothing is left to do.
 */
export function coalesce(work) {
  let running = null;
  let again = false;
  const run = async () => {
    try {
      do {
        again = false;
        await work();
      } while (again);
    } finally {
      running = null;
    }
  };
  return () => {
    if (running) again = true;
    else running = run();
    return running;
  };
}
