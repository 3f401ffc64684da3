"""What a portal's table states, beside what the text itself shows: who is right where they differ.

A table is filled in by who put the page up. What it says is kept, with less confidence, where the
text's own title and signature agree on something else.
"""

from __future__ import annotations

from dataclasses import replace

from indexer.model import Basis, Value
from indexer.model.evidence import FILE_RULE

_TITLE, _SIGNATURE = "title before its matter", "signature"
_SIGNED = "date under the signature"
_OVERRULED = 0.5


def settle(values: dict[str, list[Value]]) -> None:
    """Put the text's own issuers and day before those of its page's table."""
    _settle_issuers(values)
    _settle_day(values)


def _settle_issuers(values: dict[str, list[Value]]) -> None:
    """A table names one of several joint issuers, or who put the page up: where title and
    signature name the same others, these are who issued it."""
    claims = values.get("issuers", [])
    said = {c.evidence.rule: c for c in claims}
    title, signed = said.get(_TITLE), said.get(_SIGNATURE)
    if title is None or signed is None or set(title.value) != set(signed.value):
        return
    stated = _stated(claims)
    if stated and not any(set(claim.value) == set(title.value) for claim in stated):
        _overrule(claims, title)


def _settle_day(values: dict[str, list[Value]]) -> None:
    """发文日期 of a table is often when the page was made: the day under the signature of who
    issued it comes before a later one."""
    claims = values.get("written_date", [])
    signed = next((one for one in claims if one.evidence.rule == _SIGNED), None)
    bodies = next((c for c in values.get("issuers", ()) if c.evidence.rule == _SIGNATURE), None)
    if signed is None or bodies is None or signed.evidence.confidence < _SURE:
        return
    stated = _stated(claims)
    if stated and all(str(claim.value) > str(signed.value) for claim in stated):
        _overrule(claims, signed)


_SURE = 0.9


def _stated(claims: list[Value]) -> list[Value]:
    """What the file's own table states; nothing where a manifest or a record states it."""
    declared = [claim for claim in claims if claim.evidence.basis is Basis.DECLARED]
    return declared if all(c.evidence.rule == FILE_RULE for c in declared) else []


def _overrule(claims: list[Value], own: Value) -> None:
    """Put the text's own claim first, and what was stated behind it."""
    for at, one in enumerate(claims):
        if one.evidence.basis is Basis.DECLARED:
            claims[at] = replace(one, evidence=replace(one.evidence, confidence=_OVERRULED))
    evidence = replace(own.evidence, basis=Basis.DECLARED, rule=FILE_RULE)
    claims.insert(0, Value(own.value, evidence))
