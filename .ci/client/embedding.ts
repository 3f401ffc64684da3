// The box as a site's developer uses it that builds with a bundler: its types come with the package.
import "policy-search-widget";
import { offered } from "policy-search-widget";
import type { components } from "./schema.js";

const box = document.createElement("policy-search");
box.setAttribute("api", "https://policy.example.gov.cn");
box.value = "加装电梯";
box.addEventListener("search", (event) => {
  if (event.detail.query.length < 2) event.preventDefault();
});
box.addEventListener("select", ({ detail }) => {
  const id: string | null = detail.kind === "document" ? detail.id : null;
  console.log(id, detail.url);
});
box.addEventListener("results", ({ detail }) => console.log(detail.total));
// @ts-expect-error No such detail.
box.addEventListener("search", ({ detail }) => console.log(detail.total));
await box.search();

// What the box reads of the API is what the API tells of itself.
declare const told: components["schemas"]["Suggestion"][];
offered(told, "").titles.map((suggestion) => suggestion.id);
declare const answer: components["schemas"]["SearchAnswer"];
const read: import("policy-search-widget").Answer = answer;
console.log(read.hits.length);
