"""Settling items of the review queue: confirmed or overruled, several at once, all or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.catalogue import Act
from indexer.intake.declared import SplitIssuers
from indexer.intake.tables import read_table
from indexer.model import RelationType
from indexer.model.errors import ManifestError, PolicySearchError, UsageError
from indexer.stewardship.correcting import By, Relating, Said, Wished, read_wished
from indexer.stewardship.listing import Question
from indexer.stewardship.queue import COLUMNS, DECISION, VALUE, WHY, Doubt, Item, queue

if TYPE_CHECKING:
    from indexer.catalogue.writing import Writer

_YES = ("确认", "是", "对", "正确", "√", "v", "y", "yes", "confirm", "confirmed")
_NO = ("更正", "不对", "否", "错", "×", "x", "n", "no", "overrule", "overruled")
_ITEM = COLUMNS[0]
# What is read stays as it was, whatever staff say of it.
_STAYING = (Doubt.HINT, Doubt.EXTRACTION)


@dataclass(frozen=True, slots=True)
class Decision:
    """What staff say of an item. ``value``: what is right instead, where it is overruled."""

    item: str
    confirmed: bool
    value: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Ready:
    """A decision that can be carried out."""

    item: Item
    decision: Decision
    said: Said | None = None
    published: bool | None = None

    def write(self, writer: Writer, by: By) -> None:
        identity, why = self.item.document.id, self.decision.why or by.why
        author = By(by.who, why, by.via)
        if self.said is not None:
            self.said.write(writer, author)
        if self.published is not None:
            writer.publish(identity, self.published, by.who, why)
        nothing_said = self.said is None and self.published is None
        if nothing_said or self.item.kind in _STAYING:
            review = writer.staff.review_now(by.who, why)
            writer.staff.settle(identity, self.item.name, review)
        verdict = "confirm" if self.decision.confirmed else "overrule"
        details = {"item": self.item.name, "told": self.item.told, "value": self.decision.value}
        told = {**details, "why": why}
        writer.audit(Act(by.who, f"review.{verdict}", identity, told, by.via))


def settle(
    question: Question, decisions: Sequence[Decision], by: By, split_issuers: SplitIssuers
) -> list[Item]:
    """Carry out all of them in one transaction, or none. Raises UsageError that names each one
    that cannot be carried out, and why."""
    if not decisions:
        raise UsageError("没有写明要确认或更正哪些事项", field="items")
    items = items_named(question, [decision.item for decision in decisions])
    problems: list[str] = []
    ready: list[_Ready] = []
    for decision in decisions:
        item = items.get(decision.item)
        if item is None:
            problems.append(f"{decision.item}：没有这一项，或已处理，或内容已变")
            continue
        try:
            ready.append(_ready(question, item, decision, split_issuers))
        except PolicySearchError as error:
            problems.append(f"{decision.item}：{error}")
    if problems:
        raise UsageError("；".join(problems), field="items")
    with question.catalogue.write() as writer:
        for one in ready:
            one.write(writer, by)
    return [one.item for one in ready]


def items_named(question: Question, names: Sequence[str]) -> Mapping[str, Item]:
    """The open items of these names."""
    parts = [name.split(":", 2) for name in names]
    kinds = {kind for part in parts if len(part) == 3 and (kind := Doubt.named(part[0]))}
    ids = {part[2] for part in parts if len(part) == 3}
    found = {item.name: item for item in queue(question, kinds, ids)}
    return {name: found[name] for name in names if name in found}


def _ready(
    question: Question, item: Item, decision: Decision, split_issuers: SplitIssuers
) -> _Ready:
    if item.kind is Doubt.FINDING:
        # What is held by the finding goes on being so, and no longer than it: a clean file that
        # takes its place is held by nothing.
        held = decision.confirmed and not item.document.published
        return _Ready(item, decision, published=None if held else not decision.confirmed)
    if item.kind is Doubt.EXTRACTION:
        return _Ready(item, decision, published=None if decision.confirmed else False)
    wished = _confirmed(item) if decision.confirmed else _overruled(item, decision.value.strip())
    if wished is None:
        return _Ready(item, decision)
    said = read_wished(question.catalogue, item.document.id, wished, split_issuers, question.sees)
    return _Ready(item, decision, said)


def _confirmed(item: Item) -> Wished | None:
    """What is said anew by a confirmation; None where the doubt is let be."""
    match item.kind:
        case Doubt.STATUS | Doubt.CONFLICT if item.status is not None:
            since = item.status.since
            dated = {"status_date": since.isoformat()} if since else {}
            return Wished({"status": item.status.value.value, **dated})
        case Doubt.VALUE:
            best = item.document.best(item.subject)
            value = best.value if best is not None else ""
            return Wished({item.subject: value if isinstance(value, str) else list(value)})
        case _:
            return None


def _overruled(item: Item, value: str) -> Wished:
    match item.kind:
        case Doubt.STATUS | Doubt.CONFLICT | Doubt.HINT:
            if not value:
                raise UsageError("更正须写明有效性，如 现行有效")
            return Wished({"status": value})
        case Doubt.MENTION:
            type_, named = item.subject.split("=", 1)
            holds = bool(value)
            target, name = (value, named) if holds else (named, "")
            return Wished(
                relations=(Relating(RelationType(type_), target, holds=holds, named=name),)
            )
        case _:
            return Wished({item.subject: value})


# ---------------------------------------------------------------- a table handed back


def read_decisions(path: Path) -> Iterator[Decision]:
    """The rows of a queue that staff filled in; those without a word are left for later. Raises
    ManifestError that names the row."""
    head: list[str] = []
    for number, cells in read_table(path):
        if not head:
            if _ITEM not in cells or DECISION not in cells:
                message = f"{path.name} 没有“{_ITEM}”和“{DECISION}”列，请用 review -o 导出的表"
                raise ManifestError(message, path=str(path), row=number)
            head = cells
            continue
        row = dict(zip(head, cells, strict=False))
        word, value = row.get(DECISION, "").lower(), row.get(VALUE, "")
        if not word and not value:
            continue
        if word and word not in (*_YES, *_NO):
            message = f"{path.name} 第{number}行的“{DECISION}”应写 确认 或 更正，现为“{word}”"
            raise ManifestError(message, path=str(path), row=number)
        confirmed = word in _YES
        if confirmed and value:
            message = f"{path.name} 第{number}行写了确认，又写了“{VALUE}”"
            raise ManifestError(message, path=str(path), row=number)
        yield Decision(row.get(_ITEM, ""), confirmed, value, row.get(WHY, ""))
