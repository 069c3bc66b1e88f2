/**
 * What a newcomer may try, step by step: a panel beside the conversation, and on narrow windows a
 * line with the next step that opens it. Put away, it waits in the sidebar.
 */
import { get } from "./api.js";
import { href } from "./chrome.js";
import * as directory from "./directory.js";
import { coalesce, el, hidden, icon, reconcile } from "./dom.js";
import { announce } from "./overlay.js";

const NARROW = matchMedia("(max-width: 1180px)");
const byId = (id) => document.getElementById(id);
const panel = () => byId("guide");
let steps = [];
let before = null;
let unfolded = false;

const isAway = () => localStorage.getItem("guide") === "away";
const next = () => steps.find((step) => !step.done);
const isOpen = () => !panel().hidden;

export function install() {
  byId("guide-toggle").addEventListener("click", () => (isOpen() ? putAway() : bringOut(true)));
  byId("guide-line").addEventListener("click", () => bringOut(true));
  byId("guide-hide").addEventListener("click", putAway);
  panel().querySelector("[data-part=close]").addEventListener("click", () => {
    // The line stays where the panel only unfolded from it.
    if (!NARROW.matches) putAway();
    else fold();
  });
  panel().addEventListener("keydown", (e) => e.key === "Escape" && NARROW.matches && fold());
  panel().addEventListener("click", (e) => e.target.closest("a") && NARROW.matches && fold(false));
  NARROW.addEventListener("change", () => {
    unfolded = false;
    paint();
  });
}

function bringOut(focus) {
  localStorage.removeItem("guide");
  unfolded = true;
  paint();
  if (focus) panel().querySelector("h2").focus();
}

function fold(focus = true) {
  unfolded = false;
  paint();
  if (focus) byId("guide-line").focus();
}

function putAway() {
  localStorage.setItem("guide", "away");
  unfolded = false;
  paint();
  if (NARROW.matches) byId("main").focus();
  else byId("guide-toggle").focus();
}

function item(step) {
  const current = step === next();
  return el(
    "li",
    { class: step.done ? "done" : "", "aria-current": current ? "step" : null },
    el("span", { class: "tick", "aria-hidden": "true" }, step.done ? icon("check") : null),
    el(
      "details",
      { open: current },
      el("summary", {}, step.title, step.done && hidden(" (done)")),
      el("p", {}, step.text),
      step.link && way(step.link),
    ),
  );
}

/** A link to where the step is done; it may move the clock on the way. */
function way({ label, place, as, clock }) {
  const turn = clock && document.querySelector(`[data-clock="${clock}"]`);
  return el("a", { href: href(place, as), on: turn ? { click: () => turn.click() } : {} }, label);
}

function paint() {
  const done = steps.filter((step) => step.done).length;
  const count = `${done} of ${steps.length}`;
  const open = steps.length > 0 && !isAway() && (!NARROW.matches || unfolded);
  panel().hidden = !open;
  byId("guide-bar").hidden = !NARROW.matches || open || isAway() || !next();
  byId("guide-toggle").hidden = !steps.length;
  byId("guide-toggle").setAttribute("aria-expanded", String(open));
  byId("guide-line").setAttribute("aria-expanded", String(open));
  byId("guide-count").textContent = byId("guide-mark").textContent = count;
  byId("guide-next").textContent = next()?.title ?? "";
  byId("guide-finished").hidden = Boolean(next());
  reconcile(panel().querySelector("ol"), steps, {
    key: (step) => step.id,
    sign: (step) => JSON.stringify([step, step === next()]),
    build: item,
  });
}

/** Ask what is done by now; a step that was just done is said. */
export const refresh = coalesce(async () => {
  if (!directory.all()) return;
  const answer = await get("guide").catch(() => null);
  if (!answer) return;
  steps = answer.steps;
  const done = new Set(steps.filter((step) => step.done).map((step) => step.id));
  const fresh = before && steps.find((step) => step.done && !before.has(step.id));
  before = done;
  paint();
  if (fresh && !isAway()) announce(`Done: ${fresh.title}. ${next() ? `Next: ${next().title}.` : ""}`);
});
