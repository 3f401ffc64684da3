"""The note under a title: who passed or published the text, when, and how it was revised.

（1995年10月30日某某人大常委会第十六次会议通过　根据2015年12月27日…《…的决定》修正）, in brackets
or, in collections of laws, one line for each step.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from analyzers.folding import fold
from analyzers.numbers import find_numbers
from indexer.understanding.metadata.dates import DateMatch, find_dates
from indexer.understanding.metadata.layout import Head, Role

_ACT = re.compile(r"(?P<act>通过|公布|发布|颁布|批准|修订|修正|修改|施行|实施|印发|制定|下发)")
_SESSION = re.compile(r"第[一二三四五六七八九十百〇零\d]{1,6}(?:届|次(?:全体)?会议|次)")
_BODY_OF_STEP = re.compile(
    r"^[\s，,、]*(?:由|经|以)?(?P<body>.{2,60}?)(?:审判委员会|检察委员会|常务会议|全体会议|主席团|令|公告"
    r"|第\S{1,6}号|会议|《|发布|公布|颁布|通过|批准|印发|修订|修正|审议|制定)"
)
_OWN_NUMBER = re.compile(
    r"(?P<number>[一-鿿]{2,30}(?:令|公告)(?:\d{4}年)?第?[一二三四五六七八九十百\d]{1,5}号"
    r"|[一-鿿]{1,12}[\[(]\d{4}[\])]\d{1,5}号)(?:公布|发布|颁布|修订|印发|[•·・])"
    r"(?!的[《<])"  # 令第52号公布的《乙决定》修正: the decision's
)
_REVISIONS = frozenset(("修订", "修正", "修改"))


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a note: the day, what was done, by which body, under which number of its own.

    ``start``/``end`` are the place of the step in the document's text.
    """

    day: date
    act: str
    body: str | None
    number: str | None
    quote: str
    start: int
    end: int
    page: int | None

    @property
    def revises(self) -> bool:
        return self.act in _REVISIONS


def read_notes(head: Head) -> list[Step]:
    """The steps of all notes above the body, in order."""
    steps: list[Step] = []
    for _, line in head.with_role(Role.NOTE):
        steps.extend(
            Step(
                step.day, step.act, step.body, step.number, step.quote,
                line.start + step.start, line.start + step.end, line.page,
            )
            for step in steps_of(line.raw)
        )  # fmt: skip
    return steps


def steps_of(note: str) -> list[Step]:
    """The steps of one note.

    >>> [(str(s.day), s.act, s.body) for s in steps_of(
    ...     "2022年6月24日 清远市第八届人民代表大会常务委员会第五次会议通过")]
    [('2022-06-24', '通过', '清远市人民代表大会常务委员会')]
    >>> [(s.act, s.body, s.number) for s in steps_of(
    ...     "（1999年10月7日中华人民共和国国务院令第273号发布 2023年4月27日国务院令第760号修订）")]
    [('发布', '国务院', '中华人民共和国国务院令第273号'), ('修订', '国务院', '国务院令第760号')]
    >>> [(s.act, s.number) for s in steps_of("2013年12月7日 《国务院关于修改部分法规的决定》修订")]
    [('修订', None)]
    >>> [(str(s.day), s.act) for s in steps_of("2013年10月1日 施行")]
    [('2013-10-01', '施行')]
    """
    folded = fold(note)
    dates = find_dates(folded)
    steps: list[Step] = []
    for index, match in enumerate(dates):
        stop = dates[index + 1].start if index + 1 < len(dates) else len(note)
        tail = folded[match.end : stop]
        acts = list(_ACT.finditer(_without_titles(tail)))
        if not acts:
            steps.extend(_bare_number(note, match, stop))
            continue
        own = _OWN_NUMBER.search("".join(tail.split()))
        number = own["number"] if own else _number_behind(tail, acts[-1].end())
        steps.append(
            Step(
                match.date, acts[-1]["act"] if len(acts) == 1 else _main_act(acts), _body(tail),
                number, note[match.start : stop].strip(),
                match.start, stop, None,
            )
        )  # fmt: skip
    return steps


def _number_behind(tail: str, at: int) -> str | None:
    """一九八五年六月一日卫生部发布 (85)卫药字第21号: the number closes the step."""
    found = find_numbers(_without_titles(tail))
    if len(found) != 1 or found[0].start < at or tail[found[0].end :].strip(" ()（）"):
        return None
    return None if tail[at : found[0].start].strip(" ()（）,，") else found[0].raw


def _bare_number(note: str, match: DateMatch, stop: int) -> Iterator[Step]:
    """（2009年3月6日 国税发〔2009〕31号）: the day and the number under which it was issued.

    >>> [(s.act, s.number) for s in steps_of("（2009年3月6日 国税发〔2009〕31号）")]
    [('制发', '国税发〔2009〕31号')]
    """
    tail = note[match.end : stop].strip(" 　()（）,，;；")
    found = find_numbers(tail)
    if len(found) == 1 and found[0].start == 0 and found[0].end == len(tail):
        yield Step(
            match.date, "制发", None, tail, note[match.start : stop].strip(),
            match.start, stop, None,
        )  # fmt: skip


def _without_titles(text: str) -> str:
    """The text with the inside of 《》 blanked, for what a title says is not what is done."""
    return re.sub(r"《[^》]*》", lambda m: "《" + " " * (len(m[0]) - 2) + "》", text)


def _main_act(acts: Sequence[re.Match[str]]) -> str:
    """Of 通过…自…施行 the first counts, of 关于修改…的决定修正 the last."""
    named = [match["act"] for match in acts if match["act"] not in ("施行", "实施")]
    revision = [act for act in named if act in _REVISIONS]
    if revision:
        return revision[-1]
    return named[0] if named else acts[0]["act"]


# 国务院 over 中央军委发布: two of them.
_BETWEEN_BODIES = re.compile(
    r"(?<=[会院部局署委])\s+(?=(?!第|令|公告|办公|主席团|常务|审判)[一-鿿]{2,18}[会院部局署委]"
    r"(?:联合)?(?:发布|公布|颁布|批准|印发|令))"
)


def _body(tail: str) -> str | None:
    """The body of a step, without the ordinal of its term and session.

    >>> _body("第十三届全国人民代表大会常务委员会第二十五次会议第二次修订")
    '全国人民代表大会常务委员会'
    >>> _body(" 最高人民法院审判委员会第1018次会议通过")
    '最高人民法院'
    >>> _body(" 中华人民共和国国务院令第197号发布"), _body(" 施行")
    ('国务院', None)
    >>> _body(" 国务院\\n中央军委发布"), _body(" 青岛市人民政府\\n第9次常务会议通过")
    ('国务院、中央军委', '青岛市人民政府')
    """
    tail = _BETWEEN_BODIES.sub("、", tail)
    match = _BODY_OF_STEP.match(_SESSION.sub("", "".join(tail.split())))
    if match is None:
        return None
    body = match["body"].strip("，,、")
    body = body.removeprefix("中华人民共和国") if "国务院" in body else body
    return body if re.search(r"[会院府局部厅委署办]$|国务院$", body) else None
