"""Markdown: its marks taken off, its lines joined where a paragraph was wrapped."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from analyzers.numbers import parse_number
from indexer.extractors.base import Extractor, TextBuilder
from indexer.extractors.detection import MARKDOWN
from indexer.extractors.html.fragments import is_within, unshown
from indexer.extractors.html.parsing import parse
from indexer.extractors.html.walk import add_element
from indexer.extractors.text import Read, TextFile, display_width, join_lines
from indexer.extractors.wraps import continues
from indexer.model import BlockKind

_FRONT_MATTER = re.compile(
    r"\s*---[ \t]*\n"
    r"((?:[\w\u4e00-\u9fff][^\n:]*:[^\n]*\n|[ \t-][^\n]*\n|#[^\n]*\n)+)"
    r"(?:---|\.\.\.)[ \t]*(?:\n|$)"
)
_ENTRY = re.compile(r"([\w\u4e00-\u9fff -]{1,20}?)\s*:\s*(.+?)\s*$", re.M)
# title: over zh: …, en: …, or with both in braces behind it.
_OF_LANGUAGES = re.compile(
    r"^(?P<key>[\w\u4e00-\u9fff]+):[ \t]*"
    r"(?:\{(?P<inline>[^{}\n]*)\}|\n(?P<below>(?:[ \t]+(?:zh|cn|en)[\w-]*:[^\n]*(?:\n|$))+))",
    re.M,
)
_BELOW = re.compile(r"[ \t]+(?P<language>[\w-]+):[ \t]*(?P<value>[^\n]*)")
_INLINE = re.compile(
    r"(?:^|,)[ ]*[\"']?(?P<language>(?:zh|cn|en)[\w-]*)[\"']?[ ]*:[ ]*"
    r"(?P<value>\"[^\"]*\"|'[^']*'|[^,]*)"
)
_DECLARED = {
    **dict.fromkeys(("title", "标题"), "title"),
    **dict.fromkeys(("文号", "发文字号", "doc_number", "docnumber"), "doc_number"),
    **dict.fromkeys(("number", "编号"), "doc_number"),
    **dict.fromkeys(("发文机关", "发布机构", "issuer", "issuers"), "issuers"),
    # A person more often than a body: understanding tells.
    **dict.fromkeys(("author", "作者"), "author"),
    **dict.fromkeys(("成文日期", "written_date"), "written_date"),
    **dict.fromkeys(("发布日期", "date", "published_date"), "published_date"),
    **dict.fromkeys(("来源网址", "url", "source_url"), "url"),
}
_OF_ANYTHING = ("number", "编号")
_ATX = re.compile(r"(#{1,6})(?:\s+(.*?)\s*#*)?$")
_UNDERLINE = re.compile(r"=+|-{2,}")
_TABLE_RULE = re.compile(r"\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?$")
_FENCE = re.compile(r"```|~~~")
# What generators of sites set around text and behind it: ::: right, {align="center"}. Behind the
# kind of a container may stand its title, which is text.
_CONTAINER = re.compile(r"^[\s>]*:{3,}\s*(?:\{[^{}]*\}|[a-zA-Z][\w-]*)?\s*")
_ATTRIBUTES = re.compile(r"(?<=\S)\s*\{[^{}]*=[\"'][^{}]*\}\s*$")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\)")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^>\s]+)>")
_INLINE_TAG = re.compile(r"</?(?:[a-zA-Z][a-zA-Z0-9]*)(?:\s[^<>]*)?/?>")
# What is no text: addresses of links, tags, the language of a listing.
_UNREAD = re.compile(
    r"(?<=\])\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\)"
    r"|</?[a-zA-Z][^<>]*>|&[a-zA-Z]+;|^(?:```|~~~)[^\n]*$"
    r"|^[ \t>]*:{3,}[ \t]*(?:\{[^{}\n]*\}|[a-zA-Z][\w-]*)?|\{[^{}\n]*=[\"'][^{}\n]*\}[ \t]*$",
    re.M,
)
_EMPHASIS = re.compile(r"(\*{1,3}|_{2}|~~|`)(?=\S)(.+?)(?<=\S)\1")
_STRUCK = re.compile(r"(?<![~\\])~~(?=[^\s~])(?:[^~\n]|\n(?![ \t]*\n))+?(?<=\S)~~(?!~)")
_TABLE_TAG = re.compile(r"<(/?)table\b[^<>]*>", re.I)
# Where tags and marks are shown as they are: listings between fences, and within a line.
_CODE = re.compile(
    r"^[ \t>]*(?P<fence>```|~~~).*?(?:^[ \t>]*(?P=fence)|\Z)"
    r"|(?<!`)(?P<ticks>`+)(?!`)[^\n]*?(?<!`)(?P=ticks)(?!`)",
    re.M | re.S,
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_RULE = re.compile(r"([-*_])(?:\s*\1){2,}")  # a line drawn across, no text
_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)、])\s+")
_ENDS = re.compile(r"[。！？；：.!?;:”’）)》」』】]\s*$")
_GOES_ON = re.compile(r"[，、,（(《〔“‘]\s*$")
_HARD_BREAK = re.compile(r"(?: {2,}|\\|<br\s*/?>)$")
# Lines that are a line of their own in every document: its number, a day.
_OWN_LINE = re.compile(
    r"[（(]?[\u4e00-\u9fff]{1,16}[〔\[（(【]\d{4}[〕\]）)】]第?\d{1,5}号[）)]?"
    r"|[\u4e00-\u9fff]{2,20}(?:令|公告)?(?:\d{4}年)?第[\d一二三四五六七八九十百〇零]{1,6}号"
    r"|[\d〇○零一二三四五六七八九十]{4}年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日"
)
_FULL = 0.75  # of the paragraph's widest line; a shorter one was not wrapped, it ended


def _add_markdown(builder: TextBuilder, text: str) -> Read:
    text, read = _front_matter(text)
    text, comments = _without_comments(text)
    text, unshown_parts, told = _shown(text)
    marks = _UNREAD.findall(text)
    for page, source in _parts(text.replace("\f", "\n")):
        root = parse(source) if page else None
        if root is None:
            _Lines(builder).read(source.split("\n"))
        else:
            add_element(builder, root.root)
    left_out = (read.left_out, *comments, *unshown_parts, *marks)
    return Read(read.declared, "\n".join(left_out), told)


def _shown(text: str) -> tuple[str, list[str], tuple[str, ...]]:
    """The text without what a page of it does not show; that, and what is told of it."""
    exempt = [found.span() for found in _CODE.finditer(text)]
    struck = [
        found.span() for found in _STRUCK.finditer(text) if not is_within(found.start(), exempt)
    ]
    found = unshown(text, struck, exempt)
    kept, out, done = [], [], 0
    for start, end in found.spans:
        kept.append(text[done:start])
        out.append(text[start:end])
        done = end
    return "".join((*kept, text[done:])), out, found.told


def _parts(text: str) -> Iterator[tuple[bool, str]]:
    """The text in its order: tables that are written as HTML, and what stands between them."""
    done = depth = begun = 0
    exempt = [found.span() for found in _CODE.finditer(text)]
    for tag in _TABLE_TAG.finditer(text):
        if is_within(tag.start(), exempt):
            continue
        begun = begun if depth else tag.start()
        depth = max(0, depth + (-1 if tag[1] else 1))
        if not depth and tag[1] and begun >= done and begun < tag.start():
            yield False, text[done:begun]
            yield True, text[begun : tag.end()]
            done = tag.end()
    yield False, text[done:]


def _without_comments(text: str) -> tuple[str, list[str]]:
    kept, comments = [], []
    done = 0
    while (start := text.find("<!--", done)) >= 0 and (end := text.find("-->", start)) >= 0:
        kept.append(text[done:start])
        comments.append(text[start : end + 3])
        done = end + 3
    return "".join((*kept, text[done:])), comments


def _front_matter(text: str) -> tuple[str, Read]:
    """What generators of sites put on top: it declares, and is no text."""
    found = _FRONT_MATTER.match(text)
    if found is None:
        return text, Read()
    declared: dict[str, str] = {}
    for name, value in _ENTRY.findall(_OF_LANGUAGES.sub(_in_chinese, found[1])):
        wanted = _DECLARED.get(name.strip().lower())
        plain = value.strip("'\" ")
        if wanted == "doc_number" and not _is_number(name, plain):
            continue
        if wanted and re.search(r"\w", plain) and not plain.startswith(("[", "{", "|", ">")):
            declared.setdefault(wanted, plain)
    return text[found.end() :], Read(declared, found[0])


def _in_chinese(entry: re.Match[str]) -> str:
    """``key: value`` of a key that has a value for each language: the Chinese one, else the first.

    >>> [_in_chinese(_OF_LANGUAGES.match(t)) for t in
    ...  ("title: {en: Of A, zh: '关于甲, 乙的通知'}", "title:\\n  en: Of A\\n  zh: 关于甲\\n")]
    ['title: 关于甲, 乙的通知\\n', 'title: 关于甲\\n']
    """
    below = entry["below"]
    found = _INLINE.finditer(entry["inline"]) if below is None else _BELOW.finditer(below)
    values = [(one["language"], one["value"].strip("'\" ")) for one in found]
    said = [one for one in values if one[1]]
    chinese = [value for language, value in said if language.startswith(("zh", "cn"))]
    best = chinese or [value for _, value in said]
    return f"{entry['key']}: {best[0]}\n" if best else entry[0]


def _is_number(name: str, value: str) -> bool:
    """number: says which one of a series as often as the document's own."""
    return name.strip().lower() not in _OF_ANYTHING or parse_number(value) is not None


class _Lines:
    def __init__(self, builder: TextBuilder) -> None:
        self._builder = builder
        self._paragraph: list[str] = []
        self._table: list[tuple[str, ...]] = []
        self._fenced = False

    def read(self, lines: list[str]) -> None:
        for number, line in enumerate(lines):
            following = lines[number + 1].strip() if number + 1 < len(lines) else ""
            self._line(line, following)
        self._close()

    def _line(self, line: str, following: str) -> None:
        if not self._fenced:
            line = _CONTAINER.sub("", _ATTRIBUTES.sub("", line))
        stripped = re.sub(r"^(?:\s*>)+ ?", "", line).strip()
        heading = _ATX.match(stripped)
        if _FENCE.match(stripped) or not stripped:
            self._fenced ^= _FENCE.match(stripped) is not None
            self._close()
        elif self._fenced:
            self._builder.add(BlockKind.PARAGRAPH, line)
        elif heading:
            self._close()
            self._builder.add(BlockKind.HEADING, _plain(heading[2] or ""), level=len(heading[1]))
        elif self._paragraph and _UNDERLINE.fullmatch(stripped):
            title, level = self._paragraph.pop(), 1 if stripped[0] == "=" else 2
            self._close()
            self._builder.add(BlockKind.HEADING, _plain(title), level=level)
        elif _RULE.fullmatch(stripped) or _UNDERLINE.fullmatch(stripped):
            self._close()
        elif self._is_row(stripped, following):
            if self._paragraph:
                self._close()
            if not _TABLE_RULE.fullmatch(stripped):
                self._table.append(_cells(stripped))
        else:
            self._text(line, stripped)

    def _is_row(self, line: str, following: str) -> bool:
        """Between bars; or with bars in it, above a table's rule or below a table's rows."""
        if line.startswith("|") and line.endswith("|") and len(line) > 1:
            return True
        ruled = "|" in following and _TABLE_RULE.fullmatch(following) is not None
        return "|" in line and (bool(self._table) or ruled)

    def _text(self, line: str, stripped: str) -> None:
        if self._table or _ITEM.match(line):
            self._close()
        self._paragraph.append(line if _HARD_BREAK.search(line) else stripped)

    def _close(self) -> None:
        for text in _joined(self._paragraph):
            self._builder.add(BlockKind.PARAGRAPH, text)
        self._paragraph.clear()
        if self._table:
            self._builder.add(BlockKind.TABLE, "", rows=tuple(self._table))
            self._table.clear()


def _joined(lines: list[str]) -> list[str]:
    """The paragraphs that adjacent lines are: a wrapped line goes on in the next, a title, a
    number, a signature and a day stand each on its own."""
    widest = max((display_width(line.strip()) for line in lines), default=0)
    paragraphs: list[str] = []
    last = ""
    for line in lines:
        text = _plain(_HARD_BREAK.sub("", line).strip())
        if paragraphs and _is_wrapped(last, text, widest):
            paragraphs[-1] = join_lines(paragraphs[-1], text)
        else:
            paragraphs.append(text)
        last = line
    return paragraphs


def _is_wrapped(line: str, following: str, widest: int) -> bool:
    plain = _plain(line.strip())
    if _HARD_BREAK.search(line) or _OWN_LINE.fullmatch(plain) or _OWN_LINE.fullmatch(following):
        return False
    if continues(plain, following) or _GOES_ON.search(plain):
        return True
    return not _ENDS.search(plain) and display_width(plain) >= _FULL * widest


def _cells(row: str) -> tuple[str, ...]:
    inside = row.removeprefix("|").removesuffix("|")
    return tuple(
        _plain(cell.strip().replace("\\|", "|")) for cell in re.split(r"(?<!\\)\|", inside)
    )


def _plain(text: str) -> str:
    bare = _INLINE_TAG.sub("", _AUTOLINK.sub(r"\1", _LINK.sub(r"\1", text)))
    return html.unescape(_ESCAPED.sub(r"\1", _EMPHASIS.sub(r"\2", bare)))


MARKDOWN_TEXT: Extractor = TextFile("markdown", "10", (MARKDOWN,), _add_markdown)
