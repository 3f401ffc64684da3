"""The genre (文种) of a document: the last word of its title.

The fifteen kinds of official document (党政机关公文处理工作条例, article 8), and the forms that
laws and attached instruments take.
"""

from __future__ import annotations

import re

from analyzers.folding import fold

OFFICIAL = (
    "决议", "决定", "命令", "公报", "公告", "通告", "意见", "通知", "通报", "报告", "请示",
    "批复", "议案", "函", "纪要",
)  # fmt: skip
INSTRUMENTS = (
    "法", "法典", "条例", "规定", "办法", "细则", "实施细则", "施行细则", "规则", "规程",
    "规范", "准则", "通则", "方案", "计划", "规划", "纲要", "措施", "目录", "名录", "清单",
    "标准", "指南", "指引", "预案", "要点", "章程", "制度", "解释", "修正案", "导则", "手册",
    "公约", "协定", "要求", "工作规则", "意见书",
)  # fmt: skip
OTHERS = (
    "解读", "答记者问", "问答", "图解", "表", "书", "说明", "汇编", "令", "复函", "答复",
    "讲话", "声明", "案例", "倡议书", "通知书", "申报表", "审批表", "登记表", "一览表",
    "对比表",
)  # fmt: skip

_WORDS = sorted({*OFFICIAL, *INSTRUMENTS, *OTHERS}, key=len, reverse=True)
# A number in brackets has brackets of its own.
_BRACKETS = re.compile(r"(?:[(<\[](?:[^()<>\[\]]|\[[^()<>\[\]]{1,6}\]){0,40}[)>\]])+$")
_CANONICAL = {
    "令": "命令", "复函": "函", "施行细则": "实施细则", "法典": "法", "工作规则": "规则",
}  # fmt: skip
_NOT_A_LAW = re.compile(r"(?:方|办|做|看|想|写|用|算|说|疗|司|执|普)法$")


def genre_of(title: str) -> str | None:
    """The genre that a title ends with, brackets and marks left aside.

    >>> [genre_of(t) for t in ("关于调整预征率的公告", "住房保障办法（试行）", "税收征管法")]
    ['公告', '办法', '法']
    >>> [genre_of(t) for t in ("中华人民共和国国务院令", "關於設置管理辦法", "《办法》政策解读")]
    ['命令', '办法', '解读']
    >>> genre_of("关于征求《条例（草案）》意见的函"), genre_of("一图读懂《加装电梯办法》")
    ('函', '解读')
    >>> genre_of("关于工作方法") is None, genre_of("") is None
    (True, True)
    """
    folded = "".join(fold(title).split()).rstrip("》>")
    if folded.startswith(("一图读懂", "图解", "解读", "图文解读", "视频解读")):
        return "解读"
    folded = _BRACKETS.sub("", folded).rstrip("》>")
    for word in _WORDS:
        if folded.endswith(word):
            if word == "法" and _NOT_A_LAW.search(folded):
                return None
            return _CANONICAL.get(word, word)
    return None


def ends_title(folded: str) -> bool:
    """Whether a folded line ends as titles end: in a genre, with or without a bracket.

    >>> ends_title("关于加强管理的通知"), ends_title("管理办法(试行)"), ends_title("关于提升水平")
    (True, True, False)
    """
    text = _BRACKETS.sub("", "".join(folded.split()).rstrip("》>")).rstrip("》>")
    return genre_of(text) is not None


def ends_official(folded: str) -> bool:
    """Whether a folded line ends in one of the fifteen kinds.

    >>> ends_official("促进节约集约用地的通知"), ends_official("管理办法")
    (True, False)
    """
    text = _BRACKETS.sub("", "".join(folded.split()))
    return text.endswith(OFFICIAL)
