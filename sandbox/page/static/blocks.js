/**
 * Block Kit blocks → DOM (docs.slack.dev/reference/block-kit/blocks).
 * What we cannot draw is shown as a warning box with its type, never left out.
 */
import { chart } from "./charts.js";
import { el, freshId, icon, keepFocus, link, picture, reconcile } from "./dom.js";
import * as elements from "./elements.js";
import { mrkdwn, textObject, words } from "./mrkdwn.js";
import { markdown, richText } from "./richtext.js";
import { dataTable, table } from "./tables.js";

const prose = (object, tag = "div") => el(tag, { class: "mrkdwn" }, textObject(object));

function section(block, ctx) {
  const textId = freshId("section");
  const { accessory } = block;
  return [
    el(
      "div",
      { class: "section-body" },
      block.text && el("div", { class: "mrkdwn", id: textId }, textObject(block.text)),
      block.fields &&
        el(
          "div",
          { class: "fields" },
          block.fields.map((f) => prose(f)),
        ),
    ),
    accessory &&
      el(
        "div",
        { class: `accessory of-${accessory.type}` },
        elements.build(accessory, {
          block,
          ctx,
          labelId: accessory.type === "button" || !block.text ? null : textId,
        }),
      ),
  ];
}

function image(block) {
  return el(
    "figure",
    {},
    block.title && el("figcaption", {}, textObject(block.title)),
    picture(block.image_url ?? block.slack_file?.url, block.alt_text, { class: "large" }),
  );
}

const actions = (block, ctx) => block.elements.map((element) => elements.build(element, { block, ctx }));

function context(block) {
  return block.elements.map((element) =>
    element.type === "image"
      ? picture(element.image_url, element.alt_text, { class: "mini" })
      : prose(element),
  );
}

function input(block, ctx) {
  const id = freshId("field");
  const fault = ctx.faults?.[block.block_id];
  const describedBy = [block.hint && `${id}-hint`, `${id}-error`].filter(Boolean).join(" ");
  const control = elements.build(block.element, {
    block,
    ctx,
    labelId: `${id}-label`,
    describedBy,
    invalid: fault,
  });
  const target = control.matches?.("[data-action-id]") ? control : control.querySelector("[data-action-id]");
  if (target && !elements.isGroup(block.element)) target.id = id;
  return [
    el(
      elements.isGroup(block.element) || !target ? "p" : "label",
      { id: `${id}-label`, class: "label", for: elements.isGroup(block.element) ? null : id },
      textObject(block.label),
      block.optional && el("span", { class: "optional" }, " (optional)"),
    ),
    control,
    block.hint && el("p", { id: `${id}-hint`, class: "hint" }, textObject(block.hint)),
    el(
      "p",
      { id: `${id}-error`, class: "field-error", hidden: !fault },
      icon("alert"),
      el("span", {}, fault ?? ""),
    ),
  ];
}

/** Show or take away the message under an input block, without touching the control's content. */
export function setFault(host, blockId, text) {
  const wrap = host.querySelector(`[data-block-id="${CSS.escape(blockId)}"]`);
  const line = wrap?.querySelector(".field-error");
  if (!line) return null;
  line.hidden = !text;
  line.lastElementChild.textContent = text ?? "";
  const control = wrap.querySelector("[data-action-id]");
  if (text) control?.setAttribute("aria-invalid", "true");
  else control?.removeAttribute("aria-invalid");
  return control?.matches("input,textarea,button") ? control : control?.querySelector("input");
}

function video(block) {
  return link(
    block.title_url ?? block.video_url,
    picture(block.thumbnail_url, block.alt_text, { class: "large" }),
    el("strong", {}, icon("play"), textObject(block.title)),
    block.description && el("span", {}, textObject(block.description)),
    el("small", {}, [block.author_name, block.provider_name].filter(Boolean).join(" · ")),
  );
}

function card(block, ctx) {
  return [
    block.hero_image && picture(block.hero_image.image_url, block.hero_image.alt_text, { class: "hero" }),
    el(
      "div",
      { class: "card-body" },
      block.icon && picture(block.icon.image_url, block.icon.alt_text, { class: "mini" }),
      block.title && el("div", { class: "card-title mrkdwn" }, textObject(block.title)),
      block.subtitle && el("div", { class: "card-subtitle mrkdwn" }, textObject(block.subtitle)),
      block.body && prose(block.body),
    ),
    block.actions &&
      el(
        "div",
        { class: "actions" },
        block.actions.map((e) => elements.build(e, { block, ctx })),
      ),
  ];
}

function container(block, ctx) {
  const head = el(
    block.is_collapsible ? "summary" : "header",
    {},
    block.icon && picture(block.icon.image_url, block.icon.alt_text, { class: "mini" }),
    el("strong", {}, block.rich_text_title ? richText(block.rich_text_title) : textObject(block.title)),
    block.subtitle && el("small", {}, textObject(block.subtitle)),
  );
  const body = el(
    "div",
    { class: "blocks" },
    (block.child_blocks ?? []).map((child) => draw(child, ctx)),
  );
  return block.is_collapsible ? el("details", { open: !block.default_collapsed }, head, body) : [head, body];
}

const ALERTS = { error: "alert", warning: "alert", success: "check" };

const alert = (block) => [icon(ALERTS[block.level] ?? "info"), prose(block.text)];

const DRAW = {
  section,
  image,
  actions,
  context,
  input,
  video,
  card,
  container,
  alert,
  table,
  divider: () => el("hr"),
  header: (block, ctx) => el(ctx.heading ?? "h2", {}, textObject(block.text)),
  rich_text: (block) => richText(block),
  markdown: (block) => markdown(block.text ?? ""),
  context_actions: actions,
  carousel: (block, ctx) => block.elements.map((child) => draw(child, ctx)),
  data_table: dataTable,
  data_visualization: chart,
};

const ROLES = { carousel: "group", alert: "note" };

function draw(block, ctx) {
  if (!DRAW[block.type]) {
    return el(
      "div",
      { class: "block unknown", role: "note", data: { blockId: block.block_id } },
      icon("alert"),
      `Unknown block: ${block.type}`,
    );
  }
  return el(
    "div",
    {
      class: `block block-${block.type}`,
      role: ROLES[block.type],
      "aria-label": block.type === "carousel" ? "Cards" : null,
      tabindex: block.type === "carousel" ? 0 : null,
      data: { blockId: block.block_id, level: block.level, width: block.width },
    },
    DRAW[block.type](block, ctx),
  );
}

/**
 * Draw `blocks` into `host`. A block whose JSON is unchanged keeps its nodes; focus and caret survive.
 * ctx: {scope, heading?, container, drafts, blocks(), alive?(), faults?, touched?, submit?, after?}; scope is unique on the page.
 */
export function render(host, blocks, ctx) {
  keepFocus(host, () =>
    reconcile(host, blocks, {
      key: (block) => `${block.type} ${block.block_id}`,
      sign: (block) => JSON.stringify(block),
      build: (block) => draw(block, ctx),
    }),
  );
}

/** What a screen reader hears of a message: its text, or the words of its first blocks. */
export function spoken(message) {
  const text = message.text || words(message.blocks?.find((b) => b.text)?.text ?? "");
  return el("div", {}, mrkdwn(text)).textContent;
}
