"""Paragraphs with their titles, brackets, quotations, dates and numbers as single marks.

A rule should see the grammar of a clause and not what stands in its brackets:
``《甲办法》（云政发〔2010〕3号）自2020年1月1日起停止执行`` becomes ``TP自D起停止执行``.
Each mark has the length of what it stands for, so that offsets stay what they are. The first
character of a mark differs from the others: marks that touch stay apart.

Rules are tried only where one of their words occurs, so that most of a text is never masked.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice

from analyzers.folding import fold
from analyzers.numbers import find_folded
from indexer.understanding.metadata.dates import DateMatch, find_dates
from indexer.understanding.metadata.standards import find_standard_numbers
from indexer.understanding.validity.breaks import notes_joined, paragraph_at

# First character and the rest of each mark, in the private use area.
_T, _P, _Q, _D, _N, _REST = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004", "\ue010"
TITLE = f"{_T}{_REST}*"
PAREN = f"{_P}{_REST}*"
QUOTE = f"{_Q}{_REST}*"
DATE = f"{_D}{_REST}*"
NUMBER = f"{_N}{_REST}*"
# Any one character that is no mark.
PLAIN = r"[^\ue000-\ue010]"

_BRACKETS = re.compile(r"[《》<>()\[]")
# 《甲》〔云政规(2018)2号〕: square brackets around a number that has its own.
_SQUARE = re.compile(r"(?<=[》>])\[(?:[^\[\]《》\n]|\[[^\[\]\n]{0,12}\]){3,50}号\]")
_ENUMERATOR = re.compile(r"[一二三四五六七八九十\d]{1,3}")
_ROUND = re.compile(r"[()]")
_LONGEST_TITLE = 220
_LONGEST_PAREN = 800
# Brackets within brackets; what is deeper was never closed.
_DEEPEST = 8
# No sentence says more of one thing: what a rule does for each is bounded, however long it is.
_MOST_IN_SENTENCE = 30
# Nor has any document more paragraphs that one rule must read.
_MOST_PARAGRAPHS = 20_000
_SHORT_QUOTATION = 10
# New wording is quoted after a colon or from the beginning of a line.
_BEFORE_WORDING = "：:\n\r\u3000 ，,"
_STOPS = re.compile(r"[。!?;]")


def few(matches: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    """The matches in one sentence that are looked at."""
    return islice(matches, _MOST_IN_SENTENCE)


def pattern(source: str) -> re.Pattern[str]:
    """A pattern over masked text: {T}, {P}, {Q}, {D}, {N} stand for one mark each."""
    for name, mark in (("T", TITLE), ("P", PAREN), ("Q", QUOTE), ("D", DATE), ("N", NUMBER)):
        source = source.replace("{" + name + "}", f"(?:{mark})")
    return re.compile(source)


@dataclass(frozen=True, slots=True)
class Span:
    start: int
    end: int


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a text. Offsets of the marks are relative to the paragraph.

    ``titles`` includes the 《》. ``dates`` holds those outside brackets.
    """

    text: str
    folded: str
    start: int
    quoted: tuple[Span, ...] = ()
    titles: dict[int, Span] = field(default_factory=dict)
    parens: dict[int, Span] = field(default_factory=dict)
    dates: dict[int, DateMatch] = field(default_factory=dict)
    numbers: dict[int, tuple[Span, str]] = field(default_factory=dict)

    @cached_property
    def masked(self) -> str:
        marks: list[tuple[Span, str]] = [(span, _Q) for span in self.quoted]
        marks += [(span, _T) for span in self.titles.values()]
        marks += [(span, _P) for span in self.parens.values()]
        marks += [(Span(d.start, d.end), _D) for d in self.dates.values()]
        marks += [(span, _N) for span, _ in self.numbers.values()]
        characters = list(_without_stray(self.folded, self.parens.values()))
        for span, mark in marks:
            characters[span.start : span.end] = mark + _REST * (span.end - span.start - 1)
        return "".join(characters)

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """Parted at full stops and semicolons that stand outside all brackets."""
        stops = [m.end() for m in _STOPS.finditer(self.masked)]
        ends = [*stops, len(self.masked)] if not stops or stops[-1] < len(self.masked) else stops
        starts = [0, *ends[:-1]]
        return tuple(Span(a, b) for a, b in zip(starts, ends, strict=True) if a < b)

    def place(self, span: Span) -> tuple[int, int]:
        """The offsets in the text of a stretch of the paragraph."""
        return self.start + span.start, self.start + span.end

    def sentence_at(self, offset: int) -> Span:
        return self.sentences[self.number_of_sentence(offset)]

    def number_of_sentence(self, offset: int) -> int:
        """Which sentence this is in."""
        return bisect_right(self.sentences, offset, key=lambda span: span.start) - 1

    def inner(self, span: Span) -> str:
        """What stands between the brackets, as written."""
        return self.text[span.start + 1 : span.end - 1]


def mask(text: str, folded: str, start: int, end: int) -> Paragraph:
    """Read the marks of a paragraph ``text[start:end]``."""
    part, part_folded = text[start:end], folded[start:end]
    even = _UNEQUAL.sub(lambda year: f"[{year[1] or year[2]}]", part_folded)
    titles, parens = _bracketed(_MISPLACED.sub(lambda found: f"{found[1]})", even))
    parens = {at: span for at, span in parens.items() if not _is_whole(part_folded, span)}
    bracketed = _Covered((*titles.values(), *parens.values()))
    quoted = [
        span
        for span in _quotations(text, start, end)
        if not bracketed.meets(Span(span.start, span.start + 1))
    ]
    covered = _Covered(quoted)
    titles = {a: s for a, s in titles.items() if not covered.meets(s)}
    parens = {a: s for a, s in parens.items() if not covered.meets(s)}
    covered = _Covered((*quoted, *titles.values(), *parens.values()))
    dates = {
        found.start: found
        for found in (_with_blanks(part_folded, found) for found in find_dates(part_folded))
        if not covered.meets(Span(found.start, found.end))
    }
    dated = _Covered(Span(day.start, day.end) for day in dates.values())
    numbers = {
        span.start: (span, number)
        for span, number in _numbers(part, part_folded)
        if not covered.meets(span) and not dated.meets(span)
    }
    return Paragraph(part, part_folded, start, tuple(quoted), titles, parens, dates, numbers)


def _with_blanks(folded: str, found: DateMatch) -> DateMatch:
    """自 2020 年 3 月 1 日 起: the blank that sets off its digits belongs to a date."""
    before, after = folded[max(0, found.start - 2) : found.start], folded[found.end : found.end + 2]
    return replace(
        found,
        start=found.start - (len(before) == 2 and before[1] == " " and before[0] in _LEADS),
        end=found.end + (len(after) == 2 and after[0] == " " and after[1] in _FOLLOWS),
    )


_LEADS, _FOLLOWS = "自从于至到由在", "起止前后至到施实执废失停"
_NOTE = re.compile(r"公布|发布|通过|修订|修正|批准")


def _is_whole(folded: str, span: Span) -> bool:
    """A paragraph in brackets, which speaks for itself: （自D起施行，有效期至D）."""
    rest = folded[: span.start] + folded[span.end :]
    return not rest.strip(" \n。") and not _NOTE.search(folded, span.start, span.end)


class _Covered:
    """Spans that do not overlap each other; whether another one overlaps any of them."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(spans, key=lambda span: span.start)
        self._starts = [span.start for span in self._spans]

    def meets(self, span: Span) -> bool:
        last = bisect_left(self._starts, span.end) - 1
        return last >= 0 and span.start < self._spans[last].end


def _numbers(part: str, part_folded: str) -> Iterator[tuple[Span, str]]:
    if "号" in part_folded:
        # A number that is broken over two lines: 云政发〔2018〕 / 6号.
        joined = _BROKEN_NUMBER.sub(" ", part_folded)
        for match in find_folded(part, joined):
            yield Span(match.start, match.end), match.number.text.removeprefix("原")
    if "-" in part_folded:
        for standard in find_standard_numbers(part_folded):
            yield Span(standard.start, standard.end), standard.value


_BROKEN_NUMBER = re.compile(r"(?<=[\])>年第])\n(?= ?第?[0-9]{1,5}(?: ?号)?)")


def _without_stray(folded: str, parens: Iterable[Span]) -> str:
    """A bracket too many beside a pair of brackets is a slip: 《甲》(云政发〔2018〕6号))."""
    characters = list(folded)
    for span in parens:
        if folded[span.end : span.end + 1] == ")":
            characters[span.end] = " "
        if span.start > 0 and folded[span.start - 1] == "(":
            characters[span.start - 1] = " "
    return "".join(characters)


# (云政规[2018)2号): the bracket of the year closes nothing else.
_UNEQUAL = re.compile(r"\[((?:19|2[0o])[0-9o]{2})\)|\(((?:19|2[0o])[0-9o]{2})\]")


# 《甲》(云政发〔2018〕6号》同时废止: a number's bracket that closes as a title does.
_MISPLACED = re.compile(r"(\([^()《》<>\n]{2,30}号)[》>]")


def _bracketed(folded: str) -> tuple[dict[int, Span], dict[int, Span]]:
    """The outermost titles and the round brackets outside them."""
    titles: dict[int, Span] = {}
    parens: dict[int, Span] = {}
    at = 0
    while (bracket := _BRACKETS.search(folded, at)) is not None:
        at = bracket.start()
        if bracket[0] in "《<":
            close = _title_end(folded, at)
            if close is not None:
                titles[at] = Span(at, close)
        elif bracket[0] == "(":
            close = _paren_end(folded, at)
            if close is not None and not _ENUMERATOR.fullmatch(folded, at + 1, close - 1):
                parens[at] = Span(at, close)
        elif bracket[0] == "[" and (square := _SQUARE.match(folded, at)) is not None:
            close = square.end()
            parens[at] = Span(at, close)
        else:
            close = None
        at = close if close is not None else at + 1
    return titles, parens


def _title_end(folded: str, start: int) -> int | None:
    """Where the title that opens here closes; nested titles may use the same brackets."""
    stop = min(len(folded), start + _LONGEST_TITLE)
    if folded.find("》", start, stop) == -1 and folded.find(">", start, stop) == -1:
        return None
    depth, last = 0, None
    plain = folded[start] == "<"
    for bracket in _BRACKETS.finditer(folded, start, stop):
        if bracket[0] in "《<":
            # 《甲《乙》: the second opening of a title that never closed begins anew.
            depth += 1
            if depth > _DEEPEST:
                return None
        elif bracket[0] in "》>":
            depth -= 1
            last = bracket.end()
            if depth <= 0 or (
                bracket[0] == "》" and not plain and _next_is_new(folded, last, depth)
            ):
                break
    if last is None or last - start < 4:
        return None
    return last


def _next_is_new(folded: str, at: int, depth: int) -> bool:
    """Whether brackets that do not match (《关于<甲》) have ended here all the same.

    After the inner title of 《关于印发《甲办法》的通知》 another 》 comes before the next 《; after
    a title that has ended it does not.
    """
    closing, opening = folded.find("》", at, at + 120), folded.find("《", at, at + 120)
    return depth > 0 and (closing == -1 or (opening != -1 and opening < closing))


def _paren_end(folded: str, start: int) -> int | None:
    depth = 0
    for bracket in _ROUND.finditer(folded, start, min(len(folded), start + _LONGEST_PAREN)):
        depth += 1 if bracket[0] == "(" else -1
        if depth == 0:
            return bracket.end()
        if depth > _DEEPEST:
            return None
    return None


def _quotations(text: str, start: int, end: int) -> Iterator[Span]:
    """Quotations within the paragraph, also one that began in a paragraph before.

    What is quoted at length is another text's words: the new wording of an article.
    """
    at = start
    if "“" not in text[start:end] and "”" not in text[start:end] and not _open_before(text, start):
        return
    if _open_before(text, start):
        close = text.find("”", start, end)
        yield Span(0, (end if close == -1 else close + 1) - start)
        if close == -1:
            return
        at = close + 1
    while (opened := text.find("“", at, end)) != -1:
        close = text.find("”", opened, end)
        stop = end if close == -1 else close + 1
        if stop - opened > _SHORT_QUOTATION:
            yield Span(opened - start, stop - start)
        at = stop


# 三、修改《乙办法》（…）: who changes several speaks again.
_NEXT_AMENDED = re.compile(
    r"\n[ \t　]*[一二三四五六七八九十]{1,3}、(?:修改|修订|废止|删去|对|将)《"
)


def _open_before(text: str, start: int) -> bool:
    floor = max(0, start - 3000)
    opened = text.rfind("“", floor, start)
    if opened == -1 or text.rfind("”", opened, start) != -1:
        return False
    if opened > 0 and text[opened - 1] not in _BEFORE_WORDING:
        return False  # a bracket that was never closed
    if _NEXT_AMENDED.search(text, opened, text.find("\n", start) + 1 or len(text)):
        return False  # the same: another instrument's turn has come
    return text.find("”", start, start + 6000) != -1


# Words that several rules look for, each without the others in it.
_STEMS = frozenset(
    (
        "废", "失效", "停止", "不再", "终止", "代替", "取代", "替代", "继续", "保留", "施行",
        "实施", "执行", "生效", "试行", "实行", "起用", "启用", "修改", "修订", "删去", "删除",
        "增加", "改为", "有效", "下列", "以下", "如下", "目录", "清单", "为准",
    )
)  # fmt: skip
_ANY_STEM = re.compile("|".join(sorted(_STEMS)))


# What tells of force, with the blanks that a portal's copy of a PDF leaves within: 同 时废 止.
_OF_FORCE = "废止失效同时停施行实执有期"
_BROKEN = re.compile(f"[{_OF_FORCE}]+(?: [{_OF_FORCE}]+)+")
_GAPS = ("废 止", "失 效", "停 止", "施 行", "实 施", "执 行", "同 时", "有 效", "效 期")


def _unbroken(folded: str) -> str:
    """The blanks put behind the words that they part: offsets stay, words are found.

    >>> _unbroken("《甲办法》同 时废 止。")
    '《甲办法》同时废止  。'
    """
    if not any(gap in folded for gap in _GAPS):
        return folded
    return _BROKEN.sub(lambda run: run[0].replace(" ", "").ljust(len(run[0])), folded)


class Masker:
    """The paragraphs of a text, masked when first asked for."""

    def __init__(self, text: str, folded: str | None = None) -> None:
        self.text = text
        self.folded = _unbroken(notes_joined(fold(text) if folded is None else folded))
        self._held: dict[int, Paragraph] = {}

    def at(self, offset: int) -> Paragraph:
        return self._masked(*paragraph_at(self.text, self.folded, offset))

    def _masked(self, start: int, end: int) -> Paragraph:
        found = self._held.get(start)
        if found is None:
            found = self._held[start] = mask(self.text, self.folded, start, end)
        return found

    def having(
        self, *words: str, when: Callable[[str], object] = bool, end: int | None = None
    ) -> Iterator[Paragraph]:
        """The paragraphs in which one of the words occurs, in order, each once.

        ``when`` sees the folded paragraph first: what it is false for is not masked. ``end``
        stops the search there.
        """
        seen, read = -1, 0
        for offset in self._offsets(words, len(self.folded) if end is None else end):
            if offset < seen:
                continue
            start, seen = paragraph_at(self.text, self.folded, offset)
            if when(self.folded[start:seen]):
                yield self._masked(start, seen)
                read += 1
                if read == _MOST_PARAGRAPHS:
                    return

    def _offsets(self, words: tuple[str, ...], end: int) -> list[int]:
        offsets: list[int] = []
        for word in words:
            if word in _STEMS:
                offsets.extend(at for at in self._stems.get(word, ()) if at < end)
                continue
            at = self.folded.find(word, 0, end)
            while at != -1:
                offsets.append(at)
                at = self.folded.find(word, at + len(word), end)
        return sorted(offsets)

    @cached_property
    def _stems(self) -> dict[str, list[int]]:
        """Where the common stems stand: one pass for all rules."""
        places: dict[str, list[int]] = {}
        for found in _ANY_STEM.finditer(self.folded):
            places.setdefault(found[0], []).append(found.start())
        return places
