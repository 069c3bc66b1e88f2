/**
 * The messages of one Teams conversation: bubbles in a chat, posts with their replies in a channel,
 * with the cards in them. Kept up to date in place: a card that did not change keeps what was typed.
 */
import { post } from "./api.js";
import { byline } from "./byline.js";
import { card, spoken } from "./card.js";
import { inline, markdown, mention } from "./card-text.js";
import * as directory from "./directory.js";
import { avatar, el, icon, keepFocus, link, reconcile, safeUrl } from "./dom.js";
import { announce } from "./overlay.js";
import * as scroll from "./scroll.js";
import * as refresh from "./teams-refresh.js";
import * as world from "./teams-world.js";
import { dayKey, dayName } from "./time.js";

const TOGETHER = 5 * 60_000;
const byId = (id) => document.getElementById(id);
const list = () => byId("teams-messages");

const notes = new Map();
let place = null;
let seen = null;
let following = false;
let ends = null;
let again = () => {};
let replyForm = () => null;

/** `after` runs after each action; `reply(message)` gives the form that answers a post. */
export function install({ after, reply }) {
  again = after;
  replyForm = reply;
  ends = scroll.keeper(byId("teams-scroller"), list(), byId("teams-jump"));
  refresh.install(() => again());
}

/** The next message is the answer to what was just written: go where it is. */
export const stayAtEnd = () => (following = true);

export function clear() {
  place = seen = null;
  following = false;
  notes.clear();
  refresh.clear();
  list().replaceChildren();
  byId("teams-jump").hidden = true;
}

const MARKS = /(https?:\/\/[^\s<>]+[^\s<>.,;:!?)])|<at(?:\s[^<>]*)?>([^<>]*)<\/at>|@(\p{L}+)/gu;

/** What people write is what they see, but for links and the name of the app. */
function written(text) {
  const out = [];
  let last = 0;
  for (const hit of text.matchAll(MARKS)) {
    const [whole, url, tagged, named] = hit;
    if (named && named !== world.botName()) continue;
    out.push(text.slice(last, hit.index), url ? link(url, url) : mention(tagged ?? named));
    last = hit.index + whole.length;
  }
  return [...out, text.slice(last)];
}

/** The app's words are Markdown, unless it says that they are plain. */
const words = (message) =>
  message.author.is_bot && message.format !== "plain" ? markdown(message.text, true) : written(message.text);

const faceOf = (author) => ({ ...directory.author(author), herald: author.is_bot });

const fault = ({ error, errors }) =>
  error ?? Object.values(errors ?? {})[0] ?? "Something went wrong. Please try again.";

async function send(message, action, inputs, node) {
  const root = node.closest(".ac");
  if (root?.getAttribute("aria-busy") === "true") return;
  root?.setAttribute("aria-busy", "true");
  node.classList.add("pending");
  say(message.id, null);
  const at = place;
  const answer = await post("teams/action", {
    as: directory.meId(),
    conversation: at.id,
    message: message.id,
    action,
    inputs,
  });
  node.classList.remove("pending");
  root?.removeAttribute("aria-busy");
  if (at.id === place?.id) {
    if (!answer.ok) say(message.id, { kind: "error", text: fault(answer) });
    else if (answer.note) say(message.id, { kind: "note", text: answer.note });
  }
  if (safeUrl(answer.url)) open(safeUrl(answer.url), "_blank", "noopener,noreferrer");
  again();
}

/** Show a word of the client below a message's card, for this person only. */
function say(id, note) {
  if (note) notes.set(id, note);
  else notes.delete(id);
  const node = [...list().querySelectorAll("[data-message]")].find((n) => n.dataset.message === id);
  if (node) paintNote(node.querySelector(".tm-note"), note);
  if (note?.kind === "note") announce(note.text);
}

function paintNote(line, note) {
  const shown = line.dataset.text ?? "";
  const text = note ? `${note.kind} ${note.text}` : "";
  if (shown === text) return;
  line.dataset.text = text;
  line.className = `tm-note ${note?.kind ?? ""}`;
  if (note?.kind === "error") line.setAttribute("role", "alert");
  else line.removeAttribute("role");
  line.replaceChildren(
    ...(note
      ? [icon(note.kind === "error" ? "alert" : "info"), el("span", {}, inline(note.text, true))]
      : []),
  );
}

/** Text, cards and the client's word of one message. */
function main(message, author) {
  return el(
    "div",
    { class: "tm-main" },
    byline(message, author, el("span", { class: "edited" })),
    message.text &&
      el("div", { class: "tm-text", lang: author.is_bot ? directory.locale() : null }, words(message)),
    el("div", { class: "tm-cards" }),
    el("p", { class: "tm-note" }),
  );
}

/** Bring what may change within a message up to date. */
function update(node, message) {
  const body = node.querySelector(".tm-main");
  body.querySelector(".edited").textContent = message.edited ? "Edited" : "";
  reconcile(body.querySelector(".tm-cards"), message.cards ?? [], {
    key: (_, i) => i,
    sign: (one) => JSON.stringify(one),
    build: (one) =>
      el(
        "div",
        { class: "tm-card" },
        card(one, {
          scope: `${place.id} ${message.id}`,
          heading: 2,
          people: world.people(),
          send: (action, inputs, pressed) => send(message, action, inputs, pressed),
          refuse: (text) => say(message.id, { kind: "error", text }),
        }),
      ),
  });
  paintNote(body.querySelector(".tm-note"), notes.get(message.id));
  if ((message.cards ?? []).some((one) => one?.refresh)) refresh.watch(body, place.id, message.id);
}

const shapeOf = (message, more) =>
  JSON.stringify([message.author, message.at, message.text, Boolean(message.cards?.length), more]);

/** A message on its own, in a chat or among replies; the old node when only its inside changed. */
function messageNode(message, old, { compact, own }) {
  const author = faceOf(message.author);
  const shape = shapeOf(message, [compact, own]);
  const node =
    old?.dataset.shape === shape
      ? old
      : el(
          "li",
          {
            class: `tm ${own ? "own" : ""} ${compact ? "compact" : ""} ${message.cards?.length ? "carded" : ""}`,
            tabindex: -1,
            data: { message: message.id, shape },
          },
          avatar(author),
          main(message, author),
        );
  update(node, message);
  return node;
}

function replies(box, post_) {
  reconcile(box, post_.replies ?? [], {
    key: (reply) => reply.id,
    sign: (reply) => JSON.stringify([reply, notes.get(reply.id)]),
    build: (reply, old) => messageNode(reply, old, { compact: false, own: false }),
  });
}

function postNode(message, old) {
  const author = faceOf(message.author);
  const shape = shapeOf(message);
  const node =
    old?.dataset.shape === shape
      ? old
      : el(
          "li",
          { class: "tm-post", tabindex: -1, data: { message: message.id, shape } },
          el(
            "article",
            { "aria-label": `Post by ${author.name}` },
            el("div", { class: "tm" }, avatar(author), main(message, author)),
            el("ol", { class: "tm-replies", "aria-label": "Replies" }),
            replyForm(message),
          ),
        );
  update(node.querySelector(".tm"), message);
  const box = node.querySelector(".tm-replies");
  box.hidden = !message.replies?.length;
  replies(box, message);
  return node;
}

/** Messages with day lines in between; bubbles of one person close together. */
function rows(messages) {
  const out = [];
  let last = null;
  for (const message of messages) {
    const at = Date.parse(message.at);
    const newDay = !last || dayKey(at) !== dayKey(Date.parse(last.at));
    if (newDay) out.push({ kind: "day", id: dayKey(at), text: dayName(at) });
    const near = !newDay && last.author.id === message.author.id && at - Date.parse(last.at) < TOGETHER;
    const chat = place.kind !== "channel";
    out.push({
      kind: "message",
      id: message.id,
      message,
      compact: chat && near,
      own: chat && message.author.id === directory.meId(),
      notes: [message, ...(message.replies ?? [])].map(({ id }) => notes.get(id)),
    });
    last = message;
  }
  return out;
}

const every = (messages) => messages.flatMap((message) => [message, ...(message.replies ?? [])]);

const saying = (message) =>
  [message.text && el("p", {}, words(message)).textContent, ...(message.cards ?? []).map(spoken)]
    .filter(Boolean)
    .join(". ")
    .replace(/\s+/g, " ");

const cut = (text, most) => (text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text);

/** Draw a conversation as the sandbox gives it. */
export function show(conversation) {
  const opened = place?.id !== conversation.id;
  if (opened) {
    clear();
    place = { id: conversation.id, kind: conversation.kind };
  }
  const stay = opened || ends.atEnd();
  const { messages } = conversation;
  const within = document.activeElement.closest("[data-message]")?.dataset.message;
  keepFocus(list(), () =>
    reconcile(list(), rows(messages), {
      key: (row) => `${row.kind} ${row.id}`,
      sign: (row) => JSON.stringify(row),
      build: (row, old) =>
        row.kind === "day"
          ? el("li", { class: "day" }, el("span", {}, row.text))
          : place.kind === "channel"
            ? postNode(row.message, old)
            : messageNode(row.message, old, row),
    }),
  );
  byId("teams-empty").hidden = messages.length > 0;
  // What had the focus is gone with its card: stay in the message, not at the top of the page.
  if (within && document.activeElement === document.body)
    [...list().querySelectorAll("[data-message]")].find((n) => n.dataset.message === within)?.focus();
  const unseen = (message) => !opened && !seen.has(message.id);
  const theirs = (message) => message.author.id !== directory.meId();
  const fresh = every(messages).filter((message) => unseen(message) && theirs(message));
  // Replies stand in the middle: they don't move the end, and there is no way down to them.
  const below = messages.filter(unseen);
  seen = new Set(every(messages).map((message) => message.id));
  if (stay || (below.length && following) || !below.every(theirs)) ends.down();
  else if (below.length) ends.news(cut(saying(below.at(-1)), 64) || "New messages");
  if (below.length) following = false;
  if (fresh.length) announce(fresh.map((m) => `${m.author.name}: ${cut(saying(m), 400)}`).join(". "));
}
