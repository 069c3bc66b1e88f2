/**
 * Who and where things are, and what time it is, for the person the visitor currently is.
 * Filled by app.js from /ui/api/workplace; everybody else only reads.
 */
const people = new Map();
const channels = new Map();
let workplace = null;
let drift = 0;

export function fill(next) {
  workplace = next;
  people.clear();
  channels.clear();
  for (const person of next.people) people.set(person.id, person);
  if (people.has(next.bot.id)) people.get(next.bot.id).herald = true;
  for (const channel of next.channels) channels.set(channel.id, channel);
  setClock(next.clock.now, next.clock.running);
}

export function setClock(now, running = workplace?.clock.running ?? true) {
  if (workplace) workplace.clock.now = now;
  drift = running ? Date.parse(now) - Date.now() : NaN;
}

/** The programme's clock, in milliseconds. */
export const now = () => (Number.isNaN(drift) ? Date.parse(workplace.clock.now) : Date.now() + drift);

export const all = () => workplace;
export const me = () => people.get(meId());
export const meId = () => (typeof workplace?.me === "string" ? workplace.me : workplace?.me?.id);
export const person = (id) => people.get(id);
export const everyone = () => [...people.values()];
export const channel = (id) => channels.get(id);
export const zone = () => me()?.tz ?? workplace?.clock.zone ?? "UTC";
export const locale = () => me()?.locale ?? "en-GB";

/** An author as messages carry it, with what the directory knows added. */
export const author = (given) => ({
  ...people.get(given.id),
  ...given,
  herald: given.id === workplace?.bot.id,
});
