/** Where people write in Teams: posts, replies and messages, with the app's name and its commands. */
import { card } from "./card.js";
import { el, icon } from "./dom.js";
import { openMenu } from "./overlay.js";
import { suggestions } from "./suggestions.js";

/** What was typed in each conversation and not yet sent. */
const drafts = new Map();

export const forget = () => drafts.clear();

const tool = (sign, label, props = {}) =>
  el("button", { type: "button", class: "plain", "aria-label": label, title: label, ...props }, icon(sign));

/**
 * A form to write in. `room`:
 * - `id`: where it goes, also the name of its draft; `label`: what the field is called;
 * - `bot`: the app's name; `mentions`: whether the app hears only what mentions it;
 * - `commands`: `[{title, description}]`;
 * - `search(button)`: opens the app's search, resolves to a found card or null;
 * - `send({text, card})`: resolves to `{ok, error?}`; `written()` runs before that.
 */
export function compose(room) {
  const app = `@${room.bot}`;
  let found = null;

  const field = el("textarea", {
    rows: 1,
    placeholder: room.label,
    "aria-label": room.label,
    "aria-autocomplete": "list",
    data: { testid: room.testid ?? "teams-composer" },
  });
  const choices = el("ul", {
    class: "tm-suggestions",
    role: "listbox",
    "aria-label": "Suggestions",
    hidden: true,
  });
  const fault = el("p", { class: "tm-fault", role: "alert" });
  const attached = el("div", { class: "tm-attached", hidden: true });
  field.value = drafts.get(room.id) ?? "";

  /** What is said to the app, or null when it isn't asked. */
  function asked() {
    if (!room.mentions) return field.value;
    const at = field.value.indexOf(app);
    return at < 0 ? null : field.value.slice(at + app.length);
  }

  function find() {
    const text = field.value;
    const name = room.mentions && /(?:^|\s)@(\p{L}*)$/u.exec(text);
    if (name && room.bot.toLowerCase().startsWith(name[1].toLowerCase()) && name[1] !== room.bot) {
      const before = text.slice(0, text.length - name[1].length - 1);
      return { choices: [{ text: `${before}${app} `, title: app, detail: "App" }] };
    }
    const said = asked()?.trimStart().toLowerCase();
    if (said === undefined || text.includes("\n") || (!said && !room.mentions)) return { choices: [] };
    const before = text.slice(0, text.length - asked().trimStart().length);
    const lead = room.mentions && !before.endsWith(" ") ? `${before} ` : before;
    return {
      choices: room.commands
        .filter((c) => c.title.toLowerCase().startsWith(said) && c.title.toLowerCase() !== said)
        .map((c) => ({ text: `${lead}${c.title}`, title: c.title, detail: c.description })),
      first: said && !room.commands.some((c) => c.title.toLowerCase() === said) ? 0 : -1,
    };
  }
  const help = suggestions(field, choices, find);

  function complain(text) {
    fault.replaceChildren(...(text ? [icon("alert"), text] : []));
    field.toggleAttribute("aria-invalid", Boolean(text));
  }

  function write(text) {
    field.value = text;
    field.focus();
    field.setSelectionRange(text.length, text.length);
    help.show();
  }

  function attach(content) {
    found = content;
    attached.hidden = !content;
    attached.replaceChildren();
    if (!content) return;
    const shown = card(content, { scope: "attached", heading: 3, send: () => {} });
    shown.inert = true;
    const off = tool("close", "Take the card off", { data: { testid: "teams-detach" } });
    off.addEventListener("click", () => {
      attach(null);
      field.focus();
    });
    attached.append(shown, off);
  }

  async function send() {
    const kept = { text: field.value, card: found };
    if (!kept.text.trim() && !kept.card) return;
    write("");
    attach(null);
    complain(null);
    drafts.delete(room.id);
    room.written?.();
    const answer = await room.send({ text: kept.text.trim(), card: kept.card });
    if (answer.ok) return;
    if (!field.value) field.value = answer.sent ? "" : kept.text;
    if (!found) attach(kept.card);
    complain(answer.error ?? "That could not be sent.");
  }

  const prompts = tool("prompt", `What ${room.bot} understands`, {
    "aria-haspopup": "menu",
    "aria-expanded": "false",
    data: { testid: "teams-prompts" },
  });
  const lead = () => (room.mentions ? `${app} ` : "");
  prompts.addEventListener("click", () =>
    openMenu(
      prompts,
      `What ${room.bot} understands`,
      room.commands.map((c) => ({
        content: [el("span", {}, el("strong", {}, c.title), el("small", {}, c.description))],
        run: () => write(`${lead()}${c.title}`),
      })),
    ),
  );
  const mention = tool("at", `Mention ${room.bot}`, { data: { testid: "teams-mention" } });
  mention.addEventListener("click", () =>
    write(field.value.includes(app) ? field.value : `${app} ${field.value}`),
  );
  const search = tool("herald", `Search with ${room.bot}`, { data: { testid: "teams-search" } });
  search.addEventListener("click", async () => {
    const content = await room.search?.(search);
    if (!content) return;
    attach(content);
    field.focus();
  });

  field.addEventListener("input", () => {
    drafts.set(room.id, field.value);
    complain(null);
    help.show();
  });
  field.addEventListener("keydown", (e) => {
    if (e.isComposing || help.key(e) || e.key !== "Enter" || e.shiftKey) return;
    e.preventDefault();
    send();
  });
  const form = el(
    "form",
    { class: "tm-compose" },
    choices,
    fault,
    el(
      "div",
      { class: "tm-box" },
      attached,
      field,
      el(
        "div",
        { class: "tm-tools" },
        room.mentions && mention,
        room.commands.length > 0 && prompts,
        room.search && search,
        el(
          "button",
          { type: "submit", class: "plain tm-send", "aria-label": "Send", data: { testid: "teams-send" } },
          icon("send"),
        ),
      ),
    ),
  );
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    send();
  });
  return { form, focus: () => field.focus() };
}
