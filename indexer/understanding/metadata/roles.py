"""What a line of a document's head may be."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    COPY_NUMBER = "copy number"  # 份号
    MARK = "mark"  # 密级, 紧急程度
    LETTERHEAD = "letterhead"  # 发文机关标志
    NUMBER = "number"  # 发文字号
    LABELLED = "labelled"  # 索引号:… and the like
    CHROME = "chrome"  # what a portal's page adds
    PAGE = "page"  # a page number
    DATE = "date"
    NOTE = "note"  # (2019年1月1日…通过)
    ANNEX = "annex"  # 附件1
    CONTENTS = "contents"
    REMARK = "remark"  # 附注
    BODIES = "bodies"  # names of bodies and nothing else
    ADDRESSEES = "addressees"  # 主送机关
    PROVISION = "provision"  # 第一条, 一、, 第一章
    SENTENCE = "sentence"
    TABLE = "table"
    TEXT = "text"  # could be a title
