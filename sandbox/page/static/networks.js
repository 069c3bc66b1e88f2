/** What colleagues have posted, drawn roughly as each network would show it. */
import * as directory from "./directory.js";
import { avatar, el, hidden, icon, link, picture, reconcile } from "./dom.js";
import { ago, fullTime } from "./time.js";

const compact = new Intl.NumberFormat("en-GB", { notation: "compact", maximumFractionDigits: 1 });
const SHAPES = { linkedin: "li", x: "ex", bluesky: "sky", mastodon: "tusk" };
/** The networks that show a handle beside the name, and figures as bare signs. */
const TERSE = new Set(["ex", "sky", "tusk"]);
const NAMES = {
  linkedin: "LinkedIn",
  x: "X",
  bluesky: "Bluesky",
  mastodon: "Mastodon",
  threads: "Threads",
  facebook: "Facebook",
  whatsapp: "WhatsApp",
  reddit: "Reddit",
};
const PATTERN = /(https?:\/\/[^\s]+[^\s.,;:!?)])|([#@][\p{L}\p{N}_]+)/gu;
const LONG = 320;

export const label = (name) =>
  directory.all()?.networks?.find((n) => n.name === name)?.label ?? NAMES[name] ?? name;

/** Post text: links open, hashtags and handles are marked, nothing is parsed as mrkdwn. */
function postText(text) {
  const out = [];
  let last = 0;
  for (const hit of text.matchAll(PATTERN)) {
    out.push(
      text.slice(last, hit.index),
      hit[1] ? link(hit[1], hit[1].replace(/^https?:\/\//, "")) : el("span", { class: "tag" }, hit[2]),
    );
    last = hit.index + hit[0].length;
  }
  return [...out, text.slice(last)];
}

/** The text in the stretches in which its network marks it: what is not marked is no link. */
const marked = (runs) =>
  runs.map((run) => {
    if (run.url) return link(run.url, run.text);
    return run.kind ? el("span", { class: "tag" }, run.text) : run.text;
  });

function pictures(images) {
  if (!images?.length) return null;
  return el(
    "div",
    { class: `post-pictures n${Math.min(images.length, 4)}` },
    images.map(({ url, alt }) =>
      el(
        "figure",
        {},
        picture(url, alt),
        alt && el("figcaption", { title: alt }, el("span", { class: "alt" }, "ALT"), " ", alt),
      ),
    ),
  );
}

function reshared(post) {
  if (!post) return null;
  const node = link(
    post.url,
    el(
      "span",
      { class: "card-words" },
      el("strong", {}, post.author.name),
      el("span", { class: "post-text clamped" }, post.text),
    ),
  );
  node.classList.add("link-card");
  return node;
}

function linkCard(card, network) {
  if (!card) return null;
  let host = card.url;
  try {
    host = new URL(card.url, location.origin).host;
  } catch {
    /* shown as it is */
  }
  const node = link(
    card.url,
    card.image && picture(card.image, "", { class: "card-image" }),
    el(
      "span",
      { class: "card-words" },
      network === "x" ? null : el("strong", {}, card.title || card.url),
      network === "x" || !card.description ? null : el("span", {}, card.description),
      el("small", {}, network === "x" ? [card.title && `${card.title} · `, `From ${host}`] : host),
    ),
  );
  node.classList.add("link-card");
  return node;
}

const FIGURES = {
  li: [
    ["reactions", "thumb", "reactions"],
    ["comments", "comment", "comments"],
    ["reshares", "repost", "reposts"],
    ["impressions", "bars", "impressions"],
    ["clicks", "click", "clicks"],
  ],
  ex: [
    ["comments", "comment", "replies"],
    ["reshares", "repost", "reposts"],
    ["reactions", "heart", "likes"],
    ["impressions", "bars", "views"],
    ["clicks", "click", "link clicks"],
  ],
  sky: [
    ["comments", "comment", "replies"],
    ["reshares", "repost", "reposts"],
    ["reactions", "heart", "likes"],
  ],
  tusk: [
    ["comments", "comment", "replies"],
    ["reshares", "repost", "boosts"],
    ["reactions", "star", "favourites"],
  ],
};

/** A number that is not known is left out, never drawn as 0. */
function figures(metrics, shape) {
  return el(
    "ul",
    { class: "figures" },
    FIGURES[shape]
      .filter(([name]) => metrics?.[name] != null)
      .map(([name, sign, words]) =>
        el(
          "li",
          { title: `${metrics[name]} ${words}` },
          icon(sign),
          compact.format(metrics[name]),
          TERSE.has(shape) ? hidden(` ${words}`) : ` ${words}`,
        ),
      ),
  );
}

function text(post) {
  const words = post.runs?.length ? marked(post.runs) : postText(post.text ?? "");
  const body = el("p", { class: "post-text" }, words);
  if ([...(post.text ?? "")].length <= LONG) return body;
  body.classList.add("clamped");
  const more = el(
    "button",
    {
      type: "button",
      class: "plain see-more",
      on: {
        click: () => {
          body.classList.remove("clamped");
          more.remove();
        },
      },
    },
    "…see more",
  );
  return [body, more];
}

function card(post) {
  const shape = SHAPES[post.network] ?? "li";
  const { author } = post;
  const handle = author.handle ? `@${author.handle.replace(/^@/, "")}` : "";
  const when = el(
    "time",
    { datetime: post.at, title: fullTime(Date.parse(post.at)) },
    ago(Date.parse(post.at)),
  );
  return el(
    "article",
    { class: `post ${shape}`, "aria-label": `Post by ${author.name}`, data: { postId: post.id } },
    el(
      "header",
      {},
      avatar(author, TERSE.has(shape) ? "" : "big"),
      el(
        "p",
        {},
        el("strong", {}, author.name),
        TERSE.has(shape)
          ? el("span", { class: "quiet" }, ` ${handle} · `, when)
          : [
              author.headline && el("span", { class: "headline" }, author.headline),
              el("span", { class: "quiet" }, when, " · ", icon("globe")),
            ],
      ),
      post.url &&
        el(
          "span",
          { class: "permalink" },
          link(post.url, icon("external"), hidden(`Open on ${label(post.network)}`)),
        ),
    ),
    text(post),
    pictures(post.images),
    linkCard(post.link, post.network),
    reshared(post.reshare),
    figures(post.metrics, shape),
  );
}

function empty(name) {
  return el(
    "div",
    { class: "empty" },
    icon("herald"),
    el("h2", {}, `Nothing on ${label(name)} yet`),
    el(
      "p",
      {},
      "When somebody shares from the digest, the post appears here as their contacts would see it.",
    ),
  );
}

/** What somebody needs to know who connects an account here. */
export function hint(host, name) {
  const told = directory.all()?.networks?.find((n) => n.name === name)?.hint;
  reconcile(host.querySelector(".network-hint"), told ? [told] : [], {
    key: () => name,
    sign: JSON.stringify,
    build: ({ text, url, link: words }) =>
      el("p", {}, text, " ", url && link(url, words, icon("external"))),
  });
}

/** Draw the tabs and the feed of network `name`. `feeds`: {linkedin: [...], x: [...]}; `way(name)`: where a tab leads. */
export function show(host, name, feeds, way) {
  const posts = feeds[name] ?? [];
  const head = host.querySelector(".network-tabs");
  reconcile(head, Object.keys(feeds), {
    key: (n) => n,
    sign: (n) => JSON.stringify([n, n === name, feeds[n].length, way(n)]),
    build: (n) =>
      el(
        "a",
        {
          href: way(n),
          "aria-current": n === name ? "page" : null,
          data: { testid: `network-${n}` },
        },
        label(n),
        el("span", { class: "count" }, String(feeds[n].length)),
      ),
  });
  hint(host, name);
  const feed = host.querySelector(".feed");
  reconcile(feed, posts.length ? posts : [null], {
    key: (post) => post?.id ?? `empty ${name}`,
    sign: (post) => JSON.stringify([post, post && ago(Date.parse(post.at))]),
    build: (post) => (post ? card(post) : empty(name)),
  });
}
