// The part of the API's answers that the box reads; all of them: `/openapi.json`.

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
