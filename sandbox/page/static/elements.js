/**
 * Block Kit elements → DOM controls. One function per kind, listed in BUILDERS at the end.
 * `at` says where a control stands: {block, ctx, labelId, describedBy, invalid}.
 */
import * as directory from "./directory.js";
import { el, freshId, icon, picture, safeUrl } from "./dom.js";
import * as fields from "./fields.js";
import { fold } from "./fold.js";
import * as interact from "./interact.js";
import { textObject, words } from "./mrkdwn.js";
import { openMenu } from "./overlay.js";
import { picker } from "./picker.js";
import { richWords } from "./richtext.js";
import { fromLocalInput, toLocalInput } from "./time.js";

const TYPING_PAUSE = 400;

const focusName = (element, at, part = "") =>
  [at.ctx.scope, at.block.block_id, element.action_id, part].join("|");

function common(element, at) {
  return {
    "aria-labelledby": at.labelId,
    "aria-describedby": at.describedBy || null,
    "aria-invalid": at.invalid ? "true" : null,
    "aria-label": at.labelId ? null : words(element.placeholder ?? "") || element.action_id,
    autofocus: element.focus_on_load,
    data: { actionId: element.action_id, focus: focusName(element, at) },
  };
}

const read = (element, at) => fields.read(at.ctx.drafts, at.block, element);

/** Keep the value; outside input blocks, or with dispatch_action, tell the bot as well. */
function changed(element, at, value, node) {
  fields.write(at.ctx.drafts, at.block, element, value);
  at.ctx.touched?.(at.block.block_id);
  if (at.block.type === "input" && !at.block.dispatch_action) return;
  const { type, ...choice } = fields.slotted(element, value);
  interact.press(at.ctx, at.block, element, choice, node);
}

function button(element, at) {
  const face =
    element.type === "icon_button" ? [icon("star"), words(element.text)] : textObject(element.text);
  const url = element.url && safeUrl(element.url);
  const props = {
    class: `button ${element.style ?? ""}`,
    "aria-label": element.accessibility_label,
    data: { actionId: element.action_id, focus: focusName(element, at), value: element.value },
  };
  const send = (node, follow) =>
    interact.press(
      at.ctx,
      at.block,
      element,
      element.value === undefined ? {} : { value: element.value },
      node,
      follow,
    );
  if (!url)
    return el("button", { ...props, type: "button", on: { click: (e) => send(e.currentTarget) } }, face);
  // The browser follows the link itself unless there is a question to ask first.
  return el(
    "a",
    {
      ...props,
      href: url,
      target: "_blank",
      rel: "noopener noreferrer",
      on: {
        click: (e) => {
          if (element.confirm) e.preventDefault();
          send(e.currentTarget, Boolean(element.confirm));
        },
      },
    },
    face,
    icon("external"),
  );
}

function overflow(element, at) {
  const node = el(
    "button",
    {
      type: "button",
      class: "button more",
      "aria-label": "More actions",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      data: { actionId: element.action_id, focus: focusName(element, at) },
    },
    icon("more"),
  );
  node.addEventListener("click", () =>
    openMenu(
      node,
      "More actions",
      element.options.map((option) => ({
        content: [
          el(
            "span",
            {},
            textObject(option.text),
            option.description && el("small", {}, textObject(option.description)),
          ),
        ],
        value: option.value,
        run: () => {
          if (option.url && safeUrl(option.url)) open(safeUrl(option.url), "_blank", "noopener,noreferrer");
          interact.press(at.ctx, at.block, element, { selected_option: option }, node);
        },
      })),
    ),
  );
  return node;
}

const optionChoice = (option) => ({
  id: option.value,
  text: words(option.text),
  detail: option.description && words(option.description),
  raw: option,
});

function filtered(groups, query) {
  const needle = fold(query);
  return groups.map((g) => ({
    ...g,
    choices: g.choices.filter((c) => fold(`${c.text} ${c.detail ?? ""}`).includes(needle)),
  }));
}

function optionGroups(source) {
  const groups = source.option_groups ?? (source.options?.[0]?.options ? source.options : null);
  if (!groups) return [{ choices: (source.options ?? []).map(optionChoice) }];
  return groups.map((g) => ({ label: words(g.label), choices: g.options.map(optionChoice) }));
}

const personChoice = (p) => ({ id: p.id, text: p.name, detail: p.title, raw: p.id });
const channelChoice = (c) => ({ id: c.id, text: `#${c.name}`, detail: c.topic, raw: c.id });
const unknownChoice = (id) => ({ id, text: id, raw: id });

const PLACES = {
  user: () => [
    {
      choices: directory
        .everyone()
        .filter((p) => !p.is_bot)
        .map(personChoice),
    },
  ],
  channel: () => [
    {
      choices: directory
        .all()
        .channels.filter((c) => !c.is_private)
        .map(channelChoice),
    },
  ],
  conversation: () => [
    { label: "Channels", choices: directory.all().channels.map(channelChoice) },
    {
      label: "People",
      choices: directory.all().dms.map((d) => ({ id: d.id, text: d.with.name, raw: d.id })),
    },
  ],
};

function sourceOf(element, at) {
  if (element.type.includes("external")) {
    return {
      find: async (query) => optionGroups(await interact.options(at.ctx, at.block, element, query)),
      leastQuery: element.min_query_length ?? 3,
      wait: 250,
      known: optionChoice,
    };
  }
  const place = /(user|channel|conversation)/.exec(element.type)?.[1];
  const groups = place ? PLACES[place] : () => optionGroups(element);
  const byId = (id) =>
    groups()
      .flatMap((g) => g.choices)
      .find((c) => c.id === id) ?? unknownChoice(id);
  return { find: async (query) => filtered(groups(), query), known: place ? byId : optionChoice };
}

function select(element, at) {
  const many = element.type.startsWith("multi_");
  const { known, ...source } = sourceOf(element, at);
  const value = read(element, at);
  const node = picker({
    ...source,
    many,
    most: element.max_selected_items,
    chosen: (many ? value : [value]).filter(Boolean).map(known),
    placeholder: words(element.placeholder ?? "") || (many ? "Choose some" : "Choose one"),
    label: words(element.placeholder ?? ""),
    attrs: common(element, at),
    onChange: (next) => changed(element, at, many ? next : next[0], node),
  });
  return node;
}

function ticks(element, at) {
  const many = element.type === "checkboxes";
  const name = freshId("ticks");
  const value = read(element, at);
  const on = new Set((many ? value : [value]).filter(Boolean).map((o) => o.value));
  const group = el("div", { ...common(element, at), class: "ticks", role: many ? "group" : "radiogroup" });
  group.removeAttribute("data-focus");
  group.append(
    ...element.options.map((option) =>
      el(
        "label",
        {},
        el("input", {
          type: many ? "checkbox" : "radio",
          name,
          checked: on.has(option.value),
          value: option.value,
          data: { focus: focusName(element, at, option.value) },
          on: {
            change: (e) => {
              if (!many) return changed(element, at, option, group);
              if (e.target.checked) on.add(option.value);
              else on.delete(option.value);
              return changed(
                element,
                at,
                element.options.filter((o) => on.has(o.value)),
                group,
              );
            },
          },
        }),
        el(
          "span",
          {},
          textObject(option.text),
          option.description && el("small", {}, textObject(option.description)),
        ),
      ),
    ),
  );
  return group;
}

function moment(element, at) {
  const kind = { datepicker: "date", timepicker: "time", datetimepicker: "datetime-local" }[element.type];
  const unix = kind === "datetime-local";
  const value = read(element, at);
  const node = el("input", {
    ...common(element, at),
    type: kind,
    class: "moment",
    value: unix && value ? toLocalInput(value) : (value ?? ""),
    on: {
      change: () =>
        changed(element, at, unix && node.value ? fromLocalInput(node.value) : node.value || null, node),
    },
  });
  return node;
}

const INPUT_MODES = {
  email_text_input: { type: "email", autocomplete: "off" },
  url_text_input: { type: "url", autocomplete: "off" },
  number_input: { type: "text", inputmode: "decimal" },
  plain_text_input: { type: "text", autocomplete: "off" },
};

/** Shown when fewer than a tenth (at least 20) of the characters are left. */
function counter(element) {
  const most = element.max_length;
  const node = el("p", { class: "counter", id: freshId("counter"), hidden: true });
  const update = (text) => {
    const left = most - fields.length(text);
    node.hidden = left > Math.max(20, most / 10);
    node.textContent = left < 0 ? `${-left} too many` : `${left} left`;
    node.classList.toggle("over", left < 0);
  };
  return { node, update };
}

function textInput(element, at) {
  const rich = element.type === "rich_text_input";
  const tall = rich || element.multiline;
  const count = element.max_length ? counter(element) : null;
  const value = read(element, at);
  const props = common(element, at);
  props.placeholder = words(element.placeholder ?? "") || null;
  props["aria-describedby"] = [at.describedBy, count?.node.id].filter(Boolean).join(" ") || null;
  const node = tall
    ? el("textarea", { ...props, rows: 4 })
    : el("input", { ...props, ...INPUT_MODES[element.type] });
  node.value = rich ? richWords(value) : (value ?? "");
  count?.update(node.value);
  listenToTyping(element, at, node, rich, count);
  return el("div", { class: "text-field" }, node, count?.node);
}

function listenToTyping(element, at, node, rich, count) {
  const wants = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const dispatches = at.block.type !== "input" || at.block.dispatch_action;
  // By the time this runs the form may have been sent, and this node replaced by an update.
  const send = () => {
    if (at.ctx.alive && !at.ctx.alive()) return;
    const { type, ...choice } = fields.slotted(element, read(element, at));
    interact.press(at.ctx, at.block, element, choice);
  };
  let timer;
  node.addEventListener("input", () => {
    fields.write(at.ctx.drafts, at.block, element, rich ? richValue(node.value) : node.value || null);
    at.ctx.touched?.(at.block.block_id);
    count?.update(node.value);
    clearTimeout(timer);
    if (dispatches && wants.includes("on_character_entered")) timer = setTimeout(send, TYPING_PAUSE);
  });
  node.addEventListener("keydown", (e) => {
    if (e.key !== "Enter" || e.isComposing || node.tagName === "TEXTAREA") return;
    e.preventDefault();
    if (dispatches && wants.includes("on_enter_pressed")) send();
    else at.ctx.submit?.();
  });
}

const richValue = (text) =>
  text
    ? { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] }
    : null;

const image = (element) =>
  picture(element.image_url ?? element.slack_file?.url, element.alt_text, { class: "thumb" });

function feedback(element, at) {
  return ["positive_button", "negative_button"]
    .filter((n) => element[n])
    .map((name) => button({ ...element[name], type: "feedback_buttons", action_id: element.action_id }, at));
}

const BUILDERS = {
  button,
  overflow,
  image,
  icon_button: button,
  workflow_button: button,
  feedback_buttons: feedback,
  static_select: select,
  external_select: select,
  users_select: select,
  conversations_select: select,
  channels_select: select,
  multi_static_select: select,
  multi_external_select: select,
  multi_users_select: select,
  multi_conversations_select: select,
  multi_channels_select: select,
  checkboxes: ticks,
  radio_buttons: ticks,
  datepicker: moment,
  timepicker: moment,
  datetimepicker: moment,
  plain_text_input: textInput,
  email_text_input: textInput,
  url_text_input: textInput,
  number_input: textInput,
  rich_text_input: textInput,
};

export const isGroup = (element) => ["checkboxes", "radio_buttons"].includes(element.type);

export function build(element, at) {
  const make = BUILDERS[element?.type];
  if (!make)
    return el("div", { class: "unknown", role: "note" }, icon("alert"), `Unknown element: ${element?.type}`);
  return make(element, at);
}
