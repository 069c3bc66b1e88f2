/** The app's search beside the composer (a message extension): words in, results out, one is taken. */
import { post } from "./api.js";
import * as directory from "./directory.js";
import { el, freshId, icon, picture } from "./dom.js";
import { rescueToasts, trap } from "./overlay.js";

const PAUSE = 300;

/** Cards come as attachments or bare. */
const inside = (given) => given?.content ?? given ?? {};

function result({ preview, card }, take) {
  const shown = inside(preview);
  const image = shown.images?.[0]?.url;
  const text = shown.text ?? shown.subtitle;
  return el(
    "li",
    {},
    el(
      "button",
      { type: "button", class: "tm-result", on: { click: () => take(inside(card)) } },
      image ? picture(image, "", { class: "tm-thumb" }) : el("span", { class: "tm-thumb" }, icon("herald")),
      el("span", {}, el("strong", {}, shown.title ?? "Without a title"), text && el("small", {}, text)),
    ),
  );
}

/** Open the search of `bot` from a conversation; resolves to the chosen card, or null when it was closed. */
export function open(bot, conversation) {
  return new Promise((resolve) => {
    const id = freshId("search");
    let taken = null;
    let turn = 0;
    let timer;

    const field = el("input", {
      type: "text",
      role: "searchbox",
      placeholder: "Search",
      "aria-label": `Search with ${bot}`,
      autocomplete: "off",
      data: { testid: "teams-search-field" },
    });
    const note = el("p", { class: "quiet", role: "status" });
    const results = el("ul", { class: "tm-results", lang: directory.locale() });
    const close = el("button", { type: "button", class: "plain", "aria-label": "Close" }, icon("close"));
    const dialog = el(
      "dialog",
      { class: "tm-search", "aria-labelledby": id, data: { testid: "teams-search-panel" } },
      el("header", {}, el("span", { class: "app-mark" }, icon("herald")), el("h2", { id }, bot), close),
      el("div", { class: "tm-search-field" }, icon("search"), field),
      note,
      results,
    );

    const take = (card) => {
      taken = card;
      dialog.close();
    };

    async function find() {
      const mine = (turn += 1);
      note.textContent = "Searching…";
      const answer = await post("teams/search", {
        as: directory.meId(),
        conversation,
        text: field.value.trim(),
      });
      if (mine !== turn) return;
      const found = answer.ok ? (answer.results ?? []) : [];
      const count = found.length === 1 ? "1 result" : `${found.length} results`;
      note.textContent = answer.ok
        ? found.length
          ? count
          : "Nothing found"
        : (answer.error ?? "The app could not be reached.");
      results.replaceChildren(...found.map((one) => result(one, take)));
    }

    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(find, PAUSE);
    });
    field.addEventListener("keydown", (e) => {
      if (e.key === "Enter") {
        clearTimeout(timer);
        find();
      } else if (e.key === "ArrowDown") {
        e.preventDefault();
        results.querySelector("button")?.focus();
      }
    });
    results.addEventListener("keydown", (e) => {
      const buttons = [...results.querySelectorAll("button")];
      const to = { ArrowDown: 1, ArrowUp: -1 }[e.key];
      if (!to) return;
      e.preventDefault();
      (
        buttons[buttons.indexOf(document.activeElement) + to] ?? (to < 0 ? field : document.activeElement)
      ).focus();
    });
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (e) => e.target === dialog && dialog.close());
    dialog.addEventListener("close", () => {
      clearTimeout(timer);
      rescueToasts(dialog);
      dialog.remove();
      resolve(taken);
    });
    trap(dialog);
    document.body.append(dialog);
    dialog.showModal();
    field.focus();
    find();
  });
}
