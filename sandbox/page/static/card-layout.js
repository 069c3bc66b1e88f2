/** Boxes of cards: Container, ColumnSet, FactSet, Table, Image, ImageSet. */
import * as actions from "./card-actions.js";
import { inline } from "./card-text.js";
import { list, pixels, SPACINGS, word } from "./card-values.js";
import { el, picture, safeUrl } from "./dom.js";

const STYLES = ["default", "emphasis", "good", "attention", "warning", "accent"];
const ALIGNS = ["left", "center", "right"];
const SIZES = ["auto", "stretch", "small", "medium", "large"];
const FILLS = {
  cover: "cover",
  repeathorizontally: "repeat-x",
  repeatvertically: "repeat-y",
  repeat: "repeat",
};

/** A picture behind a box, its least height, and where its content stands in it. */
export function frame(box, { backgroundImage, minHeight, verticalContentAlignment, rtl }) {
  const image = typeof backgroundImage === "string" ? { url: backgroundImage } : backgroundImage;
  const url = image?.url && safeUrl(image.url);
  if (url) {
    box.classList.add("ac-pictured", `fill-${FILLS[word(image.fillMode)] ?? "cover"}`);
    box.style.setProperty("--picture", `url("${url.replace(/["\\]/g, encodeURIComponent)}")`);
    const [x, y] = [word(image.horizontalAlignment, ALIGNS, "left"), word(image.verticalAlignment)];
    box.style.setProperty("--at", `${x} ${["center", "bottom"].includes(y) ? y : "top"}`);
  }
  if (pixels(minHeight)) {
    box.classList.add("ac-tall");
    box.style.setProperty("--least", `${pixels(minHeight)}px`);
  }
  const stands = word(verticalContentAlignment);
  if (["center", "bottom"].includes(stands)) box.classList.add(`v-${stands}`);
  if (rtl !== undefined) box.dir = rtl ? "rtl" : "ltr";
  return Boolean(url);
}

/** Fill a box of any kind; one with a look of its own is padded, and may bleed to its parent's edge. */
function fill(box, element, at, build) {
  const style = word(element.style, STYLES);
  const pictured = frame(box, element);
  const padded = pictured || (style !== undefined && style !== at.style);
  if (style) box.classList.add(`style-${style}`);
  if (padded) box.classList.add("ac-padded");
  if (padded && element.bleed) box.classList.add("ac-bleed");
  box.append(...build({ ...at, style: style ?? at.style }).filter(Boolean));
  actions.selectable(box, element.selectAction, at);
  return box;
}

const container = (element, at) =>
  fill(el("div", { class: "ac-container" }), element, at, (inside) => [
    el("div", { class: "ac-items" }, inside.items(element.items, inside)),
  ]);

function columnWidth(width) {
  if (pixels(width)) return { "--basis": `${pixels(width)}px`, "--grow": 0, "--shrink": 0 };
  const weight = Number(width);
  if (weight > 0) return { "--basis": "0px", "--grow": weight, "--shrink": 1 };
  if (word(width) === "auto") return { "--basis": "auto", "--grow": 0, "--shrink": 1 };
  return { "--basis": "0px", "--grow": 1, "--shrink": 1 };
}

function column(element, at) {
  const box = el("div", { class: "ac-column", vars: columnWidth(element.width) });
  fill(box, element, at, (inside) => [el("div", { class: "ac-items" }, inside.items(element.items, inside))]);
  box.classList.add("ac-el", `sp-${word(element.spacing, SPACINGS, "default")}`);
  if (element.separator) box.classList.add("separated");
  if (element.isVisible === false) box.hidden = true;
  if (element.id) at.nodes.set(element.id, box);
  return box;
}

function columnSet(element, at) {
  const side = word(element.horizontalAlignment, ALIGNS, "left");
  return fill(el("div", { class: "ac-columnset" }), element, at, (inside) => [
    el(
      "div",
      { class: `ac-columns justify-${side}` },
      list(element.columns).map((one) => column(one, inside)),
    ),
  ]);
}

const factSet = (element, at) =>
  el(
    "dl",
    { class: "ac-facts" },
    element.facts.map((fact) => [
      el("dt", {}, inline(String(fact.title ?? ""), at.entities)),
      el("dd", {}, inline(String(fact.value ?? ""), at.entities)),
    ]),
  );

function cell(element, i, at, { table, row, columns, heads }) {
  const head = heads && row === table.rows[0];
  const box = el("div", { class: "ac-cell", role: head ? "columnheader" : "cell" });
  const down =
    element.verticalContentAlignment ??
    row.verticalCellContentAlignment ??
    columns[i]?.verticalCellContentAlignment ??
    table.verticalCellContentAlignment;
  const across =
    row.horizontalCellContentAlignment ??
    columns[i]?.horizontalCellContentAlignment ??
    table.horizontalCellContentAlignment;
  if (word(across, ALIGNS)) box.classList.add(`align-${word(across)}`);
  const shown = { ...element, verticalContentAlignment: down };
  return fill(box, shown, at, (inside) => [
    el("div", { class: "ac-items" }, inside.items(element.items, inside)),
  ]);
}

function track(width) {
  if (pixels(width)) return `${pixels(width)}px`;
  if (word(width) === "auto") return "auto";
  return `minmax(0, ${Number(width) > 0 ? Number(width) : 1}fr)`;
}

function table(element, at) {
  const most = Math.max(0, ...element.rows.map((row) => row.cells?.length ?? 0));
  const columns = element.columns ?? Array.from({ length: most }, () => ({ width: 1 }));
  const heads = (element.firstRowAsHeaders ?? element.firstRowAsHeader) !== false;
  const grid = element.showGridLines !== false;
  const lines = word(element.gridStyle, STYLES, "default");
  return el(
    "div",
    {
      class: `ac-table ${grid ? "gridded" : ""} grid-${lines}`,
      role: "table",
      vars: { "--columns": columns.map((c) => track(c.width)).join(" ") },
    },
    element.rows.map((row) => {
      const style = word(row.style, STYLES);
      const inside = { ...at, style: style ?? at.style };
      return el(
        "div",
        { class: `ac-row ${style ? `style-${style}` : ""}`, role: "row" },
        list(row.cells).map((one, i) => cell(one, i, inside, { table: element, row, columns, heads })),
      );
    }),
  );
}

function imageLooks(element, size) {
  const vars = {};
  if (pixels(element.width)) vars["--width"] = `${pixels(element.width)}px`;
  if (pixels(element.height)) vars["--height"] = `${pixels(element.height)}px`;
  const colour = /^#(?:([0-9a-f]{2})?([0-9a-f]{6}))$/i.exec(element.backgroundColor ?? "");
  if (colour) vars["--fill"] = `#${colour[2]}${colour[1] ?? ""}`;
  return {
    class: [
      "ac-image",
      `image-${word(size ?? element.size, SIZES, "auto")}`,
      vars["--width"] && "wide",
      vars["--height"] && "high",
      colour && "filled",
      word(element.style) === "person" && "person",
    ]
      .filter(Boolean)
      .join(" "),
    vars,
  };
}

function image(element, at, size) {
  const side = word(element.horizontalAlignment, ALIGNS);
  const box = el(
    "div",
    { class: `ac-picture ${side ? `justify-${side}` : ""}` },
    picture(element.url, element.altText, imageLooks(element, size)),
  );
  actions.selectable(box, element.selectAction, at);
  return box;
}

const imageSet = (element, at) =>
  el(
    "div",
    { class: "ac-imageset" },
    element.images.map((one) => image(one, at, element.imageSize ?? one.size ?? "medium")),
  );

export const BUILDERS = {
  Container: container,
  ColumnSet: columnSet,
  FactSet: factSet,
  Table: table,
  Image: (element, at) => image(element, at),
  ImageSet: imageSet,
};
