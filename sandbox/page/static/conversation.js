/** The messages of one channel or direct conversation, kept up to date in place. */
import * as blocks from "./blocks.js";
import { byline } from "./byline.js";
import * as directory from "./directory.js";
import { avatar, el, icon, keepFocus, reconcile } from "./dom.js";
import * as fields from "./fields.js";
import { mrkdwn } from "./mrkdwn.js";
import { announce } from "./overlay.js";
import * as scroll from "./scroll.js";
import { dayKey, dayName } from "./time.js";

const TOGETHER = 5 * 60_000;
const MARKS = { day: "day", new: "new-line", empty: "empty" };

const contexts = new Map();
let place = null;
let newest = "";
let firstNew = null;
let following = false;
let after = () => {};
let ends = null;

const scroller = () => document.getElementById("scroller");
const list = () => document.getElementById("messages");
const jump = () => document.getElementById("jump");
/** `again` runs after each press, to fetch what the bot did. */
export function install(again) {
  after = again;
  ends = scroll.keeper(scroller(), list(), jump());
}

function context(message) {
  const id = message.ts;
  if (!contexts.has(id)) {
    const mine = { scope: `${place} ${id}`, drafts: new Map(), current: [], after: () => after() };
    mine.blocks = () => mine.current;
    contexts.set(id, mine);
  }
  const mine = contexts.get(id);
  mine.current = fields.named(message.blocks);
  mine.container = {
    type: "message",
    channel_id: place,
    message_ts: message.ts,
    is_ephemeral: message.ephemeral,
  };
  return mine;
}

/** A new node, or the old one with only its blocks brought up to date. */
function messageNode({ message, compact }, old) {
  const author = directory.author(message.author);
  const mine = context(message);
  const drawn = Boolean(message.blocks?.length);
  const shape = JSON.stringify({
    ...message,
    blocks: drawn,
    text: drawn ? null : message.text,
    edited: null,
    compact,
  });
  const host = old?.querySelector(".blocks");
  const node =
    old?.dataset.shape === shape && host
      ? old
      : el(
          "li",
          {
            class: `message ${compact ? "compact" : ""} ${message.ephemeral ? "ephemeral" : ""}`,
            data: { ts: message.ts, shape },
          },
          avatar(author),
          el(
            "div",
            { class: "message-main" },
            byline(message, author),
            message.ephemeral && el("p", { class: "whisper" }, icon("eye"), "Only visible to you"),
            drawn
              ? el("div", { class: "blocks" })
              : el("div", { class: "mrkdwn text" }, mrkdwn(message.text ?? "")),
            el("small", { class: "edited" }),
          ),
        );
  node.querySelector(".edited").textContent = message.edited ? "(edited)" : "";
  if (drawn) {
    fields.prune(mine.current, mine.drafts);
    blocks.render(node.querySelector(".blocks"), mine.current, mine);
  }
  return node;
}

/** Messages with day lines and the line above the first unread one in between. */
function rows(messages) {
  const out = [];
  let last = null;
  if (!messages.length) out.push({ kind: "empty", id: "", text: "Nothing has been written here yet." });
  for (const message of messages) {
    const at = Date.parse(message.at);
    const newDay = !last || dayKey(at) !== dayKey(Date.parse(last.at));
    if (newDay) out.push({ kind: "day", id: dayKey(at), text: dayName(at) });
    if (message.ts === firstNew) out.push({ kind: "new", id: "new", text: "New" });
    const compact =
      !newDay &&
      message.ts !== firstNew &&
      !message.ephemeral &&
      !last.ephemeral &&
      last.author.id === message.author.id &&
      at - Date.parse(last.at) < TOGETHER;
    out.push({ kind: "message", id: `${message.ts} ${message.ephemeral}`, message, compact });
    last = message;
  }
  return out;
}

/** Draw a conversation. `unread`: how many at the end had not been seen when it was opened. */
export function show(conversation, unread = 0) {
  const opened = place !== conversation.id;
  const stay = opened || ends.atEnd();
  const { messages } = conversation;
  if (opened) {
    contexts.clear();
    list().replaceChildren();
    place = conversation.id;
    firstNew = unread > 0 && unread < messages.length ? messages.at(-unread).ts : null;
  }
  keepFocus(list(), () =>
    reconcile(list(), rows(messages), {
      key: (row) => `${row.kind} ${row.id}`,
      sign: (row) => JSON.stringify(row),
      build: (row, old) =>
        row.kind === "message"
          ? messageNode(row, old)
          : el("li", { class: MARKS[row.kind] }, el("span", {}, row.text)),
    }),
  );
  const later = opened ? [] : messages.filter((m) => m.ts > newest);
  const fresh = later.filter((m) => m.author.id !== directory.meId());
  newest = messages.reduce((max, m) => (m.ts > max ? m.ts : max), opened ? "" : newest);
  if (opened && firstNew) ends.toLine(list().querySelector(`.${MARKS.new}`));
  else if (stay || following || later.length > fresh.length) ends.down();
  else if (fresh.length) ends.news(excerpt(fresh.at(-1)));
  if (later.length) following = false;
  if (fresh.length) announce(fresh.map((m) => `${m.author.name}: ${blocks.spoken(m)}`).join(". "));
  return newest;
}

/** The next message is the answer to what was just written: go where it is. */
export const stayAtEnd = () => (following = true);

/** Enough of a message below to know whether it is worth going there. */
function excerpt(message) {
  const text = blocks.spoken(message).replace(/\s+/g, " ").trim();
  const short = text.length > 64 ? `${text.slice(0, 63).trimEnd()}…` : text;
  return `${message.ephemeral ? "Only for you: " : ""}${short || "New messages"}`;
}

/** Forget what is shown, when another person or place takes the screen. */
export function clear() {
  place = null;
  newest = "";
  following = false;
  contexts.clear();
  list().replaceChildren();
  jump().hidden = true;
}
