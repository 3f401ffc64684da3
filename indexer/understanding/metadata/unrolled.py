"""A text that has come without its lines: title, number and addressees as lines of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from indexer.understanding.metadata.authority import Authority
from indexer.understanding.metadata.lines import Line

_LEAST = 90  # characters; a title with its number alone is shorter
_LEAST_NUMBERED = 40  # with a number and more behind the title
_FIRST_LINES = 4
_HEAD = 200  # characters before the title: a path, a menu
_OFFICIAL = "通知|公告|通告|意见|决定|批复|复函|函|通报|命令|决议|方案|办法|规定|细则"
_NUMBER = r"[(\[]?[一-鿿]{1,14}[\[(]\d{4}[\])]第?\d{1,5}号[)\]]?"
_LABEL = (
    r"(?:信息|文章|稿件)?来源:|(?:发布|成文|印发|公布|发文)?(?:时间|日期):|索引号:|(?:发文字|文)号:"
)
# How the first sentence begins that addresses nobody.
_OPENS = (
    r"为(?:了|进一步|切实|加强|有效|深入|贯彻|规范|保|防|确)|根据[《<]|鉴于|近期"
    r"|经[^。,;:]{2,20}(?:研究|同意|批准|审议)"
)
_DAY = r"(?:19|20)\d{2}(?:-\d{1,2}-\d{1,2}|年\d{1,2}月\d{1,2}日)"
_ADDRESSED = r"各[^。;:《]{2,200}:|(?!为|根据|按照|依据|经)[^。,;:《\d]{4,60}(?:局|厅|委|府|会|院):"
# 甲局关于印发《乙》的通知 | 甲发〔2020〕1号 | 来源: | 各县(区)…:
_BEGINS = re.compile(r"(?P<before>[^。,;:《》>|\[\]]{0,60}?)(?:关于|印发|转发|批转)")
_KIND = re.compile(rf"(?:{_OFFICIAL})(?:\([^()]{{2,16}}\))?")
_FOLLOWS = re.compile(rf"\s*(?:{_NUMBER}|{_LABEL}|{_DAY}|{_ADDRESSED}|{_OPENS})")
# 的通知 outside of marks ends the title whatever follows, if it is not told of: 的通知精神.
_PLAIN = re.compile(r"的(?:通知|公告|通告|意见|决定|批复|复函|函|通报|命令|决议)(?:\([^()]*\))?")
_TOLD_OF = re.compile(r"[》>,、]|精神|要求|规定|的|等|中|和|及|有关|相关|》|解读|$")
# The kind was lost: …燃放烟花爆竹的 甲府通〔2019〕2号.
_LOST = re.compile(rf"[^。,;:《》>|\[\]]{{0,60}}?关于[^。;:]{{2,160}}?的(?=\s+{_NUMBER}\s)")
_LONGEST = 180
_RULES = re.compile(
    r"[^。,;:《》>|\[\]\s]{4,50}?(?:条例|办法|规定|细则|规则)(?:\([^()]{2,16}\))?"
    rf"(?=\s*(?:\((?:19|20)\d{{2}}年[^()]{{8,}}|目录|第一[章条]|{_NUMBER}))"
)
_NEXT = (
    re.compile(rf"\s*(?:(?:(?:发文字|文)号:)?\s*{_NUMBER})"),
    re.compile(rf"\s*(?:{_LABEL})[^。;:]{{2,40}}?(?=\s|各|{_LABEL}|{_NUMBER}|为|根据)"),
    re.compile(r"\s*\((?:19|20)\d{2}年[^()]{8,400}\)"),
    re.compile(rf"\s*(?:{_DAY})"),
    re.compile(rf"\s*(?:{_ADDRESSED})"),
)


def unrolled(lines: Sequence[Line], authority: Authority) -> list[Line]:
    """The lines; of one of the first that holds title and text, its parts.

    >>> from analyzers.folding import fold
    >>> text = "云溪市财政局关于印发《甲办法》的通知云财〔2020〕1号各县财政局：" + "请落实。" * 20
    >>> line = Line(text, fold(text), 0, len(text))
    >>> [one.raw for one in unrolled([line], Authority.load())][:3]
    ['云溪市财政局关于印发《甲办法》的通知', '云财〔2020〕1号', '各县财政局：']
    >>> text = "云溪市财政局关于甲的通知文号：云发改价管〔2024〕2号为规范收费，" + "请落实。" * 20
    >>> line = Line(text, fold(text), 0, len(text))
    >>> unrolled([line], Authority.load())[1].raw
    '文号：云发改价管〔2024〕2号'
    """
    found: list[Line] = []
    for index, line in enumerate(lines):
        long = index < _FIRST_LINES and len(line.raw) >= _LEAST_NUMBERED and line.cells is None
        title = _title_in(line, authority) if long else None
        if title is not None and len(line.raw) < _LEAST:
            title = title if _has_more(line, *title, authority) else None
        if title is None:
            found.append(line)
            continue
        found.extend(_parts(line, *title, authority))
        return [*found, *lines[index + 1 :]]
    return found


def _has_more(line: Line, start: int, end: int, authority: Authority) -> bool:
    """Whether a short line has more than a title with its number: text behind it, or a letter's
    head before."""
    numbered = _NEXT[0].match(line.folded, end)
    if numbered is not None:
        return bool(line.raw[numbered.end() :].strip(" |"))
    return bool(start) and start in _headed(line, authority) and bool(line.raw[end:].strip(" |"))


def _title_in(line: Line, authority: Authority) -> tuple[int, int] | None:
    """Where the title stands: at the beginning, behind a blank, after a page's words; or behind
    a letter's head and its number, without one."""
    headed = _headed(line, authority)
    blanks = (m.end() for m in re.finditer(r"\s+", line.folded[:_HEAD]))
    for start in (*headed, 0, *blanks):
        if "。" in line.folded[:start]:
            return None
        end = _notice_end(line.folded, start, authority)
        if end is not None:
            return start, end
        rules = _RULES.match(line.folded, start)
        if rules is not None and len(line.raw) - rules.end() > _LEAST:
            return start, rules.end()
    return None


_LETTER = re.compile(r"\s*(?P<bodies>[^。,;:《》\[\]]{2,60}?)(?:文件|函件)\s*")
_NUMBER_FIRST = re.compile(rf"\s*{_NUMBER}\s*")


def _notice_end(folded: str, start: int, authority: Authority) -> int | None:
    """Where the title ends that begins at ``start``: behind a kind that what comes next in a
    document follows; else behind the first 的通知 that no marks hold."""
    begins = _BEGINS.match(folded, start)
    if begins is None:
        lost = _LOST.match(folded, start)
        return lost.end() if lost is not None else None
    before = begins["before"].split()
    apart = folded[: begins.end()].rstrip("关于印发转批")[-1:].isspace()
    if (len(before) > 1 or apart) and not all(map(authority.only_bodies, before)):
        return None
    issued = not before or bool(authority.only_bodies(" ".join(before)))
    for kind in _KIND.finditer(folded, begins.end(), begins.end() + _LONGEST):
        title = folded[start : kind.end()]
        if "。" in title or ";" in title or ":" in title:
            break
        if title.count("《") != title.count("》") or title.count("<") != title.count(">"):
            continue
        if _FOLLOWS.match(folded, kind.end()):
            return kind.end()
        plain = issued and _PLAIN.match(folded, kind.start() - 1)
        if plain and not _TOLD_OF.match(folded, kind.end()):
            return kind.end()
    lost = _LOST.match(folded, start)
    return lost.end() if lost is not None else None


def _headed(line: Line, authority: Authority) -> list[int]:
    """Where a letter's head ends that the line begins with, and where its number."""
    letter = _LETTER.match(line.folded)
    at = letter.end() if letter is not None and authority.only_bodies(letter["bodies"]) else 0
    number = _NUMBER_FIRST.match(line.folded, at)
    return [end for end in (number.end() if number is not None else 0, at) if end]


def _parts(line: Line, start: int, end: int, authority: Authority) -> Iterator[Line]:
    cuts = sorted({0, start, *(at for at in _headed(line, authority) if at < start)})
    for at, stop in pairwise(cuts):
        if line.raw[at:stop].strip():
            yield _part(line, at, stop)
    yield _part(line, start, end)
    for _ in range(len(_NEXT) * 2):
        found = next(filter(None, (shape.match(line.folded, end) for shape in _NEXT)), None)
        if found is None:
            break
        yield _part(line, end, found.end())
        end = found.end()
    last = len(line.raw.rstrip(" |"))
    if line.raw[end:last].strip():
        yield _part(line, end, last)


def _part(line: Line, start: int, end: int) -> Line:
    raw = line.raw[start:end]
    start += len(raw) - len(raw.lstrip())
    end -= len(raw) - len(raw.rstrip())
    return line.cut(start, end)
