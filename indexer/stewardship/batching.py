"""``batch``: a list of numbers or titles, as 清理 work hands them round, answered line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path

from analyzers.numbers import find_numbers, normalise_number
from indexer.catalogue import Card
from indexer.intake.heads import head_row
from indexer.intake.tables import read_table
from indexer.model.citing import in_marks
from indexer.model.labels import LabelledEnum
from indexer.model.queries import SearchRequest
from indexer.model.validity import status_on
from indexer.searching.service import SearchService
from indexer.stewardship.listing import Report, common
from indexer.stewardship.queue import SAID
from indexer.understanding.validity.directory import core_key, title_key

COLUMNS = (
    "行", "所查", "结果", "编号", "标题", "发文字号", "发文机关", "有效性", "依据类别", "自",
    "说明", "原文", "替代文件", "替代文件编号", "是否公开",
)  # fmt: skip
# A row that is no list's head has its title in the cell that says most.
_SHORTEST_TITLE = 4
_GUESSES = 3
_LOOKED_AT = 10
_ALIKE = 0.8


class Found(LabelledEnum):
    """How a line was answered."""

    BY_NUMBER = "number", "找到"
    BY_TITLE = "title", "找到"
    SEVERAL = "several", "找到多份"
    OTHER_TITLE = "other_title", "文号相符，标题不同"
    OTHER_NUMBER = "other_number", "标题相符，文号不同"
    PERHAPS = "perhaps", "没有找到，可能是"
    SPOKEN_OF = "spoken_of", "没有收录，有文件提到"
    NONE = "none", "没有找到"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list, with what of it is a number and what a title."""

    row: int
    number: str
    title: str

    @property
    def told(self) -> str:
        return "　".join(part for part in (self.title, self.number) if part)


def read_lines(path: Path) -> Iterator[Line]:
    """By the head's columns 标题 and 发文字号 (or what people call them); without a head, whatever
    is a number or a title in each row. Raises ManifestError."""
    rows = list(read_table(path))
    at, head = head_row(rows, ("title", "doc_number"))
    for number, cells in rows[at:]:
        line = _by_head(number, head, cells) if head else _by_look(number, cells)
        if line.number or line.title:
            yield line


def _by_head(row: int, head: Sequence[str], cells: Sequence[str]) -> Line:
    named = dict(zip(head, cells, strict=False))
    title, written = named.get("title", ""), named.get("doc_number", "")
    if not written:
        return _split(row, title)
    number = normalise_number(written)
    if number is None and not title:  # a list of numbers in which some have none: their title
        return _split(row, written)
    return Line(row, number or written, _bare(title))


def _by_look(row: int, cells: Sequence[str]) -> Line:
    numbers = [n for cell in cells if (n := normalise_number(cell))]
    rest = [c for c in cells if not normalise_number(c) and len(c) >= _SHORTEST_TITLE]
    # A row of one cell is asked for whatever it says: no line may be dropped in silence.
    whole = [cell for cell in cells if cell]
    longest = max(rest, key=len, default=whole[0] if len(whole) == 1 and not numbers else "")
    if numbers:
        return Line(row, numbers[0], _bare(longest))
    return _split(row, longest)


def _split(row: int, text: str) -> Line:
    """《某办法》（云政发〔2020〕3号）, in one cell."""
    found = find_numbers(text)
    if not found:
        return Line(row, "", _bare(text))
    rest = text[: found[0].start] + text[found[0].end :]
    return Line(row, found[0].number.text, _bare(rest))


def _bare(text: str) -> str:
    return text.strip().strip("（）()[]【】，,、;；。 　").removeprefix("《").removesuffix("》")


def pasted_lines(text: str) -> Iterator[Line]:
    """A list as it is pasted: one document a line, cells of a sheet apart by tabs."""
    for number, row in enumerate(text.splitlines(), start=1):
        line = _by_look(number, [cell.strip() for cell in row.split("\t")])
        if line.number or line.title:
            yield line


def answer(
    service: SearchService, lines: Sequence[Line], as_of: date, *, staff: bool = True
) -> Report:
    """Each line's document, its status and what took its place. Of several, each has a row.
    Without ``staff`` what is withheld is as though it were not there: so nothing is told of what
    others say of a document that was not found, which tells it from one that is withheld."""
    rows = tuple(row for line in lines for row in _answered(service, line, as_of, staff))
    return Report("batch", "逐条核对", as_of, COLUMNS, rows)


def _answered(
    service: SearchService, line: Line, as_of: date, staff: bool
) -> Iterator[tuple[str, ...]]:
    how, cards = _found(service, line, staff)
    for card in cards:
        yield (str(line.row), line.told, how.label, *_card(service, card, as_of, staff))
    if cards:
        return
    names = (line.title or None, line.number or None)
    spoken = service.catalogue.spoken_of(*names) if staff else []
    speakers = service.catalogue.cards([identity for identity, _ in spoken])
    told = [
        f"{in_marks(speakers[identity].title)}（{identity}）{SAID[mention.type]}"
        for identity, mention in spoken
        if mention.type in SAID and identity in speakers
    ]
    quotes = [mention.evidence.quote for _, mention in spoken if mention.type in SAID]
    how = Found.SPOKEN_OF if told else Found.NONE
    row = dict.fromkeys(COLUMNS, "") | {
        "行": str(line.row), "所查": line.told, "结果": how.label,
        "说明": "；".join(dict.fromkeys(told)), "原文": "；".join(dict.fromkeys(quotes)),
    }  # fmt: skip
    yield tuple(row.values())


def _found(service: SearchService, line: Line, staff: bool) -> tuple[Found, list[Card]]:
    numbered = _cards(service, [c.id for c in service.catalogue.by_number(line.number)], staff)
    titled = _titled(service, line.title, staff)
    both = [card for card in numbered if card.id in {other.id for other in titled}]
    if both or (numbered and not line.title):
        cards = both or numbered
        return (Found.BY_NUMBER if len(cards) == 1 else Found.SEVERAL), cards
    if numbered:
        return Found.OTHER_TITLE, numbered
    if titled and line.number and all(card.doc_number for card in titled):
        return Found.OTHER_NUMBER, titled
    if titled:
        return (Found.BY_TITLE if len(titled) == 1 else Found.SEVERAL), titled
    return _guessed(service, line, staff)


def _titled(service: SearchService, title: str, staff: bool) -> list[Card]:
    if not title:
        return []
    catalogue = service.catalogue
    named = catalogue.by_title(title_key(title)) or catalogue.by_core(core_key(title))
    return _cards(service, [card.id for card in named], staff)


def _guessed(service: SearchService, line: Line, staff: bool) -> tuple[Found, list[Card]]:
    """Titles that are nearly the same: a slip of the pen, a wording of another year, and of what a
    notice issues, its name without the place."""
    if not line.title:
        return Found.NONE, []
    response = service.search(SearchRequest(q=line.title, size=_LOOKED_AT))
    cards = [
        card
        for card in _cards(service, [hit.id for hit in response.hits], staff)
        if any(
            SequenceMatcher(None, key(line.title), key(card.title)).ratio() >= _ALIKE
            for key in (title_key, core_key)
        )
    ]
    return (Found.PERHAPS, cards[:_GUESSES]) if cards else (Found.NONE, [])


def _cards(service: SearchService, ids: Sequence[str], staff: bool) -> list[Card]:
    found: Mapping[str, Card] = service.catalogue.cards(list(ids))
    there = [found[identity] for identity in ids if identity in found]
    return [card for card in there if staff or card.published]


def _card(service: SearchService, card: Card, as_of: date, staff: bool) -> tuple[str, ...]:
    status = status_on(card.timeline, as_of)
    replaced = service.replaced_by(card.id, as_of)
    happened = (service.catalogue if staff else service).events(card.id)
    quotes = [e.evidence.quote for e in happened if e.date == status.since and e.evidence.quote]
    return (
        *common(card), status.value.label,
        status.basis.label if status.basis else "", str(status.since or ""), status.reason,
        quotes[-1] if quotes else "", replaced.title if replaced else "",
        replaced.id if replaced else "", "" if card.published else "暂不公开",
    )  # fmt: skip
