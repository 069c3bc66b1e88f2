/**
 * What Teams draws beyond Adaptive Cards 1.5: charts, Badge, ProgressBar
 * (learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/charts-in-adaptive-cards).
 */
import { chart, horizontalBars } from "./charts.js";
import { list, word } from "./card-values.js";
import { el } from "./dom.js";

const BADGES = ["default", "subtle", "informative", "accent", "good", "attention", "warning"];
const COLORS = ["accent", "good", "warning", "attention"];

const figure = (element, shape) => {
  const node = chart({ title: element.title ?? "", ...shape }, { whole: true });
  node.classList.add("ac-chart");
  if (!element.title) node.querySelector("figcaption")?.remove();
  return node;
};

const points = (rows) => list(rows).map(({ x, y }) => ({ label: String(x), value: Number(y) }));

/** What is the same for the charts with axes. */
const axes = (element) => ({ x_label: element.xAxisTitle, y_label: element.yAxisTitle });

const upright = (element) =>
  figure(element, {
    chart: {
      type: "bar",
      series: [{ name: element.yAxisTitle ?? element.title ?? "Value", data: points(element.data) }],
      axis_config: axes(element),
    },
  });

function line(element) {
  const series = element.data.map((one) => ({ name: one.legend ?? "Value", data: points(one.values) }));
  const categories = [...new Set(series.flatMap((one) => one.data.map((point) => point.label)))];
  return figure(element, { chart: { type: "line", series, axis_config: { ...axes(element), categories } } });
}

const round = (type) => (element) =>
  figure(element, {
    chart: {
      type,
      segments: element.data.map((one) => ({ label: one.legend ?? "", value: Number(one.value ?? one.y) })),
    },
  });

function lying(element) {
  const node = horizontalBars(element.title ?? "", points(element.data), axes(element));
  node.classList.add("ac-chart");
  return node;
}

function badge(element) {
  const style = word(element.style, BADGES, "default");
  const tint = word(element.appearance) === "tint" ? "tint" : "";
  const shape = word(element.shape, ["square", "rounded", "circular"], "circular");
  return el(
    "div",
    {},
    el("span", { class: `ac-badge badge-${style} ${tint} ${shape}`, title: element.tooltip }, element.text),
  );
}

function progress(element) {
  const most = Number(element.max) > 0 ? Number(element.max) : 100;
  const known = typeof element.value === "number";
  const value = known ? Math.min(Math.max(element.value, 0), most) : null;
  return el(
    "div",
    {
      class: `ac-progress progress-${word(element.color, COLORS, "accent")} ${known ? "" : "unsure"}`,
      role: "progressbar",
      "aria-label": "Progress",
      "aria-valuemin": 0,
      "aria-valuemax": most,
      "aria-valuenow": value,
      vars: { "--done": known ? `${(100 * value) / most}%` : "40%" },
    },
    el("span", {}),
  );
}

export const BUILDERS = {
  "Chart.VerticalBar": upright,
  "Chart.HorizontalBar": lying,
  "Chart.Line": line,
  "Chart.Pie": round("pie"),
  "Chart.Donut": round("donut"),
  Badge: badge,
  ProgressBar: progress,
};
