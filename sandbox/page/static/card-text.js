/**
 * Words in cards: TextBlock, RichTextBlock and the little Markdown that Teams knows
 * (learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format).
 * HTML stays visible as it was written.
 */
import * as actions from "./card-actions.js";
import { word } from "./card-values.js";
import * as directory from "./directory.js";
import { el, link } from "./dom.js";
import { cardMoment } from "./time.js";

const SIZES = ["default", "small", "medium", "large", "extralarge"];
const WEIGHTS = ["default", "lighter", "bolder"];
const COLORS = ["default", "dark", "light", "accent", "good", "warning", "attention"];
const ALIGNS = ["left", "center", "right"];

const SPAN = new RegExp(
  [
    /\\(?<escaped>[!-/:-@[-`{-~])/,
    /\[(?<label>(?:\\.|[^\]\\])+)\]\((?<url>(?:\\.|[^()\s\\]|\([^()\s]*\))*)(?:\s+"[^"]*")?\)/,
    /\*\*(?=\S)(?<bold>(?:\\.|[^\\])+?)(?<=\S)\*\*(?!\*)/,
    /(?<![\p{L}\p{N}_])__(?=\S)(?<bold2>(?:\\.|[^\\])+?)(?<=\S)__(?![\p{L}\p{N}_])/,
    /(?<![*\\])\*(?=[^\s*])(?<slant>(?:\\.|\*\*|[^\\*])+?)(?<=[^\s*])\*(?!\*)/,
    /(?<![\p{L}\p{N}_\\])_(?=[^\s_])(?<slant2>(?:\\.|[^\\])+?)(?<=\S)_(?![\p{L}\p{N}_])/,
    /(?<at><at(?:\s[^<>]*)?>(?<who>[^<>]*)<\/at>)/,
    /&(?<sign>amp|lt|gt|quot|apos|nbsp|#\d{1,7}|#x[0-9a-f]{1,6});/,
  ]
    .map((r) => r.source)
    .join("|"),
  "giu",
);
const SIGNS = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };

function sign(name) {
  if (!name.startsWith("#")) return SIGNS[name.toLowerCase()];
  const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
}

/** A name that stands for a person or the app; `me` stands out. */
export const mention = (name, id) =>
  el(
    "span",
    { class: `mention ${name === directory.me()?.name || id === directory.meId() ? "me" : ""}` },
    name,
  );

function span(groups, mentions) {
  const { escaped, label, url, bold, bold2, slant, slant2, at, who, sign: entity } = groups;
  if (escaped) return escaped;
  if (label !== undefined) return link(plain(url), inline(label, mentions));
  if (bold ?? bold2) return el("strong", {}, inline(bold ?? bold2, mentions));
  if (slant ?? slant2) return el("em", {}, inline(slant ?? slant2, mentions));
  if (entity) return sign(entity);
  // Without an entity that says who is meant, Teams shows the tag itself.
  const known = mentions === true ? { name: plain(who) } : mentions?.get(at);
  return known ? mention(known.name ?? who, known.id) : at;
}

const plain = (written) =>
  written
    .replace(/\\([!-/:-@[-`{-~])/g, "$1")
    .replace(/&(amp|lt|gt|quot|apos|nbsp|#\d{1,7});/gi, (_, s) => sign(s));

/** Inline Markdown → nodes. `mentions`: a Map from `<at>…</at>` to who it is, or true for all. */
export function inline(written, mentions) {
  const out = [];
  let last = 0;
  for (const hit of written.matchAll(SPAN)) {
    out.push(written.slice(last, hit.index), span(hit.groups, mentions));
    last = hit.index + hit[0].length;
  }
  return [...out, written.slice(last)].filter((piece) => piece !== "");
}

const ITEM = /^\s{0,3}(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/;

/** Lines → paragraphs and lists. One line break outside lists is a space; two begin a paragraph. */
function groups(written) {
  const out = [];
  let open = null;
  for (const line of written.replace(/\r\n?/g, "\n").split("\n")) {
    const item = ITEM.exec(line);
    if (item) {
      const kind = item[1] === undefined ? "ul" : "ol";
      if (open?.kind !== kind) out.push((open = { kind, start: item[1], lines: [] }));
      open.lines.push(item[2]);
      open.broken = false;
    } else if (!line.trim()) {
      if (open?.kind === "p") open = null;
      else if (open) open.broken = true;
    } else if (open && !open.broken) open.lines[open.lines.length - 1] += ` ${line.trim()}`;
    else out.push((open = { kind: "p", lines: [line.trim()] }));
  }
  return out;
}

const MOMENT = /\{\{(DATE|TIME)\(([^,(){}]+)(?:,\s*(SHORT|LONG|COMPACT))?\)\}\}/g;
const moments = (written) =>
  written.replace(MOMENT, (whole, kind, at, style) => cardMoment(kind, at.trim(), style) ?? whole);

/** Markdown → paragraphs and lists. */
export function markdown(written, mentions) {
  return groups(moments(String(written ?? ""))).map(({ kind, lines, start }) =>
    kind === "p"
      ? el("p", {}, inline(lines[0], mentions))
      : el(
          kind,
          start && start !== "1" ? { start } : {},
          lines.map((line) => el("li", {}, inline(line, mentions))),
        ),
  );
}

/** The classes of size, weight, colour and font that TextBlock and TextRun share. */
function looks(element) {
  return [
    `size-${word(element.size, SIZES, "default")}`,
    `weight-${word(element.weight, WEIGHTS, "default")}`,
    `color-${word(element.color, COLORS, "default")}`,
    word(element.fontType) === "monospace" && "mono",
    element.isSubtle && "subtle",
  ].filter(Boolean);
}

const aligned = (element) => {
  const side = word(element.horizontalAlignment, ALIGNS);
  return side ? `align-${side}` : "";
};

function textBlock(element, at) {
  if (typeof element.text !== "string") throw new TypeError("text");
  const heading = word(element.style) === "heading";
  const lines = Number(element.maxLines) > 0 && element.wrap ? Number(element.maxLines) : null;
  const node = el(
    "div",
    {
      class: [
        "ac-text",
        ...looks(element),
        aligned(element),
        element.wrap ? "" : "nowrap",
        lines && "clamped",
      ]
        .filter(Boolean)
        .join(" "),
      role: heading ? "heading" : null,
      "aria-level": heading ? at.host.heading : null,
      vars: lines ? { "--lines": lines } : {},
    },
    markdown(element.text, at.entities),
  );
  if (word(element.style) === "columnheader") node.classList.add("weight-bolder");
  return node;
}

function textRun(run, at) {
  if (typeof run === "string") return run;
  if (run?.type !== "TextRun") return el("span", { class: "unknown" }, `Unknown inline: ${run?.type}`);
  const classes = [
    "ac-run",
    ...looks(run),
    run.italic && "italic",
    run.underline && "underline",
    run.strikethrough && "strike",
    run.highlight && "highlight",
  ];
  const props = { class: classes.filter(Boolean).join(" ") };
  const written = moments(String(run.text ?? ""));
  return run.selectAction ? actions.words(run.selectAction, at, props, written) : el("span", props, written);
}

const richText = (element, at) =>
  el(
    "p",
    { class: `ac-text ${aligned(element)}` },
    element.inlines.map((run) => textRun(run, at)),
  );

export const BUILDERS = { TextBlock: textBlock, RichTextBlock: richText };
