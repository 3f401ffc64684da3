"""To whom it goes, who signed, who gets a copy."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.model import Value
from indexer.understanding.metadata.closing import Signature, copies
from indexer.understanding.metadata.evidence import claim
from indexer.understanding.metadata.layout import Head, Role
from indexer.understanding.metadata.lines import tidy

_REACH = 3  # Addressees may wrap over this many lines.


def addressees(head: Head, text: str) -> Iterator[Value]:
    """The addressees (主送机关): the first line of the body that ends in a colon, and the lines it
    wraps from."""
    for index in range(head.body, min(head.body + _REACH + 1, len(head.lines))):
        if head.roles[index] is not Role.ADDRESSEES:
            if head.lines[index].tight.endswith((",", "、")):
                continue
            return
        first = head.body
        raw = "".join(line.raw for line in head.lines[first : index + 1])
        names = split_addressees(raw)
        start, end = head.lines[first].start, head.lines[index].end
        if names:
            yield claim(
                names, "addressees", text[start:end],
                start=start, end=end, page=head.lines[first].page, confidence=0.9,
            )  # fmt: skip
        return


def split_addressees(raw: str) -> tuple[str, ...]:
    """The groups of addressees: parted by commas, never by 、 inside a group.

    >>> split_addressees("各县（市、区）人民政府，市政府各部门、各直属单位：")
    ('各县（市、区）人民政府', '市政府各部门、各直属单位')
    >>> split_addressees("各县（市）公安局、各分局，市局直属各单位：")
    ('各县（市）公安局', '各分局', '市局直属各单位')
    """
    groups: list[str] = []
    for part in re.split("[，,；;]", raw.strip()):
        # 各A、各B are two groups; in 市政府各部门、各直属单位 the second leans on the first.
        begun = re.match("[　 ]*各", part) is not None
        groups.extend(re.split("、(?=各|[^、]{2,6}(?:分局|开发区))", part) if begun else [part])
    return tuple(filter(None, (tidy(group).strip("：:，,") for group in groups)))


def signatures(signature: Signature | None, text: str) -> Iterator[Value]:
    """Who signed: bodies as resolved, persons as written."""
    if signature is not None and (signature.bodies or signature.persons):
        yield claim(
            (*signature.bodies, *signature.persons), "signature",
            text[signature.start : signature.end],
            start=signature.start, end=signature.end, confidence=0.9,
        )  # fmt: skip


def copied(text: str, start: int) -> Iterator[Value]:
    """Who gets a copy (抄送), from the imprint."""
    found = copies(text, start)
    if found is not None:
        names, begin, end = found
        yield claim(names, "copies", text[begin:end], start=begin, end=end, confidence=0.9)
