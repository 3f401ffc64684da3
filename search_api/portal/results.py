"""The results page: the search as links, chips and facets, and what a card tells of a hit.

Every state is in the address: ``Address`` makes the links that change one thing of a search.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from analyzers.folding import fold
from indexer.model import BINDING, StatusValue
from indexer.model.fields import BY_NAME
from indexer.model.queries import Facet, Hit, SearchResponse, Sort
from indexer.searching.asking import DEEPEST
from indexer.searching.reporting import WAY_OUT
from indexer.searching.steps import QUESTION
from search_api.labels import VALUE_LABELS
from search_api.params import SearchFilters, SearchParams
from search_api.portal.answering import Boxes
from search_api.portal.standing import standing_of

# The facets of the page in their order, and how many values each shows before 更多.
FACETS = ("status", "kind", "year", "issuer", "theme", "genre", "domain", "region", "series")
_FIRST = 8
FACET_SIZE = 60
# Open from the start: the others are a press away.
_OPEN = frozenset(("status", "kind", "year", "issuer", "theme"))
# Of the view, not of the search.
_OF_THE_PAGE = ("size", "facets", "facet_size", "highlight", "explain")
_RANGES = {"published": "日期", "effective": "施行日期", "expires": "有效期至"}
_MARK = re.compile("<em>(.*?)</em>")
_STATUSES = [value.value for value in StatusValue]


class Address:
    """The address of a search, and of the same with one thing changed."""

    path = "/"

    def __init__(self, params: SearchFilters, filters: Mapping[str, Sequence[str]]) -> None:
        """``filters``: the values that were meant. A link takes back 云城市财政局 that was asked
        for as 市财政局."""
        self.state: dict[str, Any] = params.model_dump(exclude_defaults=True, mode="json")
        self.state |= {name: list(values) for name, values in filters.items()}
        self.state.pop("page", None)
        self.state.pop("facets", None)
        self.state.pop("facet_size", None)

    def link(self, **changes: Any) -> str:
        merged = {**self.state, **changes}
        asked = {k: v for k, v in merged.items() if v or v is False}
        # Without any condition all documents are meant, not the home page.
        return f"{self.path}?" + (urlencode(asked, doseq=True) or "q=")

    def toggled(self, field: str, value: str) -> str:
        chosen = [str(v) for v in self.state.get(field, [])]
        chosen = [v for v in chosen if v != value] if value in chosen else [*chosen, value]
        return self.link(**{field: chosen})

    def cleared(self) -> str:
        """The same words without any condition."""
        return "/?" + urlencode({"q": self.state.get("q", "")})

    def file(self, format: str) -> str:
        """The same search as a sheet, or as a feed, which tells the newest."""
        shown = {k: v for k, v in self.state.items() if (v or v is False) and k not in _OF_THE_PAGE}
        asked = {**shown, "sort": Sort.NEWEST.value} if format == "atom" else shown
        query = urlencode(asked, doseq=True)
        return f"/api/v1/search.{format}" + (f"?{query}" if query else "")

    def hidden(self, *left_out: str) -> Iterator[tuple[str, str]]:
        """The fields that a form carries on, but for its own."""
        for name, values in self.state.items():
            if name not in left_out:
                for value in values if isinstance(values, list) else [values]:
                    yield name, str(value).lower() if isinstance(value, bool) else str(value)


@dataclass(frozen=True, slots=True)
class Chip:
    """A condition, and the search without it. ``field``: whose it is."""

    label: str
    href: str
    field: str


def chips(address: Address, as_of: date | None) -> list[Chip]:
    """The conditions of a search."""
    made: list[Chip] = []
    for name, values in address.state.items():
        if name not in FACETS and name != "month":
            continue
        if name == "status" and set(values) == {value.value for value in BINDING}:
            made.append(Chip("现行有效（含已修改、部分失效）", address.link(status=[]), name))
            continue
        for value in values:
            made.append(Chip(value_label(name, value), address.toggled(name, value), name))
    for stem, label in _RANGES.items():
        start, end = (address.state.get(f"{stem}_{side}") for side in ("from", "to"))
        if start or end:
            without = address.link(**{f"{stem}_from": None, f"{stem}_to": None})
            made.append(Chip(_range_label(stem, label, start, end), without, stem))
    if as_of is not None:
        made.append(Chip(f"有效性按 {as_of} 计", address.link(as_of=None), "as_of"))
    return made


def _range_label(stem: str, label: str, start: str | None, end: str | None) -> str:
    years = full_years(start, end)
    if stem == "published" and years is not None:
        first, last = years
        if first and last:
            return f"{first}年" if first == last else f"{first}—{last}年"
        return f"{first}年以来" if first else f"{last}年及以前"
    if start and end:
        return f"{label} {start} 至 {end}"
    return f"{label}不早于 {start}" if start else f"{label}不晚于 {end}"


def full_years(start: str | None, end: str | None) -> tuple[str, str] | None:
    """The first and last year of a range that begins and ends with one; None for others."""
    if (start and not start.endswith("-01-01")) or (end and not end.endswith("-12-31")):
        return None
    return (start or "")[:4], (end or "")[:4]


def value_label(field: str, value: str) -> str:
    """As people read it. Of a theme within a theme the inner one is told."""
    if field == "theme":
        return value.rsplit("\\", 1)[-1]
    if field == "year":
        return f"{value}年"
    return VALUE_LABELS.get(field, {}).get(value, value)


# ---------------------------------------------------------------- facets


@dataclass(frozen=True, slots=True)
class Choice:
    """``style``: of a validity, its icon; ``inner``: within another one."""

    value: str
    label: str
    count: int
    selected: bool
    style: str = ""
    inner: bool = False


@dataclass(frozen=True, slots=True)
class ShownFacet:
    """``first`` are shown at once and hold all that are selected, ``rest`` under 更多; ``total``:
    how many there are, more than are listed in large libraries."""

    name: str
    label: str
    first: tuple[Choice, ...]
    rest: tuple[Choice, ...]
    total: int
    open: bool


def shown_facets(facets: Mapping[str, Facet]) -> list[ShownFacet]:
    """Those with something to choose, in the order of the page; years are ``Years``."""
    made = []
    for name, facet in facets.items():
        chosen = any(v.selected for v in facet.values)
        if name == "year" or not facet.values or (len(facet.values) == 1 and _idle(name, chosen)):
            continue
        values = [
            Choice(
                v.value,
                value_label(name, v.value),
                v.count,
                v.selected,
                standing_of(v.value).style if name == "status" else "",
                name == "theme" and "\\" in v.value,
            )
            for v in facet.values
        ]
        if name == "status":
            values.sort(key=lambda v: _STATUSES.index(v.value))
        first = [v for n, v in enumerate(values) if n < _FIRST or v.selected]
        rest = [v for n, v in enumerate(values) if not (n < _FIRST or v.selected)]
        label = "效力状态" if name == "status" else "文件种类" if name == "kind" else facet.label
        opened = name in _OPEN or chosen
        made.append(ShownFacet(name, label, tuple(first), tuple(rest), facet.total, opened))
    return made


def _idle(name: str, chosen: bool) -> bool:
    """A single value that says the same of every document."""
    return not chosen and name in ("region", "series", "domain")


@dataclass(frozen=True, slots=True)
class Bar:
    year: str
    count: int
    x: float
    y: float
    width: float
    height: float
    selected: bool
    href: str


@dataclass(frozen=True, slots=True)
class Years:
    """Years as a histogram, in their order and without gaps. ``start``, ``end``: what the two
    fields hold."""

    bars: tuple[Bar, ...]
    first: str
    last: str
    start: str
    end: str
    brush: tuple[float, float] | None


_WIDTH, _BASE, _HIGH, _MOST_YEARS = 240, 68, 58, 60


def shown_years(facet: Facet | None, address: Address) -> Years | None:
    """None where there is nothing to choose."""
    values = facet.values if facet else ()
    counted = {int(v.value): v for v in values if v.value.isdigit() and v.count}
    if not counted:
        return None
    last = max(counted)
    first = max(min(counted), last - _MOST_YEARS + 1)
    start, end = full_years(
        address.state.get("published_from"), address.state.get("published_to")
    ) or ("", "")
    step = (_WIDTH - 8) / (last - first + 1)
    scale = _HIGH / max(v.count for v in counted.values())
    bars = []
    for year in range(first, last + 1):
        value = counted.get(year)
        if value is None:
            continue
        height = max(2.0, value.count * scale)
        within = (start or end) and (start or "0000") <= str(year) <= (end or "9999")
        bars.append(
            Bar(
                str(year),
                value.count,
                round(4 + (year - first) * step, 1),
                round(_BASE - height, 1),
                round(min(max(step - 2, step * 0.7), 24), 1),
                round(height, 1),
                bool(value.selected or within),
                address.toggled("year", str(year)),
            )
        )
    brush = None
    if start or end:
        left = max(int(start or first), first) - first
        right = min(int(end or last), last) - first + 1
        if right > left:
            brush = (round(4 + left * step - 1, 1), round((right - left) * step, 1))
    return Years(tuple(bars), str(first), str(last), start, end, brush)


# ---------------------------------------------------------------- hits


def why(hit: Hit, answer: SearchResponse) -> str:
    """Why a hit is one, where its title does not show it."""
    if not answer.query.text:
        return ""
    if hit.match == "number":
        return "文号相符"
    if hit.match == "cites":
        return "文中提到所查的文号"
    in_title = _MARK.findall(hit.highlights["title"])
    in_text = [m for piece in hit.highlights["body"] for m in _MARK.findall(piece.text)]
    asked = fold(answer.query.text)
    other = [m for m in dict.fromkeys(in_title or in_text) if fold(m) not in asked]
    said = bool(answer.query.synonyms) and len(other) == len(dict.fromkeys(in_title or in_text))
    if said and other:
        meant = "、".join(f"“{m}”" for m in other[:3])
        return f"按同义说法{meant}找到" if in_title else f"标题未含检索词，按同义说法{meant}找到"
    return "标题未含检索词，正文相符" if in_text and not in_title else ""


def page_numbers(page: int, last: int) -> list[int]:
    """The pages to offer: the first, the neighbours, the last."""
    near = (1, page - 2, page - 1, page, page + 1, page + 2, last)
    return sorted({p for p in near if 1 <= p <= last})


def field_label(name: str) -> str:
    return BY_NAME[name].label


# ---------------------------------------------------------------- the page


@dataclass(frozen=True, slots=True)
class Way:
    """A way out of a search without hits, and what it would find."""

    label: str
    href: str
    count: int


@dataclass(frozen=True, slots=True)
class Results:
    """All that the results page shows. ``beside_of``: by id, what a card offers besides.
    ``boxes``: what answers a question."""

    answer: SearchResponse
    params: SearchParams
    address: Address
    chips: Sequence[Chip]
    ways: Sequence[Way]
    documents: int
    beside_of: Mapping[str, Sequence[tuple[str, str, str]]]
    boxes: Boxes
    facets: Sequence[ShownFacet]
    years: Years | None

    @property
    def years_within(self) -> bool:
        """Whether the histogram stands among the facets, after the kinds."""
        return any(f.name == "kind" for f in self.facets)

    @property
    def kept_by_facets(self) -> list[tuple[str, str]]:
        own = [f.name for f in self.facets] + ["as_of"]
        if self.years is not None and full_years(
            self.address.state.get("published_from"), self.address.state.get("published_to")
        ):
            own += ["published_from", "published_to"]
        return [*self.address.hidden(*own)]

    @property
    def notices(self) -> list[str]:
        """Without those that the page has as links."""
        said = self.answer.query
        notes = [n for n in said.notes if not (self.ways and n.startswith(WAY_OUT))]
        return [*filter(None, [said.relaxed]), *self.answer.notes, *notes]

    @property
    def sorts(self) -> list[tuple[str, str]]:
        return [(sort.value, sort.label) for sort in Sort]

    @property
    def last(self) -> int:
        """Of a question what holds any of its words goes on from page to page; other queries have
        as many pages as what holds all words fills."""
        beside = self.answer.relaxed
        further = beside.total if beside is not None and beside.note == QUESTION else 0
        return -(-(self.answer.total + min(further, DEEPEST)) // self.answer.size)

    @property
    def pages(self) -> list[int]:
        return page_numbers(self.answer.page, self.last)

    @property
    def valid_link(self) -> str:
        """The search among what is valid; "" where it is that already."""
        wanted = [value.value for value in BINDING]
        now = self.address.state.get("status", [])
        return "" if set(now) == set(wanted) else self.address.link(status=wanted)

    @property
    def literal(self) -> str:
        """The search for the words as they stand: quoted, they have no synonyms."""
        text = self.answer.query.text
        words = text.split()
        if any(mark in text for mark in '"“”()（）') or len(words) > 8:
            return ""
        return self.address.link(q=" ".join(f'"{word}"' for word in words))

    def why(self, hit: Hit) -> str:
        return why(hit, self.answer)

    def beside(self, hit: Hit) -> Sequence[tuple[str, str, str]]:
        return self.beside_of.get(hit.id, ())
