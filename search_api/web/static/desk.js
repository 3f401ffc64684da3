// What the desk adds where scripts run: files dropped and sent with their progress, jobs that tell
// how far they are, keys for the review queue, all of a list at once, changes shown as they are made.
// Without it everything works by forms and links.
"use strict";
(() => {
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }
  function size(bytes) {
    return bytes >= 1048576 ? `${(bytes / 1048576).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`;
  }

  // ------------------------------------------------------------ files: chosen, dropped, sent
  const MOST_SHOWN = 12;

  async function filesOf(entry) {
    if (entry.isFile) return [await new Promise((done, failed) => entry.file(done, failed))];
    const reader = entry.createReader();
    const found = [];
    for (;;) {
      const part = await new Promise((done, failed) => reader.readEntries(done, failed));
      if (!part.length) break;
      for (const inner of part) found.push(...(await filesOf(inner)));
    }
    return found;
  }
  async function dropped(transfer) {
    const entries = [...transfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry()).filter(Boolean);
    if (!entries.length) return [...transfer.files];
    const found = [];
    for (const entry of entries) found.push(...(await filesOf(entry)));
    // What systems leave in folders is no document.
    return found.filter((file) => !file.name.startsWith(".") && !file.name.startsWith("~$") && file.name !== "Thumbs.db");
  }

  function upload(form) {
    const zone = one("[data-drop]", form);
    const input = one("input[type=file]", form);
    const list = one("[data-chosen]", form);
    const words = one("[data-drop-words]", form);
    words.hidden = false;

    function show() {
      const files = [...input.files];
      list.replaceChildren(...files.slice(0, MOST_SHOWN).map((file) => element("li", {}, `${file.name}（${size(file.size)}）`)));
      if (files.length > MOST_SHOWN) list.append(element("li", {}, `…共 ${files.length} 个`));
      list.hidden = !files.length;
    }
    input.addEventListener("change", show);
    for (const kind of ["dragenter", "dragover"]) {
      zone.addEventListener(kind, (event) => {
        event.preventDefault();
        zone.classList.add("drop--over");
      });
    }
    for (const kind of ["dragleave", "drop"]) zone.addEventListener(kind, () => zone.classList.remove("drop--over"));
    zone.addEventListener("drop", async (event) => {
      event.preventDefault();
      const chosen = new DataTransfer();
      for (const file of await dropped(event.dataTransfer)) chosen.items.add(file);
      input.files = chosen.files;
      show();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form);
    });
  }
  function send(form) {
    const panel = one("[data-sending]", form);
    const told = one("[data-sending-words]", panel);
    const bar = one("progress", panel);
    const button = one(".btn--primary", form);
    const request = new XMLHttpRequest();
    const failed = (words) => {
      told.textContent = words;
      button.disabled = false;
    };
    panel.hidden = false;
    button.disabled = true;
    told.textContent = "正在上传";
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      bar.value = total ? (100 * loaded) / total : 0;
      told.textContent = loaded < total ? `正在上传：${size(loaded)}，共 ${size(total)}` : "已传完，正在检查";
    });
    request.addEventListener("load", () => {
      if (request.status < 300) {
        location.assign(request.responseURL);
        return;
      }
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      const problem = one(".notice--bad, .error .soft, .error .bullets", page);
      failed("没有上传");
      say(problem ? problem.textContent.trim() : "服务没有收下，请稍后再试");
    });
    request.addEventListener("error", () => failed("连接中断，请再试一次"));
    request.open("POST", form.action);
    request.send(new FormData(form));
  }
  function say(words) {
    const old = document.getElementById("problems");
    const made = element("div", { class: "notice notice--bad", role: "alert", id: "problems", tabindex: "-1" }, element("div", {}, words));
    if (old) old.replaceWith(made);
    else one("#main .stack").prepend(made);
    made.focus();
  }

  // ------------------------------------------------------------ a job, live
  function job(panel) {
    const words = one("[data-job-words]", panel);
    const bar = one("progress", panel);
    const source = new EventSource(panel.dataset.job);
    one("[data-job-reload]", panel).textContent = "关闭此页不影响处理。";
    source.addEventListener("progress", (event) => {
      const { progress, label } = JSON.parse(event.data);
      words.textContent = (progress.phase || label) + (progress.documents ? `，已读 ${progress.documents} 份` : "");
      bar.max = progress.total || 1;
      bar.value = progress.done || 0;
    });
    source.addEventListener("end", () => {
      source.close();
      location.replace(location.pathname);
    });
  }

  // ------------------------------------------------------------ lists: all at once
  function wholly(form) {
    const boxes = all(`input[name="${form.dataset.all}"]`, form);
    const head = one("thead th", form);
    if (boxes.length < 2 || !head) return;
    const box = element("input", { type: "checkbox" });
    head.replaceChildren(element("label", { class: "check" }, box, element("span", { class: "vh" }, "全选")));
    box.addEventListener("change", () => {
      for (const each of boxes) each.checked = box.checked;
    });
  }

  // ------------------------------------------------------------ changes, as they are made
  function edit(form) {
    const count = one("[data-edit-count]", form);
    const save = one("[data-edit-save]", form);
    const fields = all("td > input, td > select", form);
    const words = count.textContent;
    const isChanged = (field) => field.dataset.was !== field.value.trim();

    function show(field) {
      const cell = field.parentElement;
      const old = one(".edit__diff", cell);
      if (old) old.remove();
      if (!isChanged(field)) return;
      const hidden = (text) => element("span", { class: "vh" }, text);
      cell.append(element(
        "p", { class: "small edit__diff" },
        hidden("原为"), element("del", { class: "was" }, field.dataset.was || "（无）"), " → ",
        hidden("改为"), element("ins", { class: "now" }, field.value.trim() || "（删去）"),
      ));
    }
    function total() {
      const changed = fields.filter(isChanged).length;
      count.textContent = changed ? `改了 ${changed} 项，尚未保存` : words;
      save.textContent = changed ? `保存 ${changed} 项修改` : "保存修改";
    }
    form.addEventListener("change", (event) => {
      if (!fields.includes(event.target)) return;
      show(event.target);
      total();
    });
  }

  // ------------------------------------------------------------ the review queue, by keys
  const SWITCH = "desk-keys";

  function decide(form) {
    const label = one("[data-keys]", form);
    const box = one("input", label);
    label.hidden = false;
    try {
      box.checked = localStorage.getItem(SWITCH) !== "off";
    } catch {
      // Where nothing may be kept, keys are on.
    }
    box.addEventListener("change", () => {
      try {
        localStorage.setItem(SWITCH, box.checked ? "on" : "off");
      } catch {
        // For this page only, then.
      }
    });
    document.addEventListener("keydown", (event) => {
      if (!box.checked || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (event.target.closest("input:not([type=checkbox]):not([type=radio]), select, textarea")) return;
      const key = event.key.toLowerCase();
      const meant = all("[data-key]", form).find((each) => each.dataset.key.split(" ").includes(key));
      if (!meant) return;
      event.preventDefault();
      if (key === "r") one("[data-over]", form).focus();
      else meant.click();
    });
  }

  // ------------------------------------------------------------ a page that is not ready yet
  const SOON = 3000;
  if (one("[data-soon]")) {
    const timer = setTimeout(() => location.reload(), SOON);
    // Whoever has gone on meanwhile is not called back.
    addEventListener("beforeunload", () => clearTimeout(timer));
  }

  // On phones the navigation is a line that scrolls: it begins where one is.
  const current = one(".admin__nav [aria-current]");
  const line = one(".admin__nav");
  if (current && line.scrollWidth > line.clientWidth) line.scrollLeft = current.offsetLeft - (line.clientWidth - current.offsetWidth) / 2;

  for (const form of all("[data-upload]")) upload(form);
  for (const panel of all("[data-job]")) job(panel);
  for (const form of all("[data-all]")) wholly(form);
  for (const form of all("[data-edit]")) edit(form);
  for (const form of all("[data-decide]")) decide(form);
})();
