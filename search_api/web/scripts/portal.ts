// What the pages add where scripts run: suggestions, filters without a press, copying, printing,
// a slider on the timeline, short cuts. Without it everything works by forms and links.
import { all, one, part } from "./dom.js";
import { drawn } from "./drawing.js";
import { filters } from "./filtering.js";
import { citing, copying, sliding } from "./reading.js";
import { suggestions } from "./suggesting.js";

document.documentElement.classList.add("js");

function begin(within: ParentNode): void {
  all<HTMLInputElement>("[data-suggest]", within).forEach(suggestions);
  all<HTMLFormElement>("form[data-submit]", within).forEach((form) => filters(form, begin));
  all("[data-cite]", within).forEach(citing);
  all("[data-copy]", within).forEach(copying);
  all<HTMLInputElement>("[data-day]", within).forEach(sliding);
  all("[data-png]", within).forEach(drawn);
  for (const button of all("[data-print]", within)) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
}

const openMenus = () => all<HTMLDetailsElement>("details.menu[open]");

document.addEventListener("keydown", (event) => {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? "");
  if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing) {
    const box = one<HTMLInputElement>("[data-suggest]");
    if (box) {
      event.preventDefault();
      box.focus();
      box.select();
    }
  }
  if (event.key === "Escape") {
    for (const menu of openMenus()) {
      menu.open = false;
      part("summary", menu).focus();
    }
    if (location.hash === "#filters") {
      location.hash = "#results";
      one(".filter-open")?.focus();
    }
  }
});
document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target as Node)) menu.open = false;
});
addEventListener("hashchange", () => {
  if (location.hash === "#filters") one("#filters")?.focus();
});
begin(document);
