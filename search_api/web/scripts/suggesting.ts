// Suggestions in the box of our own pages: the combobox is that of the box for other sites.
import { element, fieldsOf, icon } from "./dom.js";
import { tell } from "./telling.js";
import type { Suggestion } from "./widget/answers.js";
import { combobox, emphasised, offered } from "./widget/combobox.js";

const STYLES: Record<string, string> = {
  partially_in_force: "partial",
  not_yet_effective: "future",
};

export function suggestions(input: HTMLInputElement): void {
  const list = document.getElementById(input.dataset["suggest"] ?? "");
  const form = input.form;
  if (!list || !form) return;

  function group(name: string, label: string, items: Node[]): Node {
    const head = element("p", { class: "suggest__head", id: `${list!.id}-${name}` }, label);
    return element("div", { role: "group", "aria-labelledby": head.id }, head, ...items);
  }
  function option(href: string, ...children: Node[]): HTMLElement {
    return element(
      "a", { class: "suggest__item", role: "option", tabindex: "-1", "aria-selected": "false", href }, ...children,
    );
  }
  function term({ text }: Suggestion, typed: string): Node {
    const asked = fieldsOf(form!);
    asked.set(input.name, text);
    return option(`${form!.getAttribute("action")}?${asked}`, icon("search"), element("span", {}, ...emphasised(text, typed, "mark")));
  }
  function title(found: Suggestion, typed: string): Node {
    const words = element("span", {}, ...emphasised(found.text, typed, "mark"));
    if (found.doc_number) words.append(element("small", {}, found.doc_number));
    const made = option(`/documents/${encodeURIComponent(found.id ?? "")}`, icon("file"), words);
    if (found.status && found.status.value !== "unknown") {
      const style = STYLES[found.status.value] ?? found.status.value;
      made.append(element("span", { class: `status status--${style}` }, icon(style), found.status.label));
    }
    return made;
  }
  combobox<Suggestion[]>(input, {
    list,
    announce: tell,
    ask: async (typed, signal) => {
      const answer = await fetch(`/api/v1/suggest?${new URLSearchParams({ q: typed, size: "20" })}`, { signal });
      return answer.ok ? ((await answer.json()) as { suggestions: Suggestion[] }).suggestions : [];
    },
    render: (found, typed) => {
      const { terms, titles } = offered(found, typed);
      const groups = [];
      if (terms.length) groups.push(group("terms", "检索", terms.map((s) => term(s, typed))));
      if (titles.length) groups.push(group("titles", "直接打开文件", titles.map((s) => title(s, typed))));
      return groups;
    },
  });
}
