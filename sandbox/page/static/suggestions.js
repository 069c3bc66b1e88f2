/**
 * Choices above a field while somebody writes in it: arrows point, Tab takes, Escape puts them away.
 * Choices are `{text, title, hint?, detail?}`; taking one makes `text` what the field holds.
 */
import { el, freshId } from "./dom.js";

/** `find()` gives `{choices, first}`; `first` is where to point to, -1 for nowhere. */
export function suggestions(field, list, find) {
  const stem = freshId("suggestion");
  let choices = [];
  let active = -1;

  function option(choice, i) {
    const node = el(
      "li",
      { id: `${stem}-${i}`, role: "option", class: "option", "aria-selected": "false" },
      el(
        "span",
        {},
        el("strong", {}, choice.title),
        choice.hint && el("span", { class: "usage" }, ` ${choice.hint}`),
        choice.detail && el("small", {}, choice.detail),
      ),
    );
    // mousedown would take the focus out of the field
    node.addEventListener("mousedown", (e) => {
      e.preventDefault();
      take(i);
    });
    return node;
  }

  function point(to) {
    active = choices.length ? Math.max(-1, Math.min(to, choices.length - 1)) : -1;
    [...list.children].forEach((node, i) => {
      node.classList.toggle("active", i === active);
      node.setAttribute("aria-selected", String(i === active));
    });
    list.children[active]?.scrollIntoView({ block: "nearest" });
    if (active < 0) field.removeAttribute("aria-activedescendant");
    else field.setAttribute("aria-activedescendant", `${stem}-${active}`);
  }

  function show() {
    const found = find();
    choices = found.choices;
    list.replaceChildren(...choices.map(option));
    list.hidden = !choices.length;
    point(found.first ?? 0);
  }

  function take(i) {
    field.value = choices[i].text;
    field.focus();
    show();
  }

  function hide() {
    list.hidden = true;
    field.removeAttribute("aria-activedescendant");
  }

  /** Deal with a key; true when it was for the choices. */
  function key(e) {
    if (list.hidden) return false;
    if (e.key === "ArrowDown" || e.key === "ArrowUp") point(active + (e.key === "ArrowDown" ? 1 : -1));
    else if (e.key === "Tab" && !e.shiftKey) take(Math.max(active, 0));
    else if (e.key === "Escape") hide();
    else if (e.key === "Enter" && !e.shiftKey && active >= 0) take(active);
    else return false;
    e.preventDefault();
    return true;
  }

  field.addEventListener("blur", hide);
  return { show, hide, key };
}
