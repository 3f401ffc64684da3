// Filters without a press: the results change in place, on wide screens.
import { all, fieldsOf, one, part } from "./dom.js";
import { tell } from "./telling.js";

const wide = matchMedia("(min-width: 60rem)");

/** ``begin``: what is done to the part of the page that was put in place of the old one. */
export function filters(form: HTMLFormElement, begin: (within: HTMLElement) => void): void {
  const apply = one(".facets__apply", form);
  const set = () => apply?.classList.toggle("facets__apply--auto", wide.matches);
  set();
  wide.addEventListener("change", set);
  form.addEventListener("change", (event) => {
    const field = event.target as HTMLInputElement;
    // On phones several are chosen in the sheet, and then applied. Years are typed, then entered.
    if (!wide.matches || !field.name || field.matches("[data-narrow]") || !field.checkValidity()) return;
    void go(form, field, begin);
  });
  form.addEventListener("submit", () => {
    for (const field of all<HTMLInputElement>("input", form)) if (!field.value) field.disabled = true;
  });
  for (const box of all<HTMLInputElement>("[data-narrow]", form)) narrow(box);
}

function asked(form: HTMLFormElement): string {
  const given = new URLSearchParams([...fieldsOf(form)].filter(([, value]) => value !== ""));
  return `${form.getAttribute("action")}?${given.toString() || "q="}`;
}

async function go(form: HTMLFormElement, field: HTMLInputElement, begin: (within: HTMLElement) => void): Promise<void> {
  const href = asked(form);
  const { name, value } = field;
  let answer: Response;
  try {
    answer = await fetch(href, { headers: { Accept: "text/html" } });
  } catch {
    location.assign(href);
    return;
  }
  if (!answer.ok) {
    location.assign(href);
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const facets = (within: ParentNode) => all<HTMLDetailsElement>(".facets details", within);
  const heading = (facet: HTMLDetailsElement) => facet.firstElementChild?.textContent ?? "";
  const folded = new Map(facets(form.parentElement ?? document).map((facet) => [heading(facet), facet.open]));
  part("main").replaceWith(part("main", page));
  document.title = page.title;
  history.pushState({ ours: true }, "", href);
  for (const facet of facets(document)) facet.open = folded.get(heading(facet)) ?? facet.open;
  begin(part("main"));
  const again = all<HTMLInputElement>(".facets input").find(
    (input) => input.name === name && (input.type !== "checkbox" || input.value === value),
  );
  again?.focus({ preventScroll: true });
  tell(one(".toolbar__total")?.textContent ?? "");
}

function narrow(box: HTMLInputElement): void {
  const facet = box.closest<HTMLElement>(".facet");
  if (!facet) return;
  box.addEventListener("input", () => {
    const typed = box.value.trim();
    const more = one<HTMLDetailsElement>(".more", facet);
    if (more && typed) more.open = true;
    for (const row of all(".check", facet)) row.hidden = !!typed && !row.textContent?.includes(typed);
  });
}

addEventListener("popstate", () => {
  if (one(".facets")) location.reload();
});
