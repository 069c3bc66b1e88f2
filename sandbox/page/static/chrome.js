/** The frame around the content: clock, person switcher, theme, sidebar, drawer on narrow screens. */
import { post } from "./api.js";
import * as directory from "./directory.js";
import { avatar, el, focusByName, hidden, icon, reconcile } from "./dom.js";
import * as networks from "./networks.js";
import { openMenu, toast } from "./overlay.js";
import { clockDay, clockTime } from "./time.js";

const byId = (id) => document.getElementById(id);
const NARROW = matchMedia("(max-width: 760px)");

export const href = (place, as = directory.meId()) => `#/${place}?as=${as}`;

export function botConversation() {
  const { dms, bot } = directory.all();
  return dms.find((d) => d.with.id === bot.id);
}

function language(person) {
  const tag = (person.locale ?? "en").split("-")[0];
  return el(
    "span",
    {
      class: "language",
      title: `Reads ${tag === "sl" ? "Slovene" : tag === "en" ? "English" : tag}`,
    },
    tag.toUpperCase(),
  );
}

const face = (person) => [
  avatar(person),
  el(
    "span",
    {},
    el("strong", {}, person.name),
    el("small", {}, person.title),
    person.about && el("small", { class: "about" }, person.about),
  ),
  language(person),
];

/** `become(id)` makes the visitor another person; `moved()` runs after the clock was moved. */
export function install({ become, moved }) {
  const button = byId("person");
  button.addEventListener("click", () =>
    openMenu(
      button,
      "Be somebody else",
      directory
        .everyone()
        .filter((p) => !p.is_bot)
        .map((p) => ({
          content: face(p),
          checked: p.id === directory.meId(),
          testid: `person-${p.id}`,
          run: () => become(p.id),
        })),
    ),
  );
  for (const b of document.querySelectorAll("[data-clock]"))
    b.addEventListener("click", () => turn(b, moved));
  byId("clock-toggle").addEventListener("click", () => {
    const on = byId("clock").classList.toggle("open");
    byId("clock-toggle").setAttribute("aria-expanded", String(on));
  });
  byId("theme").addEventListener("click", nextTheme);
  byId("drawer-toggle").addEventListener("click", () => drawer(true));
  byId("drawer-close").addEventListener("click", () => drawer(false));
  byId("shade").addEventListener("click", () => drawer(false));
  byId("sidebar").addEventListener("keydown", (e) => e.key === "Escape" && NARROW.matches && drawer(false));
  byId("sidebar").addEventListener("click", (e) => {
    const link = e.target.closest("a");
    // The rail changes the list beside it, which is what one came for.
    if (link && NARROW.matches && !link.dataset.keeps) drawer(false);
  });
  NARROW.addEventListener("change", () => drawer(false));
  drawer(false);
  paintTheme();
  setInterval(paintClock, 5000);
}

async function turn(button, moved) {
  if (button.classList.contains("pending")) return;
  button.classList.add("pending");
  const answer = await post("clock", { to: button.dataset.clock });
  button.classList.remove("pending");
  if (!answer.ok) toast(answer.error ?? "The clock could not be moved.");
  else {
    directory.setClock(answer.now);
    paintClock();
  }
  moved();
}

export function paintClock() {
  if (!directory.all()) return;
  const { zone } = directory.all().clock;
  const at = directory.now();
  const mine = directory.zone();
  byId("clock-day").textContent = clockDay(at, zone);
  byId("clock-time").textContent = clockTime(at, zone);
  const other = clockTime(at, mine) === clockTime(at, zone) ? "" : `${clockTime(at, mine)} for you`;
  byId("clock-mine").textContent = other;
}

const THEMES = { auto: "Theme: as on this device", light: "Theme: light", dark: "Theme: dark" };

function paintTheme() {
  const theme = document.documentElement.dataset.theme ?? "auto";
  byId("theme").replaceChildren(
    icon({ auto: "contrast", light: "sun", dark: "moon" }[theme]),
    hidden(THEMES[theme]),
  );
  byId("theme").title = THEMES[theme];
}

function nextTheme() {
  const names = Object.keys(THEMES);
  const next = names[(names.indexOf(document.documentElement.dataset.theme ?? "auto") + 1) % names.length];
  document.documentElement.dataset.theme = next;
  localStorage.setItem("theme", next);
  paintTheme();
}

function drawer(on) {
  const narrow = NARROW.matches;
  const was = document.body.classList.contains("drawer");
  document.body.classList.toggle("drawer", on);
  byId("drawer-toggle").setAttribute("aria-expanded", String(on));
  byId("sidebar").inert = narrow && !on;
  byId("main").inert = on;
  const current = [...byId("sidebar").querySelectorAll("li [aria-current]")].find((n) => n.checkVisibility());
  if (on) (current ?? byId("drawer-close")).focus();
  else if (was) byId("drawer-toggle").focus();
}

/** One line of the sidebar. */
export function item({ place, testid, name, sign, unread, count, current, lead }) {
  return el(
    "li",
    {},
    el(
      "a",
      {
        href: href(place),
        "aria-current": current ? "page" : null,
        class: unread ? "unread" : "",
        data: { testid, focus: `nav ${place}` },
      },
      lead ?? icon(sign),
      el("span", {}, name),
      unread ? el("span", { class: "badge" }, String(unread), hidden(" unread")) : null,
      count ? el("span", { class: "quiet" }, String(count), hidden(" posts")) : null,
    ),
  );
}

/** Every place of the sidebar, by section. */
function places() {
  const { channels, dms, bot, networks: nets, people } = directory.all();
  const known = (id) => people.find((p) => p.id === id);
  return {
    "nav-channels": channels.map((c) => ({
      place: `c/${c.id}`,
      testid: `channel-${c.name}`,
      name: c.name,
      unread: c.unread,
      sign: c.is_private ? "lock" : "hash",
    })),
    "nav-dms": dms
      .filter((d) => d.with.id !== bot.id)
      .map((d) => ({
        place: `d/${d.id}`,
        testid: `dm-${d.with.id}`,
        name: d.with.name,
        unread: d.unread,
        lead: avatar(known(d.with.id) ?? d.with, "small"),
        face: known(d.with.id)?.color,
      })),
    "nav-apps": [
      { place: "home", testid: "app-home", name: "Home", sign: "home" },
      {
        place: "messages",
        testid: "app-messages",
        name: "Messages",
        sign: "message",
        unread: botConversation()?.unread,
      },
    ],
    "nav-networks": nets.map((n) => ({
      place: `networks/${n.name}`,
      testid: `nav-${n.name}`,
      name: n.label ?? networks.label(n.name),
      sign: "globe",
      count: n.posts,
    })),
  };
}

/** The switch between the chats leads to where each of them was left. */
export function paintSwitch(chat, last) {
  for (const link of byId("chats").querySelectorAll("a")) {
    link.href = href(last[link.dataset.chat]);
    if (link.dataset.chat === chat) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

/** Bring bar and sidebar up to date; `here` is the place shown, as in the address. */
export function paint(here) {
  const { company, bot } = directory.all();
  const mine = directory.me();
  byId("company").textContent = company.name;
  byId("bot-name").textContent = bot.name;
  byId("not-installed").hidden = bot.installed;
  byId("person").replaceChildren(
    avatar(mine),
    el(
      "span",
      { class: "who" },
      hidden("You are: "),
      el("strong", {}, mine.name),
      el("small", {}, mine.title),
    ),
    language(mine),
    icon("chevron"),
  );
  const active = document.activeElement?.dataset?.focus;
  for (const [id, rows] of Object.entries(places())) {
    byId(id).closest("section").hidden = !rows.length;
    reconcile(byId(id), rows, {
      key: (row) => row.place,
      sign: (row) =>
        JSON.stringify([row, row.place === here, directory.meId()], (k, v) => (k === "lead" ? undefined : v)),
      build: (row) => item({ ...row, current: row.place === here }),
    });
  }
  const networksLink = byId("all-networks");
  networksLink.href = href("networks");
  if (active && !document.activeElement?.dataset?.focus) focusByName(byId("sidebar"), active);
  paintClock();
}
