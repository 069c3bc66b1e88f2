/**
 * Actions of cards: bars of buttons, whole boxes that can be pressed, and what happens in the card
 * itself (showing a card, hiding an element). Sending is the host's matter.
 */
import { list, newer, word } from "./card-values.js";
import { el, freshId, icon, picture, safeUrl } from "./dom.js";
import { announce, openMenu } from "./overlay.js";

/** More than these go into the menu at the end of the bar. */
const MOST = 6;
const KNOWN = [
  "Action.Submit",
  "Action.Execute",
  "Action.OpenUrl",
  "Action.ShowCard",
  "Action.ToggleVisibility",
];

const usable = (action) =>
  KNOWN.includes(action?.type) &&
  Object.entries(action.requires ?? {}).every(
    ([name, least]) => name === "adaptiveCards" && !newer(least, "1.5"),
  );

function chosen(given) {
  let action = given;
  while (action?.fallback !== undefined && !usable(action))
    action = action.fallback === "drop" ? null : action.fallback;
  return action;
}

/** The inputs an action takes along: those of its card and of the cards that opened it. */
function taken(action, at) {
  if (word(action.associatedInputs) === "none") return [];
  const found = [];
  for (let scope = at.scope; scope; scope = scope.parent) found.push(...scope.inputs);
  return found;
}

/** Send an action with what was typed, unless an input of its card refuses that. */
function submit(action, at, node) {
  const inputs = taken(action, at);
  const wrong = inputs.filter((input) => !input.check());
  if (wrong.length) {
    const seen = wrong.find((input) => input.node.checkVisibility());
    if (seen) seen.focus();
    else at.host.refuse?.("Something that isn’t shown here is still needed.");
    return;
  }
  // An input without a value is left out, as the client does.
  const values = inputs.map((input) => [input.id, input.read()]).filter(([id, value]) => id && value !== "");
  at.host.send(action, Object.fromEntries(values), node);
}

/** The control that last made an element appear, to give the focus back to when it goes away. */
const openers = new WeakMap();

function toggle(action, at, pressed) {
  const before = document.activeElement;
  for (const target of list(action.targetElements)) {
    const [id, on] = typeof target === "string" ? [target] : [target.elementId, target.isVisible];
    const node = at.nodes.get(id);
    if (!node) continue;
    const had = node.contains(before);
    node.hidden = on === undefined ? !node.hidden : !on;
    if (node.hidden && had) openers.get(node)?.focus();
    if (node.hidden) continue;
    openers.set(node, pressed);
    node.scrollIntoView({ block: "nearest" });
    announce(node.innerText);
  }
}

function visit(url) {
  const safe = safeUrl(url);
  if (safe) open(safe, "_blank", "noopener,noreferrer");
}

/** Do what an action does when its button is pressed. Links are followed by the browser. */
function run(action, at, node) {
  if (action.type === "Action.ToggleVisibility") toggle(action, at, node);
  else if (action.type === "Action.ShowCard") at.show?.(action, node);
  else if (action.type === "Action.OpenUrl") visit(action.url);
  else submit(action, at, node);
}

const focusName = (action, at, i) =>
  [at.host.scope, action.type, action.id ?? action.verb ?? "", action.title ?? "", i ?? ""].join("|");

/** A control that does `action`: a link for an address, a button for everything else. */
function control(action, at, props, children, i) {
  const shared = {
    ...props,
    title: action.tooltip,
    data: {
      action: action.type,
      focus: focusName(action, at, i),
      testid: action.id && `action-${action.id}`,
    },
  };
  const href = action.type === "Action.OpenUrl" ? safeUrl(action.url) : null;
  if (href && action.isEnabled !== false)
    return el("a", { ...shared, href, target: "_blank", rel: "noopener noreferrer" }, children);
  return el(
    "button",
    {
      ...shared,
      type: "button",
      disabled: action.isEnabled === false || (action.type === "Action.OpenUrl" && !href),
      on: { click: (e) => run(action, at, e.currentTarget) },
    },
    children,
  );
}

const face = (action) => [
  action.iconUrl && picture(action.iconUrl, "", { class: "ac-icon" }),
  action.title && el("span", {}, action.title),
];

function button(action, at, i) {
  if (!usable(action))
    return el(
      "span",
      { class: "unknown" },
      icon("alert"),
      `Unknown action: ${action?.type ?? "without a type"}`,
    );
  const style = word(action.style, ["positive", "destructive"]);
  const look = { positive: "primary", destructive: "danger" }[style] ?? "";
  const shows = action.type === "Action.ShowCard";
  return control(
    action,
    at,
    {
      class: `button ${look}`,
      "aria-label": action.title ? null : (action.tooltip ?? "Button without a name"),
      "aria-expanded": shows ? "false" : null,
    },
    [face(action), action.type === "Action.OpenUrl" && icon("external"), shows && icon("chevron")],
    i,
  );
}

function more(actions, at) {
  const node = el(
    "button",
    {
      type: "button",
      class: "button more",
      "aria-label": "More actions",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      data: { focus: `${at.host.scope}|more` },
    },
    icon("more"),
  );
  const entry = (action) => ({
    content: usable(action) ? face(action) : [`Unknown action: ${action?.type}`],
    testid: action.id && `action-${action.id}`,
    run: () => usable(action) && action.isEnabled !== false && run(action, at, node),
  });
  node.addEventListener("click", () => openMenu(node, "More actions", actions.map(entry)));
  return node;
}

/** Open one of the bar's cards below it, and close the others. */
function shower(place, buttons, at) {
  const panels = new Map();
  return (action, pressed) => {
    if (!panels.has(action)) {
      const scope = { inputs: [], parent: at.scope };
      const panel = el("div", { id: freshId("shown"), class: "ac-shown style-emphasis", hidden: true });
      panel.append(...at.content(action.card ?? {}, { ...at, scope, style: "emphasis" }).filter(Boolean));
      place.append(panel);
      panels.set(action, panel);
    }
    for (const [other, panel] of panels) {
      panel.hidden = other === action ? !panel.hidden : true;
      const opener = buttons.get(other);
      opener?.setAttribute("aria-expanded", String(!panel.hidden));
      if (opener) opener.setAttribute("aria-controls", panel.id);
    }
    const panel = panels.get(action);
    if (panel.hidden) pressed?.focus();
    else panel.scrollIntoView({ block: "nearest" });
  };
}

/** The buttons of a card or an ActionSet, with room below for the cards they show. */
export function bar(given, at, kind = "ac-bar") {
  const actions = list(given).map(chosen).filter(Boolean);
  const first = actions.filter((action) => word(action.mode) !== "secondary");
  const rest = [...first.splice(MOST), ...actions.filter((action) => word(action.mode) === "secondary")];
  const place = el("div", { class: "ac-place" });
  const buttons = new Map();
  const inside = { ...at };
  inside.show = shower(place, buttons, at);
  const row = el(
    "div",
    { class: "ac-buttons" },
    first.map((action, i) => {
      const node = button(action, inside, i);
      buttons.set(action, node);
      return node;
    }),
    rest.length > 0 && more(rest, inside),
  );
  return el("div", { class: kind }, row, place);
}

/** Make a whole box do `action`: a control lies over it, below the controls inside. */
export function selectable(box, given, at) {
  const action = chosen(given);
  if (!action) return;
  if (!usable(action) || action.type === "Action.ShowCard") {
    box.append(el("span", { class: "unknown" }, `Unknown action: ${action.type}`));
    return;
  }
  const words = box.textContent.trim() || box.querySelector("img")?.alt;
  const name = action.title ?? action.tooltip ?? (words?.slice(0, 80) || "Select");
  box.classList.add("ac-selectable");
  box.prepend(control(action, at, { class: "ac-select", "aria-label": name }, [], "box"));
}

/** Words within a text that do `action`. */
export function words(given, at, props, text) {
  const action = chosen(given);
  if (!action || !usable(action)) return el("span", props, text);
  return control(action, at, { ...props, class: `${props.class} ac-words` }, text, text);
}
