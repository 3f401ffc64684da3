// <policy-search>: the portal's search box for any page. One file, no dependency, no build; and no
// inline style, no HTML from strings, so that a host's Content-Security-Policy and Trusted Types
// hold. The portal's own pages take combobox() from here. Types: widget.d.ts.

const TYPING_MS = 120;
const LONGEST_ASKED = 100;
const TERMS = 6;
const TITLES = 3;
const PAGE = 5;

/**
 * The combobox pattern of WAI-ARIA around a box and a list, whatever fills it and however it looks.
 *
 * @template Found
 * @param {HTMLInputElement} input
 * @param {object} given
 * @param {HTMLElement} given.list options go here
 * @param {HTMLElement} [given.popup] what is shown and hidden, if more than the list
 * @param {(typed: string, signal: AbortSignal) => Promise<Found>} given.ask
 * @param {(found: Found, typed: string) => Node[]} given.render nodes with role=option in them
 * @param {(text: string) => void} given.announce for screen readers
 * @returns {{close: () => void}}
 */
export function combobox(input, { list, popup = list, ask, render, announce }) {
  let selected = -1;
  let timer = 0;
  /** @type {AbortController | null} */
  let asking = null;
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) input.setAttribute(name, value);

  /** @returns {HTMLElement[]} */
  const options = () => [...list.querySelectorAll(/** @type {"a"} */ ("[role=option]"))];
  function close() {
    clearTimeout(timer);
    if (asking) asking.abort();
    popup.hidden = true;
    selected = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
  /** @param {number} index */
  function select(index) {
    selected = index;
    const shown = options();
    shown.forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
    const option = shown[index];
    if (!option) { input.removeAttribute("aria-activedescendant"); return; }
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }
  /** @param {Node[]} nodes */
  function open(nodes) {
    list.replaceChildren(...nodes);
    const shown = options();
    shown.forEach((option, i) => { option.id = `${list.id}-${i + 1}`; });
    const root = /** @type {Document | ShadowRoot} */ (input.getRootNode());
    if (!shown.length || root.activeElement !== input) { close(); return; }
    popup.hidden = false;
    input.setAttribute("aria-expanded", "true");
    select(-1);
    announce(`有 ${shown.length} 条联想，用上下键选择`);
  }
  async function suggest() {
    const typed = input.value.trim();
    if (asking) asking.abort();
    if (!typed || typed.length > LONGEST_ASKED) { close(); return; }
    const mine = new AbortController();
    asking = mine;
    try {
      const found = await ask(typed, mine.signal);
      if (!mine.signal.aborted) open(render(found, typed));
    } catch {
      if (!mine.signal.aborted) close(); // suggestions only help: searching goes on without
    }
  }
  function soon() {
    clearTimeout(timer);
    timer = setTimeout(suggest, TYPING_MS);
  }
  input.addEventListener("input", (event) => {
    if (!(/** @type {InputEvent} */ (event).isComposing)) soon();
  });
  input.addEventListener("compositionend", soon);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const count = options().length;
    if (popup.hidden || !count) {
      if (event.key === "ArrowDown" && input.value.trim()) { event.preventDefault(); suggest(); }
    } else if (event.key === "Escape") { event.preventDefault(); close(); }
    else if (event.key === "ArrowDown") { event.preventDefault(); select(selected + 1 < count ? selected + 1 : -1); }
    else if (event.key === "ArrowUp") { event.preventDefault(); select(selected < 0 ? count - 1 : selected - 1); }
    else if (event.key === "Enter" && selected >= 0) { event.preventDefault(); options()[selected]?.click(); }
    else if (event.key === "Tab") close();
  });
  popup.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  input.addEventListener("blur", close);
  return { close };
}

/**
 * What is offered of what /suggest answers: terms, then at most three titles.
 *
 * @param {import("./widget.js").Suggestion[]} found
 * @param {string} typed
 */
export function offered(found, typed) {
  return {
    terms: found.filter((s) => s.kind === "term" && s.text !== typed).slice(0, TERMS),
    titles: found.filter((s) => s.kind !== "term" && s.id).slice(0, TITLES),
  };
}

/**
 * A text whose parts that are ``typed`` are within elements of this name.
 *
 * @param {string} text
 * @param {string} typed
 * @param {string} name
 * @returns {(Node | string)[]}
 */
export function emphasised(text, typed, name) {
  return typed ? text.split(typed).flatMap((part, i) => (i ? [element(name, {}, typed), part] : [part])) : [text];
}

/**
 * @param {string} name
 * @param {Record<string, string>} [attributes]
 * @param {(Node | string)[]} children
 */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', "#34": '"', "#39": "'", "#x27": "'" };
/**
 * The nodes of a highlight: escaped text with <em> around what was found.
 *
 * @param {string} highlight
 */
function marked(highlight) {
  return highlight.split(/<\/?em>/).map((part, i) => {
    const text = part.replace(/&(amp|lt|gt|quot|#34|#39|#x27);/g, (_, name) => ENTITIES[/** @type {"amp"} */ (name)]);
    return i % 2 ? element("mark", {}, text) : text;
  });
}

const CIRCLE = "M10 2.8a7.2 7.2 0 1 1 0 14.4a7.2 7.2 0 1 1 0-14.4";
/** Each validity's look (class) and picture. */
const LOOKS = {
  in_force: ["on", `${CIRCLE}M6.5 10.3l2.5 2.5 4.7-5.3`],
  amended: ["part", `${CIRCLE}M6.5 10h7`],
  partially_in_force: ["part", `${CIRCLE}M10 3v14`],
  not_yet_effective: ["part", `${CIRCLE}M10 6v4l3 2`],
  expired: ["past", `${CIRCLE}M10 6v4l3 2`],
  repealed: ["off", `${CIRCLE}M5 5l10 10`],
  draft: ["open", "M5 15l1-4 7-7 3 3-7 7z"],
};
const DAYS = { published: "发布", written: "成文", printed: "印发", effective: "施行" };
/** What has no validity is shown as what it is. @param {import("./widget.js").Hit} hit */
function standingOf(hit) {
  const book = hit.kind === "interpretation" && hit.status.value === "unknown";
  return book ? [element("span", { class: "st st--open", part: "status status-open" }, "政策解读")] : standing(hit.status);
}
/** Colour, picture and word; and that it was inferred. @param {import("./widget.js").Standing | null | undefined} status */
function standing(status) {
  const look = status && LOOKS[/** @type {"draft"} */ (status.value)];
  if (!status || !look) return [];
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", look[1] || "");
  svg.append(path);
  const shown = element("span", { class: `st st--${look[0]}`, part: `status status-${look[0]}` }, svg, status.label);
  return status.basis === "inferred" ? [shown, element("span", { class: "st tag", part: "basis" }, "推断")] : [shown];
}

const STYLE = `
:host { all: initial; display: block; position: relative; color-scheme: light;
  --_a: var(--ps-accent, #1a4f8f); --_oa: var(--ps-on-accent, #fff); --_bg: var(--ps-background, #fff); --_ink: var(--ps-ink, #1a212e);
  --_soft: var(--ps-ink-soft, #5d6779); --_line: var(--ps-line, #858f9f); --_thin: var(--ps-line, #dce0e7); --_r: var(--ps-radius, 8px);
  --_tint: var(--ps-tint, #e9f0f9); --_mark: var(--ps-mark, #fff3c4);
  --_on: #0a634d; --_onb: #e0f2eb; --_pt: #744600; --_ptb: #fdf0d8; --_off: #fff; --_offb: #a3242b;
  font: var(--ps-font-size, 16px)/1.6 var(--ps-font, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif); color: var(--_ink); }
@media (prefers-color-scheme: dark) { :host([theme=auto]) { color-scheme: dark;
  --_a: var(--ps-accent, #8fb8ef); --_oa: var(--ps-on-accent, #10151d); --_bg: var(--ps-background, #181e27); --_ink: var(--ps-ink, #e7ebf2);
  --_soft: var(--ps-ink-soft, #a7b1c1); --_line: var(--ps-line, #76829a); --_thin: var(--ps-line, #333d4d); --_tint: var(--ps-tint, #232f40);
  --_mark: var(--ps-mark, #574a12); --_on: #93dcc2; --_onb: #143a30; --_pt: #f2cd88; --_ptb: #40300f; } }
:host([hidden]), [hidden] { display: none !important; }
* { box-sizing: border-box; } form { position: relative; margin: 0; } p, ol { margin: 0; padding: 0; list-style: none; }
.vh { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.box { display: flex; background: var(--_bg); border: 1px solid var(--_line); border-radius: var(--_r); overflow: hidden; }
.box:focus-within { outline: 3px solid var(--_a); outline-offset: 2px; }
input { flex: 1; min-width: 0; height: 48px; padding: 0 14px; border: 0; outline: 0; border-radius: 0; background: none; color: inherit; font: inherit; appearance: none; }
input::placeholder { color: var(--_soft); opacity: 1; }
button { border: 0; padding: 0 22px; min-height: 44px; background: var(--_a); color: var(--_oa); font: inherit; font-weight: 600; cursor: pointer; }
button:focus-visible { outline: 2px solid var(--_oa); outline-offset: -5px; }
.more { margin-top: 12px; border-radius: var(--_r); } .more:focus-visible, a:focus-visible { outline: 3px solid var(--_a); outline-offset: 2px; }
.pop { position: absolute; z-index: var(--ps-z, 1000); left: 0; right: 0; top: calc(100% + 4px); background: var(--_bg); border: 1px solid var(--_line); border-radius: var(--_r); box-shadow: 0 10px 28px rgba(0, 0, 0, .16); overflow: hidden; }
[role=listbox] { max-height: min(60vh, 28rem); overflow-y: auto; }
[role=option] { display: block; min-height: 44px; padding: 9px 14px; color: inherit; text-decoration: none; overflow-wrap: anywhere; } [role=option] b { color: var(--_a); }
[role=option][aria-selected=true], [role=option]:hover { background: var(--_tint); } [aria-selected=true] { box-shadow: inset 3px 0 var(--_a); }
small { display: block; font-size: 13px; color: var(--_soft); } [aria-selected=true] small, [role=option]:hover small { color: var(--_ink); }
.st { font-size: 13px; font-weight: 700; padding: 0 5px; border-radius: 3px; margin-right: 8px; white-space: nowrap; border: 1px solid transparent; }
.st svg { width: 13px; height: 13px; margin-right: 3px; vertical-align: -2px; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
.st--on { color: var(--_on); background: var(--_onb); } .st--part { color: var(--_pt); background: var(--_ptb); } .st--off { color: var(--_off); background: var(--_offb); } .st--past { color: #fff; background: #596170; } .st--open { border: 1px dashed; } .tag { font-weight: 400; border: 1px solid var(--_thin); }
.foot { display: flex; justify-content: space-between; gap: 12px; flex-wrap: wrap; padding: 8px 14px; border-top: 1px solid var(--_thin); font-size: 13px; color: var(--_soft); }
a { color: var(--_a); } mark { background: var(--_mark); color: inherit; }
.results { margin-top: 14px; padding: 4px 16px 14px; background: var(--_bg); border: 1px solid var(--_thin); border-radius: var(--_r); overflow-wrap: anywhere; }
.results > p { padding-top: 10px; } .hit { padding: 12px 0; border-bottom: 1px solid var(--_thin); } .hit > a { font-weight: 600; }
.meta, .said { font-size: 13px; color: var(--_soft); } .passage { font-size: 14px; }
@media (forced-colors: active) { .st, .pop, .box { border: 1px solid; } [aria-selected=true] { outline: 2px solid Highlight; outline-offset: -2px; } }
`;
/** @type {CSSStyleSheet | undefined} */
let sheet;
/** @param {ShadowRoot} root */
function dress(root) {
  try {
    if (!sheet) { sheet = new CSSStyleSheet(); sheet.replaceSync(STYLE); }
    root.adoptedStyleSheets = [sheet];
  } catch { // Safari before 16.4; the host's policy decides about this one
    root.append(element("style", {}, STYLE));
  }
}

// Where there is no document (a server that renders), importing does no harm.
const Base = globalThis.HTMLElement || /** @type {typeof HTMLElement} */ (class {});

export class PolicySearch extends Base {
  static observedAttributes = ["api", "portal", "label", "placeholder", "provider", "results", "filter", "target"];

  /** @type {HTMLInputElement | null} */
  #input = null;
  /** @type {HTMLElement} */
  #results;
  /** @type {HTMLElement} */
  #live;
  /** @type {{close: () => void}} */
  #suggestions;
  /** @type {AbortController | null} */
  #asking = null;
  #root = this.attachShadow({ mode: "open", delegatesFocus: true });

  connectedCallback() { this.#draw(); }
  attributeChangedCallback() { if (this.isConnected) this.#draw(); }

  get value() { return this.#input ? this.#input.value : this.getAttribute("value") || ""; }
  set value(text) { if (this.#input) this.#input.value = text; else this.setAttribute("value", text); }

  /** Where the API is: an attribute, else where this file came from. Null where that is no address. */
  get #api() { return base(this.getAttribute("api") || new URL(".", import.meta.url).href); }
  get #portal() { return base(this.getAttribute("portal")) || this.#api; }
  get #inline() { return this.getAttribute("results") === "inline"; }

  #draw() {
    const kept = this.value;
    this.#root.replaceChildren();
    dress(this.#root);
    this.#input = null;
    if (!this.#api) { this.#root.append(element("slot")); return; } // the link within is better than nothing
    const input = /** @type {HTMLInputElement} */ (element("input", {
      id: "q", name: "q", type: "search", autocomplete: "off", maxlength: "2000", part: "input", enterkeyhint: "search",
      placeholder: this.getAttribute("placeholder") || "词语、标题或文号",
    }));
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
    this.#suggestions = combobox(input, {
      list,
      popup,
      announce: (text) => this.#say(text),
      ask: async (typed, signal) => (await this.#get("suggest", { q: typed, size: "20" }, signal)).suggestions,
      render: (found, typed) => {
        all.setAttribute("href", this.#page(typed));
        const { terms, titles } = offered(found, typed);
        return [...terms.map((s) => this.#term(s, typed)), ...titles.map((s) => this.#title(s, typed))];
      },
    });
    form.addEventListener("submit", (event) => { event.preventDefault(); this.search(); });
  }

  /**
   * Searches what is in the box, or this.
   * @param {string} [query]
   */
  async search(query) {
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
  /** @param {import("./widget.js").Suggestion} s @param {string} typed */
  #term(s, typed) {
    const href = this.#page(s.text);
    const made = this.#option(href, ...emphasised(s.text, typed, "b"));
    made.addEventListener("click", (event) => {
      if (!this.#picked(event, { kind: "term", text: s.text, id: null, url: href }) || !this.#inline || elsewhere(event)) return;
      event.preventDefault();
      this.search(s.text);
    });
    return made;
  }
  /** @param {import("./widget.js").Suggestion} s @param {string} typed */
  #title(s, typed) {
    const href = this.#document(s.id || "");
    const beside = element("small", {}, ...standing(s.status), s.doc_number || "");
    const made = this.#option(href, ...emphasised(s.text, typed, "b"), ...(beside.textContent ? [beside] : []));
    made.addEventListener("click", (event) => this.#picked(event, { kind: "document", text: s.text, id: s.id || null, url: href }));
    return made;
  }
  /** @param {string} href @param {(Node | string)[]} children */
  #option(href, ...children) {
    return element("a", { role: "option", tabindex: "-1", "aria-selected": "false", part: "option", ...this.#opening(href) }, ...children);
  }
  /** @param {Event} event @param {import("./widget.js").SelectDetail} detail */
  #picked(event, detail) {
    const goes = this.#tell("select", detail);
    if (goes) this.#suggestions.close();
    else event.preventDefault();
    return goes;
  }

  // ---------------------------------------------------------------- results in place
  /** @param {string} asked @param {number} page */
  async #show(asked, page) {
    const within = this.#results;
    if (this.#asking) this.#asking.abort();
    const mine = new AbortController();
    this.#asking = mine;
    within.setAttribute("aria-busy", "true");
    const size = String(Number(this.getAttribute("size")) || PAGE);
    try {
      const found = await this.#get("search", { q: asked, page: String(page), size, facets: "" }, mine.signal, true);
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
  /** @param {HTMLElement} within @param {import("./widget.js").Answer} found @param {string} asked @param {number} page */
  #list(within, found, asked, page) {
    const loose = found.total ? null : found.relaxed;
    const hits = loose ? loose.hits : found.hits;
    if (page === 1) {
      const said = loose ? `没有完全相符的；${loose.note}，共 ${loose.total} 份` : `共 ${found.total} 份文件`;
      const all = element("a", { part: "all", ...this.#opening(this.#page(asked)) }, "在政策文件库中查看");
      within.append(element("p", { class: "said" }, `${said}　`, all), element("ol", { part: "hits" }));
    }
    const list = /** @type {HTMLElement} */ (within.querySelector("ol"));
    const first = list.children.length;
    list.append(...hits.map((hit) => this.#hit(hit, asked)));
    const before = within.querySelector("button");
    if (before) before.remove();
    if (page > 1) /** @type {HTMLElement | null} */ (list.children[first] && list.children[first].querySelector("a"))?.focus();
    if (loose || list.children.length >= found.total || !hits.length) return;
    const more = element("button", { class: "more", type: "button", part: "more" }, "再看一些");
    more.addEventListener("click", () => this.#show(asked, page + 1));
    within.append(more);
  }
  /** @param {import("./widget.js").Hit} hit @param {string} asked */
  #hit(hit, asked) {
    const passage = hit.highlights.body[0];
    const url = this.#document(hit.id, asked, hit.passage && hit.passage.anchor);
    const link = element("a", { part: "title", ...this.#opening(url) }, ...marked(hit.highlights.title || "").concat(hit.highlights.title ? [] : [hit.title || hit.id]));
    link.addEventListener("click", (event) => {
      if (!this.#tell("select", { kind: "document", text: hit.title || hit.id, id: hit.id, url })) event.preventDefault();
    });
    const day = hit.date ? `${hit.date} ${DAYS[/** @type {"written"} */ (hit.date_kind)] || ""}` : "日期未标注";
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
  /** @param {string} href */
  #opening(href) {
    const target = this.getAttribute("target");
    /** @type {Record<string, string>} */
    const given = target ? { href, target, rel: "noopener" } : { href };
    return given;
  }
  /** @param {string} asked */
  #page(asked) {
    return `${this.#portal}?${this.#asked({ q: asked })}`;
  }
  /** @param {string} id @param {string} [asked] @param {string | null} [anchor] */
  #document(id, asked, anchor) {
    const query = asked ? `?${new URLSearchParams({ q: asked })}` : "";
    return `${this.#portal}documents/${encodeURIComponent(id)}${query}${anchor ? `#${anchor}` : ""}`;
  }
  /** @param {Record<string, string>} given */
  #asked(given) {
    const params = new URLSearchParams(this.getAttribute("filter") || "");
    for (const [name, value] of Object.entries(given)) params.set(name, value);
    return params;
  }
  /** @param {string} what @param {Record<string, string>} given @param {AbortSignal} signal @param {boolean} [filtered] */
  async #get(what, given, signal, filtered = false) {
    const params = filtered ? this.#asked(given) : new URLSearchParams(given);
    // Nothing that needs a preflight, and nobody's cookies.
    const answer = await fetch(`${this.#api}api/v1/${what}?${params}`, { signal, credentials: "omit" });
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Refused(told.detail || told.title || `政策文件库答复 ${answer.status}`);
    return told;
  }
  /** @param {string} name @param {object} detail @returns {boolean} whether nobody prevented it */
  #tell(name, detail) {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: name !== "results" }));
  }
  /** @param {string} text */
  #say(text) { this.#live.textContent = text; }
}

class Refused extends Error {}

/** @param {string | null} address @returns {string | null} with a slash at its end */
function base(address) {
  if (!address) return null;
  try {
    const { protocol, origin, pathname } = new URL(address, document.baseURI);
    return /^https?:$/.test(protocol) ? `${origin}${pathname.replace(/\/*$/, "/")}` : null;
  } catch {
    return null;
  }
}
/** @param {MouseEvent} event whether a new tab or window was asked for */
function elsewhere(event) { return event.ctrlKey || event.metaKey || event.shiftKey || event.button > 0; }

if (globalThis.customElements && !customElements.get("policy-search")) customElements.define("policy-search", PolicySearch);
