"""What a portal page declares of its document: the table above the text, and its meta elements.

The labels are those of 《政府网站发展指引》 (国办发〔2017〕47号, annex 2, page labels) and of the
metadata tables that portals print above a document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from lxml import etree

LABELS: dict[str, str] = {
    **dict.fromkeys(("索引号", "信息索引号", "索引编号"), "index_number"),
    **dict.fromkeys(("发文字号", "文号", "文件编号", "文件文号", "公文文号"), "doc_number"),
    **dict.fromkeys(
        ("发文机关", "发布机构", "发布机关", "发文单位", "制发机关", "制定机关", "发文机构"),
        "issuers",
    ),
    **dict.fromkeys(("成文日期", "生成日期", "成文时间", "签发日期", "发文日期"), "written_date"),
    **dict.fromkeys(("发布日期", "公开日期", "发布时间", "公布日期", "公开时间"), "published_date"),
    **dict.fromkeys(("施行日期", "实施日期", "生效日期", "生效时间", "执行日期"), "effective_from"),
    **dict.fromkeys(
        ("失效日期", "废止日期", "失效时间", "废止时间", "有效期至", "截止日期"), "expires_on"
    ),
    **dict.fromkeys(("有效期", "有效期限"), "term"),
    **dict.fromkeys(("有效性", "时效性", "时效", "效力状态", "是否有效", "文件状态"), "status"),
    **dict.fromkeys(("主题分类", "信息分类", "公文主题分类"), "theme"),
    **dict.fromkeys(("标题", "名称", "文件名称", "信息名称", "文件标题"), "title"),
    **dict.fromkeys(("登记号", "统一登记号", "统一编号", "规范性文件编号"), "registration_number"),
    **dict.fromkeys(("文种", "公文种类", "体裁分类"), "genre"),
}
_META: dict[str, str] = {
    "articletitle": "title",
    "pubdate": "published_date",
    "url": "url",
}
_LONGEST_LABEL = 12
_LONGEST_VALUE = 200
_FEWEST_LOOSE = 3  # in no table
_MOST_ELSE = 1.3  # times the labels' own lines
_FEWEST = 2  # labels; a single one is a sentence of the text as easily as a table

_BLANKS = re.compile(r"[\s\u3000\u00a0\u200b]+")
_LABELLED = re.compile(r"[\[【［]?([\u4e00-\u9fff]{2,8})[\]】］]?[:：]?(.*)", re.DOTALL)
_NEXT_LABEL = re.compile(
    r"(?:^|\s)[\[【［]?([\u4e00-\u9fff](?:\s?[\u4e00-\u9fff]){1,7})[\]】］]?\s*[:：]"
)
_SITE = re.compile(r"(?:网站|门户网|信息网|管理员|编辑部)$")
_IS_LABEL = re.compile(r"[\u4e00-\u9fff](?:\s?[\u4e00-\u9fff]){1,7}\s*[:：]")
_NOTHING = re.compile(r"[-—－/\\无空暂]*$")
_ROW_NUMBERS = ("序号", "编号", "序")
_DAY = re.compile(r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?")
_PUBLISHED = re.compile(r"(?:发布|公布|公开)(?:时间|日期)\s*[:：]\s*(\d{4}\S+)")
_CELLS = ("td", "th", "dt", "dd", "li", "span", "b", "strong", "p", "div", "label", "em")

# What holds a text of its own within such a cell.
_HOLDERS = ("table", "tr", "td", "th", "ul", "dl", "dt", "dd", "li", "p", "div")


@dataclass(frozen=True, slots=True)
class Declared:
    """What was found, and the elements that hold it, which are no part of the text."""

    values: dict[str, str]
    tables: tuple[etree._Element, ...] = ()


def read_declared(root: etree._Element) -> Declared:
    """The page's declared metadata, by the field names of ``indexer.model.fields.METADATA``."""
    values = dict(_meta(root))
    labelled: dict[str, str] = {}
    holders: list[etree._Element] = []
    for element, field, value in _labelled(root):
        if field not in labelled:
            labelled[field] = value
            holders.append(element)
    # Under a portal's heading, other things follow: 发布日期：2024-09-10 来源：….
    day = _DAY.match(labelled.pop("published_date", ""))
    if day:
        labelled["published_date"] = day[0]
    elif (published := _published(root)) is not None:
        day, labelled["published_date"] = published, published[0]
    if len(labelled) >= _FEWEST:
        values = {**values, **{name: value for name, value in labelled.items() if value}}
        return Declared(values, (*_tables(holders), *_empty(root)))
    # The day of publishing is declared even where it stands alone.
    return Declared({**values, "published_date": day[0]} if day else values)


def _published(root: etree._Element) -> re.Match[str] | None:
    """信息来源：办公室 | 发布时间：2023-05-06: the line that portals print under a title."""
    for element in root.iter("p", "div", "span", "td", "li"):
        if next(element.iterdescendants(*_HOLDERS), None) is None:
            text = _tidy(_text(element))
            found = _PUBLISHED.search(text) if len(text) <= _LONGEST_VALUE else None
            if found and (day := _DAY.match(found[1])):
                return day
    return None


def _meta(root: etree._Element) -> Iterator[tuple[str, str]]:
    for element in root.iter("meta"):
        field = _META.get((element.get("name") or "").strip().lower())
        content = _tidy(element.get("content") or "")
        if field and content and not _NOTHING.match(content):
            yield field, content[:_LONGEST_VALUE]


def _labelled(root: etree._Element) -> Iterator[tuple[etree._Element, str, str]]:
    for element in root.iter(*_CELLS):
        if next(element.iterdescendants(*_HOLDERS), None) is not None:
            continue  # the cell or line within it says the same of itself alone
        for label, rest, colon in _labels(_short_text(element)):
            if rest and not colon:
                continue  # 标题党 is no label
            if not rest and _heads_a_list(element):
                continue
            value = rest or _following(element)
            if not rest and _IS_LABEL.match(value):
                value = ""  # the next label; this one has no value
            if LABELS[label] == "issuers" and _SITE.search(value):
                value = ""  # who runs the site issued nothing
            if len(value) <= _LONGEST_VALUE:
                yield element, LABELS[label], "" if _NOTHING.match(value) else value


def _labels(text: str) -> Iterator[tuple[str, str, bool]]:
    """Each label that the text begins with or holds, what follows it, and whether by a colon.
    Several may stand on one line: 索引号：A1 文号：云政发〔2024〕1号."""
    found = _LABELLED.match(text)
    if found is None or found[1] not in LABELS:
        return
    colon = ":" in text or "：" in text
    label, rest = found[1], found[2]
    for following in _NEXT_LABEL.finditer(rest):
        name = _squeeze(following[1])
        if name in LABELS and colon:
            yield label, rest[: following.start()].strip(), True
            yield from _labels(f"{name}：{rest[following.end() :]}")
            return
    yield label, rest.strip(), colon


def _short_text(element: etree._Element) -> str:
    """The element's text where it is short enough for a label and its value; a label's own
    blanks (索　引　号) are taken out."""
    parts: list[str] = []
    length = 0
    for part in element.itertext():
        parts.append(str(part))
        length += len(part)
        if length > 3 * _LONGEST_VALUE:
            return ""
    text = _tidy("".join(parts))
    label, colon, value = text.partition("：" if "：" in text else ":")
    squeezed = label.replace(" ", "")
    if len(squeezed) > _LONGEST_LABEL:
        return ""
    return f"{squeezed}{colon}{value.strip()}"


def _heads_a_list(element: etree._Element) -> bool:
    """Whether the label is a column's: 序号, 文件名称, 文号 side by side name what stands below
    them. In a metadata table, a value stands between two labels."""
    row = next(element.iterancestors("tr"), None)
    if row is None:
        return False
    cells = [_short_text(cell).rstrip(":：") for cell in row if cell.tag in ("td", "th")]
    numbered = bool(cells) and cells[0] in _ROW_NUMBERS
    return numbered or any(a in LABELS and b in LABELS for a, b in pairwise(cells))


def _following(element: etree._Element) -> str:
    """The value beside a label: the rest of its line, or the next cell."""
    if tail := _tidy(element.tail or "").lstrip(":： "):
        return tail
    text = _tidy(_text(element))
    holder, following = element, element.getnext()
    while following is None:
        parent = holder.getparent()
        if parent is None or _tidy(_text(parent)) != text:
            return ""
        holder = parent
        # A row below is another label's; a table of this label alone stands beside its value.
        following = None if holder.tag in ("tr", "tbody", "thead") else holder.getnext()
    return _tidy(_text(following)).lstrip(":： ")


def _tables(holders: list[etree._Element]) -> Iterator[etree._Element]:
    """The tables and lists that the labels stand in, where these are most of what they hold."""
    seen: set[etree._Element] = set()
    loose = []
    for holder in holders:
        parent = next(holder.iterancestors("table", "ul", "dl"), None)
        if parent is None:
            loose.append(holder)
        elif parent not in seen and len(_tidy(_text(parent))) < 6 * _LONGEST_VALUE:
            seen.add(parent)
            yield parent
    if len(loose) >= _FEWEST_LOOSE:
        yield from _box(loose)


def _box(holders: list[etree._Element]) -> Iterator[etree._Element]:
    """The smallest element around labels that stand in no table, where it holds little else."""
    for box in holders[0].iterancestors("div", "section", "td", "p"):
        inside = set(box.iter())
        if all(holder in inside for holder in holders):
            lines = sum(len(_tidy(_text(_line_of(holder, box)))) for holder in holders)
            if len(_tidy(_text(box))) <= _MOST_ELSE * lines:
                yield box
            return


def _line_of(holder: etree._Element, box: etree._Element) -> etree._Element:
    """What holds the label and its value: the element below the box that it stands in."""
    line = holder
    while (parent := line.getparent()) is not None and parent is not box:
        line = parent
    return line


def _empty(root: etree._Element) -> Iterator[etree._Element]:
    """Tables of a label alone: 主题词："""
    for table in root.iter("table"):
        text = _short_text(table)
        if text.endswith(("：", ":")) and _LABELLED.fullmatch(text) and len(text) <= _LONGEST_LABEL:
            yield table


def _squeeze(text: str) -> str:
    return _BLANKS.sub("", text)


def _text(element: etree._Element) -> str:
    return "".join(str(part) for part in element.itertext())


def _tidy(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()
