"""Whether digits are the number of a person: the check digit, and what stands around them.

Sources: GB 11643 (identity numbers), ISO/IEC 7812 (cards), the Hong Kong identity card's check.
"""

from __future__ import annotations

import re
from datetime import date

from indexer.disclosure.reading import after, before, head_of

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
# The first two digits: province, autonomous region, municipality, special region.
_REGIONS = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91")


def is_identity_number(digits: str) -> bool:
    """A region, a date of birth that can be, and the right check digit.

    >>> is_identity_number("11010519491231002X"), is_identity_number("110105194912310021")
    (True, False)
    """
    if _REGIONS.match(digits) is None:
        return False
    if len(digits) == 15:
        return _is_day(f"19{digits[6:12]}")
    told = sum(int(d) * w for d, w in zip(digits[:17], _WEIGHTS, strict=True))
    return "10X98765432"[told % 11] == digits[17].upper() and _is_day(digits[6:14])


def _is_day(text: str) -> bool:
    try:
        day = date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return False
    return 1890 <= day.year <= 2100


def is_hong_kong_number(text: str) -> bool:
    """One letter or two, six digits, a check digit in brackets.

    >>> is_hong_kong_number("A123456(3)"), is_hong_kong_number("A123456(4)")
    (True, False)
    """
    letters, digits, told = re.findall(r"^([a-z]+)(\d{6})\W?([\da])", text.lower())[0]
    values = [36] * (2 - len(letters)) + [ord(letter) - 55 - 32 for letter in letters]
    values += [int(digit) for digit in digits]
    total = sum(value * weight for value, weight in zip(values, range(9, 1, -1), strict=True))
    return (total + (10 if told == "a" else int(told))) % 11 == 0


def passes_luhn(digits: str) -> bool:
    """ISO/IEC 7812, annex B.

    >>> passes_luhn("6222021234567894"), passes_luhn("6222021234567890")
    (True, False)
    """
    told = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        told += value - 9 if value > 9 else value
    return told % 10 == 0


def plain(text: str) -> str:
    """A number without what groups its digits."""
    return re.sub(r"[^\da-z]", "", text.lower())


# ---------------------------------------------------------------- what it is said to be

_CREDIT = re.compile(r"(?:信用代码|索引号|登记号|项目代码|统一代码|许可证号|编码)[^\n]{0,12}$")
_PERSONAL = re.compile(r"身份证|身份号|身份证件|证件号|公民身份|身证号|[Ii][Dd]号")


def identity(match: re.Match[str]) -> bool:
    digits = plain(match[0])
    if not is_identity_number(digits):
        return False
    return not _CREDIT.search(before(match)) and not _CREDIT.search(head_of(match))


def said_to_be_identity(match: re.Match[str]) -> bool:
    """For digits that could be anything else: a word before, behind or above says what they are."""
    return is_identity_number(plain(match[0])) and _said(match, _PERSONAL)


def hong_kong_identity(match: re.Match[str]) -> bool:
    return is_hong_kong_number(match[0]) and _said(match, _PERSONAL)


def _said(match: re.Match[str], cue: re.Pattern[str]) -> bool:
    return bool(
        cue.search(before(match)) or cue.search(after(match, 20)) or cue.search(head_of(match))
    )


_BANK_CUE = re.compile(
    r"账号|帐号|账户|帐户|卡号|开户|银行|存折|一卡通|[建工农中交招]行|信用社|邮储|社保卡|银联|"
    r"工资卡|折号"
)
# An account's holder that is a body: its name up to its last word, in one piece; or a name that is
# longer than a person's.
_HOLDER = (
    r"(?:户名|单位名称|收款人|收款单位|账户名称|账户名|账户|开户名|开户单位|单位全称|全称)\s*:?\s*"
)
_BODY = re.compile(
    _HOLDER
    + r"(?:[^\s,;。:]{2,30}?(?:局|厅|委员会|委|办公室|财政|中心|公司|集团|学校|中学|小学|幼儿园|"
    r"学院|"
    r"大学|医院|管委会|合作社|指挥部|基金会|协会|总会|商会|学会|工会|联合会|十字会|政府|国库|"
    r"支队|法院)"
    r"|[^\s,;。:]{4,30}?[所社处]"
    r"|(?!本人|户主|个人|[^\s]{0,4}(?:开户|银行|账号|卡号))[\u4e00-\u9fff()]{6,})"
)


def bank_card(match: re.Match[str]) -> bool:
    digits = plain(match[0])
    if not (16 <= len(digits) <= 19 and passes_luhn(digits)):
        return False
    if _NOT_A_CARD.search(before(match)) or _NOT_A_CARD.search(head_of(match)):
        return False
    near = match.string[max(0, match.start() - 80) : match.end() + 40]
    return _said(match, _BANK_CUE) and _BODY.search(near) is None


_NOT_A_CARD = re.compile(
    r"(?:票号|单号|流水号?|订单号?|编号|监管号?|凭证号|受理号|登记号|条码|税号)\s*:?\s*$"
)
_NOT_A_PHONE = re.compile(
    r"(?:索引号|信用代码|编号|编码|案号|文号|许可证|登记号|条码|序列号|合同号|工程号|批号|流水号|"
    r"备案号?|受理号|金额|[号第No.№])\s*:?\s*[\w-]{0,6}$"
)
_NOT_A_PHONES_COLUMN = re.compile(r"编号|编码|金额|代码|流水|面积|产值|合计|数量|文号")
_PHONE_CUE = re.compile(r"电话|手机|联系|致电|微信|tel|mobile|号码", re.IGNORECASE)


def mobile(match: re.Match[str]) -> bool:
    if _NOT_A_PHONE.search(before(match)) is not None:
        return False
    return _NOT_A_PHONES_COLUMN.search(head_of(match)) is None


def said_to_be_mobile(match: re.Match[str]) -> bool:
    return mobile(match) and _said(match, _PHONE_CUE)


_PAPERS_CUE = re.compile(
    r"护照|通行证|台胞证|回乡证|签证|军官证|士兵证|军人证|警官证|军人身份|证件"
)


def said_to_be_papers(match: re.Match[str]) -> bool:
    """The number of a passport, permit or service card: a word before or above names it."""
    if len(set(re.sub(r"\D", "", match[0]))) == 1:  # a specimen's: G00000000
        return False
    said = before(match) + match[0]
    return bool(_PAPERS_CUE.search(said) or _PAPERS_CUE.search(head_of(match)))
