/**
 * The Teams side of the page: which conversation is shown to whom, and keeping it up to date.
 * Places are what the address has after `teams/`: nothing, `bot`, `c/<channel>`, `d/<chat>`,
 * `networks/<name>`. Drawing happens elsewhere.
 */
import { get, post } from "./api.js";
import * as directory from "./directory.js";
import { el } from "./dom.js";
import { toast } from "./overlay.js";
import { steady } from "./steady.js";
import { compose, forget } from "./teams-compose.js";
import * as window_ from "./teams-dialog.js";
import * as nav from "./teams-nav.js";
import * as search from "./teams-search.js";
import * as talk from "./teams-talk.js";
import * as world from "./teams-world.js";

const byId = (id) => document.getElementById(id);
const LAST = { chat: "teams/bot", teams: "teams", networks: "teams/networks" };
const state = { as: null, on: false, place: {}, id: null, last: { ...LAST } };

let moved = () => {};

/** `again` runs after everything done here; `unread` when only the counts may have changed. */
export function install(again) {
  moved = again;
  talk.install({ after: again, reply });
  window_.install(again);
  byId("teams-missing").lastElementChild.addEventListener("click", add);
}

const chatWithBot = () => world.all()?.chats.find((chat) => chat.with.id === world.all().bot.id);
const channel = (id) =>
  world
    .all()
    ?.teams.flatMap((team) => team.channels)
    .find((one) => one.id === id);
const teamOf = (id) => world.all()?.teams.find((team) => team.channels.some((one) => one.id === id));
const kindOf = ({ kind }) => ({ c: "teams", networks: "networks" })[kind] ?? "chat";

/** The place as the lists name it. */
const name = ({ kind, id }) => (kind === "bot" ? "teams/bot" : `teams/${kind}/${encodeURIComponent(id)}`);

function paint() {
  if (world.all() && state.on) nav.paint(world.all(), kindOf(state.place), name(state.place), state.last);
}

export const loadWorkplace = steady(async () => {
  const { as } = state;
  if (!as || !state.on) return;
  const next = await get("teams/workplace", { as });
  if (as !== state.as) return;
  const waiting = world.all() && state.place.kind === "bot" && !chatWithBot();
  world.fill(next);
  paint();
  // The first word between the app and this person makes their chat.
  if (waiting && chatWithBot()) settle();
});

export const loadDialog = steady(async () => {
  const { as } = state;
  if (!as || !state.on) return;
  const { dialog } = await get("teams/dialogs", { as });
  if (as === state.as && state.on) window_.show(dialog);
});

export const loadConversation = steady(async () => {
  const { as, id } = state;
  if (!id || !state.on) return;
  const { chats, teams } = world.all();
  const unread = [...chats, ...teams.flatMap((t) => t.channels)].find((one) => one.id === id)?.unread;
  const shown = await get(`teams/conversation/${encodeURIComponent(id)}`, { as });
  if (as !== state.as || id !== state.id || !state.on) return;
  missing(shown.installed === false);
  talk.show({ ...shown, id, kind: state.place.kind === "c" ? "channel" : "chat" });
  if (unread) loadWorkplace();
});

/** After something was done, and after a silence. */
export function caughtUp() {
  if (!state.on) return;
  loadDialog();
  loadWorkplace();
  loadConversation();
}

/** What the sandbox tells about a conversation. */
export function told(id) {
  if (!state.on) return;
  if (id === state.id || id?.startsWith(`${state.id};`)) loadConversation();
  loadWorkplace();
}

async function deliver(conversation, thread, { text, card }) {
  const as = directory.meId();
  if (text) {
    const answer = await post("teams/message", { as, conversation, text, ...(thread && { thread }) });
    if (!answer.ok) return answer;
  }
  const answer = card ? await post("teams/insert", { as, conversation, card }) : { ok: true };
  moved();
  return answer.ok ? answer : { ...answer, sent: Boolean(text) };
}

/** A place to write in; `thread` is the post that is answered. */
const room = (thread, more) => ({
  id: `${state.id} ${thread ?? ""}`,
  bot: world.botName(),
  commands: world.all().commands ?? [],
  send: deliver.bind(null, state.id, thread),
  ...more,
});

/** The form below a post: a button until somebody wants to answer. */
function reply(message) {
  const box = el("div", { class: "tm-reply" });
  const open = () => {
    const label = `Reply to ${message.author.name}`;
    const made = compose(room(message.id, { label, mentions: true, testid: "teams-reply" }));
    box.replaceChildren(made.form);
    made.focus();
  };
  box.append(el("button", { type: "button", class: "plain", on: { click: open } }, "Reply"));
  return box;
}

/** Where the app is not, it can be added: for oneself in the chat with it, in a channel for the team. */
function missing(on) {
  const line = byId("teams-missing");
  const forTeam = state.place.kind === "c";
  line.hidden = !on;
  line.firstElementChild.textContent = `${world.botName()} isn’t here yet.`;
  line.lastElementChild.textContent = forTeam ? "Add it to the team" : `Add ${world.botName()}`;
}

async function add() {
  const button = byId("teams-missing").lastElementChild;
  if (button.classList.contains("pending")) return;
  button.classList.add("pending");
  const conversation = state.place.kind === "c" ? state.id : undefined;
  const answer = await post("teams/install", { as: directory.meId(), conversation });
  button.classList.remove("pending");
  if (!answer.ok) toast(answer.error ?? "The app could not be added.");
  else missing(false);
  moved();
}

/** Show the conversation of the place, and a form to write in it. */
function settle() {
  const { kind, id } = state.place;
  state.id = (kind === "bot" ? chatWithBot()?.id : kind !== "networks" && id) || null;
  talk.clear();
  missing(kind === "bot" && !world.all().bot.installed);
  byId("teams-empty").hidden = Boolean(state.id);
  byId("teams-compose").replaceChildren();
  if (!state.id) return null;
  const made = compose(
    room(null, {
      label: kind === "c" ? "Start a post" : "Type a message",
      mentions: kind === "c",
      written: talk.stayAtEnd,
      search: () => search.open(world.botName(), state.id),
    }),
  );
  byId("teams-compose").append(made.form);
  return loadConversation();
}

/** How the heading of a place reads, or null when there is no such place for this person. */
export function describe({ kind, id }) {
  if (!world.all()) return null;
  const { bot, chats } = world.all();
  if (kind === "networks")
    return { pane: "networks", sign: "globe", name: "Networks", note: "What the world sees" };
  if (kind === "bot") return { pane: "teams", sign: "herald", name: bot.name, note: "Chat with the app" };
  if (kind === "c" && channel(id))
    return { pane: "teams", sign: "people", name: channel(id).name, note: teamOf(id).name };
  const chat = kind === "d" && chats.find((one) => one.id === id);
  const person = chat && directory.person(chat.with.id);
  return chat ? { pane: "teams", sign: "message", name: chat.with.name, note: person?.title } : null;
}

/** Where to go when the address names no place, or one that isn't there. */
export function firstPlace() {
  const all = (world.all()?.teams ?? []).flatMap((team) => team.channels);
  const first = all.find((one) => one.name.toLowerCase() === "advocacy") ?? all[0];
  return first ? nav.channelPlace(first.id) : "teams/bot";
}

/** Another person sees this place too, or their own chat with the app. */
export const placeFor = () => (state.place.kind === "d" ? "teams/bot" : name(state.place));

/** Learn what there is for `as`; false when the sandbox did not say. */
export async function enter(as) {
  if (as !== state.as) {
    Object.assign(state, { as, id: null, last: { ...LAST } });
    world.fill(null);
    forget();
    talk.clear();
    window_.show(null);
  }
  state.on = true;
  if (!world.all()) await loadWorkplace();
  return Boolean(world.all());
}

/** Put the Teams side away. */
export function leave() {
  state.on = false;
  state.id = null;
  talk.clear();
  window_.show(null);
}

/** Show `place`; `describe` knew it. */
export async function arrive(place) {
  state.place = place;
  state.last[kindOf(place)] = name(place);
  paint();
  loadDialog();
  await settle();
}
