"""Status flags of portals and editors, read into our own vocabulary.

Vocabularies seen: 现行有效/已修改/已废止/尚未生效 (国家法律法规数据库); 全文有效, 全文失效,
全文废止, 部分失效, 条款失效 (portals); marks in titles such as 【已失效】 and (该文件已废止).
"""

from __future__ import annotations

import re

from analyzers.folding import fold
from indexer.model import StatusValue

# In this order: 部分失效 holds 失效, and 尚未生效 holds 生效.
_WORDS: tuple[tuple[tuple[str, ...], StatusValue], ...] = (
    (("征求意见稿", "草案"), StatusValue.DRAFT),
    (("部分失效", "条款失效", "部分废止", "条款废止", "部分有效"), StatusValue.PARTIALLY_IN_FORCE),
    (("尚未生效", "尚未施行", "未生效", "未施行"), StatusValue.NOT_YET_EFFECTIVE),
    (("废止",), StatusValue.REPEALED),
    (("失效", "停止执行", "无效"), StatusValue.EXPIRED),
    (("已修改", "已修订", "已被修改", "修订", "修正"), StatusValue.AMENDED),
    (("有效", "生效"), StatusValue.IN_FORCE),
)
_VALUES = frozenset(status.value for status in StatusValue)
_LONGEST = 20
_TITLE_MARK = re.compile(
    r"\[([^\]]{0,6}(?:失效|废止|有效|修订|修改)[^\]]{0,4})\]"
    r"|\(((?:该文件|本文件|该文|此文)?(?:已经?|已被|全文|部分|条款)?(?:失效|废止))\)"
)


def parse_status(text: str) -> StatusValue | None:
    """The status that a flag names; None where it says nothing (待清理, a whole sentence).

    >>> [str(parse_status(flag)) for flag in ("部分失效", "全文废止", "repealed", "已修改")]
    ['partially_in_force', 'repealed', 'repealed', 'amended']
    >>> str(parse_status("现行有效")), parse_status("待清理")
    ('in_force', None)
    """
    folded = fold(text).strip()
    if folded in _VALUES:
        return StatusValue(folded)
    if folded == StatusValue.UNKNOWN.label or len(folded) > _LONGEST:
        return None
    for words, status in _WORDS:
        if any(word in folded for word in words):
            return status
    return None


def title_mark(title: str) -> str | None:
    """The flag that a portal put into a title.

    >>> title_mark("某市停车办法【已失效】"), title_mark("某市停车办法（该文件已废止）")
    ('已失效', '该文件已废止')
    >>> title_mark("关于废止某办法的决定（试行）") is None
    True
    """
    found = _TITLE_MARK.search(fold(title))
    return None if found is None else found[1] or found[2]
