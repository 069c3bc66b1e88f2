/**
 * Inputs of cards: label, control, and the client's own check before anything is sent
 * (learn.microsoft.com/adaptive-cards/authoring-cards/input-validation). Every value is one string:
 * several choices are joined by commas, a toggle is its valueOn or valueOff.
 */
import * as actions from "./card-actions.js";
import { list, word } from "./card-values.js";
import { el, freshId, hidden, icon } from "./dom.js";
import { fold } from "./fold.js";
import { picker } from "./picker.js";

const TYPES = { tel: "tel", url: "url", email: "email", password: "password" };

const text = (value) => (value === undefined || value === null ? "" : String(value));

const unknown = (words) => el("p", { class: "unknown" }, icon("alert"), words);

/**
 * Put an input together. `part`: {node, read(), focus(), bad?(value), grouped?}; `node` is the
 * control, or for several of them the group that carries the label.
 */
function input(element, at, make) {
  const [labelId, errorId, controlId] = [freshId("label"), freshId("error"), freshId("input")];
  const required = Boolean(element.isRequired);
  const name = element.label
    ? null
    : element.placeholder || element.title || element.id || "Input without a label";
  const part = make({
    id: controlId,
    "aria-describedby": errorId,
    "aria-label": name,
    "aria-labelledby": element.label ? labelId : null,
    data: { focus: `${at.host.scope}|${element.id}`, inputId: element.id },
  });
  const error = el("p", { id: errorId, class: "field-error" });
  const mark = required && [
    el("span", { class: "star", "aria-hidden": "true" }, " *"),
    hidden(" (required)"),
  ];
  const label =
    element.label &&
    el(
      part.grouped ? "span" : "label",
      { id: labelId, class: "label", for: part.grouped ? null : controlId },
      [element.label, mark],
    );

  const complain = (words) => {
    error.replaceChildren(...(words ? [icon("alert"), el("span", {}, words)] : []));
    // A group has no value of its own that could be invalid; its first control stands for it.
    const target = part.node.querySelector("input,textarea") ?? part.node;
    if (words) target?.setAttribute("aria-invalid", "true");
    else target?.removeAttribute("aria-invalid");
  };
  const check = () => {
    const value = part.read();
    const empty = part.empty ? part.empty() : value === "";
    const wrong = (required && empty) || Boolean(!empty && part.bad?.(value)) || part.broken?.();
    complain(wrong ? element.errorMessage || (empty ? "This is needed." : "This can’t be used.") : null);
    return !wrong;
  };
  const node = el(
    "div",
    {
      class: "ac-input",
      data: { kind: element.type },
      on: { input: () => complain(null), change: () => complain(null) },
    },
    label,
    part.node,
    error,
    !element.id && unknown("This input has no id: what is typed here is not sent."),
    asked(element) &&
      asked(element) !== PEOPLE &&
      unknown("Searching in the app’s own list is not drawn here."),
  );
  at.scope.inputs.push({ id: element.id, node, read: part.read, check, focus: () => part.focus(node) });
  return node;
}

/** One native control, whose value is the input's. */
const simple = (tag, props, extra = {}) => {
  const node = el(tag, props);
  return {
    node,
    read: () => node.value,
    focus: () => node.focus(),
    broken: () => node.validity?.badInput,
    ...extra,
  };
};

const matches = (pattern) => {
  try {
    const regex = new RegExp(pattern);
    return (value) => !regex.test(value);
  } catch {
    return () => false;
  }
};

function textInput(element, at) {
  return input(element, at, (props) => {
    const many = Boolean(element.isMultiline);
    const style = TYPES[word(element.style)] ?? "text";
    const part = simple(
      many ? "textarea" : "input",
      {
        ...props,
        type: many ? null : style,
        rows: many ? 3 : null,
        maxlength: element.maxLength > 0 ? element.maxLength : null,
        placeholder: element.placeholder,
        autocomplete: "off",
      },
      { bad: element.regex && matches(element.regex) },
    );
    part.node.value = text(element.value);
    return element.inlineAction ? beside(part, element.inlineAction, at) : part;
  });
}

/** A field with a button at its side; Enter in the field presses it. */
function beside(part, action, at) {
  const field = part.node;
  const row = actions.bar([action], at, "ac-beside-action");
  field.addEventListener("keydown", (e) => {
    if (e.key !== "Enter" || e.isComposing || field.matches("textarea")) return;
    e.preventDefault();
    row.querySelector("button")?.click();
  });
  return { ...part, node: el("div", { class: "ac-beside" }, field, row) };
}

const outside = (element, value, compare) =>
  (element.min !== undefined && compare(value, element.min) < 0) ||
  (element.max !== undefined && compare(value, element.max) > 0);

const plainInput = (type, compare, ready) => (element, at) =>
  input(element, at, (props) => {
    const part = simple(
      "input",
      {
        ...props,
        type,
        min: element.min,
        max: element.max,
        placeholder: element.placeholder,
        step: ready.step,
      },
      { bad: (value) => outside(element, value, compare) },
    );
    part.node.value = text(element.value).slice(0, ready.most);
    return part;
  });

const byNumber = (a, b) => Number(a) - Number(b);
const byText = (a, b) => (a < String(b) ? -1 : a > String(b) ? 1 : 0);

function toggle(element, at) {
  const [on, off] = [element.valueOn ?? "true", element.valueOff ?? "false"].map(String);
  return input(element, at, (props) => {
    const titleId = freshId("title");
    // The words beside the box name it; the label above them, if any, comes first.
    const named = [element.label && props["aria-labelledby"], element.title && titleId]
      .filter(Boolean)
      .join(" ");
    const box = el("input", {
      ...props,
      type: "checkbox",
      "aria-label": named ? null : props["aria-label"],
      "aria-labelledby": named || null,
    });
    box.checked = text(element.value ?? off) === on;
    return {
      node: el("label", { class: "tick" }, box, el("span", { id: titleId }, element.title)),
      read: () => (box.checked ? on : off),
      empty: () => !box.checked,
      focus: () => box.focus(),
    };
  });
}

const initial = (element) => {
  const value = text(element.value);
  return element.isMultiSelect ? value.split(",").filter(Boolean) : value ? [value] : [];
};

/** learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/people-picker */
const PEOPLE = "graph.microsoft.com/users";
const asked = (element) => element["choices.data"]?.dataset;

const choices = (element, at) =>
  [...list(element.choices), ...(asked(element) === PEOPLE ? (at.host.people ?? []) : [])].map((choice) => ({
    title: text(choice.title),
    value: text(choice.value),
  }));

function ticks(element, at) {
  const many = Boolean(element.isMultiSelect);
  const chosen = initial(element);
  return input(element, at, ({ id, data, ...props }) => {
    const name = freshId("choice");
    const boxes = choices(element, at).map(({ title, value }, i) => {
      const box = el("input", {
        type: many ? "checkbox" : "radio",
        name,
        value,
        "aria-describedby": props["aria-describedby"],
        data: { focus: `${data.focus}|${i}` },
      });
      box.checked = chosen.includes(value);
      return { box, node: el("label", { class: "tick" }, box, el("span", {}, title)) };
    });
    const group = el(
      "div",
      { class: "ac-ticks", role: many ? "group" : "radiogroup", ...props, data, id },
      boxes.map(({ node }) => node),
    );
    return {
      node: group,
      grouped: true,
      read: () =>
        boxes
          .filter(({ box }) => box.checked)
          .map(({ box }) => box.value)
          .join(","),
      focus: () => (boxes.find(({ box }) => box.checked) ?? boxes[0])?.box.focus(),
    };
  });
}

function filtered(element, at) {
  const all = choices(element, at).map(({ title, value }) => ({ id: value, text: title, raw: value }));
  let values = initial(element);
  return input(element, at, (props) => {
    const node = picker({
      chosen: all.filter((choice) => values.includes(choice.id)),
      many: Boolean(element.isMultiSelect),
      clearable: true,
      placeholder: element.placeholder,
      label: element.label,
      attrs: props,
      find: (query) =>
        Promise.resolve([{ choices: all.filter((choice) => fold(choice.text).includes(fold(query))) }]),
      onChange: (next) => {
        values = next;
        node.dispatchEvent(new Event("input", { bubbles: true }));
      },
    });
    return { node, read: () => values.join(","), focus: () => node.querySelector("input").focus() };
  });
}

function compact(element, at) {
  const all = choices(element, at);
  const [value] = initial(element);
  return input(element, at, (props) => {
    const known = all.some((choice) => choice.value === value);
    const part = simple("select", props);
    part.node.append(
      ...(known && element.isRequired ? [] : [el("option", { value: "" }, element.placeholder ?? "")]),
      ...all.map((choice) => el("option", { value: choice.value }, choice.title)),
    );
    part.node.value = known ? value : "";
    return { ...part, broken: undefined };
  });
}

function choiceSet(element, at) {
  const style = word(element.style, ["compact", "expanded", "filtered"], "compact");
  if (style === "filtered" || asked(element)) return filtered(element, at);
  return style === "expanded" || element.isMultiSelect ? ticks(element, at) : compact(element, at);
}

export const BUILDERS = {
  "Input.Text": textInput,
  "Input.Number": plainInput("number", byNumber, { step: "any" }),
  "Input.Date": plainInput("date", byText, { most: 10 }),
  "Input.Time": plainInput("time", byText, { most: 5 }),
  "Input.Toggle": toggle,
  "Input.ChoiceSet": choiceSet,
};
