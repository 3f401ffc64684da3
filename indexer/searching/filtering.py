"""The filters of a request, by the values that the index has; and what is to be told of others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from analyzers.synonyms import SynonymTable
from indexer.engines.base import SearchEngine
from indexer.indexing.projection import CurrentName
from indexer.model import Kind, StatusValue
from indexer.model.fields import BY_NAME
from indexer.model.labels import LabelledEnum
from indexer.model.queries import SearchRequest
from indexer.searching.known import KnownValues, Stamp
from indexer.searching.naming import Naming

LABELLED: dict[str, type[LabelledEnum]] = {"status": StatusValue, "kind": Kind}
# So much is told of one filter; a hundred values may be given.
_TOLD = 3
_SHOWN = 5


class Filtering:
    """Safe from several threads."""

    def __init__(
        self, known: KnownValues, synonyms: SynonymTable, current_name: CurrentName
    ) -> None:
        self._known = known
        self._synonyms = synonyms
        self._current_name = current_name
        self._namings: dict[str, tuple[Stamp, Naming]] = {}

    def trying(self, synonyms: SynonymTable) -> Filtering:
        """The same with other synonyms."""
        return Filtering(self._known, synonyms, self._current_name)

    def applied(
        self, request: SearchRequest, engine: SearchEngine
    ) -> tuple[SearchRequest, tuple[str, ...]]:
        """The request with the values that are meant, and notes on those that needed it."""
        if not any(request.filters.values()):
            return request, ()
        notes: list[str] = []
        filters = {
            name: self._values(name, given, engine, notes)
            for name, given in request.filters.items()
            if given
        }
        return replace(request, filters=filters), tuple(notes)

    def _values(
        self, name: str, given: Iterable[str], engine: SearchEngine, notes: list[str]
    ) -> tuple[str, ...]:
        values: dict[str, None] = {}
        told, unknown = 0, 0
        naming = self._naming(name, engine) if name != "status" else None
        for one in given:
            asked = _by_label(name, one)
            meant = naming.meant(asked) if naming is not None else (asked,)
            values.update(dict.fromkeys(meant or (asked,)))
            if meant == (asked,):
                continue
            if told < _TOLD:
                notes.append(_note(name, one, meant, _near(name, naming, asked)))
                told += 1
            else:
                unknown += not meant
        if unknown:
            notes.append(f"{_called(name)}另有 {unknown} 个值在库中没有")
        return tuple(values)

    def _naming(self, name: str, engine: SearchEngine) -> Naming:
        stamp, values = self._known.of(name, engine)
        held = self._namings.get(name)
        if held is None or held[0] != stamp:
            targets = self._synonyms.current().targets
            held = (stamp, Naming(name, values, self._current_name, targets))
            self._namings[name] = held
        return held[1]


def _by_label(name: str, given: str) -> str:
    """The value of a label; what is neither stays as it is."""
    kind = LABELLED.get(name)
    member = kind.named(given) if kind else None
    return member.value if member else given


def _near(name: str, naming: Naming | None, asked: str) -> list[str]:
    if naming is None:
        return []
    # Of a few that are called otherwise than they are said, none is nearer than another.
    return list(naming.values)[:_SHOWN] if name in LABELLED else naming.near(asked)


def _note(name: str, given: str, meant: tuple[str, ...], near: list[str]) -> str:
    if len(meant) == 1:
        return f"{_called(name)}“{given}”即“{meant[0]}”"
    if meant:
        more = " 等" if len(meant) > _SHOWN else ""
        return (
            f"{_called(name)}“{given}”在库中有 {len(meant)} 个，已一并计入："
            f"{'、'.join(meant[:_SHOWN])}{more}"
        )
    shown = "、".join(f"“{_label(name, value)}”" for value in near)
    return f"{_called(name)}“{_label(name, given)}”在库中没有" + (
        f"，相近的有{shown}" if shown else ""
    )


def _label(name: str, value: str) -> str:
    kind = LABELLED.get(name)
    member = kind.named(value) if kind else None
    return member.label if member else value


def _called(name: str) -> str:
    return f"{BY_NAME[name].label}（{name}）"
