"""The page around a document: what in the lines of a saved page is the site's, not the document's.

Nobody can list the sites. What a site adds has a form, though: it parts its words by bars and
arrows, lines short words up, says the title again with its own name behind it, and what it states
of the document stands behind labels, with a colon or without. Here a line loses its bars, and one
that holds the title and more is parted; ``is_furniture`` knows the lines that are the site's whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

from indexer.understanding.metadata.authority import Authority
from indexer.understanding.metadata.genre import ends_title
from indexer.understanding.metadata.labels import labels_of
from indexer.understanding.metadata.lines import Line
from indexer.understanding.metadata.region import is_listed_region, leading_regions
from indexer.understanding.metadata.title_text import is_closed

_BARS = "|｜¦_»›>*# \t\r\u00a0\u3000"
_ENTITY = r"&(?:nbsp|ensp|emsp);?"
_ENTITIES = re.compile(rf"^(?:{_ENTITY}|\s)+|(?:{_ENTITY}|\s)+$")
# A bar; a dash, before a site's name a long one too; the blank before a page's day.
_PARTED = re.compile(
    r"\s*(?:[|｜¦_]|\s[-–—]{1,2}\s|(?<![-–—\d])[-–](?![-–—])"
    r"|[-–—]{1,2}(?=[^-–—]{2,30}(?:网|网站|平台|门户|频道)$))+\s*"
    r"|\s+(?=(?:19|20)\d{2}[-./年]\d{1,2}[-./月]\d{1,2})"
)
_DAY_FIRST = re.compile(r"(?:19|20)\d{2}[-./年]\d{1,2}[-./月]\d{1,2}")
_WHOLE_TITLE = 8
_LONGEST_NAME = 60  # what a site puts beside a title
_FIRST_LINES = 60


def without_frame(lines: Sequence[Line], authority: Authority) -> list[Line]:
    """The lines, without a site's bars, and without its words beside a title.

    >>> from analyzers.folding import fold
    >>> def shown(text):
    ...     line = Line(text, fold(text), 0, len(text))
    ...     return [one.raw for one in without_frame([line], Authority.load())]
    >>> shown("云溪市人民政府关于停车收费的通知 | |||"), shown("| |||")
    (['云溪市人民政府关于停车收费的通知'], [])
    >>> shown("云溪市财政局关于停车收费的通知_政策法规_云溪市财政局网")
    ['云溪市财政局关于停车收费的通知']
    >>> shown("关于停车收费的通知-云政发〔2021〕15号")
    ['关于停车收费的通知', '云政发〔2021〕15号']
    >>> shown("**关于停车收费的通知**"), shown("&nbsp;关于停车收费的通知 2021-09-15 10:10")
    (['关于停车收费的通知'], ['关于停车收费的通知', '2021-09-15 10:10'])
    >>> shown("某某在线_某某观看惠州市财政局关于停车收费的通知")
    ['惠州市财政局关于停车收费的通知']
    >>> shown("政府会计制度——行政事业单位会计科目和报表"), shown("— 2 —")
    (['政府会计制度——行政事业单位会计科目和报表'], ['— 2 —'])
    """
    found: list[Line] = []
    for index, line in enumerate(lines):
        if index >= _FIRST_LINES or line.cells is not None:
            found.append(line)
            continue
        bare = _unbarred(line)
        if bare is not None:
            found.extend(_parts(bare, authority))
    return found


_BOXES = re.compile(r"\[(?P<title>[^\[\]]*(?:\[\d{4}\][^\[\]]*)*)\]")


def _unbarred(line: Line) -> Line | None:
    """The line without bars at its ends, or the box that all of it stands in."""
    raw = _ENTITIES.sub("", line.raw.strip(_BARS)).strip(_BARS)
    if not raw:
        return None
    at = line.raw.index(raw)
    bare = line.cut(at, at + len(raw))
    box = _BOXES.fullmatch(bare.folded)
    inner = bare.cut(*box.span("title")) if box is not None else bare
    return inner if _is_title(inner) else bare


_NUMBER = re.compile(r"[一-鿿]{1,14}[\[(]\d{4}[\])]第?\d{1,5}号")


# A title has begun, so that what comes is of it: no site's name tells 关于 what it is.
_BEGINS = re.compile("关于(?!我们|本站|本网)|印发|转发|批转")


def _parts(line: Line, authority: Authority) -> Iterator[Line]:
    """The title in a line of several parts, and its number; the line as it is, where none is one.

    What a dash parts is a site's only behind a title that is whole: 甲制度——乙办法 is one."""
    pieces = _pieces(line)
    titles = [one for one in pieces if _is_title(one)]
    if len(pieces) < 2 or not titles:
        yield line
        return
    if line.raw.count("|") + line.raw.count("_") == 0 and titles != pieces[:1]:
        yield line
        return
    before = pieces[: pieces.index(titles[0])]
    if any(_BEGINS.search(one.folded) for one in before):
        yield line  # A|B股, 数据字段user_id: of the title
        return
    for piece in pieces:
        if piece in titles:
            spam = piece is not pieces[0] and "_" in line.raw
            yield _without_spam(piece, authority) if spam else piece
        elif _NUMBER.fullmatch(piece.tight) or _DAY_FIRST.match(piece.folded):
            yield piece
        elif len(piece.tight) > _LONGEST_NAME or labels_of(piece):
            yield piece  # more than a name: nothing is lost in silence


def _pieces(line: Line) -> list[Line]:
    pieces, at = [], 0
    for mark in (*_PARTED.finditer(line.folded), None):
        end = mark.start() if mark is not None else len(line.folded)
        raw = line.raw[at:end]
        if raw.strip():
            begin = at + len(raw) - len(raw.lstrip())
            pieces.append(line.cut(begin, begin + len(raw.strip())))
        at = mark.end() if mark is not None else at
    return pieces


def _is_title(line: Line) -> bool:
    tight = line.tight
    long = len(tight) >= _WHOLE_TITLE and "。" not in tight
    return long and is_closed(tight) and not tight.endswith("网")


def _without_spam(line: Line, authority: Authority) -> Line:
    """在线观看 before 云溪市财政局关于…: from where the bodies begin that issue it."""
    matter = re.search(r"关于|印发|转发|批转", line.folded)
    before = line.folded[: matter.start()] if matter is not None else ""
    if not before or begins_as_known(before, authority):
        return line
    for at in range(1, len(before)):
        rest = before[at:]
        if begins_as_known(rest, authority) and authority.only_bodies(rest):
            return line.cut(at, len(line.raw))
    return line.cut(len(before), len(line.raw))


def begins_as_known(text: str, authority: Authority) -> bool:
    """Whether it begins with a region or a body that a list has, and not with what looks like one.

    >>> authority = Authority.load()
    >>> [begins_as_known(t, authority) for t in ("惠州市财政局", "财政部", "在线观看惠州市财政局")]
    [True, True, False]
    >>> begins_as_known("国家药监局关于", authority), begins_as_known("法规库财政部关于", authority)
    (True, False)
    """
    chain, _ = leading_regions(re.sub(r"^(?:中共|中国共产党|共青团)", "", text))
    if chain and is_listed_region(chain[0]):
        return True
    return any(
        authority.is_listed(text[:length]) or authority.is_listed(authority.resolve(text[:length]))
        for length in range(3, min(len(text), _LONGEST_BODY) + 1)
    )


_LONGEST_BODY = 20


# ---------------------------------------------------------------- lines that are the site's whole


@cache
def _site_words() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _words_of("site_words.txt"))))


_MOST_OF_IT = 0.6
_MENU_WORDS, _MENU_WORD = 4, 10
# The bars of GB_T and user_id are letters of a name.
_SPAM_BARS = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_SPAM = 2  # what a site parts its search words by


def _words_of(name: str) -> list[str]:
    words = (files(__package__) / "data" / name).read_text("utf-8").split()
    return sorted(words, key=len, reverse=True)


@cache
def _datum() -> re.Pattern[str]:
    words = "|".join(" *".join(word) for word in _words_of("site_labels.txt"))
    return re.compile(rf"(?:{words})(?: *[:\d]|(?P<blank> +))")


# What a site says of itself, its owners and its pages, from the beginning of a line.
_GLUED = re.compile(r"(?:主管单位|主办单位|承办单位)(?P<bodies>.{4,40})")
_SAYS_OF_ITSELF = re.compile(
    r"您?访问的链接|您?即将离开|因篇幅问题|本站|本网站|下载文档前|如文档侵犯|.{0,4}仅部分预览|扫一扫|扫码"
    r"|.{0,8}(?:©|copyright)(?:\(c\))?(?:19|20)\d\d|.?icp备|.{0,4}公网安备|[-·]?\d[、.](?:下载文档前|如文档)"
)
_LONGEST_DATUM = 200


def _is_its_data(line: Line, authority: Authority) -> bool:
    """主办单位 云溪市人民政府, 电话:0000: what stands behind a label that no document has above
    its title."""
    datum = _datum().match(line.folded)
    if datum is not None and len(line.raw) <= _LONGEST_DATUM:
        return not datum["blank"] or "。" not in line.raw
    glued = _GLUED.fullmatch(line.tight)
    return glued is not None and bool(authority.only_bodies(glued["bodies"]))


def is_furniture(line: Line, authority: Authority) -> bool:
    """Whether a line is a site's: a menu, its own data, what it says to who reads it.

    >>> from analyzers.folding import fold
    >>> def check(text):
    ...     return is_furniture(Line(text, fold(text), 0, len(text)), Authority.load())
    >>> [check(t) for t in ("手机版", "微信 微博 APP", "首     页 政 务 公 开 互 动 交 流")]
    [True, True, True]
    >>> check("中国政府网 某省政府网 English 市人大 市政协"), check("电话:0000-1234 邮编:000000")
    (True, True)
    >>> check("您访问的链接即将离开本网站"), check("主管单位 云溪市人民政府")
    (True, True)
    >>> [check(t) for t in ("财政部 税务总局 海关总署 民政部", "云溪市政务服务管理办法")]
    [False, False]
    >>> [check(t) for t in ("主办单位应当报公安机关批准。", "政务公开工作要点", "第一条 总则")]
    [False, False, False]
    >>> check("政务公开办法"), check("GB_T 12345-2020 信息检索 术语_第1部分"), check("通知公告")
    (False, False, True)
    """
    tight = line.tight
    if _SAYS_OF_ITSELF.match(tight) is not None or _is_its_data(line, authority):
        return True
    if "。" in tight or "关于" in tight:
        return False
    if len(_SPAM_BARS.findall(line.raw)) >= _SPAM:
        return True
    covered = sum(len(found[0]) for found in _site_words().finditer(tight))
    words = line.folded.split()
    one_word = len(words) == 1 and covered < len(tight)
    if (len(tight) >= _WHOLE_TITLE or one_word) and ends_title(tight):
        return False
    if covered and covered >= _MOST_OF_IT * len(re.sub(r"\W", "", tight)):
        return True
    menu = len(words) >= _MENU_WORDS and all(len(word) <= _MENU_WORD for word in words)
    return (
        menu
        and sum(len(word) > 1 for word in words) >= _MENU_WORDS
        and re.search(r"[:,;《\d]", tight) is None
        and not authority.only_bodies(line.raw)
    )
