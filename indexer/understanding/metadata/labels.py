"""What a portal or an office writes as ``label: value``, in a line or in a table's row."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files

from analyzers.folding import fold
from analyzers.numbers import parse_number
from indexer.understanding.metadata.dates import parse_date
from indexer.understanding.metadata.lines import Line


def _read_labels() -> Iterator[tuple[str, str, bool]]:
    with (files(__package__) / "data" / "labels.csv").open(encoding="utf-8") as source:
        for row in csv.DictReader(source):
            yield row["label"], row["field"], bool(row["only_first"])


# What a portal or an office writes as `label: value`, by the field it speaks of. Words that are
# also plain Chinese (时间, 名称) speak only where a line or a cell begins with them.
LABELS = {label: field for label, field, _ in _read_labels()}
SHORT_LABELS = frozenset(label for label, _, only_first in _read_labels() if only_first)
# 索 引 号 is set with blanks between its characters.
_WORDS = "|".join(" *".join(label) for label in sorted(LABELS, key=len, reverse=True))
# 【题注】, 【法规全文】: in a line of such, a word in a box is a label, known or not.
_LABEL = re.compile(
    rf"\[(?P<boxed>{_WORDS}) *\] *:?|(?P<plain>{_WORDS}) *:|\[(?P<other>[一-鿿]{{2,6}})\]"
)
# 索引号 007187648/2017-00096, 发文机关云溪市财政局: without a colon, a word is a label where the
# line, or what follows a blank, begins with it and goes on as its values do.
_VALUES = {
    "index_number": r"[0-9a-z][0-9a-z/()-]{6,}",
    "doc_number": r"[一-鿿]{1,14}[\[(]\d{4}[\])]",
    "issuers": r"[一-鿿、 ]{2,40}?(?:政府|办公[室厅]|局|委员会|厅|部|院|中心)(?= |$)",
    "status": r"(?:现行|全文|部分|已)?(?:有效|失效|废止)(?= |$)",
    "theme": r"[一-鿿]{2,8}(?:[、/-][一-鿿]{2,8}){0,3}(?=;| |$)",
    "title": r"[^。,;:]{6,160}(?=$)",
    **dict.fromkeys(
        ("written_date", "published_date", "effective_from", "expires_on"),
        r"(?:19|20)\d{2}[-年./]\d",
    ),
}


def _bare_labels() -> str:
    by_field: dict[str, list[str]] = {}
    for label, field in LABELS.items():
        by_field.setdefault(field, []).append(" *".join(label))
    return "|".join(
        rf"(?:{'|'.join(sorted(words, key=len, reverse=True))})(?= *{_VALUES[field]})"
        for field, words in by_field.items()
        if field in _VALUES
    )


_BARE = re.compile(rf"(?:^|(?<=  )|(?<=[^:] ))(?P<bare>{_bare_labels()})")
# Fields whose value is a day.
DAYS = frozenset(("written_date", "published_date", "effective_from", "expires_on"))
_LABELS_OF_A_LINE = 3  # of a record that has come as one line


@dataclass(frozen=True, slots=True)
class Labelled:
    """A value that stands behind its label: ``text[start:end]`` is the value as written."""

    field: str
    label: str
    value: str
    start: int
    end: int
    page: int | None


def labelled_values(line: Line) -> list[Labelled]:
    """The labelled values of a line or of a table's row.

    >>> from analyzers.folding import fold
    >>> text = "颁布时间：1988-8-6发文单位：国务院"
    >>> [(v.field, v.value) for v in labelled_values(Line(text, fold(text), 0, len(text)))]
    [('published_date', '1988-8-6'), ('issuers', '国务院')]
    >>> text = "全文有效    成文日期:2020-12-4"
    >>> [(v.field, v.value) for v in labelled_values(Line(text, fold(text), 0, len(text)))]
    [('written_date', '2020-12-4')]
    >>> text = "【发布文号】国税发[2009]31号"
    >>> [(v.field, v.value) for v in labelled_values(Line(text, fold(text), 0, len(text)))]
    [('doc_number', '国税发[2009]31号')]
    """
    if line.cells is not None:
        pairs = labelled_cells(line.cells)
        if pairs:
            return [_at_cell(line, *pair) for pair in pairs]
    labels = labels_of(line)
    found = []
    for index, label in enumerate(labels):
        stop = labels[index + 1].start() if index + 1 < len(labels) else len(line.raw)
        value = line.raw[label.end() : stop]
        start = line.start + label.end() + len(value) - len(value.lstrip())
        word = _word(label)
        found.append(
            Labelled(
                LABELS.get(word, ""),
                word,
                value.strip(),
                start,
                start + len(value.strip()),
                line.page,
            )
        )
    return [item for item in found if item.field and item.value]


def labels_of(line: Line) -> list[re.Match[str]]:
    """Where the labels stand in a line.

    >>> from analyzers.folding import fold
    >>> def values(text):
    ...     line = Line(text, fold(text), 0, len(text))
    ...     return [(v.field, v.value) for v in labelled_values(line)]
    >>> values("发 布 机 构 云溪市财政局 发 文 日 期 2019-11-29")
    [('issuers', '云溪市财政局'), ('written_date', '2019-11-29')]
    >>> values("文号云政发〔2021〕5号"), values("有效性有效"), values("发文机关应当公布。")
    ([('doc_number', '云政发〔2021〕5号')], [('status', '有效')], [])
    """
    if ":" not in line.folded and "[" not in line.folded:
        return _bare_labels_of(line)
    found = [
        match
        for match in _LABEL.finditer(line.folded[:400])
        if not match["plain"]
        or _word(match) not in SHORT_LABELS
        or match.start() == 0
        or not "一" <= line.folded[match.start() - 1] <= "鿿"
    ]
    if not any(match["boxed"] for match in found):
        found = [match for match in found if not match["other"]]
    if len(found) >= _LABELS_OF_A_LINE and found[0].start() <= _LONGEST_NAME:
        return found
    if not found or found[0].start() > 60 or (len(line.raw) > 240 and found[0].start() > 0):
        return _bare_labels_of(line)
    return found


_LONGEST_NAME = 100
_LONGEST_BARE = 200


def _bare_labels_of(line: Line) -> list[re.Match[str]]:
    """Labels without a colon, in a line that begins with one."""
    if len(line.folded) > _LONGEST_BARE or "。" in line.folded:
        return []
    found = list(_BARE.finditer(line.folded))
    return found if found and found[0].start() == 0 else []


def _word(label: re.Match[str]) -> str:
    named = label.groupdict()
    return "".join(next(text for name in _NAMES if (text := named.get(name)) is not None).split())


_NAMES = ("boxed", "plain", "other", "bare")


def with_values_below(lines: Sequence[Line], text: str) -> list[Line]:
    """发布日期： over its value: the two are one line, where the value is one by its form.

    >>> from analyzers.folding import fold
    >>> text = "有 效 性 ：\\n有效\\n文号：\\n关于甲的通知"
    >>> def line(words): return Line(words, fold(words), at := text.index(words), at + len(words))
    >>> lines = [line("有 效 性 ："), line("\\n有效"[1:]), line("文号："), line("关于甲的通知")]
    >>> [one.raw for one in with_values_below(lines, text)]
    ['有 效 性 ：\\n有效', '文号：', '关于甲的通知']
    """
    joined: list[Line] = []
    for line in map(_in_cells, lines):
        above = joined[-1] if joined else None
        if above is not None and above.cells is None and _fits(above, line):
            raw = text[above.start : line.end]
            joined[-1] = replace(above, raw=raw, folded=fold(raw), end=line.end)
        else:
            joined.append(line)
    return joined


def _in_cells(line: Line) -> Line:
    """索引号 | 甲 | 文号 | 乙 |: a table's row that has come as text."""
    if line.cells is not None or line.raw.count("|") < 3:
        return line
    cells = tuple(cell.strip() for cell in line.raw.split("|"))
    return replace(line, cells=cells) if len(labelled_cells(cells)) > 1 else line


def _fits(above: Line, line: Line) -> bool:
    label = _LABEL.fullmatch(above.folded)
    field = LABELS.get(_word(label), "") if label is not None and label["plain"] else ""
    if field == "status":
        return len(line.tight) <= 6 and ("效" in line.tight or "废" in line.tight)
    if field == "doc_number":
        return parse_number(line.raw) is not None
    return field in DAYS and parse_date(line.raw) is not None


def labelled_cells(cells: Sequence[str]) -> list[tuple[str, str, str]]:
    """(field, label, value) of a row that goes label, value, label, value.

    >>> labelled_cells(("索 引 号：", "007187648/2017-00096", "发文机关", "惠州市财政局"))
    [('index_number', '索引号', '007187648/2017-00096'), ('issuers', '发文机关', '惠州市财政局')]
    """
    names = ["".join(fold(cell).split()).rstrip(":").strip("[]") for cell in cells]
    return [
        (LABELS[name], name, cells[index + 1])
        for index, name in enumerate(names[:-1])
        if name in LABELS and cells[index + 1] and names[index + 1] not in LABELS
    ]


def _at_cell(line: Line, field: str, label: str, value: str) -> Labelled:
    offset = max(line.raw.rfind(value), 0)
    start = line.start + offset
    return Labelled(field, label, value, start, start + len(value), line.page)
