/**
 * What a person has chosen or typed, in the shape of Slack's `state.values`
 * (docs.slack.dev/reference/interaction-payloads/view-interactions-payload). No DOM in here.
 */
const ONE = (name) => ({ slot: `selected_${name}`, initial: `initial_${name}`, many: false });
const MANY = (name) => ({ slot: `selected_${name}s`, initial: `initial_${name}s`, many: true });
const TEXT = { slot: "value", initial: "initial_value", many: false };

export const STATEFUL = {
  plain_text_input: TEXT,
  email_text_input: TEXT,
  url_text_input: TEXT,
  number_input: TEXT,
  rich_text_input: { slot: "rich_text_value", initial: "initial_value", many: false },
  static_select: ONE("option"),
  external_select: ONE("option"),
  radio_buttons: ONE("option"),
  users_select: ONE("user"),
  conversations_select: ONE("conversation"),
  channels_select: ONE("channel"),
  multi_static_select: MANY("option"),
  multi_external_select: MANY("option"),
  checkboxes: MANY("option"),
  multi_users_select: MANY("user"),
  multi_conversations_select: MANY("conversation"),
  multi_channels_select: MANY("channel"),
  datepicker: ONE("date"),
  timepicker: ONE("time"),
  datetimepicker: { slot: "selected_date_time", initial: "initial_date_time", many: false },
};

const key = (block, element) => JSON.stringify([block.block_id, element.action_id, element.type]);

/** `[block, element]` for every element that holds a value, in order. */
export function fieldsOf(blocks) {
  return blocks.flatMap((block) => {
    if (block.type === "container") return fieldsOf(block.child_blocks ?? []);
    const elements = block.type === "actions" ? block.elements : [block.element ?? block.accessory];
    return (elements ?? []).filter((e) => e && STATEFUL[e.type]).map((e) => [block, e]);
  });
}

export function read(drafts, block, element) {
  const { slot, initial, many } = STATEFUL[element.type];
  const kept = drafts.get(key(block, element));
  return kept === undefined ? (element[initial] ?? (many ? [] : null)) : kept[slot];
}

export function write(drafts, block, element, value) {
  drafts.set(key(block, element), { [STATEFUL[element.type].slot]: value });
}

/** `{type, value | selected_…}` as Slack sends it. */
export const slotted = (element, value) => ({ type: element.type, [STATEFUL[element.type].slot]: value });

export function collect(blocks, drafts) {
  const values = {};
  for (const [block, element] of fieldsOf(blocks)) {
    values[block.block_id] ??= {};
    values[block.block_id][element.action_id] = slotted(element, read(drafts, block, element));
  }
  return { values };
}

/** Forget what was typed into fields that are no longer there. */
export function prune(blocks, drafts) {
  const live = new Set(fieldsOf(blocks).map(([b, e]) => key(b, e)));
  for (const name of drafts.keys()) if (!live.has(name)) drafts.delete(name);
}

export const length = (text) => [...(text ?? "")].length;

function textFault(element, text) {
  const count = length(text);
  const { min_length: least = 0, max_length: most = 3000, min_value: low, max_value: high } = element;
  if (element.type === "email_text_input" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text))
    return "Enter a valid email address.";
  if (element.type === "url_text_input" && !/^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(text))
    return "Enter a valid URL, with https:// in front.";
  if (element.type === "number_input") {
    if (!/^-?\d+(\.\d+)?$/.test(text)) return "Enter a number.";
    if (!element.is_decimal_allowed && text.includes(".")) return "Enter a whole number.";
    if (low !== undefined && Number(text) < Number(low)) return `Enter ${low} or more.`;
    if (high !== undefined && Number(text) > Number(high)) return `Enter ${high} or less.`;
  }
  if (count < least) return `Write at least ${least} characters.`;
  if (element.type === "plain_text_input" && count > most) return `Shorten this by ${count - most}.`;
  return null;
}

/** What the client itself refuses before anything is sent: `{block_id: message}`. */
export function faults(blocks, drafts) {
  const found = {};
  for (const [block, element] of fieldsOf(blocks)) {
    if (block.type !== "input") continue;
    const value = read(drafts, block, element);
    const empty = value === null || value === "" || value?.length === 0;
    if (empty && !block.optional) found[block.block_id] = "Please fill in this field.";
    else if (!empty && STATEFUL[element.type].slot === "value") {
      const fault = textFault(element, value);
      if (fault) found[block.block_id] = fault;
    }
  }
  return found;
}

/** Blocks with every missing block_id and action_id named by position, as Slack does on receipt. */
export function named(blocks) {
  const label = (element, i) =>
    element && !element.action_id ? { ...element, action_id: `a${i}` } : element;
  return (blocks ?? []).map((block, i) => ({
    ...block,
    block_id: block.block_id ?? `b${i}`,
    ...(block.elements && block.type === "actions" && { elements: block.elements.map(label) }),
    ...(block.element && { element: label(block.element, 0) }),
    ...(block.accessory && { accessory: label(block.accessory, 0) }),
  }));
}
