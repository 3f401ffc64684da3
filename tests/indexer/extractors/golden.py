"""Golden results: for each sample in ``tests/golden/extraction`` what is read from it.

After a change that is meant, write them anew with ``python -m tests.indexer.extractors.golden``
and look at the difference.
"""

from __future__ import annotations

import json
from pathlib import Path

from indexer.extractors.base import Limits
from indexer.extractors.detection import detect
from indexer.extractors.registry import EXTRACTORS

FOLDER = Path(__file__).parents[2] / "golden" / "extraction"


def samples() -> list[Path]:
    return sorted(path for path in FOLDER.iterdir() if path.suffix != ".json")


def golden_of(sample: Path) -> Path:
    return sample.with_name(f"{sample.name}.json")


def read(sample: Path) -> dict[str, object]:
    """The result of a sample, in a form that shows well in a review."""
    found = EXTRACTORS[detect(sample)].extract(sample, Limits(ocr=False))
    blocks = []
    for block in found.blocks:
        shown: dict[str, object] = {"kind": block.kind.value}
        if block.rows is None:
            shown["text"] = found.text[block.start : block.end]
        else:
            shown["rows"] = [list(row) for row in block.rows]
        for name in ("page", "level", "font_size", "font_name", "centred", "red"):
            value = getattr(block, name)
            if value:
                shown[name] = value
        blocks.append(shown)
    return {
        "media_type": found.media_type,
        "extractor": found.extractor,
        "pages": found.pages,
        "blocks": blocks,
        "warnings": list(found.warnings),
        "declared": dict(found.declared),
        "attachments": list(found.attachments),
    }


def main() -> None:
    for sample in samples():
        text = json.dumps(read(sample), ensure_ascii=False, indent=1)
        golden_of(sample).write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
