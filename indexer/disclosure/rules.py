"""The table of rules: what stands in a text that must not be published.

A rule is a pattern over the folded text (half width; offsets are those of the text), a check of
what it matched, and how what was found is shown: masked, so that the finding itself tells nothing.
Sources: 保守国家秘密法 and GB/T 9704 (the marks and where they stand), GB 11643 (identity numbers),
ISO/IEC 7812 (cards' check digit).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from indexer.model.findings import FindingKind

Check = Callable[[re.Match[str]], bool]
Mask = Callable[[str], str]

_LINE = r"(?m:^)[ \t]*"
_END = r"[ \t]*(?m:$)"
# Nothing that it goes on from stands before the first digit. Asked behind that digit: a pattern
# that begins with a set is looked for by it, one that begins with this at every character.
_ALONE = r"(?<![\dA-Za-z].)"
_AROUND = 40  # characters before a number, in which a word says what it is


@dataclass(frozen=True, slots=True)
class Rule:
    """``confidence``: of a finding; ``check``: whether what matched is one. ``cues``: strings of
    which every match has one: a text without any is not searched."""

    kind: FindingKind
    name: str
    pattern: re.Pattern[str]
    confidence: float
    check: Check = lambda match: True
    mask: Mask = str.strip
    cues: tuple[str, ...] = ()

    def search(self, folded: str) -> Iterator[re.Match[str]]:
        if not self.cues or any(cue in folded for cue in self.cues):
            yield from self.pattern.finditer(folded)


# ---------------------------------------------------------------- numbers


_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT = re.compile(r"(?:信用代码|索引号|登记号|项目代码|统一代码|许可证号|编码)[^\n]{0,12}$")


def is_identity_number(digits: str) -> bool:
    """A date of birth that can be, and the right check digit.

    >>> is_identity_number("11010519491231002X"), is_identity_number("110105194912310021")
    (True, False)
    """
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


def _digits(text: str) -> str:
    return re.sub(r"[\s-]", "", text)


def _before(match: re.Match[str]) -> str:
    return match.string[max(0, match.start() - _AROUND) : match.start()]


def _identity(match: re.Match[str]) -> bool:
    return is_identity_number(_digits(match[0])) and not _CREDIT.search(_before(match))


_OLD_CUE = re.compile(r"身份证|身份号码|证件号")


def _old_identity(match: re.Match[str]) -> bool:
    return is_identity_number(match[0]) and _OLD_CUE.search(_before(match)) is not None


_BANK_CUE = re.compile(r"账号|帐号|账户|帐户|卡号|开户|银行|存折|一卡通")
_BODY = re.compile(
    r"(?:户名|单位名称|收款人|收款单位|账户名称|账户名|开户名)\s*[:：]?\s*[^\n,，;；。]{2,30}?"
    r"(?:局|厅|委员会|委|办公室|财政|中心|公司|学校|医院|大学|基金会|协会|政府|国库|支队|法院|所|社|处)"
)


def _bank_card(match: re.Match[str]) -> bool:
    digits = _digits(match[0])
    if not (16 <= len(digits) <= 19 and passes_luhn(digits)):
        return False
    near = match.string[max(0, match.start() - 80) : match.end() + 40]
    return _BANK_CUE.search(_before(match)) is not None and _BODY.search(near) is None


_NOT_A_PHONE = re.compile(
    r"(?:索引号|信用代码|编号|编码|案号|文号|许可证|登记号|条码|序列号|合同号|工程号|批号|流水号|"
    r"受理号|金额|[号第No.№])\s*[:：]?\s*[\w-]{0,6}$"
)


def _mobile(match: re.Match[str]) -> bool:
    return _NOT_A_PHONE.search(_before(match)) is None


# ---------------------------------------------------------------- masks


def _middle(head: int, tail: int) -> Mask:
    """The first and the last characters, and stars between them: 110105********8510."""

    def masked(text: str) -> str:
        whole = _digits(text)
        return whole[:head] + "*" * max(len(whole) - head - tail, 1) + whole[len(whole) - tail :]

    return masked


def _beginning(text: str) -> str:
    """What kind of statement it is, and no more."""
    return re.sub(r"\s+", "", text)[:4] + "****"


# ---------------------------------------------------------------- words


_NAME = r"[\u4e00-\u9fff]{2,4}"
_ADDRESS = (
    r"[^\n,，;；。:：]{0,30}?(?:省|市|县|区|镇|乡|街道|村|路|街|巷|小区)[^\n,，;；。]{0,24}?"
    r"\d+\s*(?:号|室|栋|幢|组|单元|弄)"
)
_ILLNESS = (
    r"(?:患有?|确诊为?|诊断为|罹患|感染)(?:了)?[^\n,，;；。]{0,10}?"
    r"(?:癌|病|症|肿瘤|炎|结核|艾滋|HIV|残疾|抑郁|感染|阳性|白血|尿毒)"
)

RULES: tuple[Rule, ...] = (
    # A mark of its own line (the header's, on the left above the red head), or with its star.
    Rule(
        FindingKind.SECRECY_MARK, "secrecy mark",
        re.compile(r"(?:绝\s{0,4}密|机\s{0,4}密|秘\s{0,4}密)\s{0,4}[★☆][^\n]{0,8}"), 0.98,
    ),
    Rule(
        FindingKind.SECRECY_MARK, "secrecy mark line",
        re.compile(
            _LINE + r"(?:密\s{0,2}级\s{0,2}[:：]\s{0,4})?(?:绝\s{0,4}密|机\s{0,4}密|秘\s{0,4}密)"
            r"(?:\s{0,4}\d{1,2}\s?(?:年|个月)|\s{0,4}长期)?" + _END
        ), 0.95,
    ),
    Rule(
        FindingKind.WORK_SECRET, "work secret",
        re.compile(
            _LINE + r"工\s?作\s?秘\s?密(?:[★☆][^\n]{0,8})?" + _END
            + r"|工作秘密\s?[★☆][^\n]{0,8}"
            r"|(?:本文件|此件|本件|本材料|本资料)(?:内容)?(?:属于?|为|按照?|作为)工作秘密"
        ), 0.95, cues=("秘",),
    ),
    Rule(
        FindingKind.INTERNAL, "internal",
        re.compile(
            _LINE + r"[(\[【]?\s?内\s?部\s?(?:资料|文件|材料|刊物)"
            r"(?:[\s,，、;；!！:：]*(?:注意保[存密管]|严禁外传|请勿外传|不得外传|妥善保[管存]|"
            r"仅供参考|禁止翻印|翻印必究|阅后收回))*[!！。]?\s?[)\]】]?" + _END
            + r"|[(\[【]内部(?:资料|文件|材料)[^)\]】\n]{0,14}[)\]】]"
            r"|(?:本文件|此件|本件|本材料|本资料|资料)?仅[供限]内部(?:使用|参考|掌握|传阅|交流)"
        ), 0.92,
    ),
    Rule(
        FindingKind.INTERNAL, "not to be passed on",
        re.compile(
            r"(?:此件|本文件|本件|本材料|本资料|阅后)[^\n。]{0,8}(?:不得|严禁|禁止|请勿)外传"
            r"|[(\[【](?:不得|严禁|禁止|请勿)外传[)\]】]"
            r"|" + _LINE + r"(?:注意保密[,，、]?)?(?:不得|严禁|禁止|请勿)外传[!！。]?" + _END
        ), 0.92, cues=("外传",),
    ),
    Rule(
        FindingKind.NOT_PUBLIC, "not public",
        re.compile(
            r"(?:此件|本文件|本件)(?:不予?|不宜|暂不|不得|不对外|不向社会)公开"
            r"|(?:公开(?:方式|属性|选项|类别|类型|形式|范围)|信息公开选项)\s?[:：]\s{0,4}(?:不予?|暂不|不宜)公开"
            r"|" + _LINE + r"[(\[【]?不予公开[)\]】]?" + _END
        ), 0.96, cues=("公开",),
    ),
    Rule(
        FindingKind.ON_REQUEST, "on request",
        re.compile(
            r"(?:此件|本文件|本件)(?:为)?依申请公开"
            r"|(?:公开(?:方式|属性|选项|类别|类型|形式|范围)|信息公开选项)\s?[:：]\s{0,4}依申请公开"
            r"|" + _LINE + r"[(\[【]?依申请公开[)\]】]?" + _END
        ), 0.95, cues=("依申请公开",),
    ),
    Rule(
        FindingKind.IDENTITY_NUMBER, "identity number",
        re.compile(
            r"[1-9]" + _ALONE + r"\d{5}[ -]?(?:18|19|20)\d{6}[ -]?\d{3}[\dXx](?![\dA-Za-z])"
        ),
        0.99, _identity, _middle(6, 4),
    ),
    Rule(
        FindingKind.IDENTITY_NUMBER, "identity number of 15 digits",
        re.compile(r"[1-9]" + _ALONE + r"\d{14}(?![\dA-Za-z])"), 0.85, _old_identity, _middle(6, 3),
    ),
    Rule(
        FindingKind.BANK_CARD, "bank card",
        re.compile(r"[3-6]" + _ALONE + r"\d{3}(?:[ -]?\d){12,15}(?![\dA-Za-z])"), 0.95,
        _bank_card, _middle(4, 4),
    ),
    Rule(
        FindingKind.PASSPORT, "passport",
        re.compile(
            r"(?:护照|通行证|签证)(?:号码?|证号)?[^\n\dA-Za-z]{0,8}"
            r"(?:[egdspk]\d{8}|e[a-hj-np-z]\d{7}|[hmc]\d{8,10})(?![\da-z])", re.I
        ), 0.92, mask=lambda text: _middle(2, 2)(re.sub(r"^[^A-Za-z]*", "", text)),
    ),
    Rule(
        FindingKind.MOBILE, "mobile",
        re.compile(
            r"(?<![\d.A-Za-z-])(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}"
            r"(?![\d.%A-Za-z]|\s?(?:元|万|亿|千|吨|平方米|公斤|户|人次|条|项))"
        ), 0.9, _mobile, _middle(3, 4),
    ),
    Rule(
        FindingKind.HOME_ADDRESS, "home address",
        re.compile(
            r"(?:家庭(?:住址|地址)|户籍(?:地址|所在地|地)|现?居住地址|现住址?|住址)\s?[:为]?\s?"
            + _ADDRESS + r"|" + _NAME
            + r",\s?[男女],[^\n。]{0,50}?(?:现?住|住址|户籍地?):?" + _ADDRESS
        ), 0.7, mask=_beginning, cues=("住", "户籍", "家庭地址",),
    ),
    Rule(
        FindingKind.HEALTH, "health beside a name",
        re.compile(
            r"(?:患者|患儿|病人|确诊病例|感染者)[:：]?\s?" + _NAME + r"[(（,，]\s?[男女]"
            r"|" + _NAME + r"[,，(（]\s?[男女][,，][^\n。]{0,40}?" + _ILLNESS
        ), 0.6, mask=_beginning, cues=("男", "女",),
    ),
    Rule(
        FindingKind.MINOR, "minor beside a name",
        re.compile(
            _NAME + r"[,(]\s?[男女],\s?(?:[1-9]|1[0-7])周?岁"
            r"|(?:未成年人|女童|男童|儿童|学生):?\s?" + _NAME + r"[,(]\s?(?:[男女],\s?)?"
            r"(?:[1-9]|1[0-7])周?岁"
        ), 0.6, mask=_beginning, cues=("岁",),
    ),
)  # fmt: skip
