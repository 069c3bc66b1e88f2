/** Where a person writes: messages, and slash commands with suggestions. */
import { post } from "./api.js";
import * as directory from "./directory.js";
import { icon } from "./dom.js";
import { suggestions } from "./suggestions.js";

let channel = null;
let after = () => {};
let sent = () => {};
let help = null;
const kept = new Map();

const form = () => document.getElementById("compose");
const field = () => form().querySelector("textarea");
const list = () => document.getElementById("suggestions");
const fault = () => document.getElementById("compose-fault");

/** `again` runs after each sending; `written` before it, so that the answer is brought in view. */
export function install(again, written) {
  after = again;
  sent = written;
  help = suggestions(field(), list(), suggest);
  field().addEventListener("input", () => {
    complain(null);
    help.show();
  });
  field().addEventListener("keydown", key);
  field().addEventListener("focus", help.show);
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
  help.hide();
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

/** What to offer; once a whole command stands there, Enter sends instead of taking a choice. */
function suggest() {
  const { choices, command } = found();
  const usage = document.getElementById("usage");
  usage.hidden = !command;
  usage.textContent = command ? `${command.command} ${command.usage_hint ?? ""}` : "";
  const whole = choices.some((c) => c.title === field().value);
  return { choices, first: command || whole ? -1 : 0 };
}

function key(e) {
  if (e.isComposing || help.key(e)) return;
  if (e.key !== "Enter" || e.shiftKey) return;
  e.preventDefault();
  send();
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
  help.show();
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
