"""The kind of a document: policy, law, interpretation, draft, attachment, standard or other.

Each rule looks at the title first, then at the head. The first that speaks decides; the order is
by how clear the sign is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analyzers.folding import fold
from indexer.model import Kind
from indexer.understanding.metadata.genre import INSTRUMENTS, OFFICIAL

_DRAFT = re.compile(
    r"征求意见稿|公开(?:征求|征集|听取).{0,60}(?:意见|建议)|送审稿|讨论稿"
    r"|(?:征求|征集|听取).{0,80}(?:意见|建议)的?(?:通知|公告|函|通告|启事|公示)"
    r"|(?:征求|征集|听取)(?:社会|公众|各方|各界|广大|群众|市民).{0,12}(?:意见|建议)"
    r"|草案(?:[一二三]次)?(?:审议稿|修改[一二三]?稿|修改稿)?》?$"
    r"|\((?:修订|修正)?草案(?:[一二三]次)?(?:审议稿|修改[一二三]?稿)?\)|草案征求意见"
)
_INTERPRETATION = re.compile(
    r"^(?:一图读懂|图解|图文解读|视频解读|解读|\[?(?:文字|专家|图片|政策|视频)解读)"
    r"|政策解读|的?解读(?:材料|稿)?$|[》>][^《<,。;]{0,8}解读(?:之[一二三四五六七八九十]{1,3}|[:(|][^,。;]{2,16})$"
    r"|[》>][^《<]{0,6}[一二三四五六七八九十百\d]{1,3}问(?:[一二三四五六七八九十百\d]{1,3}答)?$"
    r"|[》>](?:的)?(?:起草|编制|修订|政策|制定)?说明$|答记者问|新闻发布会|政策问答|问答(?:实录|录)?(?:$|:)|起草说明$|的说明$|政策解答$|热点问题|答疑"
    r"|^(?:关于)?《[^《》]{4,90}》(?:的|中)?[^《》]{0,20}?"
    r"(?:有关情况|相关情况|主要内容|新变化|亮点|要点|怎么看|常见问题)"
)
# 问：… 答：… all the way down.
_ASKED = re.compile(
    r"^[ ]*(?:#+ )?(?:[一二三四五六七八九十0-9]{1,3}[、.])?[ ]*问[0-9]{0,2} ?:", re.M
)
_ANSWERED = re.compile(r"^[ ]*(?:#+ )?答[0-9]{0,2} ?:", re.MULTILINE)
_REPORTED = re.compile(
    r"(?:本报|本网|本台)(?:讯|记者|消息)|新华社[一-鿿]{2,10}[0-9]{1,2}月[0-9]{1,2}日电|通讯员"
    r"|记者[ ]?(?:[^,。;\n]{0,10}?(?:获悉|了解到|采访|从)|[一-鿿 ]{2,5}[)])"
    r"|据悉|据了解|据介绍|日前获悉"
    r"|(?:昨日|今日|近日|日前),[^。\n]{0,30}(?:印发|发布|出台|公布|宣布)(?:了|通知)"
)
# The news of an instrument, with the whole of it: the text is the instrument's.
_WHOLE_TEXT = re.compile(r"全文如下|全文发布|并发出通知,?要求")
_UNOFFICIAL = re.compile(
    r"(?:对比|对照|点评|汇编|案例|大全|分析|课件|讲义|笔记|合集)(?:表|及点评)?(?:\([^()]*\))?$|学习笔记|培训讲义"
)
_FORM = re.compile(
    r"(?:申报|审批|登记|申请|备案|报告|统计|汇总|明细|情况|调查|评分|考核|税率|预扣率|当量值|一览|信息|承诺)?表"
    r"(?:\(.*\))?(?:[一二三四五\d])?$|(?:通知|移送|告知|承诺|委托|决定|申请|责任|文)书(?:\(.*\))?$|回证|式样|样本|样表"
    r"|模板|示意图"
)
_LAW = re.compile(r"(?:法|法典|条例|修正案|施行细则|法实施细则|条例实施细则)(?:\([^()]*\))?$")
_NOT_LAW = re.compile(r"(?:办|方|看|做|想|疗|司)法(?:\([^()]*\))?$")
_RULE = re.compile(r"(?:办法|规定|规则|细则|决定|解释|标准|准则|通则|规程)(?:\([^()]*\))?$")
_ORDER = re.compile(r"令(?:〔|\d{4}年|第)|^法释|^高检发释字")
_ENACTED = re.compile(r"代表大会|国务院|人民政府|法院|检察院|部|委员会|总局")
_ANNEX_NAME = re.compile(r"^附(?:件|表|录)[一二三四五六七八九十\d]{0,3}")
_GUIDE = re.compile(r"(?:指引|指南|手册|攻略|操作说明)(?:\([^()]*\))?$")
_DISCLAIMER = re.compile(r"供理解|仅供参考|仅供理解|以(?:正式|官方|相关)?.{0,10}文件.{0,6}为准")
# 第 1 條, in Arabic digits between blanks, is how Taiwan's law texts are set.
_FIRST_ARTICLE = re.compile(r"^第 1 ?条 ", re.MULTILINE)
_CASE = re.compile(r"^#* ?(?:基本案情|案情简介|裁判要旨|裁判结果)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Signs:
    """What the other rules found, as far as the kind depends on it. ``opening`` is the folded
    beginning of the text; ``enacted_by`` the body of the note under the title."""

    title: str
    number: str | None = None
    genre: str | None = None
    issuers: Sequence[str] = ()
    standard: bool = False
    annex: bool = False
    enacted_by: str | None = None
    opening: str = ""
    addressed: bool = False  # and signed by a body


def kind_of(signs: Signs) -> tuple[Kind, str, float]:
    """(kind, rule, confidence).

    >>> def kind(title, **more): return kind_of(Signs(title, **more))[0].value
    >>> kind("关于调整预征率的公告", genre="公告"), kind("中华人民共和国个人所得税法", genre="法")
    ('policy', 'law')
    >>> kind("物业管理条例（草案）"), kind("关于公开征求《X办法（征求意见稿）》意见的公告")
    ('draft', 'draft')
    >>> kind("关于《X办法》公开征求意见情况的反馈")
    'other'
    >>> kind("一图读懂《X办法》"), kind("关于《X办法》的政策解读"), kind("新旧条例对比及点评")
    ('interpretation', 'interpretation', 'other')
    >>> kind("纳税申报表", annex=True), kind("营业税改征增值税试点实施办法", annex=True)
    ('attachment', 'attachment')
    >>> kind("案件审批表", annex=True, opening="案件名称：某公司"), kind("道路交通條例草案》")
    ('attachment', 'draft')
    >>> passed = "《决定》已经第4次部常务会议审议通过，现予发布，自发布之日起施行。"
    >>> kind("甲部关于修改《招标办法》的决定", genre="决定", opening=fold(passed))
    'law'
    >>> kind("食盐专营办法", number="国务院令第197号", genre="办法"), kind("", opening="随笔")
    ('law', 'other')
    """
    title = "".join(fold(signs.title).split())
    for rule, kind, confidence, holds in _RULES:
        if holds(title, signs):
            return kind, rule, confidence
    return Kind.OTHER, "no sign of another kind", 0.4


# What came of a consultation is no draft any more.
_CONSULTED = re.compile(
    r"(?:征求|征集|听取).{0,30}(?:情况|结果)的?(?:反馈|说明|公示|公告|报告|汇总|通报)?$|采纳情况"
)


def _is_draft(title: str, signs: Signs) -> bool:
    return bool(_DRAFT.search(title)) and not _CONSULTED.search(title)


def _is_interpretation(title: str, signs: Signs) -> bool:
    return bool(_INTERPRETATION.search(title)) and not title.endswith(OFFICIAL)


def _is_asked(title: str, signs: Signs) -> bool:
    """Questions and answers about an instrument, with no official kind in the title."""
    if _is_official(title, signs) or signs.number is not None or signs.enacted_by:
        return False
    return bool(_ASKED.search(signs.opening) and _ANSWERED.search(signs.opening))


def _is_official(title: str, signs: Signs) -> bool:
    """Whether the title ends in a kind of its own: 《甲办法》 at its end is another's."""
    return signs.genre in (*OFFICIAL, *INSTRUMENTS) and not title.endswith(("》", ">"))


def _is_news(title: str, signs: Signs) -> bool:
    """A report that tells of instruments: no official kind in its title, no number of its own."""
    if _is_official(title, signs) or signs.number is not None or signs.enacted_by:
        return False
    return bool(_REPORTED.search(signs.opening)) and not _WHOLE_TEXT.search(signs.opening)


def _is_guide(title: str, signs: Signs) -> bool:
    return bool(_GUIDE.search(title)) and bool(_DISCLAIMER.search(signs.opening))


def _is_law(title: str, signs: Signs) -> bool:
    if _LAW.search(title) and not _NOT_LAW.search(title):
        return True
    if signs.genre == "决定" and _ON_LAWS.search(title) and _by_congress(signs):
        return True
    if signs.genre == "决定" and _changes_rule(title, signs):
        return True
    central = any(name.startswith("全国人民代表大会") for name in signs.issuers)
    if signs.genre in OFFICIAL and signs.genre not in ("决定", "命令") and not central:
        return False
    enacted = bool(signs.enacted_by and _ENACTED.search(signs.enacted_by))
    if signs.genre == "命令" and not enacted:
        return False
    ordered = bool(signs.number and _ORDER.search(signs.number))
    return ordered or (enacted and not (signs.number and "〔" in signs.number))


# 《本决定》已经…常务会议通过，现予发布: so rules are published, and no other decisions.
_PASSED = re.compile(r"(?:常务|[部委局署]务)会议.{0,12}通过,?[ ]?现予(?:以)?(?:公布|发布)")
_NEW_TEXT = re.compile(r"根据本决定[^。\n]{0,20}修改[^。\n]{0,20}重新公布")
_ORDERED = re.compile(r"令第\S{1,6}号(?:公布|发布)的[《<]")
_ON_RULES = re.compile(r"(?:修改|废止|修订)[^《<]{0,12}(?:[《<]|规章)")


def _changes_rule(title: str, signs: Signs) -> bool:
    """A decision on rules, without its order's number: its own notes tell how it was published."""
    if not _ON_RULES.search(title) or (signs.number is not None and "〔" in signs.number):
        return False
    if _PASSED.search(signs.opening):
        return True
    if signs.issuers[:1] == ("国务院",) and _NEW_TEXT.search(signs.opening):
        return True
    return any(
        _plain(signs.opening[found.end() :]).startswith(_plain(title))
        for found in _ORDERED.finditer(signs.opening)
    )


def _plain(text: str) -> str:
    return re.sub(r"[《》<>\s]", "", text)


_ON_LAWS = re.compile(r"条例|法规|(?:修改|废止|批准)[^\n]{0,8}[《<]")


def _by_congress(signs: Signs) -> bool:
    return any(re.search(r"人民代表大会(?:常务委员会)?$", name) for name in signs.issuers)


def _is_old_text(title: str, signs: Signs) -> bool:
    return title.startswith("中华人民共和国") and bool(_RULE.search(title))


def _is_taiwanese(title: str, signs: Signs) -> bool:
    """A law or an order of Taiwan, by how its first article is set."""
    return signs.genre in INSTRUMENTS and bool(_FIRST_ARTICLE.search(signs.opening))


def _is_policy(title: str, signs: Signs) -> bool:
    return signs.genre in OFFICIAL or signs.number is not None


# 现就…有关事项公告如下, 现将…转发你们: so a notice says what it is where its title does not.
_SAYS = re.compile(
    r"现[就将对]?[^。;\n]{0,90}?(?:公告|通知|通告|通报|批复|函复|公布|公示|转发|印发|发布)"
    r"(?:如下|给?你们|下发|执行)|(?:制[定订]|提出|采取)(?:以下|如下)[^。;,\n]{0,8}(?:措施|意见|政策)|现予以?(?:公布|发布|印发)|特此(?:通知|公告|通告|通报|批复|函复)"
)
# The first article of a text that has lost its title.
_MADE = re.compile(
    r"^#* ?第一条[^\n]{0,300}?制[定订]本(?:办法|规定|细则|规则|规程|方案|制度)", re.M
)
_ASKS = re.compile(
    r"现(?:将|就)[^。\n]{0,90}?(?:征求意见稿|草案|送审稿)[^。\n]{0,40}?(?:公布|公开|征求|征集|听取)"
    r"[^。\n]{0,30}(?:意见|建议)"
    r"|现(?:将|就)[^。\n]{0,90}?[》>][^。\n《<]{0,40}?向(?:社会|公众)[^。\n]{0,20}(?:征求|征集|听取)"
    r"[^。\n]{0,20}(?:意见|建议)"
)
# 一、制定背景 / 一、起草背景和依据: how an explanation begins, and nothing else.
_EXPLAINS = re.compile(
    r"^#* ?[一1][、.] ?(?:政策|文件)?(?:制[定订]|起草|出台|编制|修订|政策|文件)(?:的|该)?(?:政策)?"
    r"(?:背景|必要性|目的|缘由)[^\n。]{0,14}$",
    re.M,
)


def _asks(title: str, signs: Signs) -> bool:
    """A draft's notice that has lost its title, or whose title is its portal's."""
    return not _is_official(title, signs) and bool(_ASKS.search(signs.opening))


def _explains(title: str, signs: Signs) -> bool:
    """An explanation that has lost its title: it opens with why the instrument was drafted."""
    if _is_official(title, signs) or signs.number is not None or signs.addressed:
        return False
    return bool(_EXPLAINS.search(signs.opening[:_FIRST]))


_FIRST = 300


def _says(title: str, signs: Signs) -> bool:
    return signs.addressed or bool(_SAYS.search(signs.opening) or _MADE.search(signs.opening))


def _is_instrument(title: str, signs: Signs) -> bool:
    return signs.genre in INSTRUMENTS


_RULES = (
    ("standard's cover", Kind.STANDARD, 0.97, lambda title, signs: signs.standard),
    ("draft in the title", Kind.DRAFT, 0.95, _is_draft),
    ("interpretation in the title", Kind.INTERPRETATION, 0.95, _is_interpretation),
    ("guide with a disclaimer", Kind.INTERPRETATION, 0.7, _is_guide),
    ("draft by its own words", Kind.DRAFT, 0.75, _asks),
    ("questions and answers", Kind.INTERPRETATION, 0.8, _is_asked),
    ("opens with its background", Kind.INTERPRETATION, 0.6, _explains),
    ("news report", Kind.OTHER, 0.8, _is_news),
    (
        "case", Kind.OTHER, 0.8,
        lambda title, signs: not signs.annex and bool(_CASE.search(signs.opening)),
    ),
    (
        "annex label", Kind.ATTACHMENT, 0.85,
        lambda title, signs: signs.annex and signs.number is None,
    ),
    (
        "unofficial title", Kind.OTHER, 0.8,
        lambda title, signs: bool(_UNOFFICIAL.search(title)) and signs.genre not in OFFICIAL,
    ),
    ("law by title, order or enactment", Kind.LAW, 0.9, _is_law),
    ("first article as in Taiwan", Kind.LAW, 0.8, _is_taiwanese),
    ("title of the state", Kind.LAW, 0.8, _is_old_text),
    ("official kind or number", Kind.POLICY, 0.9, _is_policy),
    ("form", Kind.ATTACHMENT, 0.8, lambda title, signs: bool(_FORM.search(title))),
    ("instrument", Kind.POLICY, 0.7, _is_instrument),
    ("its own words", Kind.POLICY, 0.6, _says),
)  # fmt: skip
