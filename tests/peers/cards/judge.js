"use strict";

/* What Microsoft's own card renderer says about a card, and what a person would see of it.

   Loaded into a page beside the packages `adaptivecards`, `markdown-it` and `axe-core`; uses
   nothing of ours. `peers.show(card)` draws, `peers.judge(card)` draws and lists what is wrong. */

const peers = (() => {
  /* Parts that have a type of their own but stand only inside their parents. */
  const PARTS = new Set([
    "AdaptiveCard", "Column", "TextRun", "TableRow", "TableCell", "CarouselPage",
  ]);
  /* What a card carries without its being drawn. */
  const CARRIED = new Set(["data", "msteams", "refresh", "authentication", "metadata", "requires"]);
  const WIDTHS = [280, 420, 640];
  const UNKNOWN = [
    AdaptiveCards.ValidationEvent.UnknownElementType,
    AdaptiveCards.ValidationEvent.UnknownActionType,
  ];
  const markdown = markdownit({ html: false, breaks: true });
  const hostConfig = new AdaptiveCards.HostConfig(HOST_CONFIG);
  const said = [];

  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    /* Teams makes mentions of these; nothing else in angle brackets is more than text. */
    result.outputHtml = markdown.render(text.replace(/<at>(.*?)<\/at>/g, "$1"));
    result.didProcess = true;
  };
  for (const level of ["warn", "error"]) {
    console[level] = (...words) => said.push(`the renderer says: ${words.join(" ")}`);
  }

  function isKnown(type) {
    return (
      PARTS.has(type)
      || AdaptiveCards.GlobalRegistry.elements.findByName(type) !== undefined
      || AdaptiveCards.GlobalRegistry.actions.findByName(type) !== undefined
    );
  }

  /* Every element and action with the path to it, fallbacks included. */
  function* nodes(value, path = "card") {
    if (Array.isArray(value)) {
      for (const [index, one] of value.entries()) yield* nodes(one, `${path}[${index}]`);
    } else if (value !== null && typeof value === "object") {
      if (typeof value.type === "string") yield [value, path];
      for (const [key, inner] of Object.entries(value)) {
        if (!CARRIED.has(key)) yield* nodes(inner, `${path}.${key}`);
      }
    }
  }

  function nodeProblems(node, ids) {
    const found = [];
    const has = (name) => typeof node[name] === "string" && node[name].trim() !== "";
    if (!isKnown(node.type) && node.fallback === undefined) {
      found.push(`${node.type} is unknown and has no fallback`);
    }
    if (node.type === "Image" && !has("altText")) found.push("an image without words");
    if (node.type.startsWith("Input.") && !has("label")) found.push("a field without a label");
    if (node.type === "Input.Toggle" && !has("title")) found.push("a tick box without words");
    if (node.type.startsWith("Action.") && !has("title")) found.push("a button without words");
    if (node.type === "Action.ToggleVisibility") {
      for (const target of node.targetElements ?? []) {
        const id = typeof target === "string" ? target : target.elementId;
        if (!ids.has(id)) found.push(`shows or hides ${id}, which there is not`);
      }
    }
    return found;
  }

  function sourceProblems(card) {
    const all = [...nodes(card)];
    const ids = new Set(all.map(([node]) => node.id).filter((id) => id !== undefined));
    return all.flatMap(([node, path]) => nodeProblems(node, ids).map((what) => `${path}: ${what}`));
  }

  /* What the renderer noted while it read; unknown elements are told by `sourceProblems`. */
  function parsed(card) {
    const context = new AdaptiveCards.SerializationContext();
    /* The renderer's pattern for languages remembers where it stopped, and refuses every second. */
    AdaptiveCards.CardElement.langProperty.regEx.lastIndex = 0;
    const read = new AdaptiveCards.AdaptiveCard();
    read.hostConfig = hostConfig;
    read.parse(card, context);
    const events = Array.from({ length: context.eventCount }, (_, at) => context.getEventAt(at));
    const problems = [...events, ...read.validateProperties().validationEvents]
      .filter((event) => !UNKNOWN.includes(event.event))
      .map((event) => `${AdaptiveCards.ValidationEvent[event.event]}: ${event.message}`);
    return [read, problems];
  }

  function stage(width) {
    const place = document.getElementById("place");
    place.replaceChildren();
    place.style.width = `${width}px`;
    return place;
  }

  function drawn(card, width) {
    said.length = 0;
    const [read, problems] = parsed(card);
    const element = read.render();
    const place = stage(width);
    if (element === undefined) return [place, [...problems, "nothing was drawn"]];
    place.append(element);
    return [place, problems];
  }

  async function pictures(place) {
    const waiting = [...place.querySelectorAll("img")].map((image) => image.decode());
    const done = await Promise.allSettled(waiting);
    return done.some((one) => one.status === "rejected") ? ["a picture does not load"] : [];
  }

  /* Whatever sticks out of the card on a narrow screen is cut off there. */
  function overflows(place) {
    const edge = place.getBoundingClientRect().right + 1;
    return [...place.querySelectorAll("*")]
      .filter((element) => element.checkVisibility() && element.children.length === 0)
      .filter((element) => element.getBoundingClientRect().right > edge)
      .map((element) => `sticks out at ${place.style.width}: ${element.outerHTML.slice(0, 120)}`);
  }

  async function accessibility(place) {
    const result = await axe.run(place, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
      rules: { region: { enabled: false }, "heading-order": { enabled: false } },
    });
    return result.violations.flatMap((rule) =>
      rule.nodes.map((node) => `${rule.id}: ${rule.help}: ${node.html.slice(0, 160)}`));
  }

  async function show(card, width = 480) {
    const [place, problems] = drawn(card, width);
    return [...problems, ...(await pictures(place))];
  }

  async function judge(card) {
    const problems = sourceProblems(card);
    for (const width of WIDTHS) {
      const [place, found] = drawn(card, width);
      problems.push(...found, ...(await pictures(place)), ...overflows(place), ...said);
    }
    problems.push(...(await accessibility(document.getElementById("place"))));
    return [...new Set(problems)];
  }

  return { judge, show };
})();
