/** What colleagues have posted, drawn roughly as each network would show it. */
import * as directory from "./directory.js";
import { avatar, el, hidden, icon, link, picture, reconcile } from "./dom.js";
import { ago, fullTime } from "./time.js";

const compact = new Intl.NumberFormat("en-GB", { notation: "compact", maximumFractionDigits: 1 });
const SHAPES = { linkedin: "li", x: "ex" };
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
          shape === "li" ? ` ${words}` : hidden(` ${words}`),
        ),
      ),
  );
}

function text(post) {
  const body = el("p", { class: "post-text" }, postText(post.text ?? ""));
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
      avatar(author, shape === "li" ? "big" : ""),
      el(
        "p",
        {},
        el("strong", {}, author.name),
        shape === "ex"
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
    linkCard(post.link, post.network),
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
  const feed = host.querySelector(".feed");
  reconcile(feed, posts.length ? posts : [null], {
    key: (post) => post?.id ?? `empty ${name}`,
    sign: (post) => JSON.stringify([post, post && ago(Date.parse(post.at))]),
    build: (post) => (post ? card(post) : empty(name)),
  });
}
