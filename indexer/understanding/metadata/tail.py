"""What stands below a text that has no head of its own: its number with its day, who printed it.

Collections of laws and some sites set both under the text: 国发〔1988〕15号（1988年3月3日发布）. A
number without a day there is another document's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from analyzers.numbers import find_numbers
from indexer.model import Basis, Value
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.metadata.closing import Imprint
from indexer.understanding.metadata.dates import DateMatch, find_dates
from indexer.understanding.metadata.evidence import claim
from indexer.understanding.metadata.lines import despaced
from indexer.understanding.metadata.number import plain_order

_LINES = 3
_LONGEST = 60
_ACT = re.compile(r"(?P<act>发布|公布|颁布|印发|批准|通过)?")
_OFFICE = re.compile(r"(?P<body>.+?(?:厅|局|部|委员会|委|院))(?:办公厅|办公室|综合处|秘书处)$")


@dataclass(frozen=True, slots=True)
class Tail:
    """The last lines' number and day; ``published``: whether the line says 发布 or the like."""

    number: str
    day: DateMatch
    published: bool
    start: int
    end: int
    quote: str


def read_tail(text: str, body: int) -> Tail | None:
    """The number with its day that closes a text, below where its body began.

    >>> text = "第四十二条　本条例自发布之日起施行。\\n国发［1988］15号（1988年3月3日发布）\\n"
    >>> found = read_tail(text, 0)
    >>> found.number, str(found.day.date), found.published
    ('国发〔1988〕15号', '1988-03-03', True)
    >>> read_tail("附件\\n云政发〔2020〕3号\\n", 0) is None
    True
    """
    at = len(text.rstrip())
    for _ in range(_LINES):
        start = text.rfind("\n", 0, at) + 1
        if start < body or at - start <= 0:
            return None
        line = text[start:at]
        if len(line) <= _LONGEST and "\t" not in line and (found := _of_line(line, start)):
            return found
        at = len(text[:start].rstrip())
    return None


def _of_line(line: str, start: int) -> Tail | None:
    numbers, days = find_numbers(line), find_dates(line)
    if len(numbers) != 1 or len(days) != 1 or numbers[0].number.kind == "standard":
        return None
    number, day = numbers[0], days[0]
    if not 0 <= day.start - number.end <= _LONGEST:
        return None
    before = line[: number.start].strip("　 (（")
    between = line[number.end : day.start].strip("　 (（,，")
    after = line[day.end :].strip("　 )）。")
    act = _ACT.fullmatch(after)
    if before or between or act is None:
        return None
    published = act["act"] in ("发布", "公布", "颁布", "印发")
    return Tail(
        plain_order(number.number.text), day, published, start, start + len(line), line.strip()
    )


def tail_number(tail: Tail | None) -> Iterator[Value]:
    """The number, where nothing else tells one."""
    if tail is not None:
        yield claim(
            tail.number, "number under the text", tail.quote,
            start=tail.start, end=tail.end, confidence=0.7,
        )  # fmt: skip


def tail_days(tail: Tail | None) -> Iterator[tuple[str, Value]]:
    """(field, claim) of the day beside that number."""
    if tail is None:
        return
    for field in ("written_date", *(("published_date",) if tail.published else ())):
        yield (
            field,
            claim(
                tail.day.date, "date beside the number under the text", tail.quote,
                start=tail.start, end=tail.end, confidence=0.7,
            ),
        )  # fmt: skip


def printing_body(imprint: Imprint | None, text: str, authority: Authority) -> Iterator[Value]:
    """某省生态环境厅办公室 印发: the department whose office printed it; the last resort.

    A government's office issues documents of its own, so that one tells nothing.
    """
    if imprint is None:
        return
    printed_by = despaced(text[imprint.start : imprint.date.start].strip())
    if not printed_by:  # on the line above
        above = text.rfind("\n", 0, max(0, imprint.start - 1)) + 1
        printed_by = despaced(text[above : imprint.start].strip())
    office = _OFFICE.fullmatch(printed_by)
    names = authority.only_bodies(office["body"]) if office is not None else ()
    if len(names) == 1 and authority.known(names[0]):
        quote = text[imprint.start : imprint.end].strip()
        yield claim(
            names, "office that printed it", quote,
            start=imprint.start, end=imprint.end, confidence=0.4, basis=Basis.INFERRED,
        )  # fmt: skip


_OWN_RULES = re.compile(
    r"(?P<body>.{2,20}?人民政府(?:办公[厅室])?)(?:党组)?(?:全体会议|常务会议|工作|议事|重大|党组)"
    r"[一-鿿]{0,20}(?:规则|制度|规定|程序)$"
)


def ruling_itself(title: str, authority: Authority) -> Iterator[Value]:
    """某县人民政府工作规则: a body gives such rules to itself.

    >>> [v.value for v in ruling_itself("云溪县人民政府工作规则", Authority.load())]
    [('云溪县人民政府',)]
    """
    found = _OWN_RULES.fullmatch(title)
    names = authority.only_bodies(found["body"]) if found is not None else ()
    if names:
        yield claim(
            names, "body that the rules are of", title, confidence=0.55, basis=Basis.INFERRED
        )


_ONCE = re.compile(r"^原|等(?:部门|单位|机关)?$")


def named_author(author: str | None, authority: Authority) -> Iterator[Value]:
    """Whom the head of a file of some site's generator calls its author, where that is a body.

    >>> [v.value for v in named_author("原环境保护部等", Authority.load())]
    [('环境保护部',)]
    >>> list(named_author("张三", Authority.load())), list(named_author(None, Authority.load()))
    ([], [])
    """
    text = (author or "").strip()
    while (shorter := _ONCE.sub("", text)) != text:
        text = shorter
    names = authority.only_bodies(text) if text else ()
    if names:
        yield claim(names, "author of the file", text, confidence=0.5, basis=Basis.INFERRED)
