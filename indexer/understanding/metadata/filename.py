"""What the name of a file says: evidence of low rank, where the text is silent or unclear."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from analyzers.numbers import find_numbers
from indexer.understanding.metadata.dates import parse_date
from indexer.understanding.metadata.lines import tidy

_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,6}$")
# 通知 2.docx is how one system numbers copies; 附件 2, 表 2 and 第 2 are numbers of their own.
_COPY_MARK = re.compile(
    r"(?: *[-_— ]? *(?:的?(?:副本|复件|拷贝)|(?<=[-_ ])copy)(?: ?\d{1,2})?| *[(（]\d{1,2}[)）]"
    r"|(?<=[\u4e00-\u9fff〉》)）])(?<![件表图录第卷册期号版章节页组批次年月日至和、]) [2-9])+$"
    r"|^(?:复件|副本|copy)(?: of)?(?: ?[(（]\d{1,2}[)）])?[-_ ]+",
    re.IGNORECASE,
)
# What programs and cameras call a file that nobody has named.
_UNNAMED = re.compile(
    r"^(?:新建|未命名|无标题|untitled|(?:img|dsc|scan|mmexport)[-_ ]?\d|扫描件?[-_ ]?\d|微信图片"
    r"|\d+$)",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"^\d{1,3}[-_.、 ]+(?=\D)")
_ANNEX = re.compile(
    r"^附[件表录](?:之)?[一二三四五六七八九十\d]{0,3}(?:-\d+)?[:：.、\-_ ]*", re.IGNORECASE
)
_DATE = re.compile(r"^((?:19|20)\d{6}|(?:19|20)\d{2}[-.年]\d{1,2}[-.月]\d{1,2}日?)[-_ ]*")
_SEQUENCE = "第?[0-9一二三四五六七八九十百]{1,4}"
_NUMBER = re.compile(
    rf"^(?P<number>[一-鿿a-zA-Z]{{1,14}} ?[\[(〔（【［]\d{{4}}[\])〕）】］] ?{_SEQUENCE}号?"
    rf"|[一-鿿]{{0,20}}(?:公告|令|通告)(?:\d{{4}}年)?{_SEQUENCE}号)[-_ ：:]*"
)


@dataclass(frozen=True, slots=True)
class FileName:
    """A file's name taken apart. ``number`` is as written; ``annex`` whether it says 附件.
    ``name``: the whole of it, without folders."""

    title: str
    number: str | None = None
    date: date | None = None
    annex: bool = False
    name: str = field(default="", repr=False, compare=False)


def read_file_name(name: str) -> FileName:
    """Take a file's name (with folders and extension) apart.

    >>> read_file_name("a/财税[2018]98号关于减除费用的通知.docx")
    FileName(title='关于减除费用的通知', number='财税[2018]98号', date=None, annex=False)
    >>> read_file_name("20190827惠州市关于核定征收率的公告(1).docx").date
    datetime.date(2019, 8, 27)
    >>> read_file_name("附件1：申报表.doc")
    FileName(title='申报表', number=None, date=None, annex=True)
    >>> read_file_name("公告2018年第56号关于衔接问题的公告.docx").number
    '公告2018年第56号'
    >>> read_file_name("GB-18484-2020.pdf").title
    'GB-18484-2020'
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1].strip()
    stem = _EXTENSION.sub("", last).strip()
    stem = _without_copy_mark(stem)
    annex = _ANNEX.match(stem)
    if annex is not None:
        stem = stem[annex.end() :]
    day = None
    dated = _DATE.match(stem)
    if dated is not None:
        day = parse_date(dated[1])
        stem = stem[dated.end() :] if day is not None else stem
    stem = _ORDINAL.sub("", stem)
    number = _NUMBER.match(stem)
    rest = stem[number.end() :] if number is not None else stem
    return FileName(
        tidy(rest.replace("_", " ")).strip(" -"),
        number["number"].strip() if number is not None else None,
        day,
        annex is not None,
        last,
    )


def _without_copy_mark(stem: str) -> str:
    rest = _COPY_MARK.sub("", stem).strip()
    return rest if len(rest) > 1 else stem


def plain_name(name: str) -> str:
    """A file's name without what marks a copy.

    >>> plain_name("a/通知 - 副本.docx"), plain_name("复件 通知.doc"), plain_name("通知(1).pdf")
    ('a/通知.docx', '通知.doc', '通知.pdf')
    >>> plain_name("通知 - 副本 (2).docx"), plain_name("关于副本管理的通知.docx")
    ('通知.docx', '关于副本管理的通知.docx')
    >>> plain_name("通知 2.docx"), plain_name("附件 2.docx"), plain_name("复件 (2) 通知.doc")
    ('通知.docx', '附件 2.docx', '通知.doc')
    >>> plain_name("通知的副本.docx"), plain_name("通知 copy 2.docx"), plain_name("Copy of 通知.d")
    ('通知.docx', '通知.docx', '通知.d')
    """
    folder, slash, last = name.replace("\\", "/").rpartition("/")
    extension = _EXTENSION.search(last)
    ending = extension[0] if extension is not None else ""
    stem = last[: len(last) - len(ending)]
    return f"{folder}{slash}{_without_copy_mark(stem)}{ending}"


def tells_little(name: str) -> bool:
    """Whether a file's name is a copy's, or one that nobody gave it: of two files of the same
    content the other one's stands for both.

    >>> [tells_little(n) for n in ("a/通知(1).doc", "新建 文档.docx", "IMG_2033.pdf", "12.pdf")]
    [True, True, True, True]
    >>> [tells_little(n) for n in ("新建/通知.doc", "关于新建.doc", "扫描目录.pdf")]
    [False, False, False]
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    return plain_name(last) != last or _UNNAMED.match(_EXTENSION.sub("", last)) is not None


def number_in_name(number: str) -> str | None:
    """The normal form of a number from a file's name; None for a bare 公告2018年第56号.

    >>> number_in_name("财税[2018]164"), number_in_name("公告2018年第56号")
    ('财税〔2018〕164号', None)
    """
    found = find_numbers(number)
    return found[0].number.text if found else None
