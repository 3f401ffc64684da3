"""Short ways to make documents for these tests."""

from __future__ import annotations

from datetime import date

from indexer.model import (
    Basis,
    Evidence,
    Mention,
    PolicyDocument,
    RelationType,
    Source,
    Value,
)
from indexer.model.blocks import line_blocks

EXTRACTED = Evidence(Basis.EXTRACTED, "test", "某处", 1, 2, 4, 0.9)


def claim(value: str | tuple[str, ...], basis: Basis = Basis.EXTRACTED) -> tuple[Value, ...]:
    return (Value(value, Evidence(basis, "test")),)


def document(
    identity: str,
    title: str,
    *,
    text: str = "第一条 为了规范管理。\n第二条 自公布之日起施行。",
    number: str | None = None,
    effective: str | None = None,
    issuers: tuple[str, ...] = ("云栖市人民政府",),
    mentions: tuple[Mention, ...] = (),
) -> PolicyDocument:
    values = {"title": claim(title), "issuers": claim(issuers), "kind": claim("policy")}
    if number:
        values["doc_number"] = claim(number)
    if effective:
        values["effective_from"] = claim(effective)
    return PolicyDocument(
        id=identity,
        text=text,
        blocks=line_blocks(text),
        values=values,
        mentions=mentions,
        source=Source(f"{identity}.txt", f"/files/{identity}.txt", "ab" * 32, "text/plain", 9),
        extractor="text",
        extractor_version="1",
    )


def repeals(
    title: str | None = None, number: str | None = None, from_date: date | None = None
) -> Mention:
    return Mention(
        RelationType.REPEALS,
        EXTRACTED,
        target_title=title,
        target_number=number,
        from_date=from_date,
    )
