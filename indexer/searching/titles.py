"""Which titles hold what was typed, though not in one piece.

重污染天气预案 means 重污染天气应急预案, 山东节水条例 the 山东省节约用水条例: people leave out what
does not tell instruments apart, and shorten words to their characters. So a title is looked for
that holds all characters of the query, in pieces: words, or beginnings and ends of words. A piece
that begins and ends inside words is none (重庆市长江 holds no 市长).

The titles of a library that are articles of an instrument are left out: their names say nothing.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from analyzers import numerals
from analyzers.analyzer import Analyzer
from indexer.indexing.projection import series_of
from indexer.runtime.deadline import check
from indexer.understanding.validity.directory import title_key

# Of more titles than these, what holds the query's characters says little.
_MOST_CANDIDATES = 80
_LONGEST = 120
_STATE = "中华人民共和国"
_COURTS = re.compile(r"最高人民(?:法院|检察院)")
_BODIES = re.compile(rf"{_STATE}|{_COURTS.pattern}")
_FORMULAS = re.compile(
    rf"{_BODIES.pattern}|关于|(?:具体)?(?:应用|适用)法律|若干问题|几个问题|审理|办理|案件|人民法院|的"
)
_ORDINAL = re.compile(r"[(\[]([一二三四五六七八九十百〇零\d]{1,4})[)\]]")
_PLACE = re.compile(
    rf"(?:{_STATE})?(?P<name>[^省市区县州]{{2,3}})(?:省|市|特别行政区|(?:..族|维吾尔)?自治[区州])"
)
_BRACKETS = str.maketrans("", "", "()[]-~/ ")

# What a piece costs: one that is a word, one that begins or ends one, one across words, and a
# single character that is a word, begins one, ends one.
_WORD, _HALF, _ACROSS = 1.0, 1.3, 1.6
_SINGLE_WORD, _HEAD, _TAIL = 1.2, 1.5, 1.9
# Of how close a title is that holds other words than were typed; and where others hold these.
_OTHER_WORDS, _BESIDE_TYPED, _WELL = 0.95, 0.5, 0.4
_IN_PIECES = 0.7  # of how close a title is that holds each part in one piece
_SHORTEST = 2  # characters that are looked for as a word only
_LONG = 4  # from this length on no string stands in a title by chance
_NEVER = 1e9


def normal(title: str) -> str:
    """A title's words, with the ordinals as figures: 修正案（八） and 修正案8 are one."""
    key = numerals.to_arabic(title_key(title))
    key = _ORDINAL.sub(lambda m: f"{numerals.parse_numeral(m[1]) or m[1]}", key)
    return key.translate(_BRACKETS)


@dataclass(frozen=True, slots=True)
class Found:
    """A title that holds the query, and how well: 1 for the title itself."""

    ids: tuple[str, ...]
    title: str
    fit: float
    whole: bool


@dataclass(frozen=True, slots=True)
class Titles:
    """The distinct normal titles of a library, and which of them hold a character."""

    analyzer: Analyzer
    names: Sequence[str] = ()
    ids: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    holding: Mapping[str, NDArray[np.int32]] = field(default_factory=dict)

    @classmethod
    def of(cls, analyzer: Analyzer, titles: Iterable[tuple[str, str]]) -> Titles:
        """``titles``: (id, title)."""
        ids: dict[str, list[str]] = {}
        for identity, title in titles:
            article = (title.endswith("条") or "条之" in title) and series_of(title) is not None
            if not article and (name := normal(title)[:_LONGEST]):
                ids.setdefault(name, []).append(identity)
        names = list(ids)
        return cls(analyzer, names, {n: tuple(i) for n, i in ids.items()}, _holding(names))

    def exactly(self, text: str) -> Found | None:
        """The title that is this text, or the text behind 中华人民共和国."""
        for name in (text, _STATE + text):
            if name in self.ids:
                return Found(self.ids[name], name, 1.0, True)
        return None

    def search(
        self,
        parts: Sequence[Sequence[str]],
        words: frozenset[str] = frozenset(),
        others: frozenset[str] = frozenset(),
    ) -> Iterator[Found]:
        """Titles that hold one spelling of every part, the parts in any order; those that are
        ``words`` in one piece. ``others`` are no spellings of what was typed but other words."""
        best: dict[int, float] = {}
        for spelling in _spellings(parts):
            check()
            typed = 1.0
            if others.intersection(spelling):
                typed = _BESIDE_TYPED if max(best.values(), default=0.0) > _WELL else _OTHER_WORDS
            for number in self._candidates("".join(spelling)):
                fit = typed * self._fit(self.names[number], spelling, words)
                if fit > best.get(number, 0.0):
                    best[number] = fit
        for number, fit in best.items():
            name = self.names[number]
            yield Found(self.ids[name], name, fit, False)

    def _candidates(self, characters: str) -> Sequence[int]:
        lists = [self.holding.get(c) for c in set(characters)]
        known = sorted((one for one in lists if one is not None), key=len)
        if not known or len(known) < len(lists):
            return ()
        found = known[0]
        for other in known[1:]:
            at = other.searchsorted(found)
            found = found[other.take(at, mode="clip") == found]
        return found.tolist() if len(found) <= _MOST_CANDIDATES else ()

    def _fit(self, title: str, parts: Sequence[str], words: frozenset[str] = frozenset()) -> float:
        """Between 0 (not held) and 1 (the title itself)."""
        length = sum(map(len, parts))
        title, whole_title = _masked(title, "".join(parts)), title
        # Of a query that is no longer, words inside words say too little.
        alone = length <= _SHORTEST
        edges = (
            frozenset(self.analyzer.edges(whole_title))
            if alone
            else _edges(self.analyzer, whole_title)
        )
        cost = 0.0
        for part in parts:
            whole = len(part) <= _SHORTEST or part in words
            cost += _in_one(part, title, edges) if whole else self._cost(part, title, edges)
            if cost >= _NEVER:
                return 0.0
        if cost > _most(parts, whole_title):
            return 0.0
        telling = _telling(whole_title)
        closeness = max(0.0, 1.0 - (cost - len(parts)) / (length + 1))
        if not all(part in title for part in parts):
            closeness *= _IN_PIECES
        court = _COURTS.match(whole_title)
        told = _telling("".join(parts), bare=True) if court else length
        return 0.6 * closeness + 0.4 * min(1.0, told / max(telling, 1)) + 0.001

    def _cost(self, part: str, title: str, edges: frozenset[int]) -> float:
        """Of the pieces that a part is found in, in its order; else of its words in any order."""
        if len(part) >= _LONG and part in title:
            return _WORD
        cost = _pieces(part, title, edges)
        if cost < _NEVER or len(part) < _LONG:
            return cost
        words = self.analyzer.cut(part)
        if 2 * len(words) > len(part) + 1:
            return _NEVER
        return sum(_pieces(word, title, edges) for word in words) + 0.5


def _most(parts: Sequence[str], title: str) -> float:
    """What may be paid. A place that both begin with is a word of its own: what stands behind it in
    香港国安法 may be as short a name as 国安法 alone."""
    length = sum(map(len, parts))
    most = _allowed(length)
    if len(parts) == 1 and (place := _PLACE.match(title)) and parts[0].startswith(place["name"]):
        most = max(most, _WORD + _allowed(length - len(place["name"])))
    return most


def _allowed(length: int) -> float:
    return 1.45 * length if length <= 3 else 0.7 * length + 1.5


def _masked(title: str, typed: str) -> str:
    """The title without the state's and the courts' names, where none was typed: 民诉法 is not met
    in 最高人民法院关于适用刑事诉讼法."""
    if "人民" in typed or "中华" in typed or "最高" in typed:
        return title
    return _BODIES.sub(lambda m: "\0" * len(m[0]), title)


def _telling(text: str, *, bare: bool = False) -> int:
    """How many characters tell a title apart; of a court's, not those that most of these have."""
    if bare or _COURTS.match(text):
        return len(_FORMULAS.sub("", text))
    return len(text.removeprefix(_STATE))


def _spellings(parts: Sequence[Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """Each part as typed, and with one part in another spelling at a time."""
    typed = tuple(spellings[0] for spellings in parts)
    yield typed
    for i, spellings in enumerate(parts):
        for other in spellings[1:]:
            yield (*typed[:i], other, *typed[i + 1 :])


def _holding(names: Sequence[str]) -> dict[str, NDArray[np.int32]]:
    if not names:
        return {}
    codes = np.frombuffer("".join(names).encode("utf-32-le", "surrogatepass"), np.uint32)
    numbers = np.repeat(np.arange(len(names), dtype=np.int64), [len(n) for n in names])
    keys = np.sort(codes.astype(np.int64) << 32 | numbers)
    # By hand: np.unique imports masked arrays, for which the first search would have to wait.
    keys = keys[np.diff(keys, prepend=-1) > 0]
    characters, held = keys >> 32, (keys & 0xFFFFFFFF).astype(np.int32)
    starts = np.diff(characters, prepend=-1).nonzero()[0]
    lists = np.split(held, starts[1:])
    return {chr(c): own for c, own in zip(characters[starts].tolist(), lists, strict=True)}


def _in_one(word: str, title: str, edges: frozenset[int]) -> float:
    held = word in title if len(word) >= _LONG else _stands(word, title, edges)
    return _WORD if held else _NEVER


def _stands(word: str, title: str, edges: frozenset[int]) -> bool:
    """Whether a short word stands in a title as one: pieces of it are met by chance (某市河长制
    holds no 市长)."""
    place = title.find(word)
    while place >= 0:
        if place in edges and place + len(word) in edges:
            return True
        place = title.find(word, place + 1)
    return False


@lru_cache(maxsize=4096)
def _edges(analyzer: Analyzer, title: str) -> frozenset[int]:
    """Of words, and of the words that these are made of: 环境保护."""
    inner = (place for token in analyzer.tokens(title) for place in (token.start, token.end))
    return frozenset((*analyzer.edges(title), *inner))


def _pieces(part: str, title: str, edges: frozenset[int]) -> float:
    """The least cost of finding a text in a title in its order."""

    @cache
    def rest(i: int, k: int) -> float:
        if i == len(part):
            return 0.0
        best = _NEVER
        start = title.find(part[i], k)
        while start >= 0:
            length = _run(part, title, i, start)
            for taken in range(length, 0, -1):
                price = _price(part, title, i, start, taken, edges)
                if price < _NEVER:
                    best = min(best, price + rest(i + taken, start + taken))
            start = title.find(part[i], start + 1)
        return best

    return min(rest(0, 0), _NEVER)


def _run(part: str, title: str, i: int, k: int) -> int:
    """How many characters from ``i`` and ``k`` on are the same."""
    n = 0
    while i + n < len(part) and k + n < len(title) and part[i + n] == title[k + n]:
        n += 1
    return n


def _price(part: str, title: str, i: int, k: int, n: int, edges: frozenset[int]) -> float:
    """Of the piece ``title[k:k + n]``. Figures are met whole: 8 is not in 18."""
    end = k + n
    if _cuts_figures(title, k, end) or _cuts_figures(part, i, i + n):
        return _NEVER
    begins, ends = k in edges, end in edges
    if begins and ends:
        return _WORD if n > 1 else _SINGLE_WORD
    if n == 1:
        return _HEAD if begins else _TAIL if ends else _NEVER
    if begins or ends:
        return _HALF
    return _ACROSS if n >= _LONG else _NEVER


def _cuts_figures(text: str, start: int, end: int) -> bool:
    at_start = 0 < start < len(text) and text[start - 1].isdigit() and text[start].isdigit()
    at_end = 0 < end < len(text) and text[end - 1].isdigit() and text[end].isdigit()
    return at_start or at_end


class TitlesKeeper:
    """The titles of the library as it is searched. Made at once for the first request, then anew
    by ``refresh`` where the library has changed."""

    def __init__(
        self,
        analyzer: Analyzer,
        titles: Callable[[], Iterable[tuple[str, str]]],
        revision: Callable[[], int],
    ) -> None:
        self._analyzer = analyzer
        self._titles = titles
        self._revision = revision
        self._making = threading.Lock()
        self._held: tuple[int, Titles] | None = None

    @property
    def revision(self) -> int | None:
        """Of what is held, which is made where nothing is."""
        self.current()
        return self._held[0] if self._held else None

    def current(self) -> Titles:
        if self._held is None:
            self.refresh()
        return self._held[1] if self._held else Titles(self._analyzer)

    def refresh(self) -> None:
        """Make them anew where the library has changed; one thread does, the others go on."""
        revision = self._revision()
        if not self._making.acquire(blocking=self._held is None):
            return
        try:
            if self._held is None or self._held[0] != revision:
                self._held = (revision, Titles.of(self._analyzer, self._titles()))
        finally:
            self._making.release()
