/** Things that float: menus, confirm dialogs, toasts, the voice for screen readers. */
import { el, freshId, icon } from "./dom.js";
import { textObject } from "./mrkdwn.js";

/** Put a floating box at its anchor, inside the window. Both are measured once, then placed. */
export function place(box, anchor, { wide = false } = {}) {
  const at = anchor.getBoundingClientRect();
  const width = wide ? at.width : Math.max(box.offsetWidth, 180);
  const below = innerHeight - at.bottom - 12;
  const above = at.top - 12;
  const up = below < Math.min(box.scrollHeight, 240) && above > below;
  const left = Math.max(8, Math.min(at.left, innerWidth - width - 8));
  const vars = {
    "--x": `${left}px`,
    "--w": wide ? `${width}px` : "auto",
    "--max": `${Math.round(Math.min(up ? above : below, wide ? 360 : 640))}px`,
    "--y": up ? "auto" : `${at.bottom + 4}px`,
    "--b": up ? `${innerHeight - at.top + 4}px` : "auto",
  };
  for (const [name, value] of Object.entries(vars)) box.style.setProperty(name, value);
}

/** The element that is not inert right now: the topmost open dialog, or the body. */
export const surface = () => [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;

/**
 * Open a menu at a button. `items`: {content, run, checked?, testid?, label?}.
 * Arrow keys, Home, End and letters move; Escape and a click elsewhere close; focus returns.
 */
export function openMenu(button, label, items) {
  const radio = items.some((item) => item.checked !== undefined);
  const entries = items.map((item) =>
    el(
      "button",
      {
        type: "button",
        role: radio ? "menuitemradio" : "menuitem",
        tabindex: -1,
        "aria-checked": radio ? String(Boolean(item.checked)) : null,
        data: { testid: item.testid, value: item.value },
        on: {
          click: () => {
            menu.hidePopover();
            item.run();
          },
        },
      },
      item.content,
    ),
  );
  const menu = el(
    "div",
    {
      class: "menu",
      role: "menu",
      popover: "auto",
      "aria-label": label,
      on: {
        toggle: (e) => {
          if (e.newState !== "closed") return;
          button.setAttribute("aria-expanded", "false");
          if (menu.contains(document.activeElement) || document.activeElement === document.body)
            button.focus();
          menu.remove();
        },
        keydown: (e) => menuKey(e, entries, menu),
      },
    },
    entries,
  );
  (button.closest("dialog, main, header, nav") ?? document.body).append(menu);
  button.setAttribute("aria-expanded", "true");
  menu.showPopover();
  place(menu, button);
  (entries.find((e) => e.getAttribute("aria-checked") === "true") ?? entries[0])?.focus();
}

function menuKey(e, entries, menu) {
  const at = entries.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 }[e.key];
  if (to !== undefined) {
    e.preventDefault();
    entries.at(to % entries.length).focus();
  } else if (e.key === "Tab") menu.hidePopover();
  else if (e.key.length === 1 && /\S/.test(e.key)) {
    const order = [...entries.slice(at + 1), ...entries.slice(0, at + 1)];
    order.find((n) => n.textContent.trim().toLowerCase().startsWith(e.key.toLowerCase()))?.focus();
  }
}

/** Keep Tab inside a dialog (the native one lets it out to the browser's own bars). */
export function trap(dialog) {
  dialog.addEventListener("keydown", (e) => {
    if (e.key !== "Tab") return;
    const stops = [...dialog.querySelectorAll("a[href],button,input,textarea,select,[tabindex='0']")].filter(
      (n) => !n.disabled && n.tabIndex >= 0 && n.checkVisibility(),
    );
    const edge = e.shiftKey ? stops[0] : stops.at(-1);
    if (document.activeElement !== edge) return;
    e.preventDefault();
    (e.shiftKey ? stops.at(-1) : stops[0])?.focus();
  });
}

/** Slack's confirm object as a dialog; resolves to true or false. */
export function confirm(object) {
  return new Promise((resolve) => {
    const id = freshId("confirm");
    const answer = (yes) =>
      el(
        "button",
        {
          type: "button",
          class: yes ? `button ${object.style === "danger" ? "danger" : "primary"}` : "button",
          data: { testid: yes ? "confirm-yes" : "confirm-no" },
          on: { click: () => dialog.close(yes ? "yes" : "") },
        },
        textObject(yes ? (object.confirm ?? "Yes") : (object.deny ?? "Cancel")),
      );
    const dialog = el(
      "dialog",
      {
        class: "confirm",
        "aria-labelledby": id,
        data: { testid: "confirm" },
        on: {
          close: () => {
            rescueToasts(dialog);
            dialog.remove();
            resolve(dialog.returnValue === "yes");
          },
        },
      },
      el("h2", { id }, textObject(object.title)),
      el("div", { class: "mrkdwn" }, textObject(object.text)),
      el("footer", {}, answer(false), answer(true)),
    );
    trap(dialog);
    surface().append(dialog);
    dialog.showModal();
  });
}

/** A passing message; errors stay until dismissed. */
export function toast(message, kind = "error") {
  const shelf = document.getElementById("toasts");
  const box = el(
    "div",
    { class: `toast ${kind}`, role: kind === "error" ? "alert" : "status", data: { testid: "toast" } },
    icon(kind === "error" ? "alert" : "check"),
    el("p", {}, message),
    el(
      "button",
      { type: "button", class: "plain", "aria-label": "Dismiss", on: { click: () => drop(box, shelf) } },
      icon("close"),
    ),
  );
  if (shelf.parentElement !== surface()) surface().append(shelf);
  shelf.append(box);
  if (shelf.children.length > 3) shelf.firstElementChild.remove();
  if (shelf.matches(":popover-open")) shelf.hidePopover();
  shelf.showPopover();
  if (kind !== "error") setTimeout(() => drop(box, shelf), 6000);
}

function drop(box, shelf) {
  box.remove();
  if (!shelf.children.length && shelf.matches(":popover-open")) shelf.hidePopover();
}

/** Take all toasts away, when the place they spoke of is left. */
export function clearToasts() {
  const shelf = document.getElementById("toasts");
  for (const box of [...shelf.children]) drop(box, shelf);
}

/** Bring the toasts back to the page before a dialog they sit in goes away. */
export function rescueToasts(dialog) {
  const shelf = document.getElementById("toasts");
  if (!dialog.contains(shelf)) return;
  document.body.append(shelf);
  if (shelf.children.length) shelf.showPopover();
}

/** Say something to screen readers without showing it. */
export function announce(text) {
  const voice = document.getElementById("announcer");
  voice.textContent = "";
  requestAnimationFrame(() => (voice.textContent = text));
}
