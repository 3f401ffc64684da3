// <policy-search>: the portal's search box for any page. One file, no dependency; and no inline style,
// no HTML from strings, so that a host's Content-Security-Policy and Trusted Types hold.
import type { Answer, Hit, Suggestion } from "./answers.js";
import { combobox, emphasised, offered } from "./combobox.js";
import { element } from "./element.js";
import { standing, standingOf } from "./standing.js";
import { STYLE } from "./style.js";

export type * from "./answers.js";
export { combobox, emphasised, offered };

const PAGE = 5;
const DAYS: Record<string, string> = { published: "发布", written: "成文", printed: "印发", effective: "施行" };

/** What `select` tells: a term of the suggestions, or a document of the suggestions or results. */
export interface SelectDetail {
  kind: "term" | "document";
  text: string;
  /** Of the document; null for a term. */
  id: string | null;
  /** Of the portal's page that is about to be opened. */
  url: string;
}
/** What `search` tells, before anything is asked. */
export interface SearchDetail {
  query: string;
  /** Of the portal's page of results. */
  url: string;
}
/** What `results` tells, once they are shown in place. */
export interface ResultsDetail {
  query: string;
  /** Documents that match strictly. */
  total: number;
  page: number;
}
export interface PolicySearchEventMap {
  /** Cancelable: `preventDefault()` keeps the box from searching. */
  search: CustomEvent<SearchDetail>;
  /** Cancelable: `preventDefault()` keeps the page from being left. */
  select: CustomEvent<SelectDetail>;
  results: CustomEvent<ResultsDetail>;
}

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#34": '"', "#39": "'", "#x27": "'" };
/** The nodes of a highlight: escaped text with <em> around what was found. */
function marked(highlight: string): (Node | string)[] {
  return highlight.split(/<\/?em>/).map((part, i) => {
    const text = part.replace(/&(amp|lt|gt|quot|#34|#39|#x27);/g, (_, name: string) => ENTITIES[name] ?? "");
    return i % 2 ? element("mark", {}, text) : text;
  });
}


let sheet: CSSStyleSheet | undefined;
function dress(root: ShadowRoot): void {
  try {
    if (!sheet) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
    }
    root.adoptedStyleSheets = [sheet];
  } catch { // Safari before 16.4; the host's policy decides about this one
    root.append(element("style", {}, STYLE));
  }
}

// Where there is no document (a server that renders), importing does no harm.
const Base: typeof HTMLElement = globalThis.HTMLElement || (class {} as unknown as typeof HTMLElement);

export interface PolicySearch {
  addEventListener<K extends keyof PolicySearchEventMap>(
    type: K,
    listener: (this: PolicySearch, event: PolicySearchEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

/**
 * `<policy-search>`. Attributes: `api`, `portal`, `results` ("inline" | "page"), `size`, `filter`,
 * `label`, `placeholder`, `provider`, `target`, `theme` ("auto"), `value` (at the start).
 */
export class PolicySearch extends Base {
  /** @internal */
  static observedAttributes = ["api", "portal", "label", "placeholder", "provider", "results", "filter", "target"];

  #input: HTMLInputElement | null = null;
  #results!: HTMLElement;
  #live!: HTMLElement;
  #suggestions!: { close: () => void };
  #asking: AbortController | null = null;
  #root = this.attachShadow({ mode: "open", delegatesFocus: true });

  /** @internal */
  connectedCallback(): void { this.#draw(); }
  /** @internal */
  attributeChangedCallback(): void { if (this.isConnected) this.#draw(); }

  /** What is in the box. */
  get value(): string { return this.#input ? this.#input.value : this.getAttribute("value") || ""; }
  set value(text: string) { if (this.#input) this.#input.value = text; else this.setAttribute("value", text); }

  /** Where the API is: an attribute, else where this file came from. Null where that is no address. */
  get #api(): string | null { return base(this.getAttribute("api") || new URL(".", import.meta.url).href); }
  get #portal(): string | null { return base(this.getAttribute("portal")) || this.#api; }
  get #inline(): boolean { return this.getAttribute("results") === "inline"; }

  #draw(): void {
    const kept = this.value;
    this.#root.replaceChildren();
    dress(this.#root);
    this.#input = null;
    if (!this.#api) { this.#root.append(element("slot")); return; } // the link within is better than nothing
    const input = element("input", {
      id: "q", name: "q", type: "search", autocomplete: "off", maxlength: "2000", part: "input", enterkeyhint: "search",
      placeholder: this.getAttribute("placeholder") || "词语、标题或文号",
    });
    const label = element("label", { for: "q", class: "vh" }, this.getAttribute("label") || "检索政策文件");
    const box = element("div", { class: "box", part: "box" }, label, input, element("button", { part: "button" }, "检索"));
    const list = element("div", { id: "list", role: "listbox", "aria-label": "联想", part: "list" });
    const all = element("a", { tabindex: "-1", part: "all", ...this.#opening(this.#page("")) }, "全部结果");
    const foot = element("p", { class: "foot", part: "footer" }, element("span", {}, `由${this.getAttribute("provider") || "政策文件库"}提供`), all);
    const popup = element("div", { class: "pop", part: "popup", hidden: "" }, list, foot);
    const form = element("form", { role: "search", part: "form" }, box, popup);
    this.#results = element("section", { class: "results", part: "results", "aria-label": "检索结果", hidden: "" });
    this.#live = element("p", { class: "vh", role: "status" });
    this.#root.append(form, this.#results, this.#live);
    this.#input = input;
    input.value = kept;
    this.#suggestions = combobox<Suggestion[]>(input, {
      list,
      popup,
      announce: (text) => this.#say(text),
      ask: async (typed, signal) => {
        const told = await this.#get<{ suggestions: Suggestion[] }>("suggest", { q: typed, size: "20" }, signal);
        return told.suggestions;
      },
      render: (found, typed) => {
        all.setAttribute("href", this.#page(typed));
        const { terms, titles } = offered(found, typed);
        return [...terms.map((s) => this.#term(s, typed)), ...titles.map((s) => this.#title(s, typed))];
      },
    });
    form.addEventListener("submit", (event) => { event.preventDefault(); void this.search(); });
  }

  /** Searches what is in the box, or this. */
  async search(query?: string): Promise<void> {
    if (!this.#input) return;
    if (query !== undefined) this.#input.value = query;
    const asked = this.#input.value.trim();
    this.#suggestions.close();
    if (!asked) { this.#input.focus(); return; }
    const url = this.#page(asked);
    if (!this.#tell("search", { query: asked, url })) return;
    if (this.#inline) await this.#show(asked, 1);
    // Not the form's own way: a host's form-action need not name the portal.
    else element("a", this.#opening(url)).click();
  }

  // ---------------------------------------------------------------- suggestions
  #term(s: Suggestion, typed: string): Node {
    const href = this.#page(s.text);
    const made = this.#option(href, ...emphasised(s.text, typed, "b"));
    made.addEventListener("click", (event) => {
      if (!this.#picked(event, { kind: "term", text: s.text, id: null, url: href }) || !this.#inline || elsewhere(event)) return;
      event.preventDefault();
      void this.search(s.text);
    });
    return made;
  }
  #title(s: Suggestion, typed: string): Node {
    const href = this.#document(s.id || "");
    const beside = element("small", {}, ...standing(s.status), s.doc_number || "");
    const made = this.#option(href, ...emphasised(s.text, typed, "b"), ...(beside.textContent ? [beside] : []));
    made.addEventListener("click", (event) => this.#picked(event, { kind: "document", text: s.text, id: s.id || null, url: href }));
    return made;
  }
  #option(href: string, ...children: (Node | string)[]): HTMLElement {
    return element("a", { role: "option", tabindex: "-1", "aria-selected": "false", part: "option", ...this.#opening(href) }, ...children);
  }
  #picked(event: Event, detail: SelectDetail): boolean {
    const goes = this.#tell("select", detail);
    if (goes) this.#suggestions.close();
    else event.preventDefault();
    return goes;
  }

  // ---------------------------------------------------------------- results in place
  async #show(asked: string, page: number): Promise<void> {
    const within = this.#results;
    if (this.#asking) this.#asking.abort();
    const mine = new AbortController();
    this.#asking = mine;
    within.setAttribute("aria-busy", "true");
    const size = String(Number(this.getAttribute("size")) || PAGE);
    try {
      const found = await this.#get<Answer>("search", { q: asked, page: String(page), size, facets: "" }, mine.signal, true);
      if (page === 1) within.replaceChildren();
      this.#list(within, found, asked, page);
      within.hidden = false;
      const total = found.total || (found.relaxed ? found.relaxed.total : 0);
      this.#tell("results", { query: asked, total: found.total, page });
      if (page === 1) this.#say(found.total || !total ? `共 ${total} 份文件` : `没有完全相符的，放宽后共 ${total} 份`);
    } catch (error) {
      if (mine.signal.aborted) return;
      const why = error instanceof Refused ? error.message : "暂时连不上政策文件库";
      const way = element("a", this.#opening(this.#page(asked)), "到政策文件库检索");
      within.replaceChildren(element("p", { part: "error" }, `${why}。`, way));
      within.hidden = false;
      this.#say(why);
    }
    within.removeAttribute("aria-busy");
  }
  #list(within: HTMLElement, found: Answer, asked: string, page: number): void {
    const loose = found.total ? null : found.relaxed;
    const hits = loose ? loose.hits : found.hits;
    if (page === 1) {
      const said = loose ? `没有完全相符的；${loose.note}，共 ${loose.total} 份` : `共 ${found.total} 份文件`;
      const all = element("a", { part: "all", ...this.#opening(this.#page(asked)) }, "在政策文件库中查看");
      within.append(element("p", { class: "said" }, `${said}　`, all), element("ol", { part: "hits" }));
    }
    const list = within.querySelector("ol");
    if (!list) return;
    const first = list.children.length;
    list.append(...hits.map((hit) => this.#hit(hit, asked)));
    within.querySelector("button")?.remove();
    if (page > 1) list.children[first]?.querySelector("a")?.focus();
    if (loose || list.children.length >= found.total || !hits.length) return;
    const more = element("button", { class: "more", type: "button", part: "more" }, "再看一些");
    more.addEventListener("click", () => void this.#show(asked, page + 1));
    within.append(more);
  }
  #hit(hit: Hit, asked: string): Node {
    const passage = hit.highlights.body[0];
    const url = this.#document(hit.id, asked, hit.passage && hit.passage.anchor);
    const link = element("a", { part: "title", ...this.#opening(url) }, ...marked(hit.highlights.title || "").concat(hit.highlights.title ? [] : [hit.title || hit.id]));
    link.addEventListener("click", (event) => {
      if (!this.#tell("select", { kind: "document", text: hit.title || hit.id, id: hit.id, url })) event.preventDefault();
    });
    const day = hit.date ? `${hit.date} ${DAYS[hit.date_kind ?? ""] ?? ""}` : "日期未标注";
    const parts = [hit.doc_number, hit.issuers.join("、"), day].filter(Boolean).join("　");
    const made = element("li", { class: "hit", part: "hit" }, link, element("p", { class: "meta" }, ...standingOf(hit), parts));
    if (passage) made.append(element("p", { class: "passage", part: "passage" }, ...(passage.heading ? [`${passage.heading}　`] : []), ...marked(passage.text)));
    if (hit.replaced_by) {
      const successor = element("a", this.#opening(this.#document(hit.replaced_by.id)), hit.replaced_by.title || hit.replaced_by.id);
      made.append(element("p", { class: "meta" }, "已由", successor, "取代"));
    }
    return made;
  }

  // ---------------------------------------------------------------- addresses, asking, telling
  #opening(href: string): Record<string, string> {
    const target = this.getAttribute("target");
    return target ? { href, target, rel: "noopener" } : { href };
  }
  #page(asked: string): string {
    return `${this.#portal}?${this.#asked({ q: asked })}`;
  }
  #document(id: string, asked?: string, anchor?: string | null): string {
    const query = asked ? `?${new URLSearchParams({ q: asked })}` : "";
    return `${this.#portal}documents/${encodeURIComponent(id)}${query}${anchor ? `#${anchor}` : ""}`;
  }
  #asked(given: Record<string, string>): URLSearchParams {
    const params = new URLSearchParams(this.getAttribute("filter") || "");
    for (const [name, value] of Object.entries(given)) params.set(name, value);
    return params;
  }
  async #get<Told>(what: string, given: Record<string, string>, signal: AbortSignal, filtered = false): Promise<Told> {
    const params = filtered ? this.#asked(given) : new URLSearchParams(given);
    // Nothing that needs a preflight, and nobody's cookies.
    const answer = await fetch(`${this.#api}api/v1/${what}?${params}`, { signal, credentials: "omit" });
    const told = (await answer.json().catch(() => ({}))) as Told & { detail?: string; title?: string };
    if (!answer.ok) throw new Refused(told.detail || told.title || `政策文件库答复 ${answer.status}`);
    return told;
  }
  /** Whether nobody prevented it. */
  #tell(name: keyof PolicySearchEventMap, detail: object): boolean {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: name !== "results" }));
  }
  #say(text: string): void { this.#live.textContent = text; }
}

class Refused extends Error {}

/** With a slash at its end. */
function base(address: string | null): string | null {
  if (!address) return null;
  try {
    const { protocol, origin, pathname } = new URL(address, document.baseURI);
    return /^https?:$/.test(protocol) ? `${origin}${pathname.replace(/\/*$/, "/")}` : null;
  } catch {
    return null;
  }
}
/** Whether a new tab or window was asked for. */
function elsewhere(event: MouseEvent): boolean { return event.ctrlKey || event.metaKey || event.shiftKey || event.button > 0; }

if (globalThis.customElements && !customElements.get("policy-search")) customElements.define("policy-search", PolicySearch);

declare global {
  interface HTMLElementTagNameMap {
    "policy-search": PolicySearch;
  }
}
