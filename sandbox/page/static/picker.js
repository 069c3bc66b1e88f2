/**
 * A combobox: one or several choices out of a list that is filtered while typing.
 * Choices are `{id, text, detail?, raw}`; `clearable` lets one be taken back; `find(query)` gives groups `[{label, choices}]`, possibly later.
 */
import { el, freshId, icon } from "./dom.js";
import { place } from "./overlay.js";

export function picker({
  chosen,
  many,
  most,
  find,
  leastQuery = 0,
  wait = 0,
  clearable = false,
  placeholder,
  label,
  attrs,
  onChange,
}) {
  const id = freshId("list");
  let picked = chosen;
  let options = [];
  let active = -1;
  let turn = 0;
  let timer;

  const list = el("div", {
    id,
    class: "listbox",
    role: "listbox",
    popover: "manual",
    "aria-label": label || "Choices",
    "aria-multiselectable": many ? "true" : null,
  });
  const input = el("input", {
    ...attrs,
    type: "text",
    role: "combobox",
    autocomplete: "off",
    "aria-expanded": "false",
    "aria-controls": id,
    "aria-autocomplete": "list",
    placeholder,
  });
  const chips = many ? el("ul", { class: "chips", "aria-label": "Chosen" }) : null;
  const root = el("div", { class: many ? "picker many" : "picker" }, chips, input, icon("chevron"), list);
  const isOpen = () => list.matches(":popover-open");

  function show() {
    if (!many) input.value = picked[0]?.text ?? "";
    chips?.replaceChildren(
      ...picked.map((choice) =>
        el(
          "li",
          {},
          choice.text,
          el(
            "button",
            {
              type: "button",
              class: "plain",
              "aria-label": `Remove ${choice.text}`,
              on: {
                click: () => {
                  change(picked.filter((p) => p.id !== choice.id));
                  input.focus();
                },
              },
            },
            icon("close"),
          ),
        ),
      ),
    );
  }

  function change(next) {
    picked = next;
    show();
    onChange(picked.map((choice) => choice.raw));
  }

  function choose(choice) {
    const had = picked.some((p) => p.id === choice.id);
    if (!many) {
      close();
      if (!had) change([choice]);
    } else if (had) change(picked.filter((p) => p.id !== choice.id));
    else if (!most || picked.length < most) change([...picked, choice]);
    else return fill([], `You can choose up to ${most}.`);
    if (!many) return undefined;
    input.value = "";
    return open("");
  }

  function point(to) {
    active = options.length ? (to + options.length) % options.length : -1;
    options.forEach(({ node }, i) => node.classList.toggle("active", i === active));
    options[active]?.node.scrollIntoView({ block: "nearest" });
    if (active < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", options[active].node.id);
  }

  function option(choice) {
    const on = picked.some((p) => p.id === choice.id);
    const node = el(
      "div",
      {
        id: freshId("option"),
        class: "option",
        role: "option",
        "aria-selected": String(on),
        data: { value: choice.id },
      },
      el("span", {}, choice.text, choice.detail && el("small", {}, choice.detail)),
      on && icon("check"),
    );
    // mousedown would take the focus out of the input and close the list before the click
    node.addEventListener("mousedown", (e) => e.preventDefault());
    node.addEventListener("click", () => choose(choice));
    options.push({ node, choice });
    return node;
  }

  function fill(groups, note) {
    options = [];
    const nodes = groups
      .filter((g) => g.choices.length)
      .map((g) => {
        const heading = freshId("group");
        return g.label
          ? el(
              "div",
              { role: "group", "aria-labelledby": heading },
              el("p", { id: heading, class: "group" }, g.label),
              g.choices.map(option),
            )
          : g.choices.map(option);
      });
    const text = note ?? (options.length ? null : "Nothing found");
    list.replaceChildren(
      ...nodes.flat(),
      ...(text ? [el("p", { class: "note", role: "status" }, text)] : []),
    );
    point(options.findIndex(({ choice }) => picked.some((p) => p.id === choice.id)));
  }

  const follow = (e) => e.target !== list && place(list, input, { wide: true });

  async function open(query) {
    if (!isOpen()) {
      list.showPopover();
      addEventListener("scroll", follow, { capture: true, passive: true });
      input.setAttribute("aria-expanded", "true");
    }
    const mine = (turn += 1);
    clearTimeout(timer);
    if (query.length < leastQuery) {
      fill([], `Type ${leastQuery} or more characters`);
    } else {
      if (wait) {
        fill([], "Searching…");
        await new Promise((go) => (timer = setTimeout(go, wait)));
      }
      const found = await find(query).catch((fault) => fault);
      if (mine !== turn || !isOpen()) return;
      if (found instanceof Error) fill([], found.message);
      else fill(found);
    }
    place(list, input, { wide: true });
  }

  function close() {
    turn += 1;
    if (isOpen()) list.hidePopover();
    removeEventListener("scroll", follow, { capture: true });
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    active = -1;
    show();
  }

  const keys = {
    ArrowDown: () => (isOpen() ? point(active + 1) : open("")),
    ArrowUp: () => (isOpen() ? point(active < 0 ? -1 : active - 1) : open("")),
    Enter: () => (isOpen() && active >= 0 ? choose(options[active].choice) : open("")),
    Escape: () => isOpen() && close(),
  };
  input.addEventListener("keydown", (e) => {
    if (e.key === "Backspace" && many && !input.value && picked.length) change(picked.slice(0, -1));
    if (!keys[e.key] || e.isComposing || (e.key === "Escape" && !isOpen())) return;
    e.preventDefault();
    keys[e.key]();
  });
  input.addEventListener("input", () => {
    // Whoever deletes the whole name chooses nothing.
    if (clearable && !many && !input.value && picked.length) change([]);
    open(input.value);
  });
  input.addEventListener("click", () => {
    if (isOpen()) return;
    input.select();
    open("");
  });
  input.addEventListener("blur", close);
  show();
  return root;
}
