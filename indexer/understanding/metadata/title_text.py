"""A title as it is kept: without a portal's marks, and its number beside it; who stands before its
matter, and whether it ends as titles do."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analyzers.folding import fold
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.metadata.genre import ends_title
from indexer.understanding.metadata.lines import despaced, tidy


@dataclass(frozen=True, slots=True)
class Title:
    """A title with its place. ``issuers`` is what stands before its matter, with its blanks;
    ``number`` a document number that stood in brackets behind it; ``status`` a portal's mark."""

    text: str
    start: int
    end: int
    page: int | None
    rule: str
    confidence: float
    issuers: str = ""
    number: str | None = None
    status: str | None = None


_STATUS_MARK = re.compile(
    r"[\[【〖(（](?:已(?:经)?(?:失效|废止|修改|修订)|该文件已(?:废止|失效)|全文(?:废止|失效|有效)|条款失效"
    r"|部分(?:失效|废止)|失效|废止|现行有效)[\]】〗)）]"
)
_NUMBER_AT_END = re.compile(
    r"[(（]([^()（）《》]{1,30}[〔\[［（(]\d{4}[〕\]］）)][^()（）]{0,8}号)[)）]$"
)
NUMBER_AT_START = re.compile(
    r"^([一-鿿]{1,12}[〔\[［（(【]\d{4}[〕\]］）)】]第?\d{1,5}号"
    r"|[一-鿿、 ]{2,40}?(?:公告|令)\d{4}年第\d{1,4}号)[　 :：]*"
    r"(?=.{0,60}(?:关于|印发|转发))"
)
_BARE_NUMBER_AT_END = re.compile(
    r"(?<=[知告见定函复法])[　 ]*([一-鿿]{2,30}(?:公告|令)\d{4}年第\d{1,4}号"
    r"|(?!的)[一-鿿]{1,8}[〔\[［]\d{4}[〕\]］]\d{1,5}号)$"
)
# 甲行令〔2021〕第1号（乙办法）
_INSTRUMENT_OF_NUMBER = re.compile(
    r"(?P<number>[一-鿿、 ]{2,60}(?:令|公告|通告)(?:[〔\[［（(]\d{4}[〕\]］）)]|\d{4}年)?第?"
    r"[一二三四五六七八九十百\d]{1,5}号)[（(](?P<title>.{4,120})[）)]$"
)
# 甲市人民政府令（第66号）甲市乙办法
_INSTRUMENT_BEHIND = re.compile(
    r"(?P<number>[一-鿿、 ]{2,60}令[（(]第?[一二三四五六七八九十百\d]{1,5}号?[)）])"
    r"[　 :：]*(?P<title>[一-鿿《].{2,118}[一-鿿》）)])$"
)
# 甲部关于乙的公告（2023年第101号）; （第2号） alone is the second one on one matter.
_ORDINAL_AT_END = re.compile(r"(?<=的[公通]告)[　 ]*[(（](\d{4}年第\d{1,4}号)[)）]$")
# 关于交通管制的通告(某市交通管理局): who put it on a page.
_SIGNED_BEHIND = re.compile(
    r"(?<=[知告函见])[（(][一-鿿]{2,16}(?:局|委员会|政府|办公室|厅|支队)[)）]$"
)
# （全文）, [2023-01-05]: a page's, behind the title.
_PAGES_OWN = re.compile(
    r"\s*(?:[(（\[【]\s*(?:(?:19|20)\d{2}[-./年]\d{1,2}[-./月]\d{1,2}日?|全文|图|有效|现行有效)\s*[)）\]】])+$"
)
_ITEM = "•·●■▪◆ \t\u3000"  # a page's list
_BOXED = re.compile(r"【(?P<title>[^【】]*(?:关于|關於|關于|印发|印發)[^【】]*)】\s*")
_BRACKETED = re.compile(r"[(（][^()（）]*(?:关于|印发)[^()（）]*[)）]")


def clean_title(raw: str) -> tuple[str, str | None, str | None]:
    """(title, number behind it, status mark) of a title as written.

    >>> clean_title("【已废止】关于调整预征率的公告")
    ('关于调整预征率的公告', None, '已废止')
    >>> clean_title("关于清算问题的通知（国税发〔2009〕31号）")
    ('关于清算问题的通知', '国税发〔2009〕31号', None)
    >>> clean_title("• 关于清算问题的通知")[0], clean_title("关于清算的通知（全文）[2023-01-05]")[0]
    ('关于清算问题的通知', '关于清算的通知')
    >>> clean_title("财税〔2016〕36号 财政部关于试点的通知"), clean_title("（关于印花税的公告）")
    (('财政部关于试点的通知', '财税〔2016〕36号', None), ('关于印花税的公告', None, None))
    >>> clean_title("中国人民银行令〔2021〕第1号（备付金存管办法）")
    ('备付金存管办法', '中国人民银行令〔2021〕第1号', None)
    >>> clean_title("云溪市人民政府令（第66号）云溪市招牌办法")
    ('云溪市招牌办法', '云溪市人民政府令（第66号）', None)
    >>> clean_title("粵府〔2018〕120號《廣東省人民政府關于印發甲辦法的通知》")
    ('廣東省人民政府關于印發甲辦法的通知', '粵府〔2018〕120號', None)
    >>> clean_title("《物业管理条例》"), clean_title("高 污 染 燃 料 目 录")
    (('物业管理条例', None, None), ('高污染燃料目录', None, None))
    """
    raw = _PAGES_OWN.sub("", raw.lstrip(_ITEM))
    boxed = _BOXED.fullmatch(raw)
    raw = boxed["title"] if boxed is not None else raw
    plain = tidy(raw).lstrip("#").strip()
    seen = fold(plain)  # Traditional titles are read as well, and kept as they are
    named = _INSTRUMENT_OF_NUMBER.match(seen) or _INSTRUMENT_BEHIND.match(seen)
    if named is not None:
        title = plain[named.start("title") : named.end("title")]
        whole = title.startswith("《") and title.endswith("》") and title.count("《") == 1
        return title[1:-1] if whole else title, plain[: named.end("number")], None
    status = None
    mark = _STATUS_MARK.search(fold(raw))
    if mark is not None:
        status = raw[mark.start() + 1 : mark.end() - 1]
        raw = raw[: mark.start()] + raw[mark.end() :]
    text = tidy(raw).lstrip("#").strip()
    seen, number = fold(text), None
    before = NUMBER_AT_START.match(seen)
    if before is not None:
        number, text = text[: before.end(1)], text[before.end() :]
        seen = fold(text)
    behind = (
        _NUMBER_AT_END.search(seen)
        or _BARE_NUMBER_AT_END.search(seen)
        or _ORDINAL_AT_END.search(seen)
    )
    if behind is not None and behind.start() > 4:
        number = text[behind.start(1) : behind.end(1)]
        text = text[: behind.start()].rstrip()
    signed = _SIGNED_BEHIND.search(fold(text))
    if signed is not None:
        text = text[: signed.start()]
    if _BRACKETED.fullmatch(fold(text)):
        text = text[1:-1]
    return _out_of_marks(text), number, status


_MARKS = {"《": "》", "[": "]", "［": "］", "【": "】"}


def _out_of_marks(text: str) -> str:
    """The title without the marks that hold all of it.

    >>> [_out_of_marks(t) for t in ("《关于印发《甲》的通知》", "《甲》和《乙》", "[甲办法]")]
    ['关于印发《甲》的通知', '《甲》和《乙》', '甲办法']
    """
    closing = _MARKS.get(text[:1])
    if closing is None or not text.endswith(closing):
        return text
    depth = 0
    for at, character in enumerate(text):
        depth += (character == text[0]) - (character == closing)
        if depth == 0:
            return text[1:-1] if at == len(text) - 1 else text
    return text


def before_matter(raw: str) -> str:
    """What stands before the first 关于, 印发, 转发, 批转.

    >>> before_matter("财政部 税务总局关于转发《关于…》的通知"), before_matter("物业管理条例")
    ('财政部 税务总局', '')
    """
    match = re.search(r"关于|印发|转发|批转", fold(raw))
    return raw[: match.start()].strip() if match is not None else ""


def printed(title: Title, authority: Authority) -> str:
    """Its text with a blank between joint issuers, as they are printed (GB/T 9704): a reader
    cannot tell 民政局财政局 apart from one body.

    >>> def title(before):
    ...     return Title(tidy(before + "关于甲的通知"), 0, 0, None, "", 1.0, before)
    >>> authority = Authority.load()
    >>> [printed(title(b), authority) for b in ("财政部  税务总局", "财 政 部", "财政部")]
    ['财政部 税务总局关于甲的通知', '财政部关于甲的通知', '财政部关于甲的通知']
    """
    names = despaced(title.issuers.lstrip("《[【")).split()
    joined = "".join(names)
    if len(names) < 2 or not title.text.startswith(joined):
        return title.text
    if not all(authority.only_bodies(name) for name in names):
        return title.text
    return " ".join(names) + title.text[len(joined) :]


def is_closed(joined: str) -> bool:
    balanced = joined.count("《") == joined.count("》") and joined.count("(") <= joined.count(")")
    return balanced and (ends_title(joined) or _READ_BY.search(joined) is not None)


# 《甲》专家解读：李某, 《甲》解读之一: who reads it, or which part of the reading it is.
_READ_BY = re.compile(
    r"[》>][^《<,。;]{0,8}解读(?:之[一二三四五六七八九十]{1,3}|[:(|][^,。;]{2,16})$"
)
