// ECharts, of which only what is used here gets into the bundle; it draws on a canvas, and its tips
// are drawn too: as elements they would carry styles that the Content-Security-Policy stops.
import { BarChart, type BarSeriesOption } from "echarts/charts";
import {
  AriaComponent, GridComponent, LegendComponent, TooltipComponent,
  type AriaComponentOption, type GridComponentOption, type LegendComponentOption, type TooltipComponentOption,
} from "echarts/components";
import { init, use, type ComposeOption, type ECElementEvent, type ECharts } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([AriaComponent, BarChart, CanvasRenderer, GridComponent, LegendComponent, TooltipComponent]);

export type Option = ComposeOption<
  AriaComponentOption | BarSeriesOption | GridComponentOption | LegendComponentOption | TooltipComponentOption
>;
export type { BarSeriesOption };

/** What the page's style sheet says of a colour now: it differs by the reader's mode. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** What all charts share; ``tip``: the words for what is under the pointer. */
export function frame(description: string, trigger: "axis" | "item", tip: (index: number) => string): Option {
  return {
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    animationDuration: 300,
    aria: { enabled: true, label: { description } },
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: colour("ink-2") },
    tooltip: {
      trigger, renderMode: "richText", confine: true, axisPointer: { type: "shadow" },
      backgroundColor: colour("paper"), borderColor: colour("line-2"),
      textStyle: { color: colour("ink"), fontSize: 13 },
      formatter: (params) => {
        const first = Array.isArray(params) ? params[0] : params;
        return first ? tip(first.dataIndex) : "";
      },
    },
  };
}

export interface Live {
  /** Whether a series is shown. */
  toggle: (name: string) => void;
}

/**
 * A chart in the place of the server's picture, which stays for print and for download.
 *
 * ``option`` is asked for again when the reader's mode changes; ``address``: of the documents
 * behind what is pressed.
 */
export function live(
  section: HTMLElement, height: number, option: () => Option, address: (series: number, index: number) => string | null,
): Live | null {
  const picture = section.querySelector("svg[role=img]");
  if (!picture) return null;
  const place = document.createElement("div");
  place.className = "chart__live no-print";
  place.style.height = `${height}px`;
  picture.before(place);
  section.classList.add("chart--live");
  picture.setAttribute("aria-hidden", "true");
  const chart = init(place, null, { renderer: "canvas", locale: "ZH" });
  const draw = () => chart.setOption(option(), { notMerge: false });
  draw();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  new ResizeObserver(() => chart.resize()).observe(place);
  opening(chart, address);
  return { toggle: (name) => chart.dispatchAction({ type: "legendToggleSelect", name }) };
}

/** Without a pointer that hovers the first touch shows the numbers, and the second one opens. */
function opening(chart: ECharts, address: (series: number, index: number) => string | null): void {
  const hovers = matchMedia("(hover: hover)");
  let touched = "";
  chart.on("click", (event: ECElementEvent) => {
    const href = address(event.seriesIndex ?? 0, event.dataIndex);
    const pressed = `${event.seriesIndex} ${event.dataIndex}`;
    if (!href) return;
    if (!hovers.matches && touched !== pressed) {
      touched = pressed;
      return;
    }
    const asked = event.event?.event as unknown as MouseEvent | undefined;
    if (asked?.ctrlKey || asked?.metaKey) open(href, "_blank", "noopener");
    else location.assign(href);
  });
}
