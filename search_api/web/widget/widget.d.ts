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

/**
 * `<policy-search>`. Attributes: `api`, `portal`, `results` ("inline" | "page"), `size`, `filter`,
 * `label`, `placeholder`, `provider`, `target`, `theme` ("auto"), `value` (at the start).
 */
export class PolicySearch extends HTMLElement {
  /** What is in the box. */
  value: string;
  /** Searches what is in the box, or this. */
  search(query?: string): Promise<void>;
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

/** The part of the API's answers that the box reads; all of them: `/openapi.json`. */
export interface Standing {
  value: string;
  label: string;
  /** How it is known. */
  basis?: string | null;
}
export interface Suggestion {
  text: string;
  kind: string;
  id?: string | null;
  doc_number?: string | null;
  status?: Standing | null;
}
export interface Hit {
  id: string;
  title: string | null;
  doc_number: string | null;
  issuers: string[];
  kind?: string | null;
  date?: string | null;
  date_kind?: string | null;
  status: Standing;
  highlights: { title: string | null; body: { text: string; heading: string | null; anchor: string | null }[] };
  passage?: { heading: string | null; anchor: string | null } | null;
  replaced_by?: { id: string; title: string | null } | null;
}
export interface Answer {
  total: number;
  hits: Hit[];
  relaxed?: { note: string; total: number; hits: Hit[] } | null;
}

/** The combobox pattern around a box and a list of your own. */
export function combobox<Found>(
  input: HTMLInputElement,
  given: {
    list: HTMLElement;
    popup?: HTMLElement;
    ask: (typed: string, signal: AbortSignal) => Promise<Found>;
    render: (found: Found, typed: string) => Node[];
    announce: (text: string) => void;
  },
): { close: () => void };
/** What is offered of what `/suggest` answers. */
export function offered(found: Suggestion[], typed: string): { terms: Suggestion[]; titles: Suggestion[] };
/** A text whose parts that were typed are within elements of this name. */
export function emphasised(text: string, typed: string, name: string): (Node | string)[];

declare global {
  interface HTMLElementTagNameMap {
    "policy-search": PolicySearch;
  }
}
