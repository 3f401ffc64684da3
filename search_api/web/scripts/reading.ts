// The document's page: what is copied, how it is cited, the slider of its timeline.
import { part } from "./dom.js";
import { tell } from "./telling.js";

const SAID_MS = 2000;
const DAY_MS = 86_400_000;

export function copying(button: HTMLElement): void {
  const from = document.getElementById(button.dataset["copy"] ?? "");
  if (!from || !navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText((from.textContent ?? "").trim());
    tell("已复制");
    const said = button.textContent;
    part("span", button).textContent = "已复制";
    setTimeout(() => {
      part("span", button).textContent = said;
    }, SAID_MS);
  });
}

export function citing(cite: HTMLElement): void {
  const tellCitation = () => {
    const number = document.getElementById(decodeURIComponent(location.hash.slice(1)))?.querySelector(".article__no");
    cite.textContent = (cite.dataset["cite"] ?? "") + (number?.textContent ?? "");
  };
  addEventListener("hashchange", tellCitation);
  tellCitation();
}

export function sliding(range: HTMLInputElement): void {
  const day = document.getElementById(range.dataset["day"] ?? "") as HTMLInputElement | null;
  if (!day) return;
  const first = Date.parse(range.dataset["first"] ?? "");
  const periods = JSON.parse(range.dataset["periods"] ?? "[]") as [since: string, state: string][];
  const show = () => {
    const now = new Date(first + Number(range.value) * DAY_MS).toISOString().slice(0, 10);
    const state = periods.filter(([since]) => since <= now).pop()?.[1] ?? "";
    range.setAttribute("aria-valuetext", `${now}，${state}`);
    day.value = now;
    const shown = document.getElementById("timeline-told");
    if (shown) shown.textContent = `${now}　${state}`;
  };
  range.hidden = false;
  range.addEventListener("input", show);
  range.addEventListener("change", () => day.form?.requestSubmit());
  range.setAttribute("aria-valuetext", range.dataset["told"] ?? "");
}
