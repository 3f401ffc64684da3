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
# An account's holder that is a body: its name up to its last word, in one piece.
_BODY = re.compile(
    r"(?:户名|单位名称|收款人|收款单位|账户名称|账户名|账户|开户名|开户单位|全称)\s*[:：]?\s*(?:"
    r"[^\s,，;；。:：]{2,30}?(?:局|厅|委员会|委|办公室|财政|中心|公司|集团|学校|中学|小学|幼儿园|学院|大学|"
    r"医院|管委会|合作社|指挥部|基金会|协会|总会|商会|学会|工会|联合会|十字会|政府|国库|支队|法院)"
    r"|[^\s,，;；。:：]{4,30}?[所社处])"
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


# ---------------------------------------------------------------- marks

_QUOTES = '“"‘「『'
_OPTION = re.compile(r"(?:主动|依申请|不予?)公开")
_BOX = re.compile(r"[□☐○☑✓√✔■☒]")
# Lines beside it that make a line a heading or a portal's menu: others of the kind, or a sentence
# that goes on to say how one applies.
_LISTED = re.compile(r"^[^。]{0,12}(?:公开|公开指南|公开目录|年报|年度报告|制度)$")
_EXPLAINED = re.compile(r"^(?:是指|指的?是|公民|申请人|[^。\n]{0,40}(?:政府信息|申请公开))")


def unquoted(match: re.Match[str]) -> bool:
    """What stands between quotation marks is spoken of: 如“机密★1年”."""
    return match.string[max(0, match.start() - 1) : match.start()] not in tuple(_QUOTES)


def _line_at(text: str, place: int) -> str:
    end = text.find("\n", place)
    return text[text.rfind("\n", 0, place) + 1 : end if end >= 0 else len(text)]


def stands_as_mark(match: re.Match[str]) -> bool:
    """A line of its own, and not a heading, or one of a menu's."""
    text = match.string
    end = text.find("\n", match.end())
    after = text[end + 1 : end + 200].lstrip().partition("\n")[0].strip() if end >= 0 else ""
    before = text[max(0, match.start() - 200) : match.start()].rstrip().rpartition("\n")[2].strip()
    if _LISTED.match(before) or _LISTED.match(after):
        return False
    return "。" not in after or not _EXPLAINED.match(after)


def is_ticked(match: re.Match[str]) -> bool:
    """Boxes stand before or behind their words; the line's first box tells which."""
    line = _line_at(match.string, match.start())
    box, option = _BOX.search(line), _OPTION.search(line)
    assert box is not None and option is not None
    return (box.start() < option.start()) == (_BOX.match(match[0]) is not None)


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

# How a mark may be adorned: in brackets, between stars.
_OPEN = r"[(\[【〔★☆ \t]{0,4}"
_CLOSE = r"[)\]】〕★☆ \t]{0,4}"
_LEVEL = r"(?:绝\s{0,4}密|机\s{0,4}密|秘\s{0,4}密)"
_PERIOD = r"(?:\s{0,4}(?:\d{1,2}\s?(?:年|个月)|长期))?"
# What a paper calls itself.
_THIS = r"(?:此|本)(?:件|文件|文|材料|资料|通知|通报|报告|函|稿|手册|期)"
_NOT_PASSED = r"(?:不得|严禁|禁止|请勿|切勿)外传"
# A line or cell of a form that says how a paper is made public, and nothing after its value that
# would make a list of it: "公开方式：主动公开、依申请公开".
_FIELD = (
    r"(?:公开(?:方式|属性|选项|类别|类型|形式|范围)|信息公开选项)"
    r"\s?(?:[:：|]\s{0,4}|[\t\u3000 ]{1,4})"
)
_ONLY = r"(?![、/或和及的])"
_TICK = r"[☑✓√✔■☒]"

RULES: tuple[Rule, ...] = (
    # A mark of its own line (the header's, on the left above the red head), or with its star.
    Rule(
        FindingKind.SECRECY_MARK, "secrecy mark",
        re.compile(_LEVEL + r"\s{0,4}(?:[★☆][^\n]{0,8}|[·・•]\s?(?:\d|长期|启封))"), 0.98, unquoted,
    ),
    Rule(
        FindingKind.SECRECY_MARK, "secrecy mark line",
        re.compile(
            _LINE + _OPEN + _LEVEL + _PERIOD + _CLOSE
            + r"(?:[ \t\u3000]{1,8}(?:特急|特提|加急|平急|急件))?" + _END
        ), 0.95, cues=("密",),
    ),
    Rule(
        FindingKind.SECRECY_MARK, "secrecy level said",
        re.compile(
            r"密\s{0,2}级(?:\s{0,2}[:：|]\s{0,4}|[\t\u3000 ]{1,4})" + _LEVEL + _PERIOD
            + r"(?=[\s|,，;；。)]|\Z)"
        ), 0.95, unquoted, cues=("级",),
    ),
    Rule(
        FindingKind.WORK_SECRET, "work secret",
        re.compile(
            _LINE + _OPEN + r"工\s?作\s?秘\s?密(?:[★☆][^\n]{0,8})?" + _PERIOD + _CLOSE + _END
            + r"|工作秘密\s?[★☆][^\n]{0,8}"
            r"|" + _THIS + r"(?:内容)?(?:属于?|为|按照?|作为)工作秘密"
        ), 0.95, unquoted, cues=("秘",),
    ),
    Rule(
        FindingKind.INTERNAL, "internal",
        re.compile(
            _LINE + _OPEN + r"内\s?部\s?(?:资料|文件|材料|刊物)"
            r"(?:[\s,，、;；!！:：·•]*(?:注意保[存密管]|严禁外传|请勿外传|不得外传|妥善保[管存]|"
            r"仅供参考|禁止翻印|翻印必究|阅后收回))*[!！。]?" + _CLOSE + _END
            + r"|[(\[【]内部(?:资料|文件|材料)[^)\]】\n]{0,14}[)\]】]"
            r"|(?:仅[供限][^\n。,，]{0,8}|" + _THIS + r"供|[(\[【]供)"
            r"内部(?:使用|参考|参阅|掌握|传阅|交流)(?!的)"
        ), 0.92, cues=("内部", "内 部"),
    ),
    Rule(
        FindingKind.INTERNAL, "not to be passed on",
        re.compile(
            r"(?:" + _THIS + r"|阅后|以上(?:内容|信息|资料))[^\n。]{0,8}" + _NOT_PASSED
            + r"|[(\[【][^()\[\]【】\n]{0,16}" + _NOT_PASSED + r"[^()\[\]【】\n]{0,4}[)\]】]"
            r"|" + _LINE + r"(?:(?:注意保密|内部[^\n。,，]{1,6}|供内部[^\n。,，]{1,4})[,，、 \t])?"
            + _NOT_PASSED + r"[!！。]?" + _END
        ), 0.92, cues=("外传",),
    ),
    Rule(
        FindingKind.NOT_PUBLIC, "not public",
        re.compile(
            _THIS + r"(?:不予?|不宜|暂不|不得|不对外|不向社会)公开(?![征招选审开听募竞拍])"
            r"|" + _THIS + r"(?:不|不得|请勿|不宜|暂不)上网"
            r"|" + _FIELD + r"(?:不予?|暂不|不宜)公开" + _ONLY
            + r"|(?:是|可)否(?:主动|对外|向社会|上网)?公开\s?(?:[:：|]\s{0,4}|\t)否"
        ), 0.96, unquoted, cues=("公开", "上网"),
    ),
    Rule(
        FindingKind.NOT_PUBLIC, "not public line",
        re.compile(_LINE + _OPEN + r"(?:不予|暂不|不对外)公开" + _CLOSE + _END), 0.95,
        stands_as_mark, cues=("公开",),
    ),
    Rule(
        FindingKind.NOT_PUBLIC, "not public, ticked",
        re.compile(_TICK + r"\s?不予?公开|不予?公开\s?" + _TICK), 0.95, is_ticked, cues=("公开",),
    ),
    Rule(
        FindingKind.ON_REQUEST, "on request",
        re.compile(
            _THIS + r"(?:为|属于?|系)?依申请公开"
            r"|" + _FIELD + r"依申请公开" + _ONLY
        ), 0.95, unquoted, cues=("依申请公开",),
    ),
    Rule(
        FindingKind.ON_REQUEST, "on request line",
        re.compile(_LINE + _OPEN + r"依申请公开" + _CLOSE + _END), 0.95,
        stands_as_mark, cues=("依申请公开",),
    ),
    Rule(
        FindingKind.ON_REQUEST, "on request, ticked",
        re.compile(_TICK + r"\s?依申请公开|依申请公开\s?" + _TICK), 0.95, is_ticked,
        cues=("依申请公开",),
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
