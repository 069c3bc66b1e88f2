/** A drawer with the bot's latest Web API calls, and what the workplace found wrong with them. */
import { get } from "./api.js";
import * as directory from "./directory.js";
import { coalesce, el, hidden, reconcile } from "./dom.js";
import { seconds } from "./time.js";

const panel = () => document.getElementById("inspector");
const toggle = () => document.getElementById("inspect");
const EVERY = 3000;
let timer;

export const isOpen = () => !panel().hidden;

export function install() {
  toggle().addEventListener("click", () => open(!isOpen()));
  panel()
    .querySelector("[data-part=close]")
    .addEventListener("click", () => open(false));
  panel().querySelector("[data-part=only]").addEventListener("change", refresh);
  panel().addEventListener("keydown", (e) => e.key === "Escape" && open(false));
}

export function open(on) {
  const had = panel().contains(document.activeElement);
  panel().hidden = !on;
  toggle().setAttribute("aria-expanded", String(on));
  clearInterval(timer);
  if (on) {
    refresh();
    timer = setInterval(() => document.hidden || refresh(), EVERY);
    panel().querySelector("h2").focus();
  } else if (had) toggle().focus();
}

export const refresh = coalesce(async () => {
  if (!isOpen() || !directory.all()) return;
  const onlyFaults = panel().querySelector("[data-part=only]").checked;
  const { calls, complaints = [] } = await get("log").catch(() => ({ calls: null }));
  const list = document.getElementById("complaints");
  list.hidden = !complaints.length;
  list.querySelector("ul").replaceChildren(
    ...complaints
      .slice(-20)
      .reverse()
      .map((text) => el("li", {}, text)),
  );
  const note = panel().querySelector("[data-part=note]");
  const shown = (calls ?? []).filter((c) => !onlyFaults || !c.ok);
  note.textContent = calls ? (shown.length ? "" : "No calls yet.") : "The log can’t be read.";
  reconcile(
    panel().querySelector("tbody"),
    shown.toSorted((a, b) => (a.at < b.at ? 1 : -1)),
    {
      key: (c) => `${c.at} ${c.method}`,
      sign: (c) => JSON.stringify(c),
      build: (c) =>
        el(
          "tr",
          { class: c.ok ? "" : "failed" },
          el("td", {}, seconds(Date.parse(c.at))),
          el("td", {}, el("code", {}, c.method), c.error && el("small", {}, c.error)),
          el("td", {}, el("span", { class: "http" }, String(c.http)), hidden(c.ok ? " ok" : " failed")),
        ),
    },
  );
});
