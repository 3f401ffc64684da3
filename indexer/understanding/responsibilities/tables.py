"""Tables of duties: 职责分工, 任务清单, 权责清单. A row names a matter, and who answers for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.model import Block
from indexer.model.responsibilities import DutyKind

_BODIES = (
    (DutyKind.LEADS, re.compile(r"牵头|主办|第一责任")),
    (DutyKind.ASSISTS, re.compile(r"配合|协办|协同|参与|参加")),
    (
        DutyKind.RESPONSIBLE,
        re.compile(
            r"^(?:责任|主管|负责|实施|承办|行使|监管|办理|主责)?(?:单位|部门|主体"
            r"|机关|机构|层级主体|处室)(?:名称|及科室)?$"
            r"|责任(?:单位|部门|主体)|实施(?:主体|机关)|主管部门|行使主体|承办(?:单位|部门|机构)"
        ),
    ),
)
_DUTY = re.compile(r"职责|任务|事项|工作内容|内容|措施|职权|项目|权力名称|名称|要求|分工|举措|事权")
_NUMBERS = re.compile(r"序号|编号|编码|时限|时间|备注|依据|类型|类别|电话|联系")
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: the cells that name bodies, with what kind of duty, and the duty."""

    bodies: tuple[tuple[str, DutyKind], ...]
    duty: str
    quote: str
    start: int
    end: int


def tells_duties(block: Block) -> bool:
    """Whether a table's head names both bodies and duties."""
    return any(_columns(row) for row in (block.rows or ())[:3])


def duty_rows(text: str, tables: Sequence[Block]) -> Iterator[Row]:
    """The rows of those tables whose head names both bodies and duties."""
    for block in tables:
        rows = block.rows or ()
        head = next((at for at, row in enumerate(rows[:3]) if _columns(row)), None)
        if head is None:
            continue
        bodies, duties = _columns(rows[head]) or ({}, ())
        place = block.start
        for at, row in enumerate(rows):
            line = "\t".join(row)
            start = text.find(line, place, block.end) if line.strip() else -1
            if start < 0:
                continue
            place = start + len(line)
            if at <= head:
                continue
            cells = tuple((row[i], k) for i, k in bodies.items() if i < len(row) and row[i].strip())
            duty = "：".join(row[i].strip() for i in duties if i < len(row) and row[i].strip())
            if cells and duty:
                yield Row(
                    cells, duty, text[start:place][:_LONGEST], start, min(place, start + _LONGEST)
                )


def _columns(row: Sequence[str]) -> tuple[dict[int, DutyKind], tuple[int, ...]] | None:
    """The columns of bodies and of duties; None where a row is no such head."""
    bodies: dict[int, DutyKind] = {}
    duties = []
    for at, cell in enumerate(row):
        name = "".join(cell.split())
        if not name or len(name) > 14:
            continue
        kind = next((kind for kind, pattern in _BODIES if pattern.search(name)), None)
        if kind is not None:
            bodies[at] = kind
        elif _DUTY.search(name) and not _NUMBERS.search(name):
            duties.append(at)
    return (bodies, tuple(duties)) if bodies and duties else None
