// A client as a portal's developer writes it: all names and values come from the generated types.
import createClient from "openapi-fetch";
import type { components, operations, paths } from "./schema.js";

declare const process: { argv: string[] };

type Parameters = NonNullable<operations["search"]["parameters"]["query"]>;
type Hit = components["schemas"]["Hit"];

const client = createClient<paths>({ baseUrl: process.argv[2] ?? "" });

function day(hit: Hit): string {
  const kinds: Record<NonNullable<Hit["date_kind"]>, string> = {
    published: "发布",
    written: "成文",
    printed: "印发",
    effective: "施行",
  };
  return hit.date && hit.date_kind ? `${hit.date} ${kinds[hit.date_kind]}` : "";
}

function check(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}

const query: Parameters = {
  q: "加装电梯",
  kind: ["policy", "law"],
  sort: "newest",
  size: 5,
  facets: ["year", "issuer"],
};
// @ts-expect-error No such status.
const wrong: Parameters = { status: ["valid"] };
check(wrong.status?.length === 1, "unused");

const { data, error } = await client.GET("/api/v1/search", { params: { query } });
check(error === undefined, error?.detail ?? "");
const [hit] = data.hits;
check(hit !== undefined, "no hit");
check(day(hit) === "2024-05-01 发布", `wrong day: ${day(hit)}`);
check(Object.keys(data.facets).join() === "year,issuer", "other facets");

const body = await client.POST("/api/v1/search", { body: { q: "加装电梯" } });
check(body.data?.total === data.total, "another total by POST");

const document = await client.GET("/api/v1/documents/{document_id}", {
  params: { path: { document_id: hit.id }, query: { as_of: "2024-06-01" } },
});
check(document.data?.title === hit.title, "another title");
check(document.data.status.label.length > 0, "no status");

const refused = await client.GET("/api/v1/documents/{document_id}/text", {
  params: { path: { document_id: "nothing" } },
});
check(refused.error?.status === 404, "no problem document");
