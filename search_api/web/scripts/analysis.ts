// The analyst's desk where scripts run: its charts answer to the pointer. Their numbers are those
// of the tables beside, which have the links for the keyboard; there is no other copy of them.
import { colour, frame, live, type BarSeriesOption, type Option } from "./charts.js";
import { all, element, one, part } from "./dom.js";

interface Cell {
  count: number;
  href: string | null;
}
interface Row {
  name: string;
  cells: Cell[];
  words: string[];
}

function rowsOf(table: HTMLTableElement): Row[] {
  return all<HTMLTableRowElement>("tbody tr", table).map((row) => {
    const cells = all<HTMLTableCellElement>("td", row);
    return {
      name: part("th", row).textContent?.trim() ?? "",
      words: cells.map((cell) => cell.textContent?.trim() ?? ""),
      cells: cells.map((cell) => {
        const link = one<HTMLAnchorElement>("a", cell);
        return { count: Number(link?.textContent ?? 0), href: link?.href ?? null };
      }),
    };
  });
}

const axis = () => ({
  axisLine: { lineStyle: { color: colour("line-2") } },
  axisLabel: { color: colour("ink-2"), fontSize: 13 },
  splitLine: { lineStyle: { color: colour("line") } },
});

// ------------------------------------------------------------ each year's end
/** By colour and by texture, as in the server's picture. */
const FAMILIES: (() => BarSeriesOption["itemStyle"])[] = [
  () => ({ color: colour("c1") }),
  () => ({ color: colour("c2"), decal: { symbol: "rect", color: colour("paper"), dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: -Math.PI / 4 } }),
  () => ({ color: colour("c3"), decal: { symbol: "rect", color: colour("paper"), dashArrayX: [1, 0], dashArrayY: [1, 4], rotation: Math.PI / 2 } }),
  () => ({ color: colour("paper"), borderColor: colour("c4"), borderWidth: 2 }),
];

function trend(section: HTMLElement): void {
  const table = one<HTMLTableElement>("table", section);
  if (!table) return;
  // The table begins with the latest year, and its last column is the whole.
  const rows = rowsOf(table).reverse();
  const names = all("thead th", table).slice(1).map((head) => head.textContent?.trim() ?? "");
  const families = names.slice(0, -1);
  const tip = (index: number) => {
    const row = rows[index];
    return row ? [`${row.name}年末`, ...names.map((name, i) => `${name}　${row.cells[i]?.count ?? 0}`)].join("\n") : "";
  };
  const option = (): Option => ({
    ...frame(`${table.caption?.textContent ?? ""}；数字与链接见下面的数据表。`, "axis", tip),
    legend: { show: false, data: families },
    grid: { left: 4, right: 8, top: 16, bottom: 4 },
    xAxis: { type: "category", data: rows.map((row) => row.name), ...axis() },
    yAxis: { type: "value", minInterval: 1, ...axis() },
    series: families.map((name, i): BarSeriesOption => ({
      type: "bar", name, stack: "all", barMaxWidth: 40, itemStyle: FAMILIES[i]?.() ?? {},
      data: rows.map((row) => row.cells[i]?.count ?? 0),
    })),
  });
  const chart = live(section, 320, option, (series, index) => rows[index]?.cells[series]?.href ?? null);
  const legend = one(".legend", section);
  if (!chart || !legend) return;
  [...legend.children].forEach((entry, i) => {
    const name = families[i];
    if (name === undefined) return;
    const button = element("button", { type: "button", "aria-pressed": "true" }, ...entry.childNodes);
    button.addEventListener("click", () => {
      button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
      chart.toggle(name);
    });
    entry.replaceWith(button);
  });
}

// ------------------------------------------------------------ shares of each status
function shares(section: HTMLElement): void {
  const table = one<HTMLTableElement>("table", section);
  if (!table) return;
  const rows = rowsOf(table).filter((row) => row.cells[0]?.count).reverse();
  const told = (row: Row) => `${row.name}　${row.words[0]} 份，${row.words[1]}`;
  const option = (): Option => ({
    ...frame(`${table.caption?.textContent ?? ""}；数字与链接见下面的表。`, "item", (index) => (rows[index] ? told(rows[index]) : "")),
    grid: { left: 4, right: 48, top: 4, bottom: 4 },
    xAxis: { type: "value", minInterval: 1, show: false },
    yAxis: { type: "category", data: rows.map((row) => row.name), ...axis(), axisTick: { show: false } },
    series: [{
      type: "bar", name: "份数", barMaxWidth: 24, itemStyle: { color: colour("h4") },
      label: { show: true, position: "right", color: colour("ink"), fontSize: 13 },
      data: rows.map((row) => row.cells[0]?.count ?? 0),
    }],
  });
  live(section, 24 + 36 * rows.length, option, (_, index) => rows[index]?.cells[0]?.href ?? null);
}

// Where the reader's system chooses all colours, the server's pictures follow it and a canvas would not.
if (!matchMedia("(forced-colors: active)").matches) {
  all("[data-chart=trend]").forEach(trend);
  all("[data-chart=status]").forEach(shares);
}
