/**
 * The stack of open modals: one dialog that shows the top view.
 * What was typed lives per view id until that view leaves the stack.
 */
import { post } from "./api.js";
import * as blocks from "./blocks.js";
import * as directory from "./directory.js";
import { el, focusByName, icon } from "./dom.js";
import * as fields from "./fields.js";
import { textObject, words } from "./mrkdwn.js";
import { announce, rescueToasts, trap } from "./overlay.js";

const sessions = new Map();
let stack = [];
let shown = null;
let opener = null;
let refresh = () => {};

const dialog = () => document.getElementById("modal");
const part = (name) => dialog().querySelector(`[data-part="${name}"]`);
const top = () => stack.at(-1);

/** `again` reloads the stack from the sandbox; called after everything done here. */
export function install(again) {
  refresh = again;
  trap(dialog());
  dialog().addEventListener("cancel", (e) => {
    e.preventDefault();
    closeTop();
  });
  part("close").addEventListener("click", closeTop);
  part("cancel").addEventListener("click", closeTop);
  dialog()
    .querySelector("form")
    .addEventListener("submit", (e) => {
      e.preventDefault();
      submit();
    });
}

/** Show the stack as the sandbox knows it: `[{id, hash, view}]`, root first. */
export function show(next) {
  stack = next.map((entry) => ({ ...entry, blocks: fields.named(entry.view.blocks) }));
  for (const id of sessions.keys()) if (!stack.some((s) => s.id === id)) sessions.delete(id);
  if (!stack.length) leave();
  else paint();
}

function session(entry) {
  if (!sessions.has(entry.id)) {
    const mine = {
      scope: entry.id,
      heading: "h3",
      container: { type: "view", view_id: entry.id },
      drafts: new Map(),
      faults: {},
    };
    mine.blocks = () => stack.find((s) => s.id === entry.id)?.blocks ?? [];
    mine.alive = () => top()?.id === entry.id && !isBusy();
    mine.touched = (blockId) => setFault(mine, blockId, undefined);
    mine.submit = () => top().view.submit && submit();
    mine.after = () => refresh();
    sessions.set(entry.id, mine);
  }
  return sessions.get(entry.id);
}

function setFault(mine, blockId, text) {
  if (text) mine.faults[blockId] = text;
  else if (!mine.faults[blockId]) return null;
  else delete mine.faults[blockId];
  return blocks.setFault(part("body"), blockId, text);
}

function paint() {
  const entry = top();
  const mine = session(entry);
  const fresh = shown !== entry.id;
  fields.prune(entry.blocks, mine.drafts);
  if (fresh) {
    part("body").replaceChildren();
    banner(null);
  }
  frame(entry.view);
  dialog().lang = directory.locale();
  blocks.render(part("body"), entry.blocks, mine);
  if (!dialog().open) {
    opener = document.activeElement;
    dialog().showModal();
  }
  if (!fresh) return;
  shown = entry.id;
  part("body").scrollTop = 0;
  const first =
    part("body").querySelector("[autofocus]") ??
    part("body").querySelector("input:not([type=hidden]),textarea") ??
    part("title");
  first.focus({ preventScroll: true });
  if (first.matches("textarea,input[type=text]"))
    first.setSelectionRange(first.value.length, first.value.length);
  announce(words(entry.view.title));
}

function frame(view) {
  const below = stack.at(-2);
  part("title").replaceChildren(...textObject(view.title));
  part("app").textContent = directory.all().bot.name;
  part("close").replaceChildren(icon(below ? "back" : "close"));
  part("close").setAttribute("aria-label", below ? `Back to ${words(below.view.title)}` : "Close");
  part("cancel").replaceChildren(
    ...(view.close ? textObject(view.close) : [view.submit ? "Cancel" : "Close"]),
  );
  part("submit").hidden = !view.submit;
  part("submit").replaceChildren(el("span", {}, textObject(view.submit ?? "")));
}

function banner(text) {
  part("banner").hidden = !text;
  part("banner").lastElementChild.textContent = text ?? "";
}

const isBusy = () => part("submit").classList.contains("pending");

function busy(on) {
  part("submit").classList.toggle("pending", on);
  part("submit").setAttribute("aria-busy", String(on));
}

/** Show messages under their fields and go to the first; what has no field goes on top. */
function showFaults(entry, found) {
  const mine = session(entry);
  const lost = Object.entries(found).filter(([id]) => !entry.blocks.some((b) => b.block_id === id));
  let first = null;
  for (const block of entry.blocks) {
    const control = setFault(mine, block.block_id, found[block.block_id]);
    if (found[block.block_id]) first ??= control;
  }
  banner(lost.map(([, text]) => text).join(" ") || null);
  first?.focus({ preventScroll: true });
  // The whole field, with its label above and the message below.
  first?.closest("[data-block-id]")?.scrollIntoView({ block: "nearest" });
}

async function submit() {
  const entry = top();
  if (!entry?.view.submit || isBusy()) return;
  const mine = session(entry);
  const found = fields.faults(entry.blocks, mine.drafts);
  if (Object.keys(found).length) {
    showFaults(entry, found);
    return;
  }
  busy(true);
  banner(null);
  const state = fields.collect(entry.blocks, mine.drafts);
  const answer = await post("submit", { as: directory.meId(), view_id: entry.id, state });
  busy(false);
  if (top()?.id === entry.id) {
    if (Object.keys(answer.errors ?? {}).length) showFaults(top(), answer.errors);
    else if (!answer.ok) banner(answer.error ?? "We had trouble connecting. Please try again.");
  }
  refresh();
}

async function closeTop() {
  const entry = top();
  if (!entry) return leave();
  show(stack.slice(0, -1));
  await post("close", { as: directory.meId(), view_id: entry.id });
  return refresh();
}

function leave() {
  shown = null;
  if (!dialog().open) return;
  rescueToasts(dialog());
  dialog().close();
  const name = opener?.dataset?.focus;
  if (opener?.isConnected) opener.focus({ preventScroll: true });
  else if (name) focusByName(document, name);
  opener = null;
}
