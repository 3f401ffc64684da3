// Files chosen or dropped, sent with their progress.
import { element, one, part } from "./dom.js";

const MOST_SHOWN = 12;

function size(bytes: number): string {
  return bytes >= 1048576 ? `${(bytes / 1048576).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`;
}

async function filesOf(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile) return [await new Promise<File>((done, failed) => (entry as FileSystemFileEntry).file(done, failed))];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: File[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done, failed) => reader.readEntries(done, failed));
    if (!some.length) break;
    for (const inner of some) found.push(...(await filesOf(inner)));
  }
  return found;
}

async function dropped(transfer: DataTransfer): Promise<File[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter((entry) => !!entry);
  if (!entries.length) return [...transfer.files];
  const found: File[] = [];
  for (const entry of entries) found.push(...(await filesOf(entry)));
  // What systems leave in folders is no document.
  return found.filter((file) => !file.name.startsWith(".") && !file.name.startsWith("~$") && file.name !== "Thumbs.db");
}

export function upload(form: HTMLFormElement): void {
  const zone = part("[data-drop]", form);
  const input = part<HTMLInputElement>("input[type=file]", form);
  const list = part("[data-chosen]", form);
  part("[data-drop-words]", form).hidden = false;

  function show(): void {
    const files = [...(input.files ?? [])];
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
    if (event.dataTransfer) for (const file of await dropped(event.dataTransfer)) chosen.items.add(file);
    input.files = chosen.files;
    show();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}

function send(form: HTMLFormElement): void {
  const panel = part("[data-sending]", form);
  const told = part("[data-sending-words]", panel);
  const bar = part<HTMLProgressElement>("progress", panel);
  const button = part<HTMLButtonElement>(".btn--primary", form);
  const request = new XMLHttpRequest();
  const failed = (words: string) => {
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
    say(problem?.textContent?.trim() ?? "服务没有收下，请稍后再试");
  });
  request.addEventListener("error", () => failed("连接中断，请再试一次"));
  request.open("POST", form.action);
  request.send(new FormData(form));
}

function say(words: string): void {
  const old = document.getElementById("problems");
  const made = element("div", { class: "notice notice--bad", role: "alert", id: "problems", tabindex: "-1" }, element("div", {}, words));
  if (old) old.replaceWith(made);
  else part("#main .stack").prepend(made);
  made.focus();
}
