"""The document's own number (发文字号): not the incoming request's, not a cited one.

It stands on a line of its own in the head, in a portal's table, behind the title or in the note
under it. What stands in the text proper is never its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analyzers.folding import fold
from analyzers.numbers import find_numbers
from indexer.model import Basis, Value
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.metadata.evidence import claim
from indexer.understanding.metadata.filename import FileName, number_in_name
from indexer.understanding.metadata.labels import labelled_values
from indexer.understanding.metadata.layout import Head, Role, without_chrome
from indexer.understanding.metadata.lines import Line, despaced
from indexer.understanding.metadata.notes import Step
from indexer.understanding.metadata.title_text import Title

_ORDINAL = re.compile(
    r"(?:公告|通告)?[\[(]?(?P<year>(?:19|20)\d{2}年)?第(?P<sequence>[一二三四五六七八九十百〇零\d]{1,8})号[\])]?"
)
# 云政发[2017)19号: one bracket was misread or mistyped, so the rest may be.
# So may one in which a letter stands for a nought.
_MISMATCHED = re.compile(
    r"[\[〔【［][0-9OoＯｏ]{4}[)）]|[(（][0-9OoＯｏ]{4}[\]〕】］]"
    r"|[\[〔【［(（][0-9]*[OoＯｏ][0-9OoＯｏ]*[\]〕】］)）]|[0-9][OoＯｏ][0-9OoＯｏ]*\s*号"
)
_OF_MINUTES = re.compile(r"[\[(]\d{4}[\])]第?\d{1,4}号")
_ISSUED_AS = re.compile(r"(?P<bodies>.+?)(?P<word>令|公告|通告)$")
_BARE_HEADS = frozenset(("公告", "通告", "令"))
_WORD_OF_GENRE = {"公告": "公告", "通告": "通告", "命令": "令"}


def own_number(
    head: Head,
    title: Title | None,
    issuers: Sequence[str],
    genre: str | None,
    steps: Sequence[Step],
    authority: Authority,
) -> Iterator[Value]:
    """Claims of the document's own number, by every rule that finds one."""
    yield from _labelled(head)
    yield from _on_its_line(head, title, issuers, genre, authority)
    if title is not None and title.number:
        number = _of_bodies(title.number, authority) or _of_title(title, issuers, genre)
        if number:
            yield claim(
                number, "number behind the title", title.number,
                start=title.start, end=title.end, page=title.page, confidence=0.9,
            )  # fmt: skip
    yield from _in_note(steps, authority)


_GOVERNMENTS = re.compile(r"^(?:[省市县区州旗]|自治区)?(?:人民)?政府(?=令|公告|通告)")


def in_full(number: str, issuers: Sequence[str]) -> str:
    """政府令〔2010〕第15号 of a province: its own.

    >>> in_full("政府令〔2010〕第15号", ("河北省人民政府",)), in_full("国务院令第1号", ("国务院",))
    ('河北省人民政府令〔2010〕第15号', '国务院令第1号')
    """
    short = _GOVERNMENTS.match(number)
    own = next((name for name in issuers if name.endswith("人民政府")), None)
    return number if short is None or own is None else own + number[short.end() :]


def _of_title(title: Title, issuers: Sequence[str], genre: str | None) -> str | None:
    """甲部关于乙的公告（2023年第101号）: whose it is, the title says."""
    match = _ORDINAL.fullmatch("".join(fold(title.number or "").split()))
    printed = "".join(title.issuers.split()) or "".join(issuers)
    if match is None or genre not in _WORD_OF_GENRE or not printed:
        return None
    number = f"{printed}{_WORD_OF_GENRE[genre]}{match['year'] or ''}第{match['sequence']}号"
    return as_number(number) or plain_order(number)


def as_number(raw: str) -> str | None:
    """The normal form of the one number in ``raw``, an order's body without the state's name.

    >>> as_number("中华人民共和国国务院令第760号"), as_number("财税[2018]98号")
    ('国务院令第760号', '财税〔2018〕98号')
    >>> as_number("中华人民共和国主席令第9号"), as_number("没有") is None
    ('中华人民共和国主席令第9号', True)
    """
    found = find_numbers(raw)
    if not found:
        return None
    return plain_order(found[0].number.text)


def plain_order(number: str) -> str:
    """国务院令第711号 however the order's head is written; the President's keeps its full name.

    >>> plain_order("中华人民共和国财政部令第87号")
    '财政部令第87号'
    """
    if number.startswith("中华人民共和国") and not number.startswith("中华人民共和国主席令"):
        return number.removeprefix("中华人民共和国")
    return number


# ---------------------------------------------------------------- labelled


def _labelled(head: Head) -> Iterator[Value]:
    for _, line in head.with_role(Role.LABELLED):
        for item in labelled_values(line):
            if item.field == "doc_number":
                number = as_number(item.value)
                if number:
                    yield claim(
                        number, f"labelled {item.label}", line.raw,
                        start=line.start, end=line.end, page=item.page, confidence=0.97,
                    )  # fmt: skip


# ---------------------------------------------------------------- a line of its own


def _on_its_line(
    head: Head,
    title: Title | None,
    issuers: Sequence[str],
    genre: str | None,
    authority: Authority,
) -> Iterator[Value]:
    for index, line in head.with_role(Role.NUMBER, Role.LABELLED):
        raw = _number_part(line, head.roles[index])
        if raw is None:
            continue
        tight = "".join(fold(raw).split())
        if _OF_MINUTES.fullmatch(tight):
            number = _of_minutes(tight, head, index, authority)
            rule = "number line, completed by its head"
        elif _ORDINAL.fullmatch(tight):
            number = _completed(tight, head, index, title, issuers, genre, authority)
            rule = "number line, completed by its head"
        else:
            number = _joint(raw, head, index, authority) or as_number(despaced(raw))
            rule = "number line"
        if number:
            yield claim(
                number, rule, raw, start=line.start, end=line.start + len(raw), page=line.page,
                confidence=0.7 if _MISMATCHED.search(raw) else 0.95,
            )  # fmt: skip
            return


def _number_part(line: Line, role: Role) -> str | None:
    """The part of a line that is a number: before the portal's buttons, or before a label.

    >>> text = "国税发[2009]31号颁布时间：2009-3-6发文单位：国家税务总局"
    >>> _number_part(Line(text, fold(text), 0, len(text)), Role.LABELLED)
    '国税发[2009]31号'
    """
    if role is Role.NUMBER:
        return line.raw[: len(without_chrome(line.folded))]
    values = labelled_values(line)
    if not values:
        return None
    before = line.raw[: max(0, values[0].start - line.start)]
    before = before[: before.rfind(values[0].label)] if values[0].label in before else before
    before = before.strip()
    found = find_numbers(before)
    whole = len(found) == 1 and "".join(found[0].raw.split()) == "".join(before.split())
    return before if whole else None


def _joint(raw: str, head: Head, index: int, authority: Authority) -> str | None:
    """财政部 税务总局公告2019年第34号: all the bodies belong to the number, blanks dropped; the
    first may have stuck to the title's line."""
    found = find_numbers(raw)
    if not found or found[0].number.kind == "number":
        return None
    before = raw[: found[0].start].strip().strip("（(〔[【")
    if not before and index > 0:
        before = _glued_to(head.lines[index - 1], authority)
    if not before or not authority.only_bodies(before):
        return None
    return plain_order("".join(before.split()) + found[0].number.text)


def _of_bodies(raw: str, authority: Authority) -> str | None:
    """甲部 乙局令〔2025〕第2号 is the order of both; without such a head its normal form."""
    found = find_numbers(raw)
    before = raw[: found[0].start].strip() if found else ""
    if before and found[0].number.kind != "number" and authority.only_bodies(before):
        return plain_order("".join(before.split()) + found[0].number.text)
    return as_number(raw)


def _glued_to(line: Line, authority: Authority) -> str:
    """The bodies at the end of a title's line, behind its last word.

    >>> text = "关于个人居住时间判定标准的公告财政部"
    >>> _glued_to(Line(text, fold(text), 0, len(text)), Authority.load())
    '财政部'
    """
    match = re.search(r"(?:公告|令|通告)(?P<tail>[^公告令]{3,30})$", line.raw)
    tail = match["tail"].strip() if match is not None else ""
    return tail if tail and authority.only_bodies(tail) else ""


def _completed(
    ordinal: str,
    head: Head,
    index: int,
    title: Title | None,
    issuers: Sequence[str],
    genre: str | None,
    authority: Authority,
) -> str | None:
    """A bare 2018年第30号 or 第711号: its head is on the line above, or is the title's."""
    match = _ORDINAL.fullmatch(ordinal)
    assert match is not None
    tail = f"{match['year'] or ''}第{match['sequence']}号"
    above = _head_above(head, index, authority)
    if above is None and title is not None and genre in _WORD_OF_GENRE and issuers:
        printed = "".join(title.issuers.split()) or "".join(issuers)
        above = printed + _WORD_OF_GENRE[genre]
    if above is None and issuers and index and head.lines[index - 1].tight in _BARE_HEADS:
        above = "".join(issuers) + head.lines[index - 1].tight  # 公　告: of who signs
    if above is None:
        return None
    return as_number(above + tail) or plain_order(above + tail)


def _of_minutes(tight: str, head: Head, index: int, authority: Authority) -> str | None:
    """〔2024〕7号 under 某某人民政府专题会议纪要: the body's name is no part of the number."""
    above = _head_above(head, index, authority)
    if above is not None:  # 某会公告 over 〔2023〕61号
        return as_number(above + tight) or above + tight
    for line in reversed(head.lines[max(0, index - 2) : index]):
        name = "".join(line.raw.split())
        for cut in range(len(name) - 2, 2, -1):
            if authority.only_bodies(name[:cut]):
                return as_number(name[cut:] + tight) or name[cut:] + tight
    return None


def _head_above(head: Head, index: int, authority: Authority) -> str | None:
    """The letterhead 国务院令 or 国家税务总局 公告, which may be set on two lines."""
    text = ""
    for at in range(index - 1, max(-1, index - 4 - _MOST_JOINT), -1):
        text = "".join(despaced(head.lines[at].raw).split()) + text
        match = _ISSUED_AS.fullmatch(text)
        if match is not None and authority.only_bodies(match["bodies"]):
            return _with_joint(text, head, at, authority)
        if match is None and index - at >= 3:
            return None
    return None


_MOST_JOINT = 5


_LAST_WORD = re.compile(r"(?:令|公告|通告)$")


def _with_joint(text: str, head: Head, first: int, authority: Authority) -> str:
    """国家发展改革委, 财政部 over 商务部令: the order is of all of them."""
    own = authority.only_bodies(_LAST_WORD.sub("", text))
    for at in range(first - 1, max(-1, first - 1 - _MOST_JOINT), -1):
        if head.roles[at] is not Role.BODIES:
            break
        if set(authority.only_bodies(despaced(head.lines[at].raw))) & set(own):
            break  # a collection's line says the same
        text = "".join(despaced(head.lines[at].raw).split()) + text
    return text


# ---------------------------------------------------------------- notes and file names


def _in_note(steps: Sequence[Step], authority: Authority) -> Iterator[Value]:
    """The number of the order that published the text, or that revised it as a whole last; of
    several bodies with all of them, as on a line of its own."""
    for step in reversed(steps):
        number = as_number(step.number) if step.number else None
        *before, last = re.split("、", step.body or "")
        if number and before and number.startswith(last) and authority.only_bodies(step.body or ""):
            number = "".join((*before, number))
        if number:
            yield claim(
                number, "number in the note under the title", step.quote,
                start=step.start, end=step.end, page=step.page, confidence=0.8,
            )  # fmt: skip
            return


def number_of_file(
    file: FileName, title: Title | None, issuers: Sequence[str], genre: str | None
) -> Iterator[Value]:
    """What the file's name says, where it names this very document and not one it is about."""
    if file.number is None or title is None:
        return
    number = number_in_name(file.number)
    if number is None and issuers and genre in _WORD_OF_GENRE:
        number = as_number("".join(issuers) + file.number)
    if number is None:
        return
    yield claim(plain_order(number), "file name", file.number, confidence=0.4, basis=Basis.INFERRED)
