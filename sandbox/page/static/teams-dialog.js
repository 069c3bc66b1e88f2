/**
 * The app's dialog (a task module): a card in a window of its own, or a few words of the app.
 * One at a time; its card may be replaced while it is open, for instance to show what is wrong.
 */
import { post } from "./api.js";
import { card } from "./card.js";
import { inline } from "./card-text.js";
import * as directory from "./directory.js";
import { el, focusByName, keepFocus } from "./dom.js";
import { announce, rescueToasts, trap } from "./overlay.js";
import * as world from "./teams-world.js";

const NAMED = ["small", "medium", "large"];

let shown = null;
let opener = null;
let refresh = () => {};

const dialog = () => document.getElementById("teams-dialog");
const part = (name) => dialog().querySelector(`[data-part="${name}"]`);

/** `again` asks the sandbox what is open now; runs after everything done here. */
export function install(again) {
  refresh = again;
  trap(dialog());
  dialog().addEventListener("cancel", (e) => {
    e.preventDefault();
    close();
  });
  part("close").addEventListener("click", close);
  part("done").addEventListener("click", close);
}

/** The size asked for: one of three names, or pixels. */
function size(given, name) {
  const pixels = Number(given);
  if (pixels > 0) dialog().style.setProperty(name, `${pixels}px`);
  else dialog().style.removeProperty(name);
  return NAMED.includes(given) ? given : pixels > 0 ? "pixels" : "medium";
}

const busy = () => dialog().getAttribute("aria-busy") === "true";

function fault(text) {
  part("fault").hidden = !text;
  part("fault").lastElementChild.textContent = text ?? "";
}

async function send(action, inputs, node) {
  if (busy()) return;
  dialog().setAttribute("aria-busy", "true");
  node.classList.add("pending");
  fault(null);
  const answer = await post("teams/dialog/action", { as: directory.meId(), action, inputs });
  node.classList.remove("pending");
  dialog().removeAttribute("aria-busy");
  const { error, errors } = answer;
  if (!answer.ok) fault(error ?? Object.values(errors ?? {})[0] ?? "Something went wrong. Please try again.");
  refresh();
}

function content(entry) {
  if (!entry.card) return [el("p", { class: "tm-said" }, inline(entry.message ?? "", true))];
  return [card(entry.card, { scope: "dialog", heading: 3, people: world.people(), send, refuse: fault })];
}

const first = () =>
  part("body").querySelector("[aria-invalid=true]") ??
  part("body").querySelector("input,textarea,select") ??
  part("title");

/** Show the dialog as the sandbox knows it, or none. */
export function show(entry) {
  if (!entry) {
    leave();
    return;
  }
  const sign = JSON.stringify(entry);
  const fresh = shown?.id !== entry.id || !dialog().open;
  if (shown?.sign === sign && dialog().open) return;
  part("title").textContent = entry.title ?? world.botName();
  dialog().dataset.width = size(entry.width, "--wide");
  dialog().dataset.height = size(entry.height, "--high");
  dialog().lang = directory.locale();
  part("foot").hidden = Boolean(entry.card);
  if (fresh) fault(null);
  keepFocus(part("body"), () => part("body").replaceChildren(...content(entry)));
  if (!dialog().open) {
    opener = document.activeElement;
    dialog().showModal();
  }
  shown = { id: entry.id, sign };
  if (fresh) {
    part("body").scrollTop = 0;
    (entry.card ? first() : part("done")).focus({ preventScroll: true });
    announce([entry.title, entry.message].filter(Boolean).join(". "));
    return;
  }
  // What the app found wrong stands in the card; it is said, and brought into view.
  const wrong = [...part("body").querySelectorAll(".color-attention")];
  wrong[0]?.scrollIntoView({ block: "nearest" });
  if (wrong.length) announce(wrong.map((n) => n.textContent).join(". "));
  if (!dialog().contains(document.activeElement) || document.activeElement === dialog()) first().focus();
}

async function close() {
  if (busy()) return;
  leave();
  await post("teams/dialog/close", { as: directory.meId() });
  refresh();
}

function leave() {
  shown = null;
  if (!dialog().open) return;
  rescueToasts(dialog());
  dialog().close();
  part("body").replaceChildren();
  const name = opener?.dataset?.focus;
  if (opener?.isConnected) opener.focus({ preventScroll: true });
  else if (name) focusByName(document, name);
  opener = null;
}
