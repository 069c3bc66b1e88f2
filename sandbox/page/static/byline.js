/** Who wrote a message and when, in either chat. */

import { el } from "./dom.js";
import { clockTime, fullTime } from "./time.js";

export const byline = (message, author, ...more) =>
  el(
    "p",
    { class: "byline" },
    el("strong", {}, author.name),
    author.is_bot && el("span", { class: "app" }, "App"),
    el(
      "time",
      { datetime: message.at, title: fullTime(Date.parse(message.at)) },
      clockTime(Date.parse(message.at)),
    ),
    ...more,
  );
