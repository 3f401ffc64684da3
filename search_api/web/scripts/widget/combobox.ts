import type { Suggestion } from "./answers.js";
import { element } from "./element.js";

const TYPING_MS = 120;
const LONGEST_ASKED = 100;
const TERMS = 6;
const TITLES = 3;

export interface Given<Found> {
  /** Options go here. */
  list: HTMLElement;
  /** What is shown and hidden, if more than the list. */
  popup?: HTMLElement;
  ask: (typed: string, signal: AbortSignal) => Promise<Found>;
  /** Nodes with role=option in them. */
  render: (found: Found, typed: string) => Node[];
  /** For screen readers. */
  announce: (text: string) => void;
}

/** The combobox pattern of WAI-ARIA around a box and a list, whatever fills it and however it looks. */
export function combobox<Found>(
  input: HTMLInputElement, { list, popup = list, ask, render, announce }: Given<Found>,
): { close: () => void } {
  let selected = -1;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking: AbortController | null = null;
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) input.setAttribute(name, value);

  const options = () => [...list.querySelectorAll<HTMLElement>("[role=option]")];
  function close(): void {
    clearTimeout(timer);
    asking?.abort();
    popup.hidden = true;
    selected = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
  function select(index: number): void {
    selected = index;
    const shown = options();
    shown.forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
    const option = shown[index];
    if (!option) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }
  function open(nodes: Node[]): void {
    list.replaceChildren(...nodes);
    const shown = options();
    shown.forEach((option, i) => { option.id = `${list.id}-${i + 1}`; });
    const root = input.getRootNode() as Document | ShadowRoot;
    if (!shown.length || root.activeElement !== input) {
      close();
      return;
    }
    popup.hidden = false;
    input.setAttribute("aria-expanded", "true");
    select(-1);
    announce(`有 ${shown.length} 条联想，用上下键选择`);
  }
  async function suggest(): Promise<void> {
    const typed = input.value.trim();
    asking?.abort();
    if (!typed || typed.length > LONGEST_ASKED) {
      close();
      return;
    }
    const mine = new AbortController();
    asking = mine;
    try {
      const found = await ask(typed, mine.signal);
      if (!mine.signal.aborted) open(render(found, typed));
    } catch {
      if (!mine.signal.aborted) close(); // suggestions only help: searching goes on without
    }
  }
  function soon(): void {
    clearTimeout(timer);
    timer = setTimeout(suggest, TYPING_MS);
  }
  input.addEventListener("input", (event) => {
    if (!(event as InputEvent).isComposing) soon();
  });
  input.addEventListener("compositionend", soon);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const count = options().length;
    if (popup.hidden || !count) {
      if (event.key === "ArrowDown" && input.value.trim()) {
        event.preventDefault();
        void suggest();
      }
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      select(selected + 1 < count ? selected + 1 : -1);
    } else if (event.key === "ArrowUp") {
      event.preventDefault();
      select(selected < 0 ? count - 1 : selected - 1);
    } else if (event.key === "Enter" && selected >= 0) {
      event.preventDefault();
      options()[selected]?.click();
    } else if (event.key === "Tab") close();
  });
  popup.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  input.addEventListener("blur", close);
  return { close };
}

/** What is offered of what `/suggest` answers: terms, then at most three titles. */
export function offered(found: Suggestion[], typed: string): { terms: Suggestion[]; titles: Suggestion[] } {
  return {
    terms: found.filter((s) => s.kind === "term" && s.text !== typed).slice(0, TERMS),
    titles: found.filter((s) => s.kind !== "term" && s.id).slice(0, TITLES),
  };
}

/** A text whose parts that were typed are within elements of this name. */
export function emphasised(text: string, typed: string, name: "b" | "mark"): (Node | string)[] {
  return typed ? text.split(typed).flatMap((part, i) => (i ? [element(name, {}, typed), part] : [part])) : [text];
}
