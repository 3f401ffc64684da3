// The review queue, by keys.
import { all, part } from "./dom.js";

const SWITCH = "desk-keys";

export function decide(form: HTMLFormElement): void {
  const label = part("[data-keys]", form);
  const box = part<HTMLInputElement>("input", label);
  label.hidden = false;
  try {
    box.checked = localStorage.getItem(SWITCH) !== "off";
  } catch {
    // Where nothing may be kept, keys are on.
  }
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(SWITCH, box.checked ? "on" : "off");
    } catch {
      // For this page only, then.
    }
  });
  document.addEventListener("keydown", (event) => {
    if (!box.checked || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const typing = "input:not([type=checkbox]):not([type=radio]), select, textarea";
    if ((event.target as Element).closest(typing)) return;
    const key = event.key.toLowerCase();
    const meant = all("[data-key]", form).find((each) => each.dataset["key"]?.split(" ").includes(key));
    if (!meant) return;
    event.preventDefault();
    if (key === "r") part("[data-over]", form).focus();
    else meant.click();
  });
}
