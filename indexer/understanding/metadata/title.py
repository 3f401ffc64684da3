"""The title: which lines of the head it is, joined where it wraps.

Issuers + 关于 + matter + 的 + kind (党政机关公文处理工作条例, article 9); the issuers may stand on
lines of their own above it. Every run of lines that could be a title is weighed; the reasons and
their weights are in ``_weigh``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from analyzers.folding import fold
from indexer.model import BlockKind
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.metadata.filename import FileName
from indexer.understanding.metadata.frame import begins_as_known
from indexer.understanding.metadata.genre import OFFICIAL, ends_official, ends_title
from indexer.understanding.metadata.layout import Head, Role
from indexer.understanding.metadata.lines import Line
from indexer.understanding.metadata.region import leading_regions, without_province
from indexer.understanding.metadata.title_elsewhere import (
    of_file,
    of_kind,
    of_letterhead,
    of_number,
    of_order,
)
from indexer.understanding.metadata.title_text import (
    NUMBER_AT_START,
    Title,
    before_matter,
    clean_title,
    is_closed,
)

_MATTER = re.compile(
    r"^(?:关于|印发|转发|批转|发布|公布|颁布|颁发|废止|同意|对|修改|调整|贯彻|做好)"
)
_SUBTITLE = re.compile(
    r"[(](?!发布稿|报批稿|居民)[^()]{0,30}(?:试行|暂行|版|稿|草案|修订|修正|试点|修改)[^()]{0,12}[)]"
)
_NOT_TITLES = re.compile(
    r"供理解|仅供|为准|咨询|出版|版权|印刷|网址|电话|^目次|扫描|^第?\d+$|^http|^www|□"
    r"|^附:|^[a-z\d ,.-]+$|^税款所属期|^纳税人|^金额单位|^填表|^编号|^单位公章|^表号"
)
_STEP = 0.25  # Recognised lines of one size differ by less, sizes of GB/T 9704 by more.
_LEAST = 1.0
_LONGEST_RUN = 6
_HORIZON = 60


@dataclass(frozen=True, slots=True)
class _Run:
    """Lines ``first`` to ``last`` of the head, joined."""

    first: int
    last: int
    lines: tuple[Line, ...]
    folded: str
    closed: bool


def find_title(head: Head, file: FileName, authority: Authority) -> Title | None:
    """The title that the head shows; by the file's name where it shows none."""
    runs = list(_runs(head, authority, 0, min(head.body, _HORIZON)))
    if not runs:
        ordered = of_order(head) or of_number(head)
        if ordered is not None:
            return ordered
        runs = list(_runs(head, authority, head.body, min(len(head.lines), head.body + 30)))
        runs = [run for run in runs if run.closed and not _NOT_LATE.match(run.folded)]
    if not runs:
        named = of_file(file)
        bare = None if named is not None and ends_title(fold(named.text)) else of_kind(head)
        return of_letterhead(head, authority) or bare or named
    body_size = _body_size(head)
    weights = [_weigh(run, head, file, body_size) for run in runs]
    best = max(range(len(runs)), key=lambda index: (weights[index], -index))
    best = _with_issuers(runs, best, authority)
    named = of_file(file)
    if weights[best] < _LEAST and named is not None and ends_title(fold(named.text)):
        return named
    run = _whole_of_an_end(runs[best], head) or runs[best]
    title = _without_year(_title(run, weights[best], authority), head)
    return _with_number(title, runs)


_AN_END = re.compile(rf"(?:《[^《》]{{2,80}}》)?的(?:{'|'.join(OFFICIAL)})")


def _whole_of_an_end(run: _Run, head: Head) -> _Run | None:
    """《甲办法》的决定, the end of a title that broke, where the text has all of it."""
    if _AN_END.fullmatch(run.folded) is None:
        return None
    for index, line in enumerate(head.lines):
        longer = len(line.tight) > len(run.folded) and "关于" in line.tight
        if longer and line.tight.endswith(run.folded) and len(line.tight) <= _LONGEST_WHOLE:
            return _Run(index, index, (line,), line.tight, is_closed(line.tight))
    return None


_LONGEST_WHOLE = 120


def _with_number(title: Title, runs: Sequence[_Run]) -> Title:
    """A page's heading has the number behind the title that the text shows without it."""
    own = "".join(fold(title.text).split())
    for run in () if title.number else runs:
        text, number, _ = clean_title("".join(line.raw for line in run.lines).partition("_")[0])
        if number is not None and "".join(fold(text).split()) == own:
            return replace(title, number=number)
    return title


_YEAR_BEHIND = re.compile(r"(?<=[定知告见函复报])[(（](?:19|20)\d{2}年?[)）]$")


def _without_year(title: Title, head: Head) -> Title:
    """关于修改《甲》的决定(2011): a collection's mark, where the text has the title without it."""
    year = _YEAR_BEHIND.search(title.text)
    if year is None:
        return title
    bare = title.text[: year.start()]
    own = "".join(fold(bare).split())
    shown = any(line.tight == own for line in head.lines)
    return replace(title, text=bare) if shown else title


def _with_issuers(runs: Sequence[_Run], best: int, authority: Authority) -> int:
    """A page's heading leaves out who issues it; the same title in the text names them."""
    short = runs[best].folded
    for index in range(best + 1, len(runs)):
        before = runs[index].folded.removesuffix(short)
        if before and len(before) < len(runs[index].folded) and authority.only_bodies(before):
            return index
    return best


# Within the text: how it closes, and the list of what is attached.
_NOT_LATE = re.compile(
    r"特此(?:公告|通告|通知|函告|批复|说明|报告)$|附(?:件|表|录)[一二三四五六七八九十0-9]{0,3}:"
)
# ---------------------------------------------------------------- runs


def _runs(head: Head, authority: Authority, start: int, stop: int) -> Iterator[_Run]:
    index = start
    while index < stop:
        run = None
        if head.roles[index] is Role.TEXT:
            run = _run(head, index, index, authority)
        elif head.roles[index] is Role.BODIES:
            matter = _first_not(head, index, Role.BODIES)
            if (
                matter < stop
                and head.roles[matter] is Role.TEXT
                and _MATTER.match(head.lines[matter].tight)
                and not is_catalogues(head, index, matter)
            ):
                run = _run(head, index, matter, authority)
        if run is None:
            index += 1
            continue
        yield run
        index = run.last + 1


_REPEATED = 2


def is_catalogues(head: Head, first: int, matter: int) -> bool:
    """Whether a collection's own line says who issued it, and no title begins with it: a city with
    its province before it, or a body between the title said twice and the title again."""
    for line in head.lines[first:matter]:
        chain, _ = leading_regions(line.tight)
        if without_province(chain) != chain:
            return True
    again = head.lines[matter].tight
    return sum(line.tight == again for line in head.lines[:first]) >= _REPEATED


def _first_not(head: Head, index: int, role: Role) -> int:
    while index < len(head.lines) and head.roles[index] is role:
        index += 1
    return index


def _run(head: Head, first: int, matter: int, authority: Authority) -> _Run:
    """The lines from ``first`` that make one title; the matter begins on line ``matter``."""
    while first < matter and head.lines[first].tight == head.lines[first + 1].tight:
        first += 1  # A letter's head and the title's first line are the same body.
    lines = list(head.lines[first : matter + 1])
    lines[-1] = _without_glued(lines[-1], authority)
    index = matter
    while index + 1 < len(head.lines) and index - matter < _LONGEST_RUN:
        joined = _joined(lines)
        follower = head.lines[index + 1]
        if not _may_follow(head.roles[index + 1], joined, follower):
            break
        if not _joins(joined, follower, lines[-1]) or _begins_anew(joined, follower, authority):
            break
        if _is_whole(head, follower):
            break
        index += 1
        lines.append(_without_glued(follower, authority))
    if not is_closed(_joined(lines)):
        lines, index = _shortened(lines, index, matter - first + 1)
    joined = _joined(lines)
    return _Run(first, index, tuple(lines), joined, is_closed(joined))


def _may_follow(role: Role, joined: str, follower: Line) -> bool:
    """关于甲的 over 公告: the kind alone on its line is no letter's head there."""
    if role is Role.LETTERHEAD:
        return joined.endswith("的") and follower.tight in ("公告", "通告")
    return role is Role.TEXT


# 市民政局等五部门: the first of those who issue.
_AND_OTHERS = re.compile(
    r"等[\d一二三四五六七八九十]{0,3}(?:个|家)?(?:部门|单位|机关|机构|委办局)$"
)


def _begins_anew(joined: str, follower: Line, authority: Authority) -> bool:
    """A title that is whole from its first word, a body that a list has, continues nothing: what
    stands above it is a page's, unless it names who issues or brings it too."""
    tight = follower.tight
    if "关于" not in tight or not is_closed(tight) or "关于" in joined or "《" in joined:
        return False
    if re.search(r"[、和发转]$", joined) or authority.only_bodies(_AND_OTHERS.sub("", joined)):
        return False
    return tight.startswith(("关于", "印发")) or begins_as_known(follower.folded, authority)


def _is_whole(head: Head, line: Line) -> bool:
    """Whether the line is a title by itself: with its matter, and so elsewhere on the page."""
    if re.search(r"关于|印发|转发", line.tight) is None or not is_closed(line.tight):
        return False
    return sum(other.tight.partition("_")[0] == line.tight for other in head.lines) > 1


def _joined(lines: Sequence[Line]) -> str:
    return "".join(line.tight for line in lines)


def _joins(joined: str, follower: Line, last: Line) -> bool:
    """Whether the line after ``joined`` continues it.

    >>> def line(text, size=None): return Line(text, fold(text), 0, len(text), font_size=size)
    >>> _joins("广东省人民政府关于提升水平", line("促进节约集约用地的通知"), line(""))
    True
    >>> _joins("诊疗方案", line("（试行第十版）"), line(""))
    True
    >>> _joins("管理办法", line("总则"), line(""))
    False
    >>> _joins("关于印发工作方案", line("和任务分工的通知"), line(""))
    True
    >>> _joins("操作指引", line("为了方便", 12.0), line("", 22.0))
    False
    """
    if _SUBTITLE.fullmatch(follower.tight):
        return True
    if _other_style(last, follower) or _NOT_TITLES.search(follower.tight):
        return False
    if follower.tight.startswith("的") and ends_official(follower.tight):
        return True
    if not is_closed(joined):
        return not (_stands_apart(joined, last, follower) or _is_a_crumb(joined, follower))
    return (
        "关于" in joined
        and not ends_official(joined)
        and ends_official(follower.tight)
        and "关于" not in follower.tight
    )


def _stands_apart(joined: str, last: Line, follower: Line) -> bool:
    """A page's own short heading, 公文详情, over a heading that is a title from its first word."""
    both = last.kind is BlockKind.HEADING and follower.kind is BlockKind.HEADING
    whole = both and before_matter(follower.folded) != "" and is_closed(follower.tight)
    return whole and len(joined) < 8 and not re.search("关于|[发转局委厅会府室]$", joined)


def _is_a_crumb(joined: str, follower: Line) -> bool:
    """规范性文件, 归档时间：2018-11-21 over 关于甲的通知: no line of its title."""
    tight = follower.tight
    if "关于" not in tight or not (is_closed(tight) and ends_official(tight)):
        return False
    names_who = re.search(r"关于|[、和发转部局委厅会府室院署办行]$", joined)
    return len(joined) <= _A_CRUMB and names_who is None and "《" not in joined


_A_CRUMB = 16


def _other_style(one: Line, other: Line) -> bool:
    if one.font_size and other.font_size:
        return abs(one.font_size - other.font_size) > _STEP * max(one.font_size, other.font_size)
    return one.kind is BlockKind.HEADING and other.kind is not BlockKind.HEADING


def _shortened(lines: list[Line], index: int, least: int) -> tuple[list[Line], int]:
    """A run that does not end as titles do: what its own style holds together, else one line."""
    styled = lines[least - 1].font_size is not None or lines[least - 1].centred
    if styled and len(lines) - least < 3:
        return lines, index
    return lines[:least], index - (len(lines) - least)


def _without_glued(line: Line, authority: Authority) -> Line:
    """The line without what stuck to its end: issuers of the next line's number, or the first
    heading of the text.

    >>> def cut(text): return _without_glued(Line(text, fold(text), 0, 0), Authority.load()).raw
    >>> cut("关于个人居住时间判定标准的公告财政部"), cut("应税污染物和当量值表一、水污染物")
    ('关于个人居住时间判定标准的公告', '应税污染物和当量值表')
    """
    heading = re.search(r"(?:一、|第一[章条编]).{2,}$", line.folded)
    if heading is not None and heading.start() >= 5 and ends_title(line.folded[: heading.start()]):
        return line.cut(0, heading.start())
    for genre in OFFICIAL:
        cut = line.folded.rfind(genre)
        if cut < 2:
            continue
        cut += len(genre)
        tail = line.raw[cut:]
        if tail.strip() and authority.only_bodies(tail):
            return line.cut(0, cut)
    return line


# ---------------------------------------------------------------- weighing


def _weigh(run: _Run, head: Head, file: FileName, body_size: float | None) -> float:
    """How much speaks for a run; about 3 is a plain title in a plain place."""
    weight = 3.0 * run.closed + 2.0 * ("关于" in run.folded) + 1.0 * ends_official(run.folded)
    weight += _agreement(run.folded, file.title)
    weight += _by_style(run.lines[-1], body_size)
    weight += 2.0 * (run.first > 0 and head.roles[run.first - 1] is Role.ANNEX)
    after = head.roles[run.last + 1] if run.last + 1 < len(head.roles) else Role.TEXT
    weight += 1.0 * (
        after in (Role.NUMBER, Role.LABELLED, Role.ADDRESSEES, Role.NOTE, Role.DATE, Role.PROVISION)
    )
    weight -= 1.0 * ("," in run.folded) + 2.0 * (":" in run.folded)
    weight -= 4.0 * bool(_NOT_TITLES.search(run.folded))
    weight -= 3.0 * (sum("一" <= c <= "鿿" for c in run.folded) < 4)
    return weight - 0.05 * run.first


def _agreement(folded: str, file_title: str) -> float:
    """How far the name of the file says the same.

    >>> _agreement("财政部税务总局关于减除费用的通知", "关于减除费用的通知")
    4.0
    >>> _agreement("特此说明", "关于减除费用的通知")
    0.0
    """
    own = re.sub(r"\W", "", folded)
    other = re.sub(r"\W", "", "".join(fold(file_title).split()))
    if len(other) < 4 or len(own) < 4:
        return 0.0
    if own.endswith(other) or other.endswith(own):
        return 4.0
    return 2.0 if min(len(own), len(other)) >= 6 and (own in other or other in own) else 0.0


def _by_style(line: Line, body_size: float | None) -> float:
    weight = 1.0 * bool(line.centred) + 1.0 * (line.kind is BlockKind.HEADING)
    if line.font_size and body_size:
        weight += 2.0 * (line.font_size > 1.15 * body_size)
    return weight


def _body_size(head: Head) -> float | None:
    sizes = sorted(
        line.font_size
        for line, role in zip(head.lines, head.roles, strict=True)
        if line.font_size and role in (Role.SENTENCE, Role.PROVISION)
    )
    return sizes[len(sizes) // 2] if sizes else None


# ---------------------------------------------------------------- the result


def _title(run: _Run, weight: float, authority: Authority) -> Title:
    raw = _raw(run, authority)
    text, number, status = clean_title(raw)
    confidence = 0.95 if weight >= 5 else 0.85 if weight >= 3 else 0.6
    first, last = run.lines[0], run.lines[-1]
    numbered = NUMBER_AT_START.match(fold(raw))
    before = before_matter(raw[numbered.end() :] if numbered is not None else raw)
    if number is not None and (of_number := _ISSUED_AS.match(raw)) is not None:
        before = before_matter(text) or of_number["bodies"]
    return Title(
        text, first.start, last.end, first.page, "title lines", confidence, before, number, status
    )


_ISSUED_AS = re.compile(
    r"(?P<bodies>[一-鿿、 　]{2,60}?)(?:令|公告|通告)(?:[〔\[［（(](?:\d|第)|\d{4}年|第)"
)


def _raw(run: _Run, authority: Authority) -> str:
    """The lines as one, with a blank only behind lines that name bodies."""
    raw = ""
    for line in run.lines:
        raw += line.raw + (" " if authority.only_bodies(line.raw) else "")
    return raw.strip()
