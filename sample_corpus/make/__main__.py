"""``python -m sample_corpus.make [--doc] [FOLDER]``: make every file, and the truths beside."""

from __future__ import annotations

import argparse
import io
import shutil
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from sample_corpus.make import legacy, ofd, pdf, plaintext, truth, word
from sample_corpus.make.source import FILES, ROOT, Text, read_texts

FIXED = (2020, 1, 1, 0, 0, 0)
FORMATS: dict[str, Callable[[Text], bytes]] = {
    "pdf-red": pdf.red_header,
    "pdf": pdf.plain,
    "pdf-scan": pdf.scan,
    "pdf-locked": pdf.locked,
    "pdf-encrypted": pdf.encrypted,
    "pdf-cut": pdf.cut,
    "docx": word.styled,
    "docx-tables": word.tables_only,
    "docx-cut": word.cut,
    "doc": legacy.render,
    "html": plaintext.page,
    "txt": plaintext.txt,
    "md": plaintext.markdown,
    "rtf": plaintext.rtf,
    "ofd": ofd.render,
    "empty": lambda text: b"",
}


def make_files(
    texts: Iterable[Text], folder: Path, *, kept: Path = FILES, legacy_too: bool = False
) -> None:
    """Write the files below ``folder``; a .doc is copied from ``kept`` unless asked for anew."""
    archives: dict[str, dict[str, bytes]] = {}
    for text in texts:
        outer, _, member = text.file.partition("!/")
        if text.format == "doc" and not legacy_too:
            content = (kept / text.file).read_bytes()
        else:
            content = FORMATS[text.format](text)
        if member:
            archives.setdefault(outer, {})[member] = content
        else:
            _write(folder / outer, content)
    for name, members in archives.items():
        _write(folder / name, _zipped(members))


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _zipped(members: Mapping[str, bytes]) -> bytes:
    """Names in GBK without the UTF-8 flag, as Chinese Windows packs them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in sorted(members.items()):
            archive.writestr(_GbkName(name, FIXED), content, zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()


class _GbkName(zipfile.ZipInfo):
    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FILES)
    parser.add_argument("--doc", action="store_true", help="make the .doc files anew, too")
    given = parser.parse_args()
    texts = read_texts()
    fresh = given.folder.with_name(given.folder.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    make_files(texts.values(), fresh, legacy_too=given.doc)
    shutil.rmtree(given.folder, ignore_errors=True)
    fresh.rename(given.folder)
    if given.folder == FILES:
        (ROOT / "expected.jsonl").write_text(truth.expected(texts), encoding="utf-8")
        (ROOT / "manifest.csv").write_text(truth.manifest(texts), encoding="utf-8")
        judged = (ROOT / "judgements.tsv").read_text(encoding="utf-8")
        (ROOT / "qrels").write_text(truth.qrels(judged, texts), encoding="utf-8")
    print(f"{len(texts)} documents in {given.folder}")


if __name__ == "__main__":
    main()
