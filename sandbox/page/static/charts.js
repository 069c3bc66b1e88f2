/** Charts of blocks and cards as SVG, with the same numbers as a table for screen readers. */
import { el, svg } from "./dom.js";

const [WIDTH, HEIGHT] = [460, 230];
const EDGE = { left: 44, right: 8, top: 10, bottom: 30 };
const number = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1, notation: "compact" });
const exact = new Intl.NumberFormat("en-GB");

/** Round steps (1, 2, 2.5 or 5 times a power of ten) that cover the data in about four. */
function ticks(low, high) {
  const span = high - low || 1;
  const power = 10 ** Math.floor(Math.log10(span / 4));
  const step = power * [1, 2, 2.5, 5, 10].find((m) => m * power >= span / 4);
  const first = Math.floor(low / step);
  return Array.from({ length: Math.ceil(high / step) - first + 1 }, (_, i) => (first + i) * step);
}

const cut = (text, room) => (text.length > room ? `${text.slice(0, Math.max(1, room - 1))}…` : text);

function scales(series, categories) {
  const values = series.flatMap((s) => s.data.map((p) => p.value));
  const marks = ticks(Math.min(0, ...values), Math.max(0, ...values) || 1);
  const tall = HEIGHT - EDGE.top - EDGE.bottom;
  const slot = (WIDTH - EDGE.left - EDGE.right) / categories.length;
  const [low, high] = [marks[0], marks.at(-1)];
  return {
    marks,
    slot,
    y: (v) => EDGE.top + tall * (1 - (v - low) / (high - low)),
    x: (i) => EDGE.left + slot * (i + 0.5),
  };
}

function axes({ marks, slot, x, y }, categories) {
  const every = Math.ceil(42 / slot);
  return [
    marks.map((m) =>
      svg(
        "g",
        { class: m === 0 ? "axis zero" : "axis" },
        svg("line", { x1: EDGE.left, x2: WIDTH - EDGE.right, y1: y(m), y2: y(m) }),
        svg("text", { x: EDGE.left - 6, y: y(m) + 4, "text-anchor": "end" }, number.format(m)),
      ),
    ),
    categories.map(
      (label, i) =>
        i % every === 0 &&
        svg(
          "text",
          { x: x(i), y: HEIGHT - 10, "text-anchor": "middle" },
          cut(label, Math.floor((slot * every) / 6.5)),
        ),
    ),
  ];
}

const ordered = (series, categories) =>
  categories.map((label) => series.data.find((p) => p.label === label)?.value ?? 0);

function bars(series, categories, scale) {
  const wide = Math.min((scale.slot * 0.7) / series.length, 44);
  return series.map((s, k) =>
    ordered(s, categories).map((value, i) => {
      const [a, b] = [scale.y(Math.max(0, value)), scale.y(Math.min(0, value))];
      const left = scale.x(i) - (wide * series.length) / 2 + wide * k;
      return svg(
        "rect",
        { class: `s${k % 6}`, x: left + 1, y: a, width: wide - 2, height: Math.max(b - a, 0.5), rx: 3 },
        svg("title", {}, `${s.name}, ${categories[i]}: ${exact.format(value)}`),
      );
    }),
  );
}

function lines(series, categories, scale, area) {
  return series.map((s, k) => {
    const points = ordered(s, categories).map((v, i) => [scale.x(i), scale.y(v)]);
    const path = points.map(([x, y], i) => `${i ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
    const foot = `L${points.at(-1)[0]} ${scale.y(0)}L${points[0][0]} ${scale.y(0)}Z`;
    return svg(
      "g",
      { class: `s${k % 6}` },
      area && svg("path", { class: "area", d: path + foot }),
      svg("path", { class: "line", d: path }),
      points.map(([x, y], i) =>
        svg(
          "circle",
          { cx: x, cy: y, r: 3.5 },
          svg("title", {}, `${s.name}, ${categories[i]}: ${exact.format(ordered(s, categories)[i])}`),
        ),
      ),
    );
  });
}

/** Segments on a ring, or on one without a hole. */
function pie(segments, whole) {
  const total = segments.reduce((sum, s) => sum + s.value, 0) || 1;
  const radius = whole ? 46 : 70;
  const round = 2 * Math.PI * radius;
  let turned = 0;
  return svg(
    "svg",
    { viewBox: "0 0 220 220", class: whole ? "pie whole" : "pie", "aria-hidden": "true" },
    segments.map((s, k) => {
      const share = s.value / total;
      const ring = svg(
        "circle",
        {
          class: `s${k % 6}`,
          cx: 110,
          cy: 110,
          r: radius,
          "stroke-dasharray": `${Math.max(share * round - 2, 0)} ${round}`,
          "stroke-dashoffset": -turned * round,
        },
        svg("title", {}, `${s.label}: ${exact.format(s.value)}`),
      );
      turned += share;
      return ring;
    }),
  );
}

const legend = (names) =>
  el(
    "ul",
    { class: "legend", "aria-hidden": "true" },
    names.map((name, k) => el("li", {}, el("i", { class: `s${k % 6}` }), name)),
  );

/** The numbers for screen readers; a table itself would not stay as small as its hidden box. */
function asTable(title, heads, rows) {
  const table = el(
    "table",
    {},
    el("caption", {}, title),
    el(
      "tr",
      {},
      heads.map((h) => el("th", { scope: "col" }, h)),
    ),
    rows.map(([name, ...values]) =>
      el(
        "tr",
        {},
        el("th", { scope: "row" }, name),
        values.map((v) => el("td", {}, exact.format(v))),
      ),
    ),
  );
  return el("div", { class: "sr-only" }, table);
}

function pieChart(title, segments, whole) {
  const total = segments.reduce((sum, s) => sum + s.value, 0) || 1;
  const share = (s) => `${s.label} · ${exact.format(s.value)} (${Math.round((100 * s.value) / total)} %)`;
  return [
    el("div", { class: "pie-row" }, pie(segments, whole), legend(segments.map(share))),
    asTable(
      title,
      ["Part", "Value"],
      segments.map((s) => [s.label, s.value]),
    ),
  ];
}

/** Draw a chart. `whole`: a pie has no hole; blocks draw theirs as a ring. */
export function chart(block, { whole = false } = {}) {
  const { type, segments, series = [], axis_config: axis = {} } = block.chart;
  const heading = el("figcaption", {}, block.title);
  if (type === "pie" || type === "donut")
    return el("figure", {}, heading, pieChart(block.title, segments, type === "pie" && whole));
  if (!["bar", "line", "area"].includes(type))
    return el("div", { class: "unknown" }, `Unknown chart: ${type}`);
  const categories = axis.categories ?? series[0]?.data.map((p) => p.label) ?? [];
  const scale = scales(series, categories);
  const shapes =
    type === "bar" ? bars(series, categories, scale) : lines(series, categories, scale, type === "area");
  return el(
    "figure",
    {},
    heading,
    axis.y_label && el("p", { class: "axis-label", "aria-hidden": "true" }, axis.y_label),
    svg(
      "svg",
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "chart", "aria-hidden": "true" },
      axes(scale, categories),
      shapes,
    ),
    axis.x_label && el("p", { class: "axis-label x", "aria-hidden": "true" }, axis.x_label),
    series.length > 1 && legend(series.map((s) => s.name)),
    asTable(
      block.title,
      [axis.x_label ?? "Label", ...series.map((s) => s.name)],
      categories.map((label, i) => [label, ...series.map((s) => ordered(s, categories)[i])]),
    ),
  );
}

/** Bars that lie, one under the other, each with its name and number. */
export function horizontalBars(title, points, { x_label: across, y_label: name }) {
  const most = Math.max(...points.map((p) => p.value), 0) || 1;
  return el(
    "figure",
    {},
    title && el("figcaption", {}, title),
    across && el("p", { class: "axis-label", "aria-hidden": "true" }, across),
    el(
      "ul",
      { class: "lying-bars", "aria-hidden": "true" },
      points.map((p) =>
        el(
          "li",
          {},
          el("span", { class: "bar-name" }, p.label),
          el("span", { class: "bar-track" }, el("i", { vars: { "--part": Math.max(p.value, 0) / most } })),
          el("span", { class: "bar-value" }, exact.format(p.value)),
        ),
      ),
    ),
    asTable(
      title || name || "Chart",
      [across ?? "Label", name ?? "Value"],
      points.map((p) => [p.label, p.value]),
    ),
  );
}
