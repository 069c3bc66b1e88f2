/** table and data_table blocks. */
import { el, freshId, icon } from "./dom.js";
import { richText } from "./richtext.js";

const PAGE = 5;

function cellText(cell) {
  if (cell.type === "rich_text") return el("div", {}, richText(cell)).textContent;
  return String(cell.text ?? cell.value ?? cell.number ?? "");
}

const cellNode = (cell) => (cell.type === "rich_text" ? richText(cell) : cellText(cell));
const isNumber = (cell) => cell.type === "raw_number" || cell.type === "number";

const frame = (label, node) =>
  el("div", { class: "table-frame", tabindex: 0, role: "group", "aria-label": label }, node);

export function table(block) {
  const align = (i, cell) => block.column_settings?.[i]?.align ?? (isNumber(cell) ? "right" : "left");
  const wrap = (i) => (block.column_settings?.[i]?.is_wrapped ? "wrap" : "");
  return frame(
    "Table",
    el(
      "table",
      {},
      block.rows.map((row, r) =>
        el(
          "tr",
          {},
          row.map((cell, i) =>
            el(
              r ? "td" : "th",
              {
                scope: r ? null : "col",
                class: wrap(i),
                data: { align: align(i, cell) },
              },
              cellNode(cell),
            ),
          ),
        ),
      ),
    ),
  );
}

function compare(a, b) {
  const [x, y] = [cellText(a), cellText(b)];
  const number = Number(x) - Number(y);
  return x && y && !Number.isNaN(number) ? number : x.localeCompare(y, undefined, { numeric: true });
}

/** Pages and sorting by any column; both only rearrange what the bot sent. */
export function dataTable(block) {
  const [head, ...rows] = block.rows;
  const size = block.page_size ?? PAGE;
  const named = block.row_header_column_index ?? 0;
  const pages = Math.ceil(rows.length / size);
  let [page, column, turn] = [0, -1, 1];
  const body = el("tbody");
  const place = el("span", { role: "status" });
  const step = (by, label, name) =>
    el(
      "button",
      {
        type: "button",
        class: "button small",
        on: { click: () => show((page += by)) },
        data: { step: by },
      },
      icon(name),
      label,
    );
  const pager = el(
    "nav",
    { class: "pager", "aria-label": `Pages of ${block.caption}`, hidden: pages < 2 },
    step(-1, "Previous", "back"),
    place,
    step(1, "Next", "forward"),
  );
  const headings = head.map((cell, i) =>
    el(
      "th",
      { scope: "col", data: { align: rows.some((r) => isNumber(r[i])) ? "right" : "left" } },
      el(
        "button",
        { type: "button", class: "plain", on: { click: () => sort(i) } },
        cellText(cell),
        icon("sort"),
      ),
    ),
  );

  function sort(i) {
    turn = column === i ? -turn : 1;
    column = i;
    page = 0;
    headings.forEach((h, k) =>
      k === i
        ? h.setAttribute("aria-sort", turn > 0 ? "ascending" : "descending")
        : h.removeAttribute("aria-sort"),
    );
    show();
  }

  function show() {
    const order = column < 0 ? rows : [...rows].sort((a, b) => turn * compare(a[column], b[column]));
    body.replaceChildren(
      ...order.slice(page * size, (page + 1) * size).map((row) =>
        el(
          "tr",
          {},
          row.map((cell, i) =>
            el(
              i === named ? "th" : "td",
              { scope: i === named ? "row" : null, data: { align: isNumber(cell) ? "right" : "left" } },
              cellNode(cell),
            ),
          ),
        ),
      ),
    );
    place.textContent = `${page + 1} of ${pages}`;
    for (const b of pager.querySelectorAll("button")) {
      const to = page + Number(b.dataset.step);
      b.disabled = to < 0 || to >= pages;
    }
  }

  show();
  const caption = freshId("caption");
  return [
    frame(
      block.caption,
      el(
        "table",
        { "aria-labelledby": caption },
        el("caption", { id: caption }, block.caption),
        el("thead", {}, el("tr", {}, headings)),
        body,
      ),
    ),
    pager,
  ];
}
