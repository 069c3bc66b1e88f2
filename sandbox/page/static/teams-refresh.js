/**
 * Cards that renew themselves: when one comes into view the sandbox is asked for this person's
 * version, at most once a minute for each message, as the client does
 * (learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/up-to-date-views).
 */
import { post } from "./api.js";
import * as directory from "./directory.js";

const PAUSE = 60_000;

const asked = new Map();
const watched = new Map();
let observer = null;
let again = () => {};

export function install(after) {
  again = after;
  observer = new IntersectionObserver(
    (entries) => entries.filter((e) => e.isIntersecting).forEach((e) => renew(e.target)),
    { threshold: 0.2 },
  );
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    // Looking again at what is in view counts as coming into view.
    for (const node of watched.keys()) {
      observer.unobserve(node);
      observer.observe(node);
    }
  });
}

/** Renew the card in `node` whenever it comes into view. */
export function watch(node, conversation, message) {
  if (watched.has(node)) return;
  watched.set(node, { conversation, message });
  observer.observe(node);
}

export function clear() {
  observer?.disconnect();
  watched.clear();
}

async function renew(node) {
  const what = watched.get(node);
  if (!what || document.hidden) return;
  if (!node.isConnected) {
    observer.unobserve(node);
    watched.delete(node);
    return;
  }
  const as = directory.meId();
  const name = JSON.stringify([as, what]);
  if (performance.now() - (asked.get(name) ?? -PAUSE) < PAUSE) return;
  asked.set(name, performance.now());
  const answer = await post("teams/refresh", { as, ...what });
  if (answer.ok) again();
}
