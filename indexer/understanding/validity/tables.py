"""Tables of a clean-up: which documents end, are kept or amended, row by row.

Heads, in any order: 序号/文件名称/文号/制定机关/发文日期/备注/处理意见. What happens to a row is
said by its own column, else by the heading above the table, else by the document's title. Cells
that wrapped onto a row of their own are joined; a table that goes on over the page keeps its head.
Stated counts (宣布失效489件) are compared with the rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from analyzers.folding import fold
from indexer.model import Block, BlockKind, RelationType, Scope
from indexer.understanding.metadata.dates import parse_date
from indexer.understanding.validity.lists import ACTIONS, is_planned, type_of_heading
from indexer.understanding.validity.operations import Hint, Operation
from indexer.understanding.validity.references import Reference, number_in
from indexer.understanding.validity.spans import Masker, Span
from indexer.understanding.validity.triggers import Found

_HEADS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "title",
        re.compile(
            r"文件名称|文件标题|规范性文件名|规章名称|法规名称|^名称$|^标题$|文件题目|文件名|^题名$"
            r"|政策名称|标准名称"
        ),
    ),
    ("number", re.compile(r"文号|发文字号|文件编号|文件号|^编号$|字号|令号|标准编号|标准号")),
    ("issuer", re.compile(r"机关|发文单位|制定单位|责任单位|制定部门|起草单位|制发")),
    (
        "action",
        re.compile(
            r"处理意见|清理意见|清理结果|处理结果|清理结论|处理方式|处理决定|清理建议|清理情况|有效性"
            r"|状态|^结果$|^意见$"
        ),
    ),
    (
        "part",
        re.compile(r"^(?:宣布|决定)?(?:废止|失效|停止执行)的?(?:条款|内容|部分|规定)$|^条款$"),
    ),
    ("date", re.compile(r"日期|时间")),
    ("note", re.compile(r"备注|说明|理由|原因|废止依据")),
)
_LONGEST_HEAD = 14
_HEADING_REACH = 3
_LONGEST_ACTION = 60
_CLEAN_UP = re.compile(r"清理|废止|失效|继续有效|保留|停止执行")


@dataclass(frozen=True, slots=True)
class _Table:
    """The kinds of columns (title, number, …) by place, the rows under the head, the block."""

    columns: dict[str, int]
    rows: tuple[tuple[str, ...], ...]
    block: Block
    heading: RelationType | None


def read_tables(masker: Masker, blocks: Sequence[Block], title: str, found: Found) -> None:
    """Add what the tables of a clean-up end, keep or amend; compare rows with stated counts."""
    counts: dict[RelationType, int] = {}
    before: _Table | None = None
    for index, block in enumerate(blocks):
        if block.kind is not BlockKind.TABLE or not block.rows:
            continue
        heading = _heading_type(masker, blocks, index, title)
        table = _table(block, block.rows, heading, before)
        if table is None:
            continue
        before = table
        operations = list(_rows(masker, table))
        for operation in operations:
            counts[operation.type] = counts.get(operation.type, 0) + 1
        if operations:
            found.operations.extend(operations)
            found.taken.append(Span(block.start, block.end))
    found.counted = counts


def compare_counts(found: Found) -> Iterator[Hint]:
    """Where a stated count (宣布失效489件) and the rows that were read differ."""
    for operation in found.operations:
        read = found.counted.get(operation.type)
        stated = operation.count if operation.listed == "attached_list" else None
        if stated is not None and read is not None and stated != read:
            note = f"正文称{stated}件，附表读出{read}件"
            yield Hint("list", operation.start, operation.end, note)


# ---------------------------------------------------------------- heads and headings


def _table(
    block: Block,
    rows: tuple[tuple[str, ...], ...],
    heading: RelationType | None,
    before: _Table | None,
) -> _Table | None:
    """A table with a head, or the continuation of one on the next page."""
    head = _columns(rows)
    if head is not None:
        return _Table(head[1], rows[head[0] + 1 :], block, heading)
    if before is not None and before.rows and len(rows[0]) == len(before.rows[0]):
        return _Table(before.columns, rows, block, before.heading)
    return None


def _columns(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]] | None:
    """The row of heads (among the first three), and the column of each kind of head."""
    for index, row in enumerate(rows[:3]):
        places: dict[str, int] = {}
        for column, cell in enumerate(row):
            name = "".join(fold(cell).split())
            kind = next((kind for kind, words in _HEADS if words.search(name)), None)
            if kind is not None and len(name) <= _LONGEST_HEAD:
                places.setdefault(kind, column)
        if "title" in places or ("number" in places and len(places) > 1):
            return index, places
    return None


def _heading_type(
    masker: Masker, blocks: Sequence[Block], index: int, title: str
) -> RelationType | None:
    """What the heading of the table says; the document's own title last."""
    for block in reversed(blocks[max(0, index - _HEADING_REACH) : index]):
        type_ = type_of_heading(masker.folded[block.start : block.end])
        if type_ is not None:
            return type_
    return type_of_heading(fold(title))


# ---------------------------------------------------------------- rows


def _rows(masker: Masker, table: _Table) -> Iterator[Operation]:
    offset = table.block.start
    for cells in _whole_rows(table):
        action = _action_cell(cells, table)
        type_ = _action(action) or table.heading
        title, number = _cell(cells, table, "title"), _cell(cells, table, "number")
        target = _target(cells, table, title, number, action)
        if type_ is None or is_planned(action) or (target.title is None and target.number is None):
            continue
        begin, end = _place(masker.text, (title or number)[:12], offset, table.block)
        offset = end
        yield Operation(type_, "table", begin, end, target)


def _action_cell(cells: Sequence[str], table: _Table) -> str:
    """The column of results; a remark counts where no column and no heading says more."""
    action = _cell(cells, table, "action")
    if action or table.heading is not None:
        return action
    note = _cell(cells, table, "note")
    return note if _CLEAN_UP.search(fold(note)) else ""


def _target(cells: Sequence[str], table: _Table, title: str, number: str, action: str) -> Reference:
    part = _part(action) or _named_part(_cell(cells, table, "part"))
    day = _cell(cells, table, "date")
    return Reference(
        0, 0, _clean_title(title), number_in(number) or number_in(title),
        parse_date(day) if day else None, _cell(cells, table, "issuer") or None,
        Scope.PARTIAL if part else Scope.WHOLE, part,
    )  # fmt: skip


def _place(text: str, needle: str, offset: int, block: Block) -> tuple[int, int]:
    """The row's line in the text; the whole table where its words cannot be found."""
    at = text.find(needle, offset, block.end) if needle else -1
    if at == -1:
        return block.start, block.end
    begin = max(text.rfind("\n", block.start, at) + 1, block.start)
    end = text.find("\n", at, block.end)
    return begin, block.end if end == -1 else end


def _whole_rows(table: _Table) -> Iterator[tuple[str, ...]]:
    """Rows with what wrapped onto a row of its own joined to the row before."""
    pending: list[str] | None = None
    for cells in table.rows:
        plain = [" ".join(cell.split()) for cell in cells]
        if not any(plain):
            continue
        if pending is not None and not plain[0] and len(plain) == len(pending):
            pending = [a + b for a, b in zip(pending, plain, strict=True)]
            continue
        if pending is not None:
            yield tuple(pending)
        pending = plain
    if pending is not None:
        yield tuple(pending)


def _cell(cells: Sequence[str], table: _Table, kind: str) -> str:
    column = table.columns.get(kind)
    return cells[column].strip() if column is not None and column < len(cells) else ""


def _action(cell: str) -> RelationType | None:
    folded = fold(cell)
    if not folded or len(folded) > _LONGEST_ACTION:
        return None
    return next((type_ for words, type_ in ACTIONS if words.search(folded)), None)


_PART = re.compile(
    r"(?P<part>第[^,。;]{1,20}[条款项][^,。;废失]{0,20}|附件[0-9一二三四五]{1,2}|部分(?:条款|内容)?)"
)


def _part(action: str) -> str:
    """
    >>> _part("废止第三条、第五条"), _part("部分条款失效"), _part("废止")
    ('第三条、第五条', '部分条款', '')
    """
    folded = fold(action)
    found = _PART.search(folded) if re.search("废止|失效", folded) else None
    return "" if found is None else found["part"]


def _named_part(cell: str) -> str:
    """What a column of its own says that ends of the document.

    >>> _named_part("第五条第一项、附件2"), _named_part("全文")
    ('第五条第一项、附件2', '')
    """
    return "" if re.search("全文|全部|整体|^[/无-]*$", cell) else cell[:_LONGEST_ACTION]


_NUMBERED_TITLE = re.compile(r"\([^()]*[\[(][^()]*号\)$|\([^()]{2,30}[0-9]号\)$")


def _clean_title(title: str) -> str | None:
    """The title without its mark, its brackets and the number inside the cell.

    >>> _clean_title("3.《甲办法》（云政发〔2010〕5号）"), _clean_title("某事通知(云发〔2010〕5号)")
    ('甲办法', '某事通知')
    >>> _clean_title("关于印发《甲办法》的通知")
    '关于印发《甲办法》的通知'
    """
    title = re.sub(r"^[0-9]+[.、]", "", title).strip()
    folded = fold(title)
    number = _NUMBERED_TITLE.search(folded)
    if number is not None:
        title, folded = title[: number.start()].rstrip(), folded[: number.start()].rstrip()
    if folded.startswith("《") and folded.endswith("》") and folded.count("《") == 1:
        title = title[1:-1]
    return title or None


def with_day(operation: Operation, days: dict[RelationType, date]) -> Operation:
    """A row takes effect on the day that the sentence about the list states."""
    day = days.get(operation.type)
    if operation.rule != "table" or operation.from_date is not None or day is None:
        return operation
    return replace(operation, from_date=day)
