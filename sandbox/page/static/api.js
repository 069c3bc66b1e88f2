/** Talking to the sandbox: JSON over HTTP and one stream of events. Knows nothing of the page. */
const PATIENCE = 20_000;

/** The sandbox failed or is away; the message is a sentence for the person. */
export class Trouble extends Error {}

async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(`/ui/api/${path}`, { ...options, signal: AbortSignal.timeout(PATIENCE) });
  } catch (fault) {
    const late = fault.name === "TimeoutError";
    throw new Trouble(late ? "The sandbox took too long to answer." : "The sandbox can’t be reached.");
  }
  const body = await answer.json().catch(() => null);
  if (answer.ok && body !== null) return body;
  throw Object.assign(new Trouble(body?.error ?? `The sandbox answered ${answer.status}.`), { body });
}

/** GET; throws Trouble. */
export function get(path, query = {}) {
  const known = Object.entries(query).filter(([, v]) => v !== null && v !== undefined);
  return ask(`${path}?${new URLSearchParams(known)}`);
}

/** POST; what went wrong comes back as `{ok: false, error}`. */
export async function post(path, data) {
  try {
    const body = await ask(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(data),
    });
    return { ok: true, ...body };
  } catch (fault) {
    if (!(fault instanceof Trouble)) throw fault;
    return { ...fault.body, ok: false, error: fault.message };
  }
}

/** Live events for one person; comes back by itself. Returns a function that stops listening. */
export function listen(as, { event, open, lost }) {
  let source;
  let timer;
  const start = () => {
    source = new EventSource(`/ui/api/events?as=${encodeURIComponent(as)}`);
    source.onopen = open;
    source.onmessage = (message) => event(JSON.parse(message.data));
    source.onerror = () => {
      lost();
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(start, 2000);
    };
  };
  start();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
