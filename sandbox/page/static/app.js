/** The entry: who is looking at what, and keeping that up to date. Drawing happens elsewhere. */
import { get, listen, post, Trouble } from "./api.js";
import * as blocks from "./blocks.js";
import * as chrome from "./chrome.js";
import * as composer from "./composer.js";
import * as conversation from "./conversation.js";
import * as directory from "./directory.js";
import { coalesce, el, icon } from "./dom.js";
import * as fields from "./fields.js";
import * as guide from "./guide.js";
import * as inspector from "./inspector.js";
import * as modal from "./modal.js";
import * as networks from "./networks.js";
import { clearToasts, toast } from "./overlay.js";

const byId = (id) => document.getElementById(id);
const state = { as: null, place: "", channel: null, read: "", stop: null };
const home = { scope: "home", drafts: new Map(), current: [], container: {}, after: () => caughtUp() };
home.blocks = () => home.current;

/** `#/c/C1?as=U1` → {place: "c/C1", as: "U1"} */
function address() {
  const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
  return { place: path ?? "", as: new URLSearchParams(query).get("as") };
}

const place = () => {
  const [kind, id] = state.place.split("/");
  return { kind, id };
};

function trouble(text) {
  byId("trouble").hidden = !text;
  byId("trouble").lastElementChild.textContent = text ?? "";
}

/** Run a refresh; a failure is told once at the top and goes away with the next success. */
const steady = (work) =>
  coalesce(async () => {
    try {
      await work();
      trouble(null);
    } catch (fault) {
      if (!(fault instanceof Trouble)) throw fault;
      trouble(fault.message);
    }
  });

const loadWorkplace = steady(async () => {
  const asked = state.as;
  const next = await get("workplace", { as: asked });
  if (asked !== state.as) return;
  directory.fill(next);
  state.as ??= directory.meId();
  chrome.paint(state.place);
  // The first word between the bot and this person makes their conversation.
  if (state.place === "messages" && !state.channel && chrome.botConversation()) arrive();
});

const loadViews = steady(async () => {
  const asked = state.as;
  const { stack } = await get("views", { as: asked });
  if (asked === state.as) modal.show(stack);
});

const loadHome = steady(async () => {
  const asked = state.as;
  const { view } = await get("home", { as: asked });
  if (asked !== state.as || place().kind !== "home") return;
  home.container = { type: "view", view_id: view?.id };
  home.current = fields.named(view?.blocks);
  fields.prune(home.current, home.drafts);
  byId("home-empty").hidden = Boolean(view);
  byId("home").lang = directory.me().locale ?? "en";
  blocks.render(byId("home"), home.current, home);
});

const loadNetworks = steady(async () => {
  const feeds = await get("networks");
  if (place().kind !== "networks") return;
  networks.show(byId("networks"), place().id ?? Object.keys(feeds)[0], feeds);
});

const loadConversation = steady(async () => {
  const { channel: id, as } = state;
  if (!id) return;
  const unread = [...directory.all().channels, ...directory.all().dms].find((c) => c.id === id)?.unread ?? 0;
  const shown = await get(`conversation/${id}`, { as });
  if (id !== state.channel || as !== state.as) return;
  const newest = conversation.show(shown, unread);
  if (document.hidden || state.read === `${id} ${newest}`) return;
  state.read = `${id} ${newest}`;
  await post(`conversation/${id}/read`, { as });
  loadWorkplace();
});

/** After something was done, and after a silence: everything that may have changed. */
function caughtUp() {
  loadViews();
  loadWorkplace();
  if (state.channel) loadConversation();
  if (place().kind === "home") loadHome();
  if (place().kind === "networks") loadNetworks();
  inspector.refresh();
  guide.refresh();
}

const REACTIONS = {
  conversation: (event) => {
    guide.refresh();
    if (event.id === state.channel) loadConversation();
    else loadWorkplace();
  },
  views: loadViews,
  home: () => place().kind === "home" && loadHome(),
  networks: () => {
    guide.refresh();
    loadWorkplace();
    if (place().kind === "networks") loadNetworks();
  },
  clock: (event) => {
    guide.refresh();
    directory.setClock(event.now);
    chrome.paintClock();
  },
  workplace: loadWorkplace,
  fault: (event) => {
    const text = event.text ?? event.message ?? event.error;
    if (text) toast(text);
    inspector.refresh();
  },
};

function follow() {
  state.stop?.();
  let missed = false;
  state.stop = listen(state.as, {
    event: (event) => REACTIONS[event.type]?.(event),
    open: () => {
      if (missed) caughtUp();
      missed = false;
    },
    lost: () => {
      missed = true;
      trouble("Connection lost. Trying again…");
    },
  });
}

function heading(sign, name, note) {
  byId("place-name").replaceChildren(icon(sign), name);
  byId("place-note").textContent = note ?? "";
  document.title = `${name} · ${directory.all().company.name}`;
}

/** What a place is called and which conversation, if any, it shows. */
function describe({ kind, id }) {
  const { bot, dms } = directory.all();
  if (kind === "c") {
    const channel = directory.channel(id);
    return (
      channel && {
        pane: "talk",
        channel: id,
        sign: channel.is_private ? "lock" : "hash",
        name: channel.name,
        to: `#${channel.name}`,
        note: [`${channel.member_count} people`, channel.topic].filter(Boolean).join(" · "),
      }
    );
  }
  if (kind === "d") {
    const dm = dms.find((d) => d.id === id);
    return (
      dm && {
        pane: "talk",
        channel: id,
        sign: "message",
        name: dm.with.name,
        to: dm.with.name,
        note: directory.person(dm.with.id)?.title,
      }
    );
  }
  if (kind === "home") return { pane: "home", sign: "herald", name: bot.name };
  if (kind === "messages") {
    return {
      pane: "talk",
      channel: chrome.botConversation()?.id,
      sign: "herald",
      name: bot.name,
      to: bot.name,
    };
  }
  if (kind === "networks")
    return { pane: "networks", sign: "globe", name: "Networks", note: "What the world sees" };
  return null;
}

const firstPlace = () => {
  const { channels } = directory.all();
  return `c/${(channels.find((c) => c.name === "advocacy") ?? channels[0]).id}`;
};

/** Show the place in the address, for the person in the address. */
async function arrive() {
  const wanted = address();
  const other = wanted.as && wanted.as !== state.as;
  if (other || !directory.all()) await meet(wanted.as);
  if (!directory.all()) return;
  if (state.place !== wanted.place) clearToasts();
  state.place = wanted.place;
  const what = describe(place());
  if (!what || !directory.me()) {
    location.replace(chrome.href(firstPlace(), directory.me() ? state.as : directory.everyone()[0]?.id));
    return;
  }
  if (!wanted.as) history.replaceState(null, "", chrome.href(state.place));
  state.channel = what.channel ?? null;
  heading(what.sign, what.name, what.note);
  for (const pane of ["talk", "home", "networks"]) byId(`${pane}-pane`).hidden = pane !== what.pane;
  const app = ["home", "messages"].includes(place().kind);
  byId("app-tabs").hidden = !app;
  for (const tab of byId("app-tabs").children) {
    tab.href = chrome.href(tab.dataset.place);
    if (tab.dataset.place === place().kind) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
  chrome.paint(state.place);
  if (what.pane === "talk") {
    conversation.clear();
    const { bot } = directory.all();
    const readOnly = place().kind === "messages" && bot.read_only;
    composer.aim(what.channel ?? bot.id, what.to, readOnly && `${bot.name} takes no messages here.`);
    if (place().kind === "messages") post("home/open", { as: state.as, tab: "messages" }).then(loadWorkplace);
    if (what.channel) await loadConversation();
  } else if (what.pane === "home") {
    await loadHome();
    await post("home/open", { as: state.as });
    loadHome();
  } else await loadNetworks();
  guide.refresh();
}

/** Become `as` (or whoever the sandbox suggests): nothing of the previous person stays. */
async function meet(as) {
  modal.show([]);
  conversation.clear();
  composer.forget();
  home.drafts.clear();
  byId("home").replaceChildren();
  Object.assign(state, { as, read: "", channel: null });
  await loadWorkplace();
  if (!directory.all()) {
    setTimeout(arrive, 2000);
    return;
  }
  follow();
  loadViews();
}

modal.install(caughtUp);
conversation.install(caughtUp);
composer.install(caughtUp, conversation.stayAtEnd);
inspector.install();
guide.install();
chrome.install({
  become: (id) => (location.hash = chrome.href(place().kind === "d" ? firstPlace() : state.place, id)),
  moved: caughtUp,
});
byId("home-empty").append(icon("herald"), el("p", {}, "This app hasn’t drawn its Home yet."));
addEventListener("hashchange", arrive);
document.addEventListener("visibilitychange", () => !document.hidden && state.as && caughtUp());
arrive();
