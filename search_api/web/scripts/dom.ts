// Finding and making elements, for the scripts of our own pages.
export { element } from "./widget/element.js";

export function all<Found extends Element = HTMLElement>(selector: string, within: ParentNode = document): Found[] {
  return [...within.querySelectorAll<Found>(selector)];
}

export function one<Found extends Element = HTMLElement>(selector: string, within: ParentNode = document): Found | null {
  return within.querySelector<Found>(selector);
}

/** What the template always has. */
export function part<Found extends Element = HTMLElement>(selector: string, within: ParentNode = document): Found {
  const found = within.querySelector<Found>(selector);
  if (!found) throw new Error(`the page has no ${selector}`);
  return found;
}

/** A picture of the sprite that the page has loaded already. */
export function icon(name: string): SVGElement {
  const ns = "http://www.w3.org/2000/svg";
  const sprite = one<SVGUseElement>(".icon use")?.getAttribute("href")?.split("#")[0] ?? "";
  const svg = document.createElementNS(ns, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(ns, "use");
  use.setAttribute("href", `${sprite}#i-${name}`);
  svg.append(use);
  return svg;
}

/** What a form would send, but files. */
export function fieldsOf(form: HTMLFormElement): URLSearchParams {
  const given = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") given.append(name, value);
  return given;
}
