"""The kinds of findings, and what each does to a document unless a library says otherwise."""

from __future__ import annotations

from enum import StrEnum

from indexer.model.labels import LabelledEnum


class FindingKind(LabelledEnum):
    SECRECY_MARK = "secrecy_mark", "密级标志"
    WORK_SECRET = "work_secret", "工作秘密"
    INTERNAL = "internal", "内部资料"
    NOT_PUBLIC = "not_public", "不予公开"
    ON_REQUEST = "on_request", "依申请公开"
    IDENTITY_NUMBER = "identity_number", "公民身份号码"
    BANK_CARD = "bank_card", "银行卡号"
    PASSPORT = "passport", "护照或通行证号码"
    MOBILE = "mobile", "手机号码"
    HOME_ADDRESS = "home_address", "家庭住址"
    HEALTH = "health", "个人健康信息"
    MINOR = "minor", "未成年人信息"


class Effect(StrEnum):
    HOLD = "hold"
    WARN = "warn"
    IGNORE = "ignore"


# Those that are a number, which is masked wherever a title repeats it.
NUMBERS: frozenset[FindingKind] = frozenset(
    (FindingKind.IDENTITY_NUMBER, FindingKind.BANK_CARD, FindingKind.PASSPORT)
)

# What is marked as not public, and numbers that are nobody's but a person's, hold. A department
# prints its contact's mobile on purpose; addresses, health and age are cues, and less sure.
HELD: tuple[FindingKind, ...] = (
    FindingKind.SECRECY_MARK,
    FindingKind.WORK_SECRET,
    FindingKind.INTERNAL,
    FindingKind.NOT_PUBLIC,
    FindingKind.ON_REQUEST,
    FindingKind.IDENTITY_NUMBER,
    FindingKind.BANK_CARD,
    FindingKind.PASSPORT,
)
