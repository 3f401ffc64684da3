"""How a document is looked up by what others call it: its card, and the keys of its names.

Two keys stand for a title, both over the folded text (width, script and bracket variants):

- :func:`title_key`: the whole title, without punctuation and without a portal's marks
  (【已失效】). Two titles with one key are the same words.
- :func:`core_key`: the instrument itself, without issuer, wrapping notice and version mark, so
  that the notice 关于印发《X办法》的通知 and its X办法 share it. (试行) and 暂行 are part of the
  name and stay: trial measures and their successor are two documents.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from analyzers.folding import fold
from indexer.model import Kind


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """What resolution needs to know of a document."""

    id: str
    title: str
    doc_number: str | None = None
    issuers: tuple[str, ...] = ()
    region: str | None = None
    kind: Kind = Kind.OTHER
    genre: str | None = None
    written_date: date | None = None
    published_date: date | None = None
    effective_from: date | None = None

    @property
    def dates(self) -> tuple[date, ...]:
        """The known days of its making, publishing and taking effect."""
        known = (self.written_date, self.published_date, self.effective_from)
        return tuple(day for day in known if day is not None)

    @property
    def made(self) -> date | None:
        """When it was made, as far as any day is known."""
        return self.written_date or self.published_date or self.effective_from


class Directory(Protocol):
    """The names of all documents. Answers are in a stable order; an unknown name gives ().

    ``by_number`` takes the normal form (国办发〔2019〕54号), the others the keys of this module.
    ``by_title`` finds a document by its own title only; ``by_core`` finds an instrument, the
    notice that carries it, and the versions of both.
    """

    def by_number(self, number: str) -> Sequence[DocumentCard]: ...

    def by_title(self, key: str) -> Sequence[DocumentCard]: ...

    def by_core(self, key: str) -> Sequence[DocumentCard]: ...


class MemoryDirectory:
    """A directory held in dictionaries: for tests and for measuring on a whole collection."""

    def __init__(self, cards: Iterable[DocumentCard] = ()) -> None:
        self._numbers: dict[str, list[DocumentCard]] = defaultdict(list)
        self._titles: dict[str, list[DocumentCard]] = defaultdict(list)
        self._cores: dict[str, list[DocumentCard]] = defaultdict(list)
        for card in cards:
            self.add(card)

    def add(self, card: DocumentCard) -> None:
        if card.doc_number:
            self._numbers[card.doc_number].append(card)
        self._titles[title_key(card.title)].append(card)
        self._cores[core_key(card.title)].append(card)

    def by_number(self, number: str) -> Sequence[DocumentCard]:
        return tuple(self._numbers.get(number, ()))

    def by_title(self, key: str) -> Sequence[DocumentCard]:
        return tuple(self._titles.get(key, ()))

    def by_core(self, key: str) -> Sequence[DocumentCard]:
        return tuple(self._cores.get(key, ()))


_MARKS = re.compile(
    r"\[[^\]]{0,6}(?:失效|废止|有效|修订|修改)[^\]]{0,4}\]"
    r"|\((?:该文件|本文件|该文|此文)?(?:已经?|已被|全文|部分|条款)?(?:失效|废止)\)"
)
_PUNCTUATION = str.maketrans("", "", "《》<>\"'、,:;。·! ‖|\n\r\u200b\ufeff")

# 印发 and its kin wrap an instrument of the same issuer. 转发 and 批转 pass on another's.
_CARRIER = re.compile(
    r"(?:印发|发布|公布|颁布|颁发|下发|制发|制定)(?:[^《<]{0,12}?)[《<](?P<quoted>.+)[》>]"
    r"[^《》<>]{0,12}?的?(?:通知|公告|决定|命令|令|通告|函)(?:\([^)]*\))?$"
    r"|^(?:.*?关于)?(?:重新|再次|修订|修改)?(?:印发|发布|公布|颁布|颁发|下发)(?P<bare>[^《》<>]{4,}?"
    r"(?:办法|规定|细则|规则|规程|准则|制度|方案|规划|计划|意见|指南|措施|规范|条例|章程|纲要|预案)"
    r"(?:\((?:试行|暂行|(?:(?:19|20)\d\d年?)?(?:修订|修正|修改)[版本稿]?)\)){0,2})的(?:通知|公告|命令|令|通告)$"
)
_VERSION = re.compile(
    r"\((?:(?:19|20)\d\d年?(?:度)?)?(?:第[一二三四五六七八九十\d]+次)?"
    r"(?:修订|修正|修改|修订版|修正版|修正本|修订本|版|年版|年本|本|最新版)(?:稿)?\)$"
    r"|\((?:19|20)\d\d(?:年版?|版|年本)?\)$"
)
_ISSUER = re.compile(
    r"^(?:[^关]|关(?!于)){2,60}?"
    r"(?:部|局|委|厅|院|会|办|署|处|行|室|府|中心|公司|总队|支队|法院|检察院|集团|协会|联社|银行|大学|"
    r"区|市|县|镇|乡)(?=关于)"
)


def instrument_title(title: str) -> str | None:
    """The title of the instrument that a notice carries, as written; None for other titles.

    >>> instrument_title("某市人民政府关于印发《某市养犬管理办法（试行）》的通知")
    '某市养犬管理办法（试行）'
    >>> instrument_title("财政厅关于印发某省预算绩效管理办法的通知")
    '某省预算绩效管理办法'
    >>> instrument_title("关于转发《某部关于某事的意见》的通知") is None
    True
    """
    folded = fold(title).strip()
    found = _CARRIER.search(folded)
    if found is None:
        return None
    group = "quoted" if found["quoted"] is not None else "bare"
    inner = found[group]
    if group == "quoted" and _splits(inner):
        return None
    offset = fold(title).index(folded) + found.start(group)
    return title[offset : offset + len(inner)]


def _splits(inner: str) -> bool:
    """Whether the text between the outermost brackets is in truth several titles.

    >>> _splits("甲办法》《乙办法"), _splits("甲省实施<乙法>办法"), _splits("甲》和<乙")
    (True, False, True)
    """
    depth = 0
    for character in inner:
        if character in "《<":
            depth += 1
        elif character in "》>":
            depth -= 1
            if depth < 0:
                return True
    return depth != 0


def title_key(title: str) -> str:
    """The key of a title's words.

    >>> title_key("《甲市〈养犬办法〉细则（试行）》") == title_key("甲市<养犬办法>细则(试行)")
    True
    >>> title_key("財政部 稅務總局關於某事的通知【已失效】")
    '财政部税务总局关于某事的通知'
    >>> title_key("某办法（试行）") == title_key("某办法"), title_key("某办法(该文件已废止)")
    (False, '某办法')
    """
    return _bare(_MARKS.sub("", fold(title)))


def core_key(title: str) -> str:
    """The key of the instrument that a title means.

    >>> core_key("某府关于印发《甲市养犬办法》的通知"), core_key("甲市养犬办法（2020年修订）")
    ('甲市养犬办法', '甲市养犬办法')
    >>> core_key("某市财政局关于加强国库管理的通知") == core_key("关于加强国库管理的通知")
    True
    >>> core_key("某市养犬管理暂行办法") == core_key("某市养犬管理办法")
    False
    >>> core_key("中华人民共和国公司法") == core_key("公司法")
    True
    """
    folded = _MARKS.sub("", fold(title)).strip()
    if folded.startswith("《") and folded.endswith("》") and not _splits(folded[1:-1]):
        folded = folded[1:-1]
    inner = instrument_title(folded)
    core = folded if inner is None else inner
    while (shorter := _VERSION.sub("", core.strip())) != core:
        core = shorter
    core = _bare(_ISSUER.sub("", core)).removeprefix("中华人民共和国")
    return core or _bare(folded)


def _bare(folded: str) -> str:
    return "".join(folded.translate(_PUNCTUATION).split())
