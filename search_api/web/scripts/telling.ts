// For screen readers. There before the first words, or these would not be read.
import { element } from "./dom.js";

const live = element("p", { class: "vh", role: "status" });
document.body.append(live);

export function tell(words: string): void {
  live.textContent = words;
}
