"""Marks and numbers of administration: secrecy, urgency, index and registration numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from indexer.model import Value
from indexer.understanding.metadata.evidence import claim
from indexer.understanding.metadata.labels import labelled_values
from indexer.understanding.metadata.layout import Head, Role

_SECRECY = re.compile(r"绝密|机密|秘密")
_URGENCY = re.compile(r"特急|加急|平急|特提|急件")
_INDEX = re.compile(r"[0-9a-zA-Z]{5,18}[-/](?:19|20)\d{2}[-/]\d{3,8}")
_REGISTRATION = re.compile(r"(?<![0-9A-Za-z])[A-Z]{2,6}[-—－](?:19|20)\d{2}[-—－]\d{1,6}(?!\d)")


def marks(head: Head) -> Iterator[tuple[str, Value]]:
    """(field, claim) for secrecy and urgency: header lines of their own, never prose."""
    for _, line in head.with_role(Role.MARK):
        marked = partial(claim, quote=line.raw, start=line.start, end=line.end, page=line.page)
        if _SECRECY.search(line.folded):
            yield "secrecy", marked(line.raw, "secrecy mark")
        urgency = _URGENCY.search(line.folded)
        if urgency:
            yield "urgency", marked(urgency[0], "urgency mark")


def registrations(head: Head) -> Iterator[tuple[str, Value]]:
    """(field, claim) for the index number and the registration number of the head."""
    for index, line in enumerate(head.lines[: head.body]):
        if head.roles[index] is Role.LABELLED:
            for item in labelled_values(line):
                if item.field in ("index_number", "registration_number"):
                    yield (
                        item.field,
                        claim(
                            item.value, f"labelled {item.label}", line.raw,
                            start=line.start, end=line.end, page=item.page,
                        ),
                    )  # fmt: skip
        for match in registration_numbers(line.raw):
            start = line.start + match.start()
            yield (
                "registration_number",
                claim(
                    match[0], "registration number", line.raw,
                    start=start, end=start + len(match[0]), page=line.page, confidence=0.9,
                ),
            )  # fmt: skip


def registration_numbers(text: str) -> Iterator[re.Match[str]]:
    """Registration numbers of normative documents (HHCR-2023-01005), index numbers left aside.

    >>> [m[0] for m in registration_numbers("登记号：HHCR-2023-01005")]
    ['HHCR-2023-01005']
    >>> list(registration_numbers("TCXXGK-2020-011721/1")) and list(registration_numbers("GB-2020"))
    []
    """
    return _REGISTRATION.finditer(text)


def is_index_number(text: str) -> bool:
    """Whether a text has the usual form of an index number.

    >>> is_index_number("11441300007187648G/2017-00096"), is_index_number("惠府〔2017〕1号")
    (True, False)
    """
    return _INDEX.fullmatch(text.strip()) is not None
