"""What a document repeals, amends and rests on, what does so to it, and one step further: as a
picture in columns, and as the table that says the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from indexer.catalogue import Link
from indexer.model import PolicyDocument, RelationType
from indexer.model.validity import status_on
from indexer.searching.service import SearchService
from search_api.portal.standing import Standing, standing_of

# What is shown, in the words for an arrow.
TYPES = {
    RelationType.REPEALS: "废止",
    RelationType.LAPSES: "宣布失效",
    RelationType.AMENDS: "修改",
    RelationType.BASED_ON: "依据",
}
# In a column; the table of a step has no more either, and says so.
_MOST = 10
_WIDE, _HIGH, _ACROSS, _DOWN, _TOP = 200, 52, 290, 76, 14
_LETTERS = 13


@dataclass(frozen=True, slots=True)
class Node:
    """``id``: None for what the library does not hold; ``x``, ``y``: its upper left corner."""

    id: str | None
    title: str
    number: str | None
    standing: Standing | None
    x: int
    y: int

    @property
    def short(self) -> str:
        return self.title if len(self.title) <= _LETTERS else f"{self.title[: _LETTERS - 1]}…"

    @property
    def note(self) -> str:
        if self.id is None:
            return "未收入本库"
        told = (self.number, self.standing.label if self.standing else None)
        return " ".join(one for one in told if one)[:20]


@dataclass(frozen=True, slots=True)
class Arrow:
    """From who speaks to whom it speaks of."""

    label: str
    source: Node
    target: Node
    quote: str

    @property
    def path(self) -> str:
        x, y = self.source.x, self.source.y + _HIGH // 2
        there, below = self.target.x + _WIDE + 6, self.target.y + _HIGH // 2
        middle = (x + there) // 2
        return f"M{x} {y}C{middle} {y} {middle} {below} {there} {below}"

    @property
    def at(self) -> tuple[int, int]:
        x, there = self.source.x, self.target.x + _WIDE
        return (x + there) // 2, (self.source.y + self.target.y + _HIGH) // 2


@dataclass(frozen=True, slots=True)
class Network:
    """``left_out``: whether a step has more than is shown."""

    me: Node
    nodes: Sequence[Node]
    arrows: Sequence[Arrow]
    left: int
    width: int
    height: int
    left_out: bool


def network_of(service: SearchService, document: PolicyDocument, day: date) -> Network:
    """Two steps in each direction."""
    standing = standing_of(service.status(document.id, day), document.kind.value)
    number = document.doc_number
    me = Node(document.id, document.title or document.id, number, standing, 0, _TOP)
    arrows: list[Arrow] = []
    nodes = [me]
    left_out, known = False, {document.id}
    for side, direction in ((-1, "out"), (1, "in")):
        before = [me]
        for step in (1, 2):
            found: list[Node] = []
            for node in before:
                for link in _links(service, node, direction):
                    key = _key(link)
                    if key in known:
                        continue
                    if len(found) == _MOST:
                        left_out = True
                        break
                    known.add(key)
                    other = _node(link, day, side * step, len(found))
                    found.append(other)
                    ends = (node, other) if direction == "out" else (other, node)
                    mention = link.relation.mention
                    arrows.append(Arrow(TYPES[mention.type], *ends, mention.evidence.quote or ""))
            nodes += found
            before = found
    left = min(node.x for node in nodes)
    width = max(node.x for node in nodes) - left + _WIDE + 8
    height = max(node.y for node in nodes) + _HIGH + _TOP
    return Network(me, nodes, arrows, left - 4, width, height, left_out)


def _links(service: SearchService, node: Node, direction: str) -> Iterator[Link]:
    if node.id is None:
        return
    for link in service.relations(node.id):
        if link.direction == direction and link.relation.mention.type in TYPES:
            yield link


def _key(link: Link) -> str:
    mention = link.relation.mention
    if link.other is not None:
        return link.other.id
    return f"《{mention.target_title}》{mention.target_number}"


def _node(link: Link, day: date, column: int, row: int) -> Node:
    other, mention = link.other, link.relation.mention
    place = (column * _ACROSS, _TOP + row * _DOWN)
    if other is None:
        title = mention.target_title or mention.target_number or ""
        return Node(None, title, mention.target_number, None, *place)
    standing = standing_of(status_on(other.timeline, day), other.kind)
    return Node(other.id, other.title or other.id, other.doc_number, standing, *place)
