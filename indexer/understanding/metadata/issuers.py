"""Who issued it: by the title, a portal's table, the letterhead, the signature, the note."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from indexer.model import Basis, Value
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.metadata.closing import Signature
from indexer.understanding.metadata.evidence import claim
from indexer.understanding.metadata.labels import labelled_values
from indexer.understanding.metadata.layout import Head, Role, bodies_beside_day
from indexer.understanding.metadata.lines import Line, despaced
from indexer.understanding.metadata.notes import Step
from indexer.understanding.metadata.title_text import Title

_LETTERHEAD_END = re.compile(r"(?:文件|函件|命令|令|公告|通告|(?:[^政府局委会]{0,4}会议)?纪要)$")
SURE = 0.5  # What is less sure yields to the code of the number.
_ENACTS = frozenset(("通过", "公布", "发布", "颁布", "批准", "印发", "制定"))


def issuer_claims(
    head: Head,
    title: Title | None,
    signature: Signature | None,
    steps: Sequence[Step],
    authority: Authority,
    on: date | None,
    text: str,
    closing: tuple[tuple[str, ...], int, int] | None = None,
) -> Iterator[Value]:
    """Claims of the issuers, by every rule that finds them. ``on`` is the document's day."""
    yield from _of_title(title, authority, on, text)
    yield from _labelled(head, authority, on)
    yield from _of_letterhead(head, authority, on, text)
    if signature is not None and signature.bodies:
        yield claim(
            signature.bodies, "signature", text[signature.start : signature.end],
            start=signature.start, end=signature.end, confidence=0.9,
        )  # fmt: skip
    yield from _of_note(steps, authority)
    yield from _on_its_line(head, authority, on, text)
    yield from _beside_day(head, authority)
    yield from _passed(title, text)
    if signature is None and closing is not None:
        names, start, end = closing
        yield claim(
            names, "names at the close", text[start:end], start=start, end=end, confidence=0.75
        )


def _of_title(
    title: Title | None, authority: Authority, on: date | None, text: str
) -> Iterator[Value]:
    if title is None or not title.issuers:
        return
    names = bodies_before_matter(title.issuers, authority, on)
    if names:
        of_file = title.rule == "file name"
        yield claim(
            names, "title before its matter",
            title.issuers if of_file else text[title.start : title.end],
            start=None if of_file else title.start, end=None if of_file else title.end,
            page=title.page, confidence=0.3 if of_file else 0.96,
            basis=Basis.INFERRED if of_file else Basis.EXTRACTED,
        )  # fmt: skip


def bodies_before_matter(
    text: str, authority: Authority, on: date | None = None
) -> tuple[str, ...]:
    """The bodies that stand before 关于, or () where what stands there names none.

    >>> authority = Authority.load()
    >>> [bodies_before_matter(text, authority) for text in ("财政部 税务总局", "惠州市")]
    [('财政部', '国家税务总局'), ()]
    >>> bodies_before_matter("广东省第十三届人民代表大会常务委员会", authority)
    ('广东省人民代表大会常务委员会',)
    """
    text = re.sub(r"第[一二三四五六七八九十百\d]{1,5}届", "", despaced(text))
    return authority.only_bodies(text.strip("《〈"), on)


def _labelled(head: Head, authority: Authority, on: date | None) -> Iterator[Value]:
    for _, line in head.with_role(Role.LABELLED):
        for item in labelled_values(line):
            names = authority.bodies_in(item.value, on) if item.field == "issuers" else ()
            if names:
                yield claim(
                    names, f"labelled {item.label}", line.raw,
                    start=line.start, end=line.end, page=item.page,
                    # A page's table names who put it up, as often as who signs; and so does
                    # 发布机构 anywhere.
                    confidence=_sure_of_label(item.label, line),
                )  # fmt: skip
                return


def _sure_of_label(label: str, line: Line) -> float:
    if "|" in line.raw and line.cells is not None:
        return 0.85
    return 0.88 if label in ("发布机构", "发布单位", "发布部门") else 0.93


def _of_letterhead(head: Head, authority: Authority, on: date | None, text: str) -> Iterator[Value]:
    """The red head: one body and 文件, or several bodies above one another around 文件."""
    found = head.with_role(Role.LETTERHEAD)
    if not found:
        return
    index, line = found[0]
    names: list[str] = []
    first = index
    while first > 0 and head.roles[first - 1] is Role.BODIES:
        first -= 1
    last = index
    while last + 1 < len(head.roles) and head.roles[last + 1] is Role.BODIES:
        last += 1
    for row in head.lines[first : last + 1]:
        named = _LETTERHEAD_END.sub("", despaced(row.raw)).strip()
        names.extend(authority.only_bodies(named, on) if named else ())
    if names:
        yield claim(
            tuple(dict.fromkeys(names)), "letterhead",
            text[head.lines[first].start : head.lines[last].end],
            start=head.lines[first].start, end=head.lines[last].end, page=line.page,
            # The President promulgates what the congress has passed.
            confidence=0.45 if names == ["中华人民共和国主席"] else 0.92,
        )  # fmt: skip


_PASSED_BY = re.compile(
    r"已由(?:中华人民共和国)?第[一二三四五六七八九十]{1,3}届(?P<body>全国人民代表大会(?:常务委员会)?)第"
)


_ENACTED = re.compile(r"(?:法|法典|条例|决定|决议|解释|规则|修正案)(?:[(（][^()（）]*[)）])?$")


def _passed(title: Title | None, text: str) -> Iterator[Value]:
    """《甲法》已由第十四届全国人民代表大会…通过: above a law that has no note; not above what only
    tells of it."""
    found = _PASSED_BY.search(text, 0, _OPENING)
    if found is not None and title is not None and _ENACTED.search(title.text):
        yield claim(
            (found["body"],), "passed by", found[0],
            start=found.start(), end=found.end(), confidence=0.7,
        )  # fmt: skip


_OPENING = 1_000


# 税务局 alone, as forms have it: nobody knows whose.
_NOBODYS = re.compile(
    r"(?:税务|财政|公安|民政|司法|教育|水利|审计|统计|人事|劳动|工商|规划|建设)[局厅]"
)


def _on_its_line(head: Head, authority: Authority, on: date | None, text: str) -> Iterator[Value]:
    """A line of the head that names bodies and nothing else, over the title or the number."""
    for index, line in head.with_role(Role.BODIES):
        following = head.roles[index + 1] if index + 1 < len(head.roles) else None
        if following in (Role.TEXT, Role.NUMBER):
            names = authority.only_bodies(despaced(line.raw), on)
            if any(map(_NOBODYS.fullmatch, names)):
                return
            yield claim(
                names, "line of its own", text[line.start : line.end],
                start=line.start, end=line.end, page=line.page, confidence=0.6,
            )  # fmt: skip
            return


def _beside_day(head: Head, authority: Authority) -> Iterator[Value]:
    """1988年1月6日，铁道部: under a title of a collection."""
    for _, line in head.with_role(Role.DATE):
        names = bodies_beside_day(line.raw, authority)
        if names:
            yield claim(
                names, "beside the day", line.raw,
                start=line.start, end=line.end, page=line.page, confidence=0.6,
            )  # fmt: skip
            return


def _of_note(steps: Sequence[Step], authority: Authority) -> Iterator[Value]:
    """The body that enacted the text: the first that passed or published it."""
    for step in steps:
        if step.body is None or step.act not in _ENACTS:
            continue
        # 生态环境部、公安部令第23号: one body with a name of several words is none of these.
        several = authority.only_bodies(step.body) if "、" in step.body else ()
        names = several or (authority.resolve(step.body),)
        if all(map(authority.is_body, names)):
            yield claim(
                names, "note under the title", step.quote,
                start=step.start, end=step.end, page=step.page, confidence=0.85,
            )  # fmt: skip
            return


_INTERPRETED_BY = re.compile(
    r"(?:(?P<reads>解读(?:机关|单位|部门))|(?:^|\n)(?:信息|文章|稿件)?来源)[:：]"
    r"[ \u3000]*(?P<body>[^\s\u3000,，;；。]{3,40})"
)


def interpreting_body(text: str, authority: Authority) -> Iterator[Value]:
    """The line that 国办发〔2016〕19号 and its followers ask for under an interpretation.

    >>> line = "解读机关：惠州市住房和城乡建设局　　联系电话：0000-0000000"
    >>> [value.value for value in interpreting_body(line, Authority.load())]
    [('惠州市住房和城乡建设局',)]
    >>> list(interpreting_body("解读机关：政策法规科负责同志。", Authority.load()))
    []
    """
    found = _INTERPRETED_BY.search(text)
    names = authority.bodies_in(found["body"]) if found else ()
    if found and names:
        yield claim(
            names, "interpreting body", found[0], start=found.start(), end=found.end(),
            confidence=0.8 if found["reads"] else 0.45,
        )  # fmt: skip


def issuers_of_code(
    number: str | None, authority: Authority, region: str | None
) -> Iterator[Value]:
    """Who uses the code of the number: the last resort, and inferred."""
    order = re.match(r"(?P<body>.+?)(?:令|公告|通告)(?:\d{4}年|〔\d{4}〕)?第", number or "")
    match = re.match(r"(?P<code>[^〔0-9第]+)〔", number or "")
    names: tuple[str, ...] = ()
    if order is not None:
        body = order["body"]
        names = authority.bodies_in(body) or authority.bodies_of_code(body, region)
    if not names and match is not None:
        names = authority.bodies_of_code(match["code"], region)
    if names:
        yield claim(names, "code of the number", number or "", confidence=0.5, basis=Basis.INFERRED)
