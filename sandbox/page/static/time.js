/** Times as people read them, in the current person's zone. The page's own words are English. */
import * as directory from "./directory.js";

const HOUSE = "en-GB";
const formats = new Map();

function format(options, locale = HOUSE, zone = directory.zone()) {
  const name = JSON.stringify([locale, zone, options]);
  if (!formats.has(name)) {
    formats.set(name, new Intl.DateTimeFormat(locale, { timeZone: zone, ...options }));
  }
  return formats.get(name);
}

export const clockTime = (at, zone) =>
  format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, HOUSE, zone).format(at);
export const clockDay = (at, zone) =>
  format({ weekday: "short", day: "numeric", month: "short" }, HOUSE, zone).format(at);
export const fullTime = (at) => format({ dateStyle: "full", timeStyle: "short" }).format(at);
export const seconds = (at) => format({ timeStyle: "medium" }).format(at);
export const dayKey = (at, zone) => format({ dateStyle: "short" }, "sv-SE", zone).format(at);

const DAY = 86_400_000;

export function dayName(at) {
  const key = dayKey(at);
  if (key === dayKey(directory.now())) return "Today";
  if (key === dayKey(directory.now() - DAY)) return "Yesterday";
  return format({ weekday: "long", day: "numeric", month: "long" }).format(at);
}

export function ago(at) {
  const minutes = Math.round((directory.now() - at) / 60_000);
  if (minutes < 1) return "now";
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.round(minutes / 60)} h`;
  return clockDay(at);
}

const SLACK = {
  date_num: { dateStyle: "short" },
  date: { day: "numeric", month: "long", year: "numeric" },
  date_slash: { dateStyle: "short" },
  date_short: { day: "numeric", month: "short", year: "numeric" },
  date_long: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  time: { hour: "2-digit", minute: "2-digit" },
  time_secs: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
};

/** Fill `{date_long} at {time}` (docs.slack.dev/messaging/formatting-message-text#date-formatting). */
export function slackDate(unix, pattern) {
  const at = Number(unix) * 1000;
  return pattern.replace(/\{(\w+)\}/g, (whole, token) => {
    if (token === "ago") return ago(at);
    if (token.endsWith("_pretty") && ["Today", "Yesterday"].includes(dayName(at)))
      return dayName(at).toLowerCase();
    const options = SLACK[token.replace("_pretty", "")];
    return options ? format(options, directory.locale()).format(at) : whole;
  });
}

const MOMENTS = {
  COMPACT: { dateStyle: "short" },
  SHORT: { weekday: "short", day: "numeric", month: "short", year: "numeric" },
  LONG: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
};

/** Fill `{{DATE(…, SHORT)}}` and `{{TIME(…)}}`; null where the words must stay as they are. */
export function cardMoment(kind, iso, style = "COMPACT") {
  const at = Date.parse(iso);
  if (!/T\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/.test(iso) || Number.isNaN(at)) return null;
  const options = kind === "TIME" ? { hour: "2-digit", minute: "2-digit" } : MOMENTS[style];
  return format(options, directory.locale()).format(at);
}

/** Unix seconds → what `<input type=datetime-local>` wants, in the person's zone. */
export const toLocalInput = (unix) => `${dayKey(unix * 1000)}T${clockTime(unix * 1000)}`;

/** `2026-11-24T09:00` in the person's zone → Unix seconds; a time skipped by DST moves forward. */
export function fromLocalInput(text) {
  const wall = Date.parse(`${text}:00Z`);
  const offset = (at) => Date.parse(`${toLocalInput(at / 1000)}:00Z`) - Math.floor(at / 60_000) * 60_000;
  const first = wall - offset(wall);
  return Math.round((wall - offset(first)) / 1000);
}
