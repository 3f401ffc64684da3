"""What each line of a document's head is, by GB/T 9704-2012 and by the habits of portals.

A line has one role; the table below is tried from the top. The rules of title, number and parties
build on roles, not on raw text. All patterns read the folded line without its blanks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analyzers.numbers import find_numbers
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.metadata.dates import find_dates, parse_date
from indexer.understanding.metadata.frame import is_furniture
from indexer.understanding.metadata.genre import ends_official, ends_title
from indexer.understanding.metadata.labels import labelled_cells, labels_of
from indexer.understanding.metadata.lines import Line, despaced
from indexer.understanding.metadata.menus import settle_menus, settle_page_names
from indexer.understanding.metadata.roles import Role as Role

_NUMERALS = "一二三四五六七八九十百〇零0-9"

_PAGE = re.compile(r"[-·]?\d{1,4}[-·]?|第\d+页(?:[,]?共\d+页)?|[ivx]{1,5}|\d+/\d+")
_COPY_NUMBER = re.compile(r"\d{6}")
_MARK = re.compile(
    r"(?:(?:绝密|机密|秘密)(?:★?(?:\d{1,2}(?:年|个月)|长期)?)?|特急|加急|平急|急件|特提|★)+"
    r"|内部资料.{0,10}"
)
_LETTERHEAD = re.compile(
    r"(?P<bodies>.{2,60}?)(?:文件|函件|\(通知\)|公报|(?:[^政府局委会]{0,4}会议)?纪要)|文件"
)
_ORDER = re.compile(r"(?P<bodies>.{2,40}?)(?:令|命令|公告|通告)|令|命令|公告|通告")
_ORDINAL = re.compile(
    rf"(?:公告|通告)?[\[(]?(?:\d{{4}}年)?第[{_NUMERALS}]{{1,8}}号[\])]?|[\[(]\d{{4}}[\])]第?\d{{1,4}}号"
)
_PLACEHOLDER = re.compile(r".{1,12}\[[\dx年]*\](?:第)?[x\d]*号")
_SIGNER = re.compile(r"签发人:?.*$")
_CHROME_WORDS = re.compile(
    r"字体:?\[?大|字号:|\[大\]|\[?打印|关闭(?:本页|窗口)|当前(?:所在)?(?:的)?位置|您(?:的|当前|目前|现在)?(?:所在)?(?:的)?位置|浏览次数|点击数"
    r"|访问量|分享到|扫一扫|收藏本页|窗体(?:顶端|底端)|责任编辑|上一篇|下一篇|返回顶部|无障碍"
    r"|^首页|^本页|^下载|^视力保护|设为首页|\|首页$|^[^|。《]{2,12}(?:\|[^|。《]{2,12}){2,}$"
    r"|^\[?(?:阅读|查看|展开|显示)全文\]?$|^(?:正文|文件|详细)(?:内容)?:?$"
)
# What a news agency puts above or between: 新华社北京5月20日电, 新华社记者王小明摄.
_CAPTION = re.compile(
    r"[(]?(?:新华社|中新社|新华网|人民网|央视网|本报|本网|本台|中国政府网)[^。,;:《]{0,16}?"
    r"(?:(?:\d{4}年)?\d{1,2}月\d{1,2}日)?(?:电|讯|消息)(?:[(][^()]{0,30}[)])?[)]?"
    r"|.{0,120}?(?:新华社|本报|本网|中新社)?(?:记者|通讯员)[^。,;:《]{0,12}(?:摄|发|编制|制图)[)]?"
)
# In digits, or as older texts have it: 一九八五年六月一日.
_YEAR = "(?:(?:19|20)\\d{2}|[一二][〇○零一二三四五六七八九]{3})年"
_DAY = f"{_YEAR}[\\d一二三四五六七八九十]{{1,3}}月[\\d一二三四五六七八九十]{{1,3}}日"
_NOTE = re.compile(
    rf"\(?(?:根据)?{_DAY}.*"
    r"(?:通过|公布|发布|批准|修订|修正|施行|印发|令|颁布|实施|号\)?)[)。;,]?(?:根据)?"
    r"|\((?:根据)?(?:19|20)\d{2}年\d{1,2}月.*"
    # (该文件于2014年1月15日以某府令第197号公布), (交通部·2006年2月13日…通过·…)
    rf"|\((?:[该本此][一-鿿]{{1,4}}于|[一-鿿]{{2,15}}[•·・]){_DAY}.*"
    rf"|(?:自)?{_DAY}起?施行\)?"
    r"|\(?中华民国.{5,60}(?:发布|订定|公布|修正).{0,8}"
)
_ANNEX = re.compile(rf"#*附(?:件|表|录|图)?(?:之)?[{_NUMERALS}]{{0,3}}(?:-\d+)?[:：]?")
_REMARK = re.compile(r"\((?:此件|依申请公开|主动公开|联系人|联系电话|不予公开|删减版)[^()]{0,60}\)")
_CONTENTS = re.compile(r"目[录次]|.*(?:\.{4,}|…{2,}|·{4,})(?:\d*|[ivx]+)$")
_PROVISION = re.compile(
    rf"#*(?:第[{_NUMERALS}]{{1,6}}(?:编|章|节|条)|[一二三四五六七八九十]{{1,3}}、"
    rf"|\([{_NUMERALS}]{{1,3}}\)|\d{{1,2}}[.、](?!\d)|\d{{1,2}}\.\d|[①-⑳]).*"
)
_MONTH = re.compile(r"(?:19|20)\d{2}年\d{1,2}月")
_ADDRESSED = re.compile(r"各|局|厅|委|政府|单位|部门|公司|你|会|院|行|办|省|市|县|区|部|社|所|处")
_ANNOUNCES = re.compile(r"^(?:为|根据|按照|依据|经)|如下:|以下|下列|规定:|要求:|包括:|是指:")
_SENTENCE_END = re.compile(
    r"[。;,!?:]$|。(?!》)|^特此(?:公告|通告|通知|公示|函告|函复|批复|说明|报告)$"
)
_LONGEST_TITLE_LINE = 90


def role_of(line: Line, authority: Authority) -> Role:
    """The role of a line, by itself.

    >>> authority = Authority.load()
    >>> def role(text):
    ...     from analyzers.folding import fold
    ...     return role_of(Line(text, fold(text), 0, len(text)), authority).value
    >>> [role(t) for t in ("000012", "机密★1年", "特急", "惠州市人民政府文件", "国务院令")]
    ['copy number', 'mark', 'mark', 'letterhead', 'letterhead']
    >>> [role(t) for t in ("国办发〔2019〕54号", "第 711 号", "（2018年8月31日通过）")]
    ['number', 'number', 'note']
    >>> [role(t) for t in ("财政部 税务总局", "各县（市、区）人民政府：", "第一条 为了规范管理。")]
    ['bodies', 'addressees', 'provision']
    >>> [role(t) for t in ("发布时间：2019-08-27 16:30:13来源：惠州市税务局", "附件1：", "— 2 —")]
    ['labelled', 'annex', 'page']
    >>> role("关于印发《惠州市城市管理办法》的通知"), role("特此公告。"), role("二〇一九年三月一日")
    ('text', 'sentence', 'date')
    """
    tight = line.tight
    if line.cells is not None and len([cell for cell in line.cells if cell]) > 1:
        if _HEADS_OF_LABELS.issuperset("".join(cell.split()) for cell in line.cells):
            return Role.CHROME
        return Role.LABELLED if labelled_cells(line.cells) else Role.TABLE
    for role, pattern in _SHAPES:
        if pattern.fullmatch(tight):
            return role
    if is_number_line(line):
        return Role.NUMBER
    if labels_of(line) or _SPACED_LABEL.fullmatch(line.folded):
        return Role.LABELLED
    if _CAPTION.fullmatch(tight) or (_CHROME_WORDS.search(tight) and len(tight) < 80):
        return Role.CHROME
    if is_furniture(line, authority):
        return Role.CHROME
    if len(tight) <= 40 and (parse_date(line.raw) is not None or _MONTH.fullmatch(tight)):
        return Role.DATE
    if len(tight) <= 60 and bodies_beside_day(line.raw, authority):
        return Role.DATE
    if _is_letterhead(line, authority):
        return Role.LETTERHEAD
    if _is_note(tight):
        return Role.NOTE
    if len(tight) <= 90 and authority.only_bodies(despaced(line.raw)):
        return Role.BODIES
    return _role_of_prose(tight)


# 主 题 ：, in a table that has come as lines.
_SPACED_LABEL = re.compile(r"[一-鿿](?: +[一-鿿]){1,5} *:")
# Over the labels and their values: 项目 | 内容.
_HEADS_OF_LABELS = frozenset(("项目", "内容", "字段", "属性", "值", "信息", "要素", "说明", ""))
_SHAPES = (
    (Role.COPY_NUMBER, _COPY_NUMBER),
    (Role.PAGE, _PAGE),
    (Role.MARK, _MARK),
    (Role.ANNEX, _ANNEX),
    (Role.CONTENTS, _CONTENTS),
    (Role.REMARK, _REMARK),
)


def _is_note(tight: str) -> bool:
    """A note under the title, and no sentence that begins with a date.

    >>> _is_note("(1996年5月27日国务院令第197号发布)"), _is_note("(2019年版)")
    (True, False)
    >>> _is_note("(该文件于2014年1月15日以某府令第197号公布)"), _is_note("(本办法所称文件)")
    (True, False)
    >>> _is_note("2018年8月31日,主席令第九号:《决定》已由全国人大常委会通过,现予公布。")
    False
    """
    if not _NOTE.fullmatch(tight) or "现予" in tight or "特此" in tight:
        return False
    return len(tight) < (600 if tight.startswith("(") else 200)


def _role_of_prose(tight: str) -> Role:
    if _PROVISION.fullmatch(tight):
        return Role.PROVISION
    if tight.endswith(":") and "。" not in tight and not tight.startswith("附"):
        addressed = _ADDRESSED.search(tight) and not _ANNOUNCES.search(tight)
        return Role.ADDRESSEES if addressed else Role.SENTENCE
    if _SENTENCE_END.search(tight):
        return Role.SENTENCE
    if len(tight) > _LONGEST_TITLE_LINE and not ("关于" in tight and ends_official(tight)):
        return Role.SENTENCE
    return Role.TEXT


def is_number_line(line: Line) -> bool:
    """Whether a line is a document number and nothing else that matters.

    >>> from analyzers.folding import fold
    >>> def check(text): return is_number_line(Line(text, fold(text), 0, len(text)))
    >>> [check(t) for t in ("财税〔2016〕36号 【字体：大 中 小】 打印", "（国税发〔2009〕31号）")]
    [True, True]
    >>> [check(t) for t in ("惠府函〔2020〕5号  签发人：王明", "2018年第30号", "税通〔   〕   号")]
    [True, True, True]
    >>> check("财税字[1995]48号  1995-05-25")
    True
    >>> [check(t) for t in ("你局《请示》（惠环〔2020〕5号）收悉", "依据国税发〔2009〕31号执行")]
    [False, False]
    """
    if len(line.folded) > 160 or not any(sign in line.folded for sign in ("号", "-", "令(")):
        return False
    rest = without_chrome(line.folded)
    tight = "".join(rest.split())
    if not tight or len(tight) > 60:
        return False
    if (
        _ORDINAL.fullmatch(tight)
        or _ORDINAL.fullmatch(tight.strip("()[]"))
        or _PLACEHOLDER.fullmatch("".join(rest.split()))
    ):
        return True
    # 甬 水 规 〔2024〕 16 号: set with blanks between the characters.
    raw, rest = despaced(line.raw[: len(rest)]), despaced(rest)
    found = find_numbers(raw)
    if len(found) != 1:
        return False
    left = rest[: found[0].start] + rest[found[0].end :]
    if parse_date(left.strip().strip("()[]")) is not None:
        return True
    head = "".join(rest[: found[0].start].split()).strip("()[]")
    return not "".join(left.split()).strip("()[]") or (
        found[0].number.kind != "number" and _joint_head(head, left)
    )


def _joint_head(head: str, left: str) -> bool:
    """财政部 税务总局公告…: what stands before belongs to the number."""
    return bool(head) and "".join(left.split()).strip("()[]") == head and len(head) < 30


def without_chrome(folded: str) -> str:
    """A folded line without the signer and the portal's buttons that follow its number."""
    rest = re.sub(r" *签发人 *:?.*$", "", folded)
    rest = re.sub(r" *\[? *(?:字体|字号|打印|大 中 小).*$", "", rest)
    return rest.rstrip()


_BEHIND_DAY = re.compile(r"(?:\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?|印发|发布|公布|通过")


def bodies_beside_day(raw: str, authority: Authority) -> tuple[str, ...]:
    """Who stands beside a day on a line of their own: 1994-03-29 财政部 国家税务总局.

    >>> bodies_beside_day("1994-03-29  财政部 国家税务总局", Authority.load())
    ('财政部', '国家税务总局')
    >>> bodies_beside_day("某区人民政府办公室    2024年4月9日印发", Authority.load())
    ('某区人民政府办公室',)
    >>> bodies_beside_day("2024年4月9日，财政部召开会议", Authority.load())
    ()
    """
    days = find_dates(raw)
    if len(days) != 1:
        return ()
    before, after = raw[: days[0].start].strip(), raw[days[0].end :].strip()
    rest = before if _BEHIND_DAY.fullmatch(after) else after if not before else ""
    return authority.only_bodies(despaced(rest)) if rest else ()


def _is_letterhead(line: Line, authority: Authority) -> bool:
    tight = line.tight
    for pattern in (_LETTERHEAD, _ORDER):
        match = pattern.fullmatch(tight)
        if match is None or len(tight) > 60:
            continue
        bodies = match["bodies"]
        if bodies is None or authority.only_bodies(bodies):
            return True
        if line.red and pattern is _LETTERHEAD and "关于" not in bodies:
            return True
    return False


# ---------------------------------------------------------------- the head as a whole


@dataclass(frozen=True, slots=True)
class Head:
    """The first lines of a document with their roles; ``body`` is the first line of the text
    proper (addressees count to the body), or the number of lines where there is none."""

    lines: Sequence[Line]
    roles: Sequence[Role]
    body: int

    def with_role(self, *roles: Role) -> list[tuple[int, Line]]:
        """The lines above the body that have one of these roles."""
        return [
            (index, line)
            for index, line in enumerate(self.lines[: self.body])
            if self.roles[index] in roles
        ]


_AFTER_BODY = 8
_LATE_TITLE = 30
_BODY_ROLES = frozenset({Role.ADDRESSEES, Role.PROVISION, Role.SENTENCE, Role.TABLE})


def read_head(lines: Sequence[Line], authority: Authority, *, late_title: bool = True) -> Head:
    """Give each line its role, and find where the body begins.

    Of the body only the first lines are kept: enough for the addressees, and, if it is looked
    for, for a title that comes late.
    """
    late = _LATE_TITLE if late_title else _AFTER_BODY
    roles: list[Role] = []
    enough = len(lines)
    named = False
    for line in lines:
        role = role_of(line, authority)
        roles.append(role)
        named = named or role is Role.TEXT
        if role in _BODY_ROLES and (named or role is not Role.TABLE):
            enough = min(enough, len(roles) + (_AFTER_BODY if named else late))
        if len(roles) >= enough:
            break
    _settle_notes(lines, roles)
    settle_menus(lines, roles)
    settle_page_names(lines, roles)
    kept = lines[: len(roles)]
    body = _past_a_pages_words(kept, roles, _body_begins(roles))
    return Head(kept, roles, _past_an_introduction(kept, roles, body))


def _past_an_introduction(lines: Sequence[Line], roles: list[Role], body: int) -> int:
    """近日，甲局印发了《乙》，全文如下: between a page's heading and the title again. What is said
    there is the page's, if it is not signed and enacts nothing; the document begins behind."""
    above = {
        _bare(line.tight)
        for line, role in zip(lines[:body], roles, strict=False)
        if role is Role.TEXT and ends_title(line.tight) and len(line.tight) > _SHORT_TITLE
    }
    for index in range(body + 1, len(lines)):
        own = roles[index - 1] in (Role.ADDRESSEES, Role.PROVISION, Role.DATE)
        if own or _ENACTS.search(lines[index - 1].tight):
            return body
        if roles[index] is Role.TEXT and _bare(lines[index].tight) in above:
            roles[body:index] = [Role.CHROME] * (index - body)
            return _body_begins(roles)
    return body


_SHORT_TITLE = 8
_ENACTS = re.compile(r"通过|现予|现将?.{0,8}公布|令第|特此")


def _bare(tight: str) -> str:
    return re.sub(r"\W", "", tight)


_A_PAGES_WORDS = 24


def _past_a_pages_words(lines: Sequence[Line], roles: list[Role], body: int) -> int:
    """页面宽度： over the title: what a page says of itself is no text, where the title follows."""
    above = [line.tight for line in lines[:body]]
    if any(ends_title(one) or len(one) > _A_PAGES_WORDS for one in above):
        return body
    for index in range(body, len(lines)):
        tight = lines[index].tight
        whole = roles[index] is Role.TEXT and "关于" in tight and ends_official(tight)
        if roles[index] in (Role.ADDRESSEES, Role.PROVISION) or len(tight) > _LONGEST_TITLE_LINE:
            return body
        if not whole and len(tight) > _A_PAGES_WORDS:
            return body
        if whole:
            roles[:index] = [
                Role.CHROME if role in (Role.SENTENCE, Role.TEXT) else role
                for role in roles[:index]
            ]
            return _body_begins(roles)
    return body


def _body_begins(roles: Sequence[Role]) -> int:
    """Above the title a sentence is a page's running head, 第一章 a list of contents."""
    named = False
    headed = False
    for index, role in enumerate(roles):
        named = named or role is Role.TEXT
        headed = headed or role in (Role.LETTERHEAD, Role.NUMBER)
        if role not in _BODY_ROLES or (role is Role.TABLE and not named):
            continue
        early = not named and not headed and role is not Role.ADDRESSEES
        if early and _title_follows(roles, index):
            continue
        return index
    return len(roles)


def _settle_notes(lines: Sequence[Line], roles: list[Role]) -> None:
    """A note in brackets may run over several lines: all of them are the note."""
    open_note = False
    for index, line in enumerate(lines[: len(roles)]):
        if open_note and roles[index] in (Role.TEXT, Role.SENTENCE, Role.DATE, Role.NUMBER):
            roles[index] = Role.NOTE
        if roles[index] is Role.NOTE:
            balance = line.tight.count("(") - line.tight.count(")")
            open_note = balance > 0 or (open_note and balance == 0)
        else:
            open_note = False


def _title_follows(roles: Sequence[Role], index: int) -> bool:
    """Whether a title may still come: a few lines of other kinds, then text that could be one."""
    for role in roles[index + 1 : index + 25]:
        if role in (Role.TEXT, Role.BODIES, Role.ANNEX):
            return True
        if role in (Role.ADDRESSEES,):
            return False
    return False
