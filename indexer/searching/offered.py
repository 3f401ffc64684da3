"""In which order titles and numbers are suggested: what is in force first, then by how often it was
searched, then by place: the library's own, the nation's, others'."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from analyzers.folding import fold
from indexer.catalogue.types import Offered
from indexer.model import BINDING, ENDED, StatusValue
from indexer.model.validity import status_on
from indexer.understanding.metadata.region import NATION

# What is only a draft is offered last, too.
_LAST = (*ENDED, StatusValue.DRAFT)
# Shorter queries stand in too many titles to speak for one.
_TELLING = 3

Named = tuple[str, str]


@dataclass(frozen=True, slots=True)
class InOrder:
    """(id, title) and (id, number), the best first; ``ended`` apart."""

    titles: Sequence[Named]
    ended: Sequence[Named]
    numbers: Sequence[Named]


def in_order(
    offered: Iterable[Offered],
    searched: Sequence[tuple[str, int]],
    region: str | None,
    as_of: date,
) -> InOrder:
    """``searched``: (query, how often). ``region``: the library's own."""
    found = list(offered)
    times = _times_searched([one.title for one in found], searched)
    classes: tuple[list[tuple[tuple[int, int], Offered]], ...] = ([], [], [])
    for one, often in zip(found, times, strict=True):
        standing = status_on(one.timeline, as_of).value
        which = 0 if standing in BINDING else 2 if standing in _LAST else 1
        classes[which].append(((-often, _place(one.region, region)), one))
    in_force, others, ended = (
        [one for _, one in sorted(each, key=lambda pair: pair[0])] for each in classes
    )
    lasting = [*in_force, *others]
    return InOrder(
        [(one.id, one.title) for one in lasting],
        [(one.id, one.title) for one in ended],
        [(one.id, one.number) for one in (*lasting, *ended) if one.number],
    )


def _place(region: str | None, own: str | None) -> int:
    if own is not None and region == own:
        return 0
    return 1 if region == NATION else 2


def _times_searched(titles: Sequence[str], searched: Sequence[tuple[str, int]]) -> list[int]:
    """How often what stands in each title was searched."""
    lines = [fold(title).replace("\n", " ") for title in titles]
    joined = "\n".join(lines)
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    times = [0] * len(lines)
    for query, often in searched:
        wanted = fold(query).strip()
        place = joined.find(wanted) if len(wanted) >= _TELLING and "\n" not in wanted else -1
        while place >= 0:
            number = bisect_right(starts, place) - 1
            times[number] += often
            place = joined.find(wanted, starts[number + 1])
    return times
