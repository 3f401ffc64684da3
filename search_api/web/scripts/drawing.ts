// A chart's own file as PNG, drawn by the browser, which has the fonts; twice as large, for paper.
import { element } from "./dom.js";
import { tell } from "./telling.js";

const KEPT_MS = 10_000;

export function drawn(button: HTMLElement): void {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const picture = new Image();
    picture.src = button.dataset["png"] ?? "";
    try {
      await picture.decode();
      const { naturalWidth, naturalHeight } = picture;
      const canvas = element("canvas", { width: String(2 * naturalWidth), height: String(2 * naturalHeight) });
      canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise<Blob>((done, failed) => {
        canvas.toBlob((made) => (made ? done(made) : failed(new Error("no picture"))), "image/png");
      });
      const link = element("a", { href: URL.createObjectURL(blob), download: button.dataset["name"] ?? "" });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
      tell("PNG 图片已生成");
    } catch {
      tell("图片未能生成，请用 SVG");
    }
  });
}
