"""Short names: 《某市停车办法》（以下简称《办法》）, and 《办法》 alone, which names nothing."""

from __future__ import annotations

import re

from analyzers.folding import fold
from indexer.understanding.validity.references import Reference, references
from indexer.understanding.validity.spans import Masker

_ALIAS = re.compile(
    r"(?:以下|下)?(?:统称|简称|并称)(?:为|:)?[ ]*[《<\"“](?P<alias>[^》>\"”]{1,20})[》>\"”]"
)
_KIND = (
    "(?:办法|规定|条例|通知|意见|细则|解释|决定|方案|公告|安排|规则|纲要|规划|计划|措施|标准|目录|清单"
    "|通告|批复|函|章程|规程|指南|指引|要点|准则|决议|预案|法)"
)
_KIND_ONLY = re.compile(
    rf"(?:(?:本|该|实施|工作|管理|暂行|行动|若干|指导|试点|总体|改革|建设|补充|发展|技术|试行|专项|有关)*{_KIND}"
    r"|总体规划|基本规范)"
)


def read_aliases(masker: Masker) -> dict[str, Reference]:
    """Folded short name → the document that the text gave it to."""
    aliases: dict[str, Reference] = {}
    for paragraph in masker.having("简称", "统称", "并称", when=_ALIAS.search):
        for one in references(paragraph, 0, len(paragraph.text)):
            alias = _ALIAS.search(paragraph.folded, one.start, one.end + 40)
            if alias is not None and one.title is not None and alias.start() <= one.end + 2:
                aliases.setdefault(alias["alias"], one)
    return aliases


def is_short(title: str) -> bool:
    """Whether a title is a kind of document and nothing else: 《方案》, 《实施办法》.

    >>> [is_short(title) for title in ("方案", "实施意见", "管理暂行办法")]
    [True, True, True]
    >>> [is_short(title) for title in ("停车管理办法", "立法法")]
    [False, False]
    """
    return _KIND_ONLY.fullmatch(fold(title).strip()) is not None
