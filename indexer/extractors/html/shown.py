"""What of a page is shown, and as what text: hidden parts, furniture by its name, form fields,
raised figures, readings over characters.

Everything here goes through the tree without recursion: pages that never close a tag nest as
deep as they have paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from lxml import etree

from indexer.extractors.html.lists import OpenList

NO_TEXT = frozenset(
    ("script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas", "nav")
).union(("button", "head", "map", "rt", "rp", "rtc", "datalist", "option", "title"))
BLOCKS = frozenset(
    ("address", "article", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl")
).union(
    (
        "dt",
        "fieldset",
        "figure",
        "figcaption",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
    ),
    ("hr", "html", "legend", "li", "main", "ol", "p", "pre", "section", "summary", "table", "ul"),
    ("tbody", "thead", "tfoot", "tr", "td", "th", "textarea"),
)
# Where a line ends on the page, as opposed to in its source. No text holds it: it is a control.
BREAK = "\x1e"

_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)"
    r"|font-size\s*:\s*0(?:px|pt|r?em|%)?\s*(?:;|$)|(?<![\w-])opacity\s*:\s*0(?:\.0*)?\s*(?:;|$)"
    # Put beside the page, or cut down to nothing.
    r"|text-indent\s*:\s*-(?:\d{3,}|\d{2,}(?:r?em|%))"
    r"|clip\s*:\s*rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?\s*\)"
    r"|clip-path\s*:\s*inset\(\s*(?:50|100)%",
    re.I,
)
_PLACED = re.compile(r"position\s*:\s*(?:absolute|fixed|relative)", re.I)
_BESIDE = re.compile(
    r"(?<![\w-])(?:left|right|top|bottom)\s*:\s*-(?:\d{4,}|[5-9]\d\d(?:px|pt)?|\d{2,}r?em)(?!\d)",
    re.I,
)
_CUT = re.compile(r"overflow(?:-[xy])?\s*:\s*(?:hidden|clip)", re.I)
_NOTHING = re.compile(
    r"(?<![\w-])(?:max-)?(?:height|width)\s*:\s*0(?:px|pt|r?em|%)?\s*(?:;|$)", re.I
)
# What stands around a document on a portal page, by class or id: 分享, 打印, 当前位置, 相关解读.
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:share|bdsharebuttonbox|breadcrumb|crumbs?|position|location|print|toolbar"
    r"|fontsize|related|pagination|copyright|qrcode|sidebar|weixin|footer)(?:$|[\s_-])",
    re.I,
)
_LONGEST_FURNITURE = 300  # characters
# An element of such a name that says none of these and links nowhere is no furniture.
_FURNITURE_WORDS = re.compile(
    r"分享|打印|位置|首页|字体|字号|相关|解读|推荐|微信|微博|扫|二维码|[上下]一[篇页条]|收藏|来源|时间|日期"
    r"|浏览|编辑|关闭|网站|地图|联系我们|页|^[\s\d>»›|/·.-]*$",
)
_IMPRINT = re.compile(r"版权|备案|ICP|公网安备|标识码|技术支持|主办|承办|copyright", re.I)
# How to reach who runs the site: at the foot of a page, and in no signature.
_CONTACT = re.compile(r"(?:地\s*址|邮\s*编|电\s*话|传\s*真|邮箱)[:：]|热线")
_FEW_WORDS = 80  # characters in which such a word is what is said
# 测试市人民政府 2024年4月1日: who signs, wherever a page puts it.
_SIGNED = re.compile(
    r"[\u4e00-\u9fff](?:府|局|委|会|厅|部|办|室|院|队|心|司|处|站)\s*"
    r"[\d〇○零一二三四五六七八九十]{4}\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月\s*[\d一二三四五六七八九十]{1,3}\s*日"
)
FILE = re.compile(
    r"\.(?:pdf|docx?|wps|ofd|xlsx?|et|pptx?|dps|od[tsp]|zip|rar|7z|rtf|txt|ceb)(?:$|[?#])", re.I
)


def is_shown(element: etree._Element) -> bool:
    """Whether the element itself shows anything; what it stands in may be hidden all the same."""
    if not isinstance(element.tag, str) or element.tag in NO_TEXT:
        return False
    if is_hidden(element):
        return False
    if element.tag == "form" and _is_search(element):
        return False
    if element.tag in ("footer", "aside"):
        return not _says_furniture(element) and _CONTACT.search(_flat(element)) is None
    return not (is_named_furniture(element) and _is_short(element) and _says_furniture(element))


def is_hidden(element: etree._Element) -> bool:
    """By its own style or attribute: nobody sees it on the page."""
    style = element.get("style") or ""
    return (
        element.get("hidden") is not None
        or _HIDDEN.search(style) is not None
        or bool(_PLACED.search(style) and _BESIDE.search(style))
        or bool(_CUT.search(style) and _NOTHING.search(style))
    )


_NO_LETTERS = frozenset(("script", "style", "template", "input", "select", "iframe"))


def letters(element: etree._Element) -> int:
    """Letters and digits, without what is no text whether hidden or not."""
    count = 0
    walker = etree.iterwalk(element, events=("start", "end"))
    for event, node in walker:
        if event == "end":
            tail = node.tail if node is not element else None
            count += sum(map(str.isalnum, tail or ""))
        elif not isinstance(node.tag, str) or node.tag in _NO_LETTERS:
            walker.skip_subtree()
        else:
            count += sum(map(str.isalnum, node.text or ""))
    return count


def is_named_furniture(element: etree._Element) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return _FURNITURE.search(names) is not None


def _says_furniture(element: etree._Element) -> bool:
    text = _flat(element)
    if _SIGNED.search(text):
        return False
    if _IMPRINT.search(text) or 3 * _linked(element) >= len(text):
        return True
    return len(text) <= _FEW_WORDS and _FURNITURE_WORDS.search(text) is not None


def _linked(element: etree._Element) -> int:
    links = (link for link in element.iter("a") if link.get("href"))
    return sum(len(_flat(link)) for link in links)


def visible_text(element: etree._Element, *, skipped: Set[etree._Element] = frozenset()) -> str:
    """All that the element shows, a line's end where the page ends a line."""
    return "".join(texts(element, skipped)).replace(BREAK, "\n")


def texts(element: etree._Element, skipped: Set[etree._Element] = frozenset()) -> Iterator[str]:
    """The text nodes of what is shown, with BREAK where the page ends a line."""
    last = ""
    lists: list[OpenList] = []
    walker = etree.iterwalk(element, events=("start", "end"))
    for event, node in walker:
        text: str | None
        if event == "start":
            text = None
            if node in skipped or not is_shown(node):
                walker.skip_subtree()
            elif (instead := stands_for(node, last)) is not None:
                text = instead
                walker.skip_subtree()
            else:
                text = node.text
                if node.tag in ("ol", "ul"):
                    lists.append(OpenList(node))
                elif node.tag == "li" and lists and (label := lists[-1].label(node)):
                    yield label
        else:
            if lists and node is lists[-1].element:
                lists.pop()
            if node.tag == "br" or node.tag in BLOCKS:
                yield BREAK
            text = node.tail if node is not element else None
        if text:
            last = text[-1]
            yield text


def attachments(element: etree._Element, skipped: Set[etree._Element]) -> tuple[str, ...]:
    """The names of the files that the element links to; none is followed."""
    names: list[str] = []
    walker = etree.iterwalk(element, events=("start",))
    for _, node in walker:
        if node in skipped:
            walker.skip_subtree()
        elif node.tag == "a" and FILE.search(node.get("href") or ""):
            names.append(tidy(visible_text(node)) or (node.get("href") or "").rsplit("/", 1)[-1])
    return tuple(dict.fromkeys(names))


# ---------------------------------------------------------------- elements that are no plain text

_RAISED = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_ORDINALS = frozenset({"st", "nd", "rd", "th", "tm", "r"})
_FIELDS = frozenset({"", "text", "number", "date", "tel", "email", "url", "month", "time"})
_SEARCH = re.compile(r"search|login|logon|keyword|captcha|\bquery|passw|subscribe", re.I)
_SEARCH_WORDS = re.compile(r"搜\s*索|检\s*索|登\s*录|查\s*询|验证码|请输入")


def stands_for(element: etree._Element, before: str) -> str | None:
    """The text to read instead of the element's own; None where its own is to be read.

    ``before`` is the character in front of it, on which it depends what a raised one means.
    """
    tag = element.tag
    if tag in _FORMULAS:
        return _formula(element)
    aligned = _ALIGNED.search(element.get("style") or "") if tag in ("span", "font") else None
    if tag == "sup" or (aligned and aligned[1].lower() == "super"):
        return _raised(_flat(element), before)
    if tag == "sub" or aligned:
        return _lowered(_flat(element), before)
    if tag == "input":
        return _field(element)
    if tag == "select":
        chosen = (o for o in element.iter("option") if o.get("selected") is not None)
        return "、".join(_flat(option) for option in chosen)
    return None


_ALIGNED = re.compile(r"vertical-align\s*:\s*(super|sub)\b", re.I)
_FORMULAS = frozenset({"msup", "msub", "mfrac"})


def _formula(element: etree._Element) -> str | None:
    parts = [_flat(child) for child in element]
    if len(parts) != 2:
        return None
    if element.tag == "mfrac":
        return "/".join(f"({p})" if re.search(r"[^\w.]", p) else p for p in parts)
    raise_or_lower = _raised if element.tag == "msup" else _lowered
    return parts[0] + raise_or_lower(parts[1], parts[0][-1:])


def _flat(element: etree._Element) -> str:
    return " ".join("".join(str(part) for part in element.itertext()).split())


def _raised(text: str, before: str) -> str:
    """10^3, which the index must not take for 103; m². A note's mark (［1］, ①, 注) and an
    ordinal's letters are no powers."""
    text = text.replace("−", "-")
    if not text or not before.isalnum() or text.lower() in _ORDINALS or not text[0].isascii():
        return text
    if text.startswith(("[", "*", "#")):
        return text
    raised = text.translate(_RAISED)
    if not before.isdecimal() and not any(c.isascii() and not c.isspace() for c in raised):
        return raised
    return f"^{text}" if text.lstrip("+-−").isalnum() and text.isascii() else f"^({text})"


def _lowered(text: str, before: str) -> str:
    """CO₂; PM2.5, which nobody writes otherwise; 10_n, never 10n."""
    if before.isdecimal() and text[:1].isascii():
        return f"_{text}"
    lowered = text.translate(_LOWERED)
    return text if any(c.isascii() and not c.isspace() for c in lowered) else lowered


def _field(element: etree._Element) -> str:
    kind = (element.get("type") or "").strip().lower()
    if kind in ("checkbox", "radio"):
        return "☐" if element.get("checked") is None else "☑"
    if kind not in _FIELDS:
        return ""
    value = element.get("value") or ""
    named = " ".join(element.get(name) or "" for name in ("name", "id", "class"))
    return "" if _SEARCH.search(named) or _SEARCH_WORDS.match(value.strip()) else value


def _is_search(form: etree._Element) -> bool:
    """A box to search or to log in; not a form around the whole page, as ASP.NET writes them."""
    if not _is_short(form):
        return False
    names = " ".join(form.get(name) or "" for name in ("name", "id", "class", "action", "role"))
    if _SEARCH.search(names):
        return True
    buttons = [e for e in form.iter("button", "input") if e.get("type") not in (None, "text")]
    labels = " ".join(f"{button.get('value') or ''}{_flat(button)}" for button in buttons)
    return _SEARCH_WORDS.search(labels) is not None


def _is_short(element: etree._Element) -> bool:
    """Furniture is; a name such as ``print-area`` may also stand at the document itself."""
    length = 0
    for part in element.itertext():
        length += len(str(part).strip())
        if length > _LONGEST_FURNITURE:
            return False
    return True


# ---------------------------------------------------------------- blanks

_BLANKS = re.compile(r"[ \t\r\n\u00a0]+")
_SOURCE_LINE = re.compile(r"(?<=[\u3000-\uffef])\n(?=[\u3000-\uffef])")


def tidy(text: str) -> str:
    """Blanks as HTML shows them. A source line that breaks a Chinese sentence breaks nothing."""
    source = _BLANKS.sub(lambda found: "\n" if "\n" in found[0] else " ", text)
    return _SOURCE_LINE.sub("", source).replace("\n", " ").strip(" \u3000")


def tidy_lines(text: str) -> str:
    """The same for each line of the page, without the empty ones."""
    return "\n".join(line for part in text.split(BREAK) if (line := tidy(part)))
