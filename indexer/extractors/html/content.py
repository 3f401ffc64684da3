"""Where the document stands on its page: what is left out around it.

trafilatura says what it takes for the content. The element that holds most of it is the core.
Around the core, up to the whole page, only furniture is left out: lists of links, headers,
footers, and short lines that portals print on every page. Text that is none of these stays, since
number, closing lines and signature often stand beside the box that holds the paragraphs.
"""

from __future__ import annotations

import copy
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from lxml import etree

from indexer.extractors.html.shown import (
    BLOCKS,
    BREAK,
    FILE,
    is_shown,
    stands_for,
    texts,
)
from indexer.extractors.html.tables import is_layout

_HELD = 0.85  # of the content that the core must hold
_LEAST = 0.5  # of the page's text that is no link; content found below it is a part only
_MOST_LEFT_OUT = 0.5  # of that text
_PIECE = 24  # characters; the content is looked for in such pieces
_MOST_PIECES = 2000  # spread over the page
_DEEPEST = 256  # elements within elements; beyond, trafilatura is not asked
_BLANKS = re.compile(r"[\s\u3000\u00a0|]+")

_LINKS = 0.5  # of an element's text, which make it a list of links
_MENU = 0.8  # the same for one that trafilatura takes for content
_MENU_LINKS = 5
_MENU_WORD = 10  # characters of a link in a menu, at most, on average
_LONGEST_FURNITURE = 300  # characters
_LONGEST_LINE = 100  # characters of a furniture line among the document's own
_LONGEST_LABEL = 8  # characters
_LONGEST_NAME = 60  # characters under a banner
# What no document says of itself, and every portal does: also among the document's own lines.
_PORTAL = re.compile(
    r"ICP备|公网安备|网站标识码|当前位置[:：]|(?:您|你)(?:现在)?(?:所在)?的?位置[:：]|分享到[:：]|分享到$"
    r"|[【\[（(]打印|打印(?:本页|此页|页面)|关闭(?:本页|窗口|页面)|[【\[（(]关闭"
    r"|(?:浏览|阅读|点击|访问)(?:次数|量|数)[:：]|^[上下]一[篇条][:：]"
    r"|微信扫一扫|关注(?:该|本)公众号|扫一扫.{0,12}(?:手机|打开|关注|分享|当前)|字[体号][:：]?[\[【（(]?[大小]|[\[【]大中小[\]】]",
    re.I,
)
# 来源：农机科 发布时间：2023-05-06: two of these on one line.
_ORIGIN = re.compile(
    r"(?:信息|文章|稿件)?来源[:：]|(?:发布|更新|公开)?(?:时间|日期)[:：]|(?:作者|编辑|发布人|责编|浏览)[:：]"
)
# The same of what stands around it.
_AROUND_IT = re.compile(
    r"版权所有|Copyright|无障碍|网站地图|技术支持[:：]|今天是|欢迎(?:您|访问|光临)|加入收藏|设为首页"
    r"|(?:门户|官方|政府)网站?$|责任编辑[:：]|相关(?:链接|阅读|新闻|信息)[:：]?$|热门搜索|返回顶部",
    re.I,
)
# By class or id, and only for what stands around the core and says little.
_AROUND = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|header|topbar|logo|banner|links?|search|login|foot"
    r"|tools?|hot|recommend|slogan)(?:$|[\s_-])",
    re.I,
)
_SITES_NAME = re.compile(
    r"[\u4e00-\u9fff·—-]{2,20}(?<!文件)(?<!令)(?<!公报)(?<!通知)(?<!公告)(?<!意见)(?<!办法)"
)
_LINES = ("p", "div", "span", "td", "li", "ul", "h2", "h3", "h4", "h5", "em", "font")


@dataclass(frozen=True, slots=True)
class Content:
    """``whole`` without ``skipped`` is the document."""

    whole: etree._Element
    skipped: frozenset[etree._Element] = frozenset()


def main_content(root: etree._Element) -> Content:
    body = root.find("body")
    whole = root if body is None else body
    page = _Page.of(whole)
    places = page.find(_content_pieces(root)) if page.deepest <= _DEEPEST else []
    # trafilatura passes over pages that are set in tables, and over some short ones.
    if len(places) * _PIECE < _LEAST * page.unlinked(whole):
        places = []
    skipped = _Choice(page, places).around(_core(page, places, whole), whole)
    left_out = sum(page.unlinked(element) for element in skipped)
    if left_out > _MOST_LEFT_OUT * page.unlinked(whole):
        return Content(whole)  # then it is no furniture that was found
    return Content(whole, frozenset(skipped))


# ---------------------------------------------------------------- what trafilatura takes


def _content_pieces(root: etree._Element) -> list[str]:
    import trafilatura  # where it is wanted: it takes long to load, and most files are no pages

    try:
        text = trafilatura.extract(
            copy.deepcopy(root),  # it prunes what it is given
            include_comments=False,
            include_tables=True,
            favor_recall=True,
            deduplicate=False,
            output_format="txt",
        )
    except (ValueError, TypeError, AttributeError, etree.LxmlError, RecursionError):
        return []  # the page as a whole is then the content
    lines = (line.strip("-| ") for line in (text or "").splitlines())
    pieces = [p for line in lines if len(line) >= 6 for p in _pieces(_squeezed(line))]
    return pieces[:: 1 + len(pieces) // _MOST_PIECES]


def _pieces(line: str) -> Iterator[str]:
    for start in range(0, len(line), _PIECE):
        yield line[start : start + _PIECE]


def _squeezed(text: str) -> str:
    return _BLANKS.sub("", text)


# ---------------------------------------------------------------- where what stands


@dataclass(frozen=True, slots=True)
class _Span:
    """An element's place in the page's text, how many characters of it are links, and how many
    links it has to files."""

    start: int
    end: int
    linked: int
    files: int


@dataclass(slots=True)
class _Page:
    """The text that is shown, without blanks, and each element's place in it."""

    text: str = ""
    deepest: int = 0
    spans: dict[etree._Element, _Span] = field(default_factory=dict)

    @classmethod
    def of(cls, whole: etree._Element) -> _Page:
        page = cls()
        parts: list[str] = []
        # Where they began, and the links before them.
        open_elements: list[tuple[int, int, int]] = []
        length = linked = in_links = files = 0
        walker = etree.iterwalk(whole, events=("start", "end"))
        hidden: etree._Element | None = None
        for event, element in walker:
            if event == "start":
                text: str | None = None
                instead = None
                open_elements.append((length, linked, files))
                in_links += _is_link(element)
                files += element.tag == "a" and FILE.search(element.get("href") or "") is not None
                page.deepest = max(page.deepest, len(open_elements))
                if not is_shown(element):
                    hidden = element
                    walker.skip_subtree()
                elif (instead := stands_for(element, parts[-1][-1:] if parts else "")) is not None:
                    text = instead
                    walker.skip_subtree()
                else:
                    text = element.text
            else:
                start, before, files_before = open_elements.pop()
                in_links -= _is_link(element)
                if element is hidden:
                    hidden = None
                else:
                    page.spans[element] = _Span(
                        start, length, linked - before, files - files_before
                    )
                text = element.tail if open_elements else None
            if text and (text := _squeezed(text)):
                parts.append(text)
                length += len(text)
                linked += len(text) if in_links else 0
        page.text = "".join(parts)
        return page

    def find(self, pieces: list[str]) -> list[int]:
        """Where the pieces stand. They come in the page's order, so that of several like ones
        each has its own place."""
        places: list[int] = []
        done = 0
        for piece in pieces:
            at = self.text.find(piece, done)
            if at >= 0:
                places.append(at)
                done = at + len(piece)
        return places

    def unlinked(self, element: etree._Element) -> int:
        span = self.spans.get(element)
        return span.end - span.start - span.linked if span else 0

    def text_of(self, span: _Span) -> str:
        return self.text[span.start : span.end]


def _is_link(element: etree._Element) -> bool:
    """One that leads elsewhere; a file that it leads to belongs to the document."""
    address = element.get("href") if element.tag == "a" else None
    return bool(address) and not FILE.search(address or "")


# ---------------------------------------------------------------- the choice


def _core(page: _Page, places: list[int], whole: etree._Element) -> etree._Element:
    """The smallest element that holds nearly all places of the content."""
    core = whole
    while places:
        inner = next((c for c in core if _held(page, c, places) >= _HELD * len(places)), None)
        if inner is None:
            break
        core = inner
    return core


def _held(page: _Page, element: etree._Element, places: list[int]) -> int:
    span = page.spans.get(element)
    return bisect_left(places, span.end) - bisect_left(places, span.start) if span else 0


class _Choice:
    """Judges what stands around the core, from the smallest surroundings to the whole page."""

    def __init__(self, page: _Page, places: list[int]) -> None:
        self._page = page
        self._places = places
        self._skipped: set[etree._Element] = set()

    def around(self, core: etree._Element, whole: etree._Element) -> set[etree._Element]:
        if core is whole:
            self._judge_all(list(whole))
            return self._skipped
        self._judge_lines(core)
        while core is not whole:
            outer = core.getparent()
            if outer is None:
                break
            self._judge_all([child for child in outer if child is not core])
            core = outer
        return self._skipped

    def _judge_lines(self, core: etree._Element) -> None:
        """Leave out the lines of the portal's among the document's own."""
        for element in core.iter(*_LINES, "table"):
            span = self._page.spans.get(element)
            if span is None or element is core:
                continue
            if self._is_menu(element, span):
                self._skipped.add(element)
            if not 0 < span.end - span.start <= _LONGEST_LINE:
                continue
            text = self._page.text_of(span)
            if _is_portal_line(text) and next(element.iterdescendants("table"), None) is None:
                self._skipped.add(element)

    def _judge_all(self, siblings: list[etree._Element]) -> None:
        """Leave out those that are furniture, else what is furniture within them."""
        waiting = [siblings]
        while waiting:
            group = [e for e in waiting.pop() if (s := self._page.spans.get(e)) and s.end > s.start]
            kept = [element for element in group if not self._is_furniture(element)]
            self._skipped.update(set(group).difference(kept))
            for element, following in pairwise(group):
                # 相关解读 over links to them.
                if following in self._skipped and self._is_label(element):
                    self._skipped.add(element)
            waiting += [
                [child for child in element if child.tag in BLOCKS or child.tag in _LINES]
                for element in kept
                if element.tag in BLOCKS and not (element.tag == "table" and not is_layout(element))
            ]

    def _is_label(self, element: etree._Element) -> bool:
        span = self._page.spans[element]
        short = span.end - span.start < _LONGEST_LABEL
        return short and "附件" not in self._page.text_of(span)

    def _is_furniture(self, element: etree._Element) -> bool:
        span = self._page.spans[element]
        length = span.end - span.start
        if length <= _LONGEST_FURNITURE and self._is_portal(element, length):
            return True
        if self._is_menu(element, span):
            return True
        if length <= _LONGEST_NAME and _is_around(element, self._page.text_of(span), span.linked):
            return True
        if _held(self._page, element, self._places) or span.files:
            return False
        return span.linked >= _LINKS * length

    def _is_portal(self, element: etree._Element, length: int) -> bool:
        """Whether most of the element are lines of the portal's."""
        text = self._page.text_of(self._page.spans[element])
        if not any(words.search(text) for words in (_PORTAL, _ORIGIN, _AROUND_IT)):
            return False
        lines = map(_squeezed, "".join(texts(element)).split(BREAK))
        said = sum(len(x) for x in lines if _is_portal_line(x) or _AROUND_IT.search(x))
        return 2 * said >= length

    def _is_menu(self, element: etree._Element, span: _Span) -> bool:
        if span.linked == 0 or span.linked < _MENU * (span.end - span.start):
            return False
        links = sum(1 for _ in element.iter("a"))
        short = links >= _MENU_LINKS and span.linked <= _MENU_WORD * links
        return short and "附件" not in self._page.text_of(span)


def _is_around(element: etree._Element, text: str, linked: int) -> bool:
    """A banner, a menu: by its name, and it links, or gives but the site's name."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    if _AROUND.search(names) is None or next(element.iter("h1"), None) is not None:
        return False
    return 3 * linked >= len(text) or _SITES_NAME.fullmatch(text) is not None


def _is_portal_line(line: str) -> bool:
    if "。" in line or len(line) > _LONGEST_LINE:
        return False
    return _PORTAL.search(line) is not None or len(set(_ORIGIN.findall(line))) > 1
