"""Fields of Word, and those that show something although they have no result: EQ, form fields."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from indexer.extractors.docx.formulas import eq_field, is_eq
from indexer.extractors.docx.styles import W, number, on
from indexer.extractors.docx.symbols import symbol_field

_VAL = W + "val"
TICKED, EMPTY = "☑", "□"


@dataclass(slots=True)
class Field:
    """An open field. ``data`` is what a form field is made of (``w:ffData``); ``shows``: its
    result has text."""

    instruction: str = ""
    in_result: bool = False
    shows: bool = False
    data: etree._Element | None = None

    @property
    def name(self) -> str:
        words = self.instruction.split(maxsplit=1)
        return words[0].upper() if words else ""


def shown_by(field: Field) -> str:
    """What a field shows that has no result of its own."""
    name = field.name
    if field.shows:
        return ""
    if is_eq(field.instruction):
        return eq_field(field.instruction)
    if name == "SYMBOL":
        return symbol_field(field.instruction)
    if field.data is None:
        return ""
    if name == "FORMDROPDOWN":
        return _chosen(field.data)
    return _box(field.data) if name == "FORMCHECKBOX" else ""


def _chosen(data: etree._Element) -> str:
    choice = data.find(W + "ddList")
    if choice is None:
        return ""
    entries = [entry.get(_VAL, "") for entry in choice.iterchildren(W + "listEntry")]
    picked = choice.find(W + "result")
    if picked is None:
        picked = choice.find(W + "default")
    index = 0 if picked is None else number(picked.get(_VAL), 0)
    return entries[index] if 0 <= index < len(entries) else ""


def _box(data: etree._Element) -> str:
    box = data.find(W + "checkBox")
    if box is None:
        return EMPTY
    state = box.find(W + "checked")
    if state is None:
        state = box.find(W + "default")
    return TICKED if state is not None and on(state.get(_VAL, "1")) else EMPTY
