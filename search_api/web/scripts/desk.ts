// What the desk adds where scripts run: files dropped and sent with their progress, jobs that tell
// how far they are, keys for the review queue, all of a list at once, changes shown as they are made.
// Without it everything works by forms and links.
import { decide } from "./deciding.js";
import { all, element, one, part } from "./dom.js";
import { upload } from "./uploading.js";

// ------------------------------------------------------------ a job, live
function job(panel: HTMLElement): void {
  const words = part("[data-job-words]", panel);
  const bar = part<HTMLProgressElement>("progress", panel);
  const source = new EventSource(panel.dataset["job"] ?? "");
  part("[data-job-reload]", panel).textContent = "关闭此页不影响处理。";
  source.addEventListener("progress", (event: MessageEvent<string>) => {
    const { progress, label } = JSON.parse(event.data) as {
      progress: { phase?: string; documents?: number; total?: number; done?: number };
      label: string;
    };
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
function wholly(form: HTMLFormElement): void {
  const boxes = all<HTMLInputElement>(`input[name="${form.dataset["all"]}"]`, form);
  const head = one("thead th", form);
  if (boxes.length < 2 || !head) return;
  const box = element("input", { type: "checkbox" });
  head.replaceChildren(element("label", { class: "check" }, box, element("span", { class: "vh" }, "全选")));
  box.addEventListener("change", () => {
    for (const each of boxes) each.checked = box.checked;
  });
}

// ------------------------------------------------------------ changes, as they are made
type Field = HTMLInputElement | HTMLSelectElement;

function edit(form: HTMLFormElement): void {
  const count = part("[data-edit-count]", form);
  const save = part("[data-edit-save]", form);
  const fields = all<Field>("td > input, td > select", form);
  const words = count.textContent;
  const isChanged = (field: Field) => field.dataset["was"] !== field.value.trim();

  function show(field: Field): void {
    const cell = field.parentElement;
    if (!cell) return;
    one(".edit__diff", cell)?.remove();
    if (!isChanged(field)) return;
    const hidden = (text: string) => element("span", { class: "vh" }, text);
    cell.append(element(
      "p", { class: "small edit__diff" },
      hidden("原为"), element("del", { class: "was" }, field.dataset["was"] || "（无）"), " → ",
      hidden("改为"), element("ins", { class: "now" }, field.value.trim() || "（删去）"),
    ));
  }
  function total(): void {
    const changed = fields.filter(isChanged).length;
    count.textContent = changed ? `改了 ${changed} 项，尚未保存` : words;
    save.textContent = changed ? `保存 ${changed} 项修改` : "保存修改";
  }
  form.addEventListener("change", (event) => {
    const field = fields.find((each) => each === event.target);
    if (!field) return;
    show(field);
    total();
  });
}

// ------------------------------------------------------------ a page that is not ready yet
const SOON_MS = 3000;
if (one("[data-soon]")) {
  const timer = setTimeout(() => location.reload(), SOON_MS);
  // Whoever has gone on meanwhile is not called back.
  addEventListener("beforeunload", () => clearTimeout(timer));
}

// On phones the navigation is a line that scrolls: it begins where one is.
const current = one(".admin__nav [aria-current]");
const line = one(".admin__nav");
if (current && line && line.scrollWidth > line.clientWidth) {
  line.scrollLeft = current.offsetLeft - (line.clientWidth - current.offsetWidth) / 2;
}

all<HTMLFormElement>("[data-upload]").forEach(upload);
all("[data-job]").forEach(job);
all<HTMLFormElement>("[data-all]").forEach(wholly);
all<HTMLFormElement>("[data-edit]").forEach(edit);
all<HTMLFormElement>("[data-decide]").forEach(decide);
