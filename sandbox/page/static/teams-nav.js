/** The rail and the list beside it: chats, or teams with their channels. */
import { href, item } from "./chrome.js";
import * as directory from "./directory.js";
import { avatar, el, focusByName, hidden, icon, reconcile } from "./dom.js";

const byId = (id) => document.getElementById(id);
const sum = (rows) => rows.reduce((total, row) => total + (row.unread ?? 0), 0);

/** `teams/c/…` of a channel, `teams/d/…` of a chat, `teams/bot` of the one with the app. */
export const channelPlace = (id) => `teams/c/${encodeURIComponent(id)}`;
export const chatPlace = (chat, bot) =>
  chat.with?.id === bot.id ? "teams/bot" : `teams/d/${encodeURIComponent(chat.id)}`;

function rail(workplace, kind, last) {
  const { chats, teams } = workplace;
  return [
    { kind: "chat", name: "Chat", sign: "message", place: last.chat, unread: sum(chats), list: true },
    {
      kind: "teams",
      name: "Teams",
      sign: "people",
      place: last.teams,
      unread: sum(teams.flatMap((t) => t.channels)),
      list: true,
    },
    { kind: "networks", name: "Networks", sign: "globe", place: last.networks },
  ].map((row) => ({ ...row, current: row.kind === kind }));
}

const railItem = (row) =>
  el(
    "li",
    {},
    el(
      "a",
      {
        href: href(row.place),
        "aria-current": row.current ? "page" : null,
        data: { testid: `rail-${row.kind}`, focus: `rail ${row.kind}`, keeps: row.list && "drawer" },
      },
      icon(row.sign),
      el("span", {}, row.name),
      row.unread ? el("span", { class: "badge" }, String(row.unread), hidden(" unread")) : null,
    ),
  );

const face = (person, bot) =>
  person.id === bot.id
    ? { name: bot.name, is_bot: true, herald: true }
    : (directory.person(person.id) ?? person);

function chats({ chats: all, bot }) {
  const rows = all.some((chat) => chat.with.id === bot.id)
    ? all
    : [{ id: "bot", with: bot, unread: 0 }, ...all];
  return rows.map((chat) => ({
    place: chatPlace(chat, bot),
    testid: `teams-chat-${chat.with.id === bot.id ? "bot" : chat.with.id}`,
    name: chat.with.name,
    unread: chat.unread,
    lead: avatar(face(chat.with, bot), "small"),
  }));
}

const channels = (team) =>
  team.channels.map((channel) => ({
    place: channelPlace(channel.id),
    testid: `teams-channel-${channel.name}`,
    name: channel.name,
    unread: channel.unread,
    lead: el("span", { class: "tm-nothing" }),
  }));

function group(name, rows, here, mark) {
  return el(
    "section",
    {},
    el("h2", {}, mark && el("span", { class: "tm-tile", "aria-hidden": "true" }, mark), name),
    el(
      "ul",
      { "aria-label": name },
      rows.map((row) => item({ ...row, current: row.place === here })),
    ),
  );
}

const initials = (name) =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word[0])
    .join("")
    .toUpperCase();

/**
 * Bring rail and list up to date. `kind`: chat, teams or networks; `here`: the place shown, as
 * `channelPlace` and `chatPlace` name it; `last`: where each of the rail leads.
 */
export function paint(workplace, kind, here, last) {
  const active = document.activeElement?.dataset?.focus;
  reconcile(byId("teams-rail"), rail(workplace, kind, last), {
    key: (row) => row.kind,
    sign: (row) => JSON.stringify([row, directory.meId()]),
    build: railItem,
  });
  const shown =
    kind === "teams"
      ? workplace.teams.map((team) => ({
          id: team.id,
          name: team.name,
          mark: initials(team.name),
          rows: channels(team),
        }))
      : [{ id: "chats", name: "Chat", rows: chats(workplace) }];
  reconcile(byId("teams-list"), shown, {
    key: (one) => one.id,
    sign: (one) => JSON.stringify([one, here, directory.meId()], (k, v) => (k === "lead" ? undefined : v)),
    build: (one) => group(one.name, one.rows, here, one.mark),
  });
  if (active && !document.activeElement?.dataset?.focus) focusByName(byId("sidebar"), active);
}
