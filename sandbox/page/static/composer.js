/** Where a person writes: messages, and slash commands with suggestions. */
import { post } from "./api.js";
import * as directory from "./directory.js";
import { el, icon } from "./dom.js";

let channel = null;
let after = () => {};
let sent = () => {};
let choices = [];
let active = -1;
const kept = new Map();

const form = () => document.getElementById("compose");
const field = () => form().querySelector("textarea");
const list = () => document.getElementById("suggestions");
const fault = () => document.getElementById("compose-fault");

/** `again` runs after each sending; `written` before it, so that the answer is brought in view. */
export function install(again, written) {
  after = again;
  sent = written;
  field().addEventListener("input", () => {
    complain(null);
    suggest();
  });
  field().addEventListener("keydown", key);
  field().addEventListener("blur", () => (list().hidden = true));
  field().addEventListener("focus", suggest);
  form().addEventListener("submit", (e) => {
    e.preventDefault();
    send();
  });
}

/** Write to `id` from now on; what was typed elsewhere waits there. `closed` says why one can't. */
export function aim(id, name, closed) {
  form().classList.toggle("closed", Boolean(closed));
  const note = document.getElementById("read-only");
  note.hidden = !closed;
  note.textContent = closed ? `${closed} Its commands work in every channel: type / there.` : "";
  if (channel) kept.set(channel, field().value);
  channel = id;
  field().value = kept.get(id) ?? "";
  field().placeholder = `Message ${name}`;
  field().setAttribute("aria-label", `Message ${name}`);
  complain(null);
  list().hidden = true;
}

export const forget = () => {
  kept.clear();
  field().value = "";
};

function complain(text) {
  fault().replaceChildren(...(text ? [icon("alert"), text] : []));
  field().toggleAttribute("aria-invalid", Boolean(text));
}

/** `review | add | board` in a usage hint is a list of words worth offering. */
const alternatives = (hint) => {
  const bare = (hint ?? "").replace(/[[\]()<>]/g, "");
  return bare.includes("|")
    ? bare
        .split("|")
        .map((w) => w.trim())
        .filter(Boolean)
    : [];
};

function found() {
  const text = field().value;
  const commands = directory.all()?.commands ?? [];
  if (!text.startsWith("/") || text.includes("\n")) return { choices: [] };
  const [name, rest] = [text.split(" ")[0], text.slice(text.indexOf(" ") + 1)];
  if (!text.includes(" ")) {
    return {
      choices: commands
        .filter((c) => c.command.startsWith(name))
        .map((c) => ({
          text: `${c.command} `,
          title: c.command,
          hint: c.usage_hint,
          detail: c.description,
        })),
    };
  }
  const command = commands.find((c) => c.command === name);
  if (!command) return { choices: [] };
  return {
    command,
    choices: alternatives(command.usage_hint)
      .filter((w) => w.startsWith(rest) && w !== rest)
      .map((w) => ({ text: `${name} ${w} `, title: `${name} ${w}` })),
  };
}

function option(choice, i) {
  const node = el(
    "li",
    { id: `suggestion-${i}`, role: "option", class: "option", "aria-selected": "false" },
    el(
      "span",
      {},
      el("strong", {}, choice.title),
      choice.hint && el("span", { class: "usage" }, ` ${choice.hint}`),
      choice.detail && el("small", {}, choice.detail),
    ),
  );
  node.addEventListener("mousedown", (e) => {
    e.preventDefault();
    take(i);
  });
  return node;
}

function suggest() {
  const { choices: next, command } = found();
  choices = next;
  list().replaceChildren(...choices.map(option));
  const usage = document.getElementById("usage");
  usage.hidden = !command;
  usage.textContent = command ? `${command.command} ${command.usage_hint ?? ""}` : "";
  list().hidden = !choices.length;
  const whole = choices.some((c) => c.title === field().value);
  point(command || whole ? -1 : 0);
}

function point(to) {
  active = choices.length ? Math.max(-1, Math.min(to, choices.length - 1)) : -1;
  [...list().children].forEach((node, i) => {
    node.classList.toggle("active", i === active);
    node.setAttribute("aria-selected", String(i === active));
  });
  list().children[active]?.scrollIntoView({ block: "nearest" });
  if (active < 0) field().removeAttribute("aria-activedescendant");
  else field().setAttribute("aria-activedescendant", `suggestion-${active}`);
}

function take(i) {
  field().value = choices[i].text;
  field().focus();
  suggest();
}

function key(e) {
  if (e.isComposing) return;
  const open = !list().hidden;
  if (open && (e.key === "ArrowDown" || e.key === "ArrowUp")) {
    e.preventDefault();
    point(active + (e.key === "ArrowDown" ? 1 : -1));
  } else if (open && e.key === "Tab" && !e.shiftKey) {
    e.preventDefault();
    take(Math.max(active, 0));
  } else if (open && e.key === "Escape") {
    e.preventDefault();
    list().hidden = true;
  } else if (e.key === "Enter" && !e.shiftKey) {
    e.preventDefault();
    if (open && active >= 0) take(active);
    else send();
  }
}

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** What a person types as Slack's client would send it: escaped, with names turned into mentions. */
function encoded(text) {
  const mentions = [
    ...directory.everyone().map((p) => [`@${p.name}`, `<@${p.id}>`]),
    ...directory.all().channels.map((c) => [`#${c.name}`, `<#${c.id}>`]),
  ].sort(([a], [b]) => b.length - a.length);
  return mentions.reduce(
    (out, [typed, token]) => out.replaceAll(typed, token),
    text.replace(/[&<>]/g, (sign) => ESCAPES[sign]),
  );
}

async function send() {
  const text = field().value.trim();
  if (!text || !channel) return;
  const name = text.split(/\s/)[0];
  const known = (directory.all().commands ?? []).some((c) => c.command === name);
  if (text.startsWith("/") && !known) {
    complain(`${name} isn’t a command here. To send it as a message, put a space in front.`);
    return;
  }
  const [to, written] = [channel, field().value];
  field().value = "";
  complain(null);
  suggest();
  sent();
  const answer = known
    ? await post("command", { as: directory.meId(), channel: to, text })
    : await post("message", { as: directory.meId(), channel: to, text: encoded(text) });
  if (!answer.ok) {
    if (channel === to && !field().value) field().value = written;
    if (channel === to) complain(answer.error ?? "That could not be sent.");
  }
  after();
}
