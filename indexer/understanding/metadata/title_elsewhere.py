"""Titles that are no title lines of a head: a letterhead's, a number's, an order's instrument's, a
portal's table's, a file's name."""

from __future__ import annotations

import re

from analyzers.folding import fold
from analyzers.numbers import find_numbers
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.metadata.filename import FileName
from indexer.understanding.metadata.genre import ends_title
from indexer.understanding.metadata.labels import labelled_values, labels_of
from indexer.understanding.metadata.layout import Head, Role, without_chrome
from indexer.understanding.metadata.lines import tidy
from indexer.understanding.metadata.title_text import Title, before_matter, clean_title, is_closed

_PROMULGATED = re.compile(
    r"(?<!根据)(?<!依据)(?<!按照)(?<!依照)《([^《》]{3,80}(?:〈[^〉]*〉[^《》]*)?)》.{0,80}?(?:公布|发布|通过|施行)"
)
_PUBLIC = re.compile(r"(?P<bodies>.{4,40}?)(?:公告|通告|[^政府局委会]{0,4}会议纪要)")


def of_letterhead(head: Head, authority: Authority) -> Title | None:
    """佳木斯市郊区人民政府公告, 某市人民政府常务会议纪要: a letterhead that is all the title."""
    for index, line in head.with_role(Role.LETTERHEAD):
        if index and line.tight in ("公告", "通告") and head.roles[index - 1] is Role.BODIES:
            first = head.lines[index - 1]  # set on two lines
            text = "".join((first.raw + line.raw).split())
            return Title(text, first.start, line.end, line.page, "title of a letterhead", 0.7)
        public = _PUBLIC.fullmatch(line.tight)
        if public is not None and authority.only_bodies(public["bodies"]):
            text = "".join(line.raw.split())
            return Title(text, line.start, line.end, line.page, "title of a letterhead", 0.7)
    return None


def of_kind(head: Head) -> Title | None:
    """通告, 公告: the kind alone, over a text that has no other title."""
    for _, line in head.with_role(Role.LETTERHEAD):
        if line.tight in ("公告", "通告"):
            return Title(line.tight, line.start, line.end, line.page, "kind for a title", 0.45)
    return None


def labelled_title(head: Head) -> Title | None:
    """The title that a portal's table names; or that stands before the labels of a record that
    has come as one line."""
    for _, line in head.with_role(Role.LABELLED):
        before = line.raw[: labels[0].start()].strip() if (labels := labels_of(line)) else ""
        if len(labels) > 2 and is_closed("".join(fold(before).split())):
            text, number, status = clean_title(before)
            end = line.start + len(before)
            return Title(
                text, line.start, end, line.page, "before the labels", 0.8, "", number, status
            )
        for item in labelled_values(line):
            if item.field == "title" and len(item.value) > 4:
                text, number, status = clean_title(item.value)
                return Title(
                    text, item.start, item.end, item.page, "labelled title", 0.9, "", number, status
                )
    return None


_TOLD = re.compile(r"废止|失效|停止执行|作[^,，。]{0,6}修改|修改(?:为|如下)")


def _brings(found: re.Match[str]) -> bool:
    """Whether it is promulgated, and nothing that the announcement ends or amends."""
    sentence = found.string[found.end(1) :].split("。", 1)[0]
    return _TOLD.search(sentence.split("《", 1)[0]) is None


def of_number(head: Head) -> Title | None:
    """甲行 乙部公告〔2025〕第4号: an announcement whose number is all its heading."""
    for _, line in head.with_role(Role.NUMBER):
        found = find_numbers(line.raw)
        if found and found[0].number.kind == "announcement":
            text = tidy(without_chrome(line.raw))
            return Title(text, line.start, line.end, line.page, "number for a title", 0.7)
    return None


def of_order(head: Head) -> Title | None:
    """An order shows no title of its own: it is called by the instrument that it promulgates."""
    letterhead = any(line.tight.endswith("令") for _, line in head.with_role(Role.LETTERHEAD))
    numbered = bool(head.with_role(Role.NUMBER))
    if not (letterhead or numbered):
        return None
    for line in head.lines[head.body : head.body + 3]:
        match = next(filter(_brings, _PROMULGATED.finditer(line.raw)), None)
        if match is not None:
            start = line.start + match.start(1)
            return Title(
                tidy(match[1]), start, start + len(match[1]), line.page, "promulgated by order", 0.8
            )
    return None


def of_file(file: FileName) -> Title | None:
    if len(file.title) < 4 or not re.search("[一-鿿]", file.title):
        return None
    text, number, status = clean_title(file.title)
    confidence = 0.4 if ends_title(fold(text)) else 0.2
    before = before_matter(text)
    return Title(text, 0, 0, None, "file name", confidence, before, number, status)
