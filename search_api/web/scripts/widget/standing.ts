// A validity as it is shown: colour, picture and word; and that it was inferred.
import type { Hit, Standing } from "./answers.js";
import { element } from "./element.js";

const CIRCLE = "M10 2.8a7.2 7.2 0 1 1 0 14.4a7.2 7.2 0 1 1 0-14.4";
/** Each validity's look (class) and picture. */
const LOOKS: Record<string, readonly [look: string, picture: string]> = {
  in_force: ["on", `${CIRCLE}M6.5 10.3l2.5 2.5 4.7-5.3`],
  amended: ["part", `${CIRCLE}M6.5 10h7`],
  partially_in_force: ["part", `${CIRCLE}M10 3v14`],
  not_yet_effective: ["part", `${CIRCLE}M10 6v4l3 2`],
  expired: ["past", `${CIRCLE}M10 6v4l3 2`],
  repealed: ["off", `${CIRCLE}M5 5l10 10`],
  draft: ["open", "M5 15l1-4 7-7 3 3-7 7z"],
};
const SVG = "http://www.w3.org/2000/svg";

/** What has no validity is shown as what it is. */
export function standingOf(hit: Hit): Node[] {
  const book = hit.kind === "interpretation" && hit.status.value === "unknown";
  return book ? [element("span", { class: "st st--open", part: "status status-open" }, "政策解读")] : standing(hit.status);
}

export function standing(status: Standing | null | undefined): Node[] {
  const look = status && LOOKS[status.value];
  if (!status || !look) return [];
  const [name, picture] = look;
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", picture);
  svg.append(path);
  const shown = element("span", { class: `st st--${name}`, part: `status status-${name}` }, svg, status.label);
  return status.basis === "inferred" ? [shown, element("span", { class: "st tag", part: "basis" }, "推断")] : [shown];
}
