// What the pages add where scripts run: suggestions, filters without a press, copying, printing,
// a slider on the timeline, short cuts. Without it everything works by forms and links.
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const sprite = () => (one(".icon use") ? one(".icon use").getAttribute("href").split("#")[0] : "");
  const live = document.createElement("p");
  live.className = "vh";
  live.setAttribute("role", "status");
  document.body.append(live);

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }
  function icon(name) {
    const ns = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(ns, "svg");
    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS(ns, "use");
    use.setAttribute("href", `${sprite()}#i-${name}`);
    svg.append(use);
    return svg;
  }

  // ------------------------------------------------------------ suggestions (combobox)
  const STYLES = {
    partially_in_force: "partial",
    not_yet_effective: "future",
  };
  // The box itself is that of other sites: widget.js, which the page has named to be loaded.
  async function suggestions(input) {
    const list = document.getElementById(input.dataset.suggest);
    const widget = one("link[rel=modulepreload]");
    if (!list || !widget) return;
    let shared;
    try {
      shared = await import(widget.href);
    } catch {
      return; // suggestions only help: searching goes on without
    }
    const { combobox, emphasised, offered } = shared;

    function group(name, label, items) {
      const head = element("p", { class: "suggest__head", id: `${list.id}-${name}` }, label);
      return element("div", { role: "group", "aria-labelledby": head.id }, head, ...items);
    }
    function option(href, ...children) {
      return element(
        "a", { class: "suggest__item", role: "option", tabindex: "-1", "aria-selected": "false", href }, ...children,
      );
    }
    function term({ text }, typed) {
      const form = new URLSearchParams(new FormData(input.form));
      form.set(input.name, text);
      return option(`${input.form.getAttribute("action")}?${form}`, icon("search"), element("span", {}, ...emphasised(text, typed, "mark")));
    }
    function title(found, typed) {
      const words = element("span", {}, ...emphasised(found.text, typed, "mark"));
      if (found.doc_number) words.append(element("small", {}, found.doc_number));
      const made = option(`/documents/${encodeURIComponent(found.id)}`, icon("file"), words);
      if (found.status && found.status.value !== "unknown") {
        const style = STYLES[found.status.value] || found.status.value;
        made.append(element("span", { class: `status status--${style}` }, icon(style), found.status.label));
      }
      return made;
    }
    combobox(input, {
      list,
      announce: (text) => { live.textContent = text; },
      ask: async (typed, signal) => {
        const answer = await fetch(`/api/v1/suggest?${new URLSearchParams({ q: typed, size: "20" })}`, { signal });
        return answer.ok ? (await answer.json()).suggestions : [];
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

  // ------------------------------------------------------------ filters without a press
  const wide = matchMedia("(min-width: 60rem)");

  function filters(form) {
    const apply = one(".facets__apply", form);
    const set = () => apply && apply.classList.toggle("facets__apply--auto", wide.matches);
    set();
    wide.addEventListener("change", set);
    form.addEventListener("change", (event) => {
      const field = event.target;
      // On phones several are chosen in the sheet, and then applied. Years are typed, then entered.
      if (!wide.matches || !field.name || field.matches("[data-narrow]") || !field.checkValidity()) return;
      go(form, field);
    });
    form.addEventListener("submit", () => {
      for (const field of all("input", form)) if (!field.value) field.disabled = true;
    });
    for (const box of all("[data-narrow]", form)) narrow(box);
  }
  function asked(form) {
    const given = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value !== "") given.append(name, value);
    return `${form.getAttribute("action")}?${given.toString() || "q="}`;
  }
  async function go(form, field) {
    const href = asked(form);
    const { name, value } = field;
    let answer;
    try {
      answer = await fetch(href, { headers: { Accept: "text/html" } });
    } catch {
      location.assign(href);
      return;
    }
    if (!answer.ok) { location.assign(href); return; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const folded = new Map(all(".facets details", form.parentElement).map((d) => [d.firstElementChild.textContent, d.open]));
    one("main").replaceWith(one("main", page));
    document.title = page.title;
    history.pushState({ ours: true }, "", href);
    for (const d of all(".facets details")) {
      const open = folded.get(d.firstElementChild.textContent);
      if (open !== undefined) d.open = open;
    }
    begin(one("main"));
    const again = all(".facets input").find((i) => i.name === name && (i.type !== "checkbox" || i.value === value));
    if (again) again.focus({ preventScroll: true });
    const total = one(".toolbar__total");
    live.textContent = total ? total.textContent : "";
  }
  function narrow(box) {
    const facet = box.closest(".facet");
    box.addEventListener("input", () => {
      const typed = box.value.trim();
      const more = one(".more", facet);
      if (more && typed) more.open = true;
      for (const row of all(".check", facet)) row.hidden = !!typed && !row.textContent.includes(typed);
    });
  }
  addEventListener("popstate", () => { if (one(".facets")) location.reload(); });

  // ------------------------------------------------------------ the document's page
  function copying(button) {
    const from = document.getElementById(button.dataset.copy);
    if (!from || !navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(from.textContent.trim());
      live.textContent = "已复制";
      const said = button.textContent;
      one("span", button).textContent = "已复制";
      setTimeout(() => { one("span", button).textContent = said; }, 2000);
    });
  }
  function citing(cite) {
    const tell = () => {
      const part = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      const number = part && one(".article__no", part);
      cite.textContent = cite.dataset.cite + (number ? number.textContent : "");
    };
    addEventListener("hashchange", tell);
    tell();
  }
  function sliding(range) {
    const day = document.getElementById(range.dataset.day);
    if (!day) return;
    const first = Date.parse(range.dataset.first);
    const told = (value) => new Date(first + Number(value) * 86400000).toISOString().slice(0, 10);
    const periods = JSON.parse(range.dataset.periods);
    const tell = () => {
      const now = told(range.value);
      const holding = periods.filter(([since]) => since <= now).pop();
      range.setAttribute("aria-valuetext", `${now}，${holding ? holding[1] : ""}`);
      day.value = now;
      const shown = document.getElementById("timeline-told");
      if (shown) shown.textContent = `${now}　${holding ? holding[1] : ""}`;
    };
    range.hidden = false;
    range.addEventListener("input", tell);
    range.addEventListener("change", () => day.form.requestSubmit());
    range.setAttribute("aria-valuetext", range.dataset.told || "");
  }

  // ------------------------------------------------------------ charts
  // The chart's own file, drawn by the browser, which has the fonts; twice as large, for paper.
  function drawn(button) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const picture = new Image();
      picture.src = button.dataset.png;
      try {
        await picture.decode();
        const canvas = element("canvas", { width: 2 * picture.naturalWidth, height: 2 * picture.naturalHeight });
        canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
        const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
        const link = element("a", { href: URL.createObjectURL(blob), download: button.dataset.name });
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 10000);
        live.textContent = "PNG 图片已生成";
      } catch {
        live.textContent = "图片未能生成，请用 SVG";
      }
    });
  }

  // ------------------------------------------------------------ all pages
  function begin(within) {
    all("[data-suggest]", within).forEach(suggestions);
    all("form[data-submit]", within).forEach(filters);
    all("[data-cite]", within).forEach(citing);
    all("[data-copy]", within).forEach(copying);
    all("[data-day]", within).forEach(sliding);
    all("[data-png]", within).forEach(drawn);
    for (const button of all("[data-print]", within)) {
      button.hidden = false;
      button.addEventListener("click", () => print());
    }
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) {
      const box = one("[data-suggest]");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    }
    if (event.key === "Escape") {
      for (const menu of all("details.menu[open]")) { menu.open = false; one("summary", menu).focus(); }
      if (location.hash === "#filters") { location.hash = "#results"; const opener = one(".filter-open"); if (opener) opener.focus(); }
    }
  });
  document.addEventListener("click", (event) => {
    for (const menu of all("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  addEventListener("hashchange", () => {
    if (location.hash === "#filters") { const sheet = one("#filters"); if (sheet) sheet.focus(); }
  });
  begin(document);
})();
