/** Keeping the end of a conversation in view, and showing the way there to who reads above. */
const NEAR = 60;

/** `scroller` scrolls `list`; `jump` is the button to what is new below. */
export function keeper(scroller, list, jump) {
  const atEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR;

  function down(smooth = false) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    scroller.scrollTo({ top: scroller.scrollHeight, behavior: smooth && !calm ? "smooth" : "instant" });
  }

  /** Where `line` stands, unless it can be seen from the end. */
  function toLine(line) {
    down();
    if (!line || line.getBoundingClientRect().top >= scroller.getBoundingClientRect().top) return;
    scroller.dataset.held = "false";
    line.scrollIntoView({ block: "start" });
  }

  function news(text) {
    jump.lastChild.textContent = text;
    jump.hidden = false;
  }

  jump.addEventListener("click", () => down(true));
  // Pictures arrive late and push the end out of sight; hold on to it when we were there.
  new ResizeObserver(() => scroller.dataset.held === "true" && down()).observe(list);
  scroller.addEventListener(
    "scroll",
    () => {
      scroller.dataset.held = String(atEnd());
      if (atEnd()) jump.hidden = true;
    },
    { passive: true },
  );
  return { atEnd, down, toLine, news };
}
