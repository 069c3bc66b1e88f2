/**
 * Slack's mrkdwn and plain text → DOM nodes.
 * Control sequences are found first and entities are decoded last, so an escaped `&lt;!channel&gt;`
 * stays text while a raw `<!channel>` shows up as the loud mention it would be.
 */
import * as directory from "./directory.js";
import { el, link } from "./dom.js";
import { emoji } from "./emoji.js";
import { slackDate } from "./time.js";

const WORD = /[\p{L}\p{N}]/u;
const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };
const TAGS = { "*": "strong", _: "em", "~": "s" };
const TOKEN =
  /`([^`\n]+)`|<([^<>\n]+)>|:([a-z0-9_+'-]+):(?::skin-tone-\d:)?|(https?:\/\/[^\s<>|]+)|([*_~])/gu;
const SHORTCODE = /:([a-z0-9_+'-]+):/gu;

export const decode = (text) => text.replace(/&(?:lt|gt|amp);/g, (e) => ENTITIES[e]);

export function emojiNode(name) {
  const sign = emoji(name);
  if (!sign) return `:${name}:`;
  return el("span", { class: "emoji", role: "img", "aria-label": name.replaceAll(/[_-]/g, " ") }, sign);
}

/** Plain text: emoji short names and line breaks, nothing else. */
export function plain(text, withEmoji = true) {
  const out = [];
  let last = 0;
  for (const hit of withEmoji ? text.matchAll(SHORTCODE) : []) {
    if (!emoji(hit[1])) continue;
    out.push(...lines(text.slice(last, hit.index)), emojiNode(hit[1]));
    last = hit.index + hit[0].length;
  }
  return [...out, ...lines(text.slice(last))];
}

function lines(text) {
  return decode(text)
    .split("\n")
    .flatMap((line, i) => (i ? [el("br"), line] : [line]))
    .filter((x) => x !== "");
}

export function userMention(id, label) {
  const name = directory.person(id)?.name ?? label?.replace(/^@/, "") ?? id;
  return el("span", { class: id === directory.meId() ? "mention me" : "mention" }, `@${decode(name)}`);
}

export function channelMention(id, label) {
  const name = directory.channel(id)?.name ?? label;
  if (!name) return el("span", { class: "mention" }, "#private-channel");
  if (!directory.channel(id)) return el("span", { class: "mention" }, `#${decode(name)}`);
  return el("a", { class: "mention", href: `#/c/${id}?as=${directory.meId()}` }, `#${name}`);
}

/** @here, @channel, @everyone: drawn so that nobody can overlook one that slipped through. */
export const loudMention = (range) => el("strong", { class: "mention loud" }, `@${range}`);

export function dateNode(unix, pattern, url, fallback) {
  const words = Number.isFinite(Number(unix)) ? slackDate(unix, pattern) : fallback;
  return el("time", { title: fallback }, url ? link(url, words) : words);
}

function special(body, label) {
  const [command, ...rest] = body.slice(1).split("^");
  if (["here", "channel", "everyone"].includes(command)) return loudMention(command);
  if (command === "subteam") return el("span", { class: "mention" }, label ?? rest[0]);
  if (command === "date") return dateNode(rest[0], rest[1] ?? "{date}", rest[2], decode(label ?? ""));
  return `<${label ?? body}>`;
}

function angled(inside) {
  const bar = inside.indexOf("|");
  const body = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? undefined : inside.slice(bar + 1);
  if (/^@[UW]/.test(body)) return userMention(body.slice(1), label);
  if (/^#C/.test(body)) return channelMention(body.slice(1), label);
  if (body.startsWith("!")) return special(body, label);
  if (/^[a-z][a-z0-9+.-]*:/i.test(body)) {
    return link(decode(body), plain(label || body.replace(/^mailto:/, "")));
  }
  return decode(`<${inside}>`);
}

function closing(src, from, mark) {
  for (let i = from; i < src.length && src[i] !== "\n"; i += 1) {
    const skip = { "<": ">", "`": "`" }[src[i]];
    const end = skip ? src.indexOf(skip, i + 1) : -1;
    if (end > 0) i = end;
    else if (src[i] === mark && i > from && !/\s/.test(src[i - 1]) && !WORD.test(src[i + 1] ?? "")) return i;
  }
  return -1;
}

function styled(src, at) {
  const next = src[at + 1] ?? " ";
  const opens = !WORD.test(src[at - 1] ?? "") && !/\s/.test(next) && next !== src[at];
  const end = opens ? closing(src, at + 1, src[at]) : -1;
  return end < 0 ? null : { end, node: el(TAGS[src[at]], {}, inline(src.slice(at + 1, end))) };
}

function inline(src) {
  const out = [];
  let last = 0;
  TOKEN.lastIndex = 0;
  for (let hit = TOKEN.exec(src); hit; hit = TOKEN.exec(src)) {
    const [whole, code, angle, short, url, mark] = hit;
    let node;
    let end = hit.index + whole.length;
    if (code) node = el("code", {}, decode(code));
    else if (angle) node = angled(angle);
    else if (short) node = emoji(short) ? emojiNode(short) : null;
    else if (url) {
      const clean = url.replace(/[.,;:!?)'"*_~]+$/, "");
      end = hit.index + clean.length;
      node = link(decode(clean), decode(clean));
    } else if (mark) {
      const found = styled(src, hit.index);
      if (found) ({ node } = found);
      if (found) end = found.end + 1;
    }
    if (!node) {
      TOKEN.lastIndex = hit.index + 1;
      continue;
    }
    out.push(...lines(src.slice(last, hit.index)), node);
    last = end;
    TOKEN.lastIndex = end;
  }
  return [...out, ...lines(src.slice(last))];
}

const KINDS = [
  ["quote", /^(?:&gt;|>) ?/],
  ["ul", /^\s*(?:•|◦|-) +/],
  ["ol", /^\s*\d+\. +/],
];

function kindOf(line) {
  return KINDS.find(([, start]) => start.test(line)) ?? ["text", /^/];
}

function paragraphs(src) {
  const groups = [];
  let open = false;
  for (const line of src.split("\n")) {
    const endless = line.match(/^(?:&gt;|>){3} ?/);
    const [kind, start] = open ? ["quote", /^/] : kindOf(line);
    const text = line.replace(endless ? endless[0] : start, "");
    open ||= Boolean(endless);
    if (groups.at(-1)?.kind === kind) groups.at(-1).lines.push(text);
    else groups.push({ kind, lines: [text], first: parseInt(line, 10) || 1 });
  }
  return groups.map(({ kind, lines: body, first }) => {
    if (kind === "quote") return el("blockquote", {}, inline(body.join("\n")));
    if (kind === "ul")
      return el(
        "ul",
        {},
        body.map((item) => el("li", {}, inline(item))),
      );
    if (kind === "ol")
      return el(
        "ol",
        { start: first },
        body.map((item) => el("li", {}, inline(item))),
      );
    return inline(body.join("\n"));
  });
}

/** mrkdwn → nodes, block-level (quotes, lists and fenced code included). */
export function mrkdwn(text) {
  return text.split(/```\n?([\s\S]*?)\n?```/).flatMap((part, i) => {
    if (i % 2) return el("pre", { tabindex: 0 }, el("code", {}, decode(part)));
    return part.replace(/^\n|\n$/g, "") ? paragraphs(part.replace(/^\n|\n$/g, "")) : [];
  });
}

/** A text object of either kind → nodes. */
export function textObject(object) {
  if (!object) return [];
  if (typeof object === "string") return plain(object);
  return object.type === "mrkdwn"
    ? mrkdwn(object.text ?? "")
    : plain(object.text ?? "", object.emoji !== false);
}

/** A text object or mrkdwn string as bare words, for labels and announcements. */
export function words(object) {
  const holder = el("div", {}, typeof object === "string" ? mrkdwn(object) : textObject(object));
  return holder.textContent.trim();
}
