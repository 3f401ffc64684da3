"""Tables as text (.csv, .tsv), in UTF-8, GB 18030 or Big5."""

from __future__ import annotations

import csv
from pathlib import Path

from indexer.extractors.base import Extractor, Limits, TextBuilder
from indexer.extractors.decoding import decode, without_controls
from indexer.extractors.detection import CSV as MEDIA_TYPE
from indexer.extractors.sheets.sheet import Budget, Row, Sheet, add_sheet
from indexer.model import ExtractedDocument
from indexer.model.errors import Quarantined, QuarantineReason

_PARTERS = (",", "\t", ";", "|", "，")
_SAMPLE = 50  # lines that tell what parts the cells


class _Csv:
    name = "csv"
    version = "1"
    media_types = (MEDIA_TYPE,)

    def extract(self, path: Path, limits: Limits) -> ExtractedDocument:
        decoded = decode(path.read_bytes())
        text, controls = without_controls(decoded.text)
        warnings = []
        if decoded.replaced:
            warnings.append(f"有 {decoded.replaced} 处无法按 {decoded.encoding} 解码")
        if controls:
            warnings.append(f"去除了 {controls} 个控制字符")
        builder = TextBuilder(limits.characters)
        warnings += add_sheet(builder, _read(text, limits))
        return builder.document(self, warnings)


TABLE_TEXT: Extractor = _Csv()


def _read(text: str, limits: Limits) -> Sheet:
    sheet, budget = Sheet(), Budget.of(limits)
    lines = text.split("\n")
    csv.field_size_limit(max(limits.characters, 1))
    try:
        reader = csv.reader((line + "\n" for line in lines), delimiter=_parter(lines[:_SAMPLE]))
        for number, cells in enumerate(reader):
            shown = {n: cell.strip() for n, cell in enumerate(cells) if cell.strip()}
            budget.add(sheet, Row(number, shown))
    except csv.Error as error:
        raise Quarantined(QuarantineReason.CORRUPT, f"表格文字有误（{error}）") from error
    return sheet


def _parter(lines: list[str]) -> str:
    """What parts the cells: what most lines have, and as often as one another."""
    full = [line for line in lines if line.strip()]

    def agreement(parter: str) -> tuple[int, int]:
        counts = [line.count(parter) for line in full]
        usual = max(set(counts), key=counts.count, default=0)
        return (counts.count(usual) if usual else 0, sum(counts))

    return max(_PARTERS, key=agreement)
