/** Reading what a card's JSON says: names in any case, sizes, lists that may not be lists. */
export const SPACINGS = ["none", "small", "default", "medium", "large", "extralarge", "padding"];

const PIXELS = /^(\d+(?:\.\d+)?)px$/i;

/** Names in cards may be written in any case; one that is not `known` counts as not given. */
export function word(given, known, otherwise) {
  const name = typeof given === "string" ? given.toLowerCase() : undefined;
  return !known || known.includes(name) ? (name ?? otherwise) : otherwise;
}

/** "80px" → "80"; everything else → undefined. */
export const pixels = (given) => PIXELS.exec(String(given ?? ""))?.[1];

export const list = (value) => (Array.isArray(value) ? value : []);

const part = (version, i) => Number(String(version).split(".")[i] ?? 0) || 0;

/** Whether version `a` ("1.5") is later than `b`. */
export const newer = (a, b) =>
  part(a, 0) > part(b, 0) || (part(a, 0) === part(b, 0) && part(a, 1) > part(b, 1));
