"""Attachments inside one file: 附件1 sections, and the instrument that a carrier brings.

印发《X》的通知 is a carrier with X attached; both must be found, so each is given with its title
and its place in the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analyzers.folding import fold
from indexer.model import Block
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.metadata.closing import ANNEX
from indexer.understanding.metadata.filename import FileName
from indexer.understanding.metadata.layout import read_head
from indexer.understanding.metadata.lines import read_lines, tidy
from indexer.understanding.metadata.title import find_title

_CARRIES = re.compile(
    r"(?:印发|发布|公布|颁布|转发|批转|颁发|下发)[^《》]{0,20}《(?P<quoted>[^《》]+(?:〈[^〉]*〉[^《》]*)?)》"
    r"|(?:印发|转发)(?P<bare>[^《》]{4,60}?)的(?:通知|公告)$"
)
_NOTE = re.compile(r"^[ \t　]*附[ 　]*件[ 　]*[:：][ \t　]*(?P<first>[^\n]+)", re.MULTILINE)
_ITEM = re.compile(r"^[ \t　]*(?:附件)?(\d{1,2})[.．、:：][ \t　]*(?P<title>[^\n]{2,120})$")
_REACH = 2_000
_NO_NAME = FileName("")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part of the text that is an attachment: ``text[start:end]``, its label (附件1, or "")
    and its title. ``instrument`` is true for the one that the carrier brings."""

    label: str
    title: str
    start: int
    end: int
    instrument: bool = False


def carried_title(title: str) -> str | None:
    """The instrument that a carrier's title names.

    >>> carried_title("惠州市人民政府关于印发《惠州市城市管理办法》的通知")
    '惠州市城市管理办法'
    >>> carried_title("关于印发深入推进“三旧”改造工作实施意见的通知")
    '深入推进“三旧”改造工作实施意见'
    >>> carried_title("关于调整预征率的公告") is None
    True
    """
    match = _CARRIES.search(title)
    if match is None:
        return None
    return match["quoted"] or match["bare"]


def listed_attachments(text: str, start: int, end: int) -> tuple[str, ...]:
    """The titles of the 附件说明 under the body.

    >>> text = "特此通知。\\n附件：1.申报表\\n　　　2.税率表\\n财政部\\n2018年9月7日"
    >>> listed_attachments(text, 0, len(text))
    ('申报表', '税率表')
    >>> listed_attachments("附件：个人所得税税率表及预扣率表\\n国家税务总局", 0, 40)
    ('个人所得税税率表及预扣率表',)
    """
    note = None
    for match in _NOTE.finditer(text, start, end):
        note = match
    if note is None:
        return ()
    first = re.sub(r"^\d{1,2}[.．、][ \t　]*", "", note["first"].strip())
    titles = [first]
    for row in text[note.end() : end].split("\n")[1:40]:
        item = _ITEM.match(row)
        if item is None:
            if row.strip():
                break
            continue
        titles.append(item["title"].strip())
    return tuple(filter(None, (tidy(title).rstrip("；;。") for title in titles)))


def find_attachments(
    text: str, blocks: Sequence[Block], main_end: int, carrier: str, authority: Authority
) -> tuple[Attachment, ...]:
    """The attachments behind the main text, in order.

    ``main_end`` is where the document's own text ends, ``carrier`` its title.

    >>> text = "财政部\\n2018年9月7日\\n住房保障办法\\n第一条 为了保障。\\n附件1\\n申报表\\n姓名"
    >>> found = find_attachments(text, (), 13, "关于印发《住房保障办法》的通知", Authority.load())
    >>> [(a.label, a.title, a.instrument) for a in found]
    [('', '住房保障办法', True), ('附件1', '申报表', False)]
    """
    starts = list(ANNEX.finditer(text, main_end))
    carried = carried_title(carrier)
    found: list[Attachment] = []
    first = starts[0].start() if starts else len(text)
    if text[main_end:first].strip() and carried is not None:
        title = _title_at(text, blocks, main_end, first, authority)
        if title is not None and _same(title[0], carried):
            found.append(Attachment("", title[0], title[1], first, True))
    for index, match in enumerate(starts):
        end = starts[index + 1].start() if index + 1 < len(starts) else len(text)
        title = _title_at(text, blocks, match.end(), end, authority)
        name = title[0] if title is not None else ""
        label = "附件" + match["label"]
        instrument = carried is not None and bool(name) and _same(name, carried)
        found.append(Attachment(label, name, match.start(), end, instrument))
    return tuple(found)


def _title_at(
    text: str, blocks: Sequence[Block], start: int, end: int, authority: Authority
) -> tuple[str, int] | None:
    lines = read_lines(text, blocks, start, min(end, start + _REACH), 12)
    if not lines:
        return None
    title = find_title(read_head(lines, authority), _NO_NAME, authority)
    return (title.text, title.start) if title is not None else None


def _same(title: str, carried: str) -> bool:
    """Whether two titles name one instrument, issuer and marks aside.

    >>> _same("关于深入推进“三旧”改造工作的实施意见", "深入推进“三旧”改造工作实施意见")
    True
    >>> _same("申报表", "住房保障办法")
    False
    """
    one, other = (re.sub(r"\W|的|关于", "", fold(name)) for name in (title, carried))
    return bool(one) and bool(other) and (one.endswith(other) or other.endswith(one))
