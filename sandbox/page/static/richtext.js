/** rich_text blocks and the markdown block → DOM nodes. Pure drawing. */
import { el, link } from "./dom.js";
import { channelMention, dateNode, emojiNode, loudMention, plain, userMention } from "./mrkdwn.js";

const STYLES = { bold: "strong", italic: "em", strike: "s", code: "code", underline: "u" };

function leaf(part) {
  switch (part.type) {
    case "text":
      return plain(part.text, false);
    case "link":
      return [link(part.url, part.text || part.url)];
    case "user":
      return [userMention(part.user_id)];
    case "usergroup":
      return [el("span", { class: "mention" }, `@${part.usergroup_id}`)];
    case "channel":
      return [channelMention(part.channel_id)];
    case "team":
      return [el("span", { class: "mention" }, part.team_id)];
    case "emoji":
      return [emojiNode(part.name)];
    case "broadcast":
      return [loudMention(part.range)];
    case "date":
      return [dateNode(part.timestamp, part.format, part.url, part.fallback ?? "")];
    case "color":
      return [el("code", { class: "swatch", vars: { "--c": part.value } }, part.value)];
    default:
      return [el("span", { class: "unknown" }, `Unknown rich text element: ${part.type}`)];
  }
}

function run(parts) {
  return parts.map((part) =>
    Object.entries(part.style ?? {})
      .filter(([name, on]) => on && STYLES[name])
      .reduce((inner, [name]) => [el(STYLES[name], {}, inner)], leaf(part)),
  );
}

function section(part) {
  switch (part.type) {
    case "rich_text_section":
      return el("p", {}, run(part.elements));
    case "rich_text_quote":
      return el("blockquote", {}, run(part.elements));
    case "rich_text_preformatted":
      return el("pre", { tabindex: 0 }, el("code", {}, run(part.elements)));
    case "rich_text_list":
      return el(
        part.style === "ordered" ? "ol" : "ul",
        { start: part.offset ? part.offset + 1 : null, data: { indent: part.indent ?? 0 } },
        part.elements.map((item) => el("li", {}, run(item.elements))),
      );
    default:
      return el("p", { class: "unknown" }, `Unknown rich text element: ${part.type}`);
  }
}

export const richText = (block) => (block.elements ?? []).map(section);

/** The words of a rich_text value, to edit it as plain text. */
export const richWords = (value) =>
  (value?.elements ?? []).map((s) => (s.elements ?? []).map((p) => p.text ?? "").join("")).join("\n");

const INLINE =
  /`([^`]+)`|!?\[([^\]]*)\]\((\S+?)\)|(\*\*|__|~~|\*|_)(?=\S)([\s\S]*?\S)\4(?![\p{L}\p{N}])|(https?:\/\/[^\s<>)]+)/gu;
const MARKS = { "**": "strong", __: "strong", "~~": "s", "*": "em", _: "em" };

function span(text) {
  const out = [];
  let last = 0;
  for (const hit of text.matchAll(INLINE)) {
    const [whole, code, label, url, mark, inner, bare] = hit;
    out.push(...plain(text.slice(last, hit.index)));
    if (code) out.push(el("code", {}, code));
    else if (url) out.push(link(url, plain(label || url)));
    else if (bare) out.push(link(bare, bare));
    else out.push(el(MARKS[mark], {}, span(inner)));
    last = hit.index + whole.length;
  }
  return [...out, ...plain(text.slice(last))];
}

const LINE_KINDS = [
  ["rule", /^ {0,3}(?:[-*_] *){3,}$/],
  ["head", /^#{1,6} +/],
  ["quote", /^> ?/],
  ["ul", /^\s*[-*+] +/],
  ["ol", /^\s*\d+[.)] +/],
  ["table", /^\s*\|/],
  ["blank", /^\s*$/],
];

function mdTable(rows) {
  const cells = rows
    .filter((r) => !/^[\s|:-]+$/.test(r))
    .map((r) =>
      r
        .trim()
        .replace(/^\||\|$/g, "")
        .split("|")
        .map((c) => c.trim()),
    );
  return el(
    "div",
    { class: "table-frame", tabindex: 0, role: "group", "aria-label": "Table" },
    el(
      "table",
      {},
      cells.map((row, i) =>
        el(
          "tr",
          {},
          row.map((c) => el(i ? "td" : "th", i ? {} : { scope: "col" }, span(c))),
        ),
      ),
    ),
  );
}

function mdBlock({ kind, rows }) {
  const body = (start) => rows.map((r) => r.replace(start, ""));
  const start = LINE_KINDS.find(([name]) => name === kind)?.[1];
  switch (kind) {
    case "rule":
      return [el("hr")];
    case "head":
      return rows.map((r) => el("p", { class: "md-head" }, span(r.replace(start, ""))));
    case "quote":
      return [el("blockquote", {}, span(body(start).join("\n")))];
    case "ul":
    case "ol":
      return [
        el(
          kind,
          {},
          body(start).map((r) => el("li", {}, span(r))),
        ),
      ];
    case "table":
      return [mdTable(rows)];
    case "blank":
      return [];
    default:
      return [el("p", {}, span(rows.join("\n")))];
  }
}

/** Standard Markdown, the part of it the markdown block promises. */
export function markdown(text) {
  return text.split(/^```[^\n]*\n([\s\S]*?)^```\s*$/m).flatMap((part, i) => {
    if (i % 2) return [el("pre", { tabindex: 0 }, el("code", {}, part.replace(/\n$/, "")))];
    const groups = [];
    for (const row of part.split("\n")) {
      const kind = LINE_KINDS.find(([, start]) => start.test(row))?.[0] ?? "text";
      if (groups.at(-1)?.kind === kind) groups.at(-1).rows.push(row);
      else groups.push({ kind, rows: [row] });
    }
    return groups.flatMap(mdBlock);
  });
}
