/** The entry: who is looking at what, and keeping that up to date. Drawing happens elsewhere. */
import { get, listen, post } from "./api.js";
import * as blocks from "./blocks.js";
import * as chrome from "./chrome.js";
import * as composer from "./composer.js";
import * as conversation from "./conversation.js";
import * as directory from "./directory.js";
import { el, icon } from "./dom.js";
import * as fields from "./fields.js";
import * as guide from "./guide.js";
import * as inspector from "./inspector.js";
import * as modal from "./modal.js";
import * as networks from "./networks.js";
import { clearToasts, toast } from "./overlay.js";
import { steady, trouble } from "./steady.js";
import * as teams from "./teams.js";

const byId = (id) => document.getElementById(id);
const state = {
  as: null,
  place: "",
  channel: null,
  read: "",
  stop: null,
  last: { slack: "", teams: "teams" },
};
const home = { scope: "home", drafts: new Map(), current: [], container: {}, after: () => caughtUp() };
home.blocks = () => home.current;

/** `#/c/C1?as=U1` → {place: "c/C1", as: "U1"} */
function address() {
  const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
  return { place: path ?? "", as: new URLSearchParams(query).get("as") };
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `teams/c/19%3A…` → {chat: "teams", kind: "c", id: "19:…"}; without `teams/` it is Slack's. */
const place = () => {
  const parts = state.place.split("/").map(decoded);
  const chat = parts[0] === "teams" ? parts.shift() : "slack";
  return { chat, kind: parts[0] ?? "", id: parts[1] };
};

const inTeams = () => place().chat === "teams";

const loadWorkplace = steady(async () => {
  const asked = state.as;
  const next = await get("workplace", { as: asked });
  if (asked !== state.as) return;
  directory.fill(next);
  state.as ??= directory.meId();
  chrome.paint(state.place);
  if (place().kind === "networks" && place().id) networks.hint(byId("networks"), place().id);
  // The first word between the bot and this person makes their conversation.
  if (state.place === "messages" && !state.channel && chrome.botConversation()) arrive();
});

const loadViews = steady(async () => {
  const asked = state.as;
  if (inTeams()) return;
  const { stack } = await get("views", { as: asked });
  if (asked === state.as && !inTeams()) modal.show(stack);
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
  const link = (name) => chrome.href(inTeams() ? `teams/networks/${name}` : `networks/${name}`);
  networks.show(byId("networks"), place().id ?? Object.keys(feeds)[0], feeds, link);
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
  teams.caughtUp();
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
  workplace: () => {
    loadWorkplace();
    teams.loadWorkplace();
  },
  teams: (event) => {
    guide.refresh();
    teams.told(event.id);
  },
  teams_dialog: teams.loadDialog,
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
function describe({ chat, kind, id }) {
  if (chat === "teams") return teams.describe({ kind, id });
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
  if (inTeams()) return teams.firstPlace();
  const { channels } = directory.all();
  return `c/${(channels.find((c) => c.name === "advocacy") ?? channels[0]).id}`;
};

/** Show the place in the address, for the person in the address. */
async function arrive() {
  const wanted = address();
  const other = wanted.as && wanted.as !== state.as;
  if (state.place !== wanted.place) clearToasts();
  state.place = wanted.place;
  document.body.dataset.chat = place().chat;
  if (other || !directory.all()) await meet(wanted.as);
  if (!directory.all()) return;
  if (inTeams()) modal.show([]);
  else teams.leave();
  if (inTeams() && !(await teams.enter(state.as))) return;
  const what = describe(place());
  if (!what || !directory.me()) {
    location.replace(chrome.href(firstPlace(), directory.me() ? state.as : directory.everyone()[0]?.id));
    return;
  }
  if (!wanted.as) history.replaceState(null, "", chrome.href(state.place));
  state.channel = what.channel ?? null;
  state.last[place().chat] = state.place;
  heading(what.sign, what.name, what.note);
  for (const pane of ["talk", "home", "networks", "teams"]) byId(`${pane}-pane`).hidden = pane !== what.pane;
  tabs();
  chrome.paintSwitch(place().chat, state.last);
  chrome.paint(state.place);
  if (inTeams()) await teams.arrive(place());
  await fill(what);
  guide.refresh();
}

function tabs() {
  byId("app-tabs").hidden = inTeams() || !["home", "messages"].includes(place().kind);
  for (const tab of byId("app-tabs").children) {
    tab.href = chrome.href(tab.dataset.place);
    if (tab.dataset.place === place().kind) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
}

/** Load what the pane of a place shows; the Teams side does that itself. */
async function fill(what) {
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
  } else if (what.pane === "networks") await loadNetworks();
}

/** Become `as` (or whoever the sandbox suggests): nothing of the previous person stays. */
async function meet(as) {
  modal.show([]);
  conversation.clear();
  composer.forget();
  home.drafts.clear();
  byId("home").replaceChildren();
  Object.assign(state, { as, read: "", channel: null, last: { slack: "", teams: "teams" } });
  await loadWorkplace();
  if (!directory.all()) {
    setTimeout(arrive, 2000);
    return;
  }
  follow();
  loadViews();
}

/** Where another person can be as well. */
const sharedPlace = () => {
  if (inTeams()) return teams.placeFor();
  return place().kind === "d" ? firstPlace() : state.place;
};

modal.install(caughtUp);
conversation.install(caughtUp);
composer.install(caughtUp, conversation.stayAtEnd);
teams.install(caughtUp);
inspector.install();
guide.install();
chrome.install({
  become: (id) => (location.hash = chrome.href(sharedPlace(), id)),
  moved: caughtUp,
});
byId("home-empty").append(icon("herald"), el("p", {}, "This app hasn’t drawn its Home yet."));
addEventListener("hashchange", arrive);
document.addEventListener("visibilitychange", () => !document.hidden && state.as && caughtUp());
arrive();
