/**
 * Adaptive Cards 1.5 as Teams draws them (adaptivecards.io/explorer): one card → DOM.
 * Chooses what is drawn of every element: itself, its fallback, or an honest word that it can't be.
 * Must not know conversations or the sandbox; what an action does is the host's matter.
 */
import * as actions from "./card-actions.js";
import * as extras from "./card-extras.js";
import * as inputs from "./card-inputs.js";
import * as layout from "./card-layout.js";
import * as text from "./card-text.js";
import { list, newer, SPACINGS, word } from "./card-values.js";
import * as directory from "./directory.js";
import { el, icon } from "./dom.js";

const BUILDERS = {
  ...text.BUILDERS,
  ...layout.BUILDERS,
  ...inputs.BUILDERS,
  ...extras.BUILDERS,
  ActionSet: (element, at) => actions.bar(element.actions, at),
};

/** What this client offers to `requires`, and the newest card it shows. */
const OFFERS = { adaptiveCards: "1.5" };

const missing = (element) =>
  Object.entries(element.requires ?? {}).find(
    ([name, least]) => !(name in OFFERS) || (least !== "*" && newer(least, OFFERS[name])),
  );

function children(element) {
  const columns = list(element.type === "ColumnSet" && element.columns);
  const cells = list(element.type === "Table" && element.rows).flatMap((row) => list(row?.cells));
  return [element, ...columns, ...cells].flatMap((box) => list(box?.items));
}

/** An element that can't be drawn makes its nearest ancestor with a fallback use that. */
const drawable = (element) =>
  Boolean(BUILDERS[element?.type]) &&
  !missing(element) &&
  children(element).every((child) => child?.fallback !== undefined || drawable(child));

function chosen(element) {
  let next = element;
  while (next?.fallback !== undefined && !drawable(next))
    next = next.fallback === "drop" ? null : next.fallback;
  return next;
}

const sorry = (words) => el("div", { class: "unknown ac-el sp-default" }, icon("alert"), words);

function build(element, at) {
  const builder = BUILDERS[element?.type];
  if (!builder) return sorry(`Unknown element: ${element?.type ?? JSON.stringify(element)}`);
  const lack = missing(element);
  if (lack) return sorry(`${element.type} needs ${lack.join(" ")}, which Teams doesn’t have`);
  try {
    return builder(element, at);
  } catch {
    return sorry(`${element.type} is not made as it should be`);
  }
}

function draw(given, at) {
  const element = chosen(given);
  if (!element) return null;
  const node = build(element, at);
  node.classList.add("ac-el", `sp-${word(element.spacing, SPACINGS, "default")}`);
  if (element.separator) node.classList.add("separated");
  if (word(element.height) === "stretch") node.classList.add("ac-stretch");
  if (element.isVisible === false) node.hidden = true;
  if (element.id) at.nodes.set(element.id, node);
  if (element.id) node.dataset.cardId = element.id;
  return node;
}

const items = (elements, at) => list(elements).map((element) => draw(element, at));

function entities(card) {
  const mentions = list(card.msteams?.entities).filter((e) => e?.type === "mention");
  return new Map(mentions.map((e) => [e.text, e.mentioned ?? {}]));
}

/** The body and actions of a card; `inside` is the place of the ShowCard that holds it, if any. */
export function content(card, at) {
  const body = el("div", { class: "ac-items" }, items(card.body, at));
  layout.frame(body, card);
  return [body, card.actions?.length ? actions.bar(card.actions, at, "ac-foot") : null];
}

/**
 * Draw one card. `host`:
 * - `scope`: a name that is the same when this card is drawn again, for keeping the focus;
 * - `heading`: the level of the card's own headings;
 * - `people`: `[{title, value}]` for inputs that choose a person;
 * - `refuse(words)`: says why an action can't be sent, where no input can say it;
 * - `send(action, inputs, node)`: does an Action.Submit or Action.Execute.
 */
export function card(content_, host) {
  const shown = content_ ?? {};
  if (shown.type !== "AdaptiveCard") return sorry(`Unknown card: ${shown.type ?? "without a type"}`);
  if (newer(shown.version ?? "1.0", OFFERS.adaptiveCards))
    return shown.fallbackText
      ? el("div", { class: "ac" }, el("p", {}, shown.fallbackText))
      : sorry(`This card is of version ${shown.version}; Teams shows up to ${OFFERS.adaptiveCards}`);
  const root = el("div", {
    class: `ac ${shown.msteams?.width?.toLowerCase?.() === "full" ? "full" : ""}`,
    lang: shown.lang ?? directory.locale(),
    dir: shown.rtl ? "rtl" : null,
    role: "group",
    "aria-label": "Card",
  });
  const at = { host, root, items, content, draw, nodes: new Map(), entities: entities(shown) };
  at.scope = { inputs: [], parent: null };
  at.style = "default";
  root.append(...content(shown, at).filter(Boolean));
  actions.selectable(root, shown.selectAction, at);
  return root;
}

/** What a card says, for those who hear that it came. */
export function spoken(card_) {
  if (card_?.speak) return card_.speak;
  const node = card(card_, { scope: "spoken", heading: 3, send: () => {} });
  for (const off of node.querySelectorAll("[hidden],.ac-foot,.ac-bar,.ac-input,svg,table")) off.remove();
  return [...node.querySelectorAll(".ac-text,.unknown")].map((n) => n.textContent.trim()).join(". ");
}
