"""The table of rules: what stands in a text that must not be published.

A rule is a pattern over the folded text (half width; offsets are those of the text), a check of
what it matched, and how what was found is shown: masked, so that the finding itself tells nothing.
The checks are in ``marks.py``, ``numbers.py`` and ``persons.py``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from indexer.disclosure.marks import (
    FIELD,
    INSIDE,
    LEVEL,
    NOT_PUBLIC,
    ONLY,
    PERIOD,
    THIS,
    TICKS,
    WORK_SECRET,
    is_bracketed,
    is_header_line,
    is_level_column,
    is_only_option,
    is_ticked,
    stands_alone,
)
from indexer.disclosure.numbers import (
    bank_card,
    hong_kong_identity,
    identity,
    mobile,
    plain,
    said_to_be_identity,
    said_to_be_mobile,
    said_to_be_papers,
)
from indexer.disclosure.persons import (
    NAMED,
    child,
    home,
    illness_before,
    is_childrens_table,
    is_persons_column,
    person_before,
)
from indexer.disclosure.reading import unquoted
from indexer.model.findings import FindingKind

Check = Callable[[re.Match[str]], bool]
Mask = Callable[[str], str]

# Nothing that it goes on from stands before the first digit. Asked behind that digit: a pattern
# that begins with a set is looked for by it, one that begins with this at every character.
_ALONE = r"(?<![\dA-Za-z].)"


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


# ---------------------------------------------------------------- masks


def _middle(head: int, tail: int) -> Mask:
    """The first and the last characters, and stars between them: 110105********8510."""

    def masked(text: str) -> str:
        whole = plain(text).upper()
        return whole[:head] + "*" * max(len(whole) - head - tail, 1) + whole[len(whole) - tail :]

    return masked


def _beginning(text: str) -> str:
    """What kind of statement it is, and no more."""
    return re.sub(r"\s+", "", text)[:4] + "****"


# ---------------------------------------------------------------- words


_ADDRESS = (
    r"[^\n,;。:]{0,30}?(?:省|市|县|区|镇|乡|街道|村|路|街|巷|小区|社区)[^\n,;。]{0,24}?"
    r"\d+\s?(?:号|室|栋|幢|组|单元|弄)"
)
_ILLNESS = (
    r"(?:患(?!者)[有上]?|诊(?:断(?:结果|意见)?[:为]|(?<=确诊)为?)|感染(?!者)|查出)(?:了)?[^\n,;。]{0,12}?"
    r"(?:癌|病|症|肿瘤|炎|结核|艾滋|hiv|残疾|抑郁|感染|阳性|白血|尿毒|瘫|痴呆|障碍)"
    r"|(?:核酸|hiv)[^\n,;。]{0,6}阳性"
)
_BORN = (
    r"[1-9](?<![\d-].)(?:(?:(?<=1)[0-7])?周?岁(?![以至到或及-])"
    r"|(?<=2)0[12]\d年(?:\d{1,2}月(?:\d{1,2}日)?)?(?:出)?生)"
    r"|未满(?:18|十八)周?岁"
)
_TO_ONE = r"[(\[][^()\[\]\n]{0,24}?(?:"
_CLOSED = r")[^()\[\]\n]{0,24}[)\]]"
_FORBIDDEN = r"(?:不得|请勿|切勿|严禁|禁止|不准|不要|勿|暂不|不宜)"
# Publishing, and not: open tenders, hearings, recruitment, shares, scenes of a court.
_PUBLISH = (
    r"(?:公开(?![征招选审开听募竞拍遴询挂比透质宣出])(?:发布|发表|刊登|刊发|报道)?|上网|上传|"
    r"登报|见报|刊登|刊发|广播"
    r"|(?:互联网|网上|网络|网站|媒体|朋友圈|微信群?)[^\n。,;]{0,6}?(?:发布|公布|传播|转发|公开|刊)"
    r"|(?:对外|向社会)(?:公布|公开|发布|宣传|披露|提供|泄露))"
)
_NO_AMOUNT = r"(?![\d.%A-Za-z]|\s?(?:元|万|亿|千|吨|平方米|公斤|户|人次|条|项))"
_SEPARATED = r"[ \t\n·.-]{0,2}"

RULES: tuple[Rule, ...] = (
    # A mark with its star; in a line of nothing but a header's words; said by a field or a cell.
    Rule(
        FindingKind.SECRECY_MARK, "secrecy mark",
        re.compile(LEVEL + r"\s{0,4}(?:[★☆][^\n]{0,8}|[*·・•●]\s?(?:\d|[一二三五十]|长期|启封))"),
        0.98, unquoted,
    ),
    Rule(
        FindingKind.SECRECY_MARK, "secrecy mark line", re.compile(LEVEL + PERIOD), 0.95,
        is_header_line, cues=("密",),
    ),
    Rule(
        FindingKind.SECRECY_MARK, "secrecy level said",
        re.compile(
            r"密(?:(?<![绝机秘]密)\s{0,4}级|(?<=[保涉]密)等级)(?:[\s:|\])(\[]{1,8}" + LEVEL + r"级?"
            r"|(?:确?定)?(?:为|是|属于?|系)" + LEVEL + ")" + PERIOD
            + r"(?!级|\s?(?:的|和|与|及|或|、|以上|以下|等|[□/])|\s*(?:绝|机|秘)密)"
        ), 0.95, unquoted, cues=("级",),
    ),
    Rule(
        FindingKind.SECRECY_MARK, "secrecy level column",
        re.compile(LEVEL + PERIOD + r"[★☆]?\s?(?=[\t|\n]|$)"), 0.9,
        is_level_column, cues=("密级", "密 级"),
    ),
    Rule(
        FindingKind.SECRECY_MARK, "secrecy of this paper",
        re.compile(
            THIS + r"(?:内容|填写后|填报后|填后|材料)?(?:属于?|系|为|是|按照?|涉及|列为|定为|"
                r"确定为)"
            r"(?:国家秘密|" + LEVEL + r")(?!级?的)"
        ), 0.92, unquoted, cues=("密",),
    ),
    Rule(
        FindingKind.WORK_SECRET, "work secret",
        re.compile(
            r"工作秘密\s?[★☆*][^\n]{0,8}"
            r"|(?m:^\s{0,8}工作秘密[\s,(]{0,4}(?:请)?(?:注意|妥善|严格|专人)?(?:保密|保管|保存)[\s)]{0,4}$)"
            r"|" + THIS + r"(?:内容)?(?:属于?|系|为|是|按照?|作为|涉及|列为|定为|确定为|"
                r"含有?)工作秘密(?!的)"
            r"|密\s{0,4}级[\s:|\])为是属于系定确(\[]{1,8}" + WORK_SECRET + r"(?![、的和与及或])"
        ), 0.95, unquoted, cues=("秘",),
    ),
    Rule(
        FindingKind.WORK_SECRET, "work secret line", re.compile(WORK_SECRET + PERIOD), 0.95,
        is_header_line, cues=("秘",),
    ),
    Rule(
        FindingKind.INTERNAL, "internal line",
        re.compile(
            INSIDE + r"|内\s?部(?=\s?[)\]★\n]|$)|参阅件?(?<=领导参阅|首长参阅|同志参阅|.参阅件)"
            r"|后(?<=[阅会用]后)(?:请)?(?:收回|退回|销毁|即焚|交回)|注意保密"
        ), 0.92, stands_alone, cues=("内部", "内 部", "参阅", "后", "注意保密"),
    ),
    Rule(
        FindingKind.INTERNAL, "internal, in brackets",
        re.compile(_TO_ONE + INSIDE + r"|注意保密" + _CLOSED), 0.92, is_bracketed,
        cues=("内部", "内 部", "注意保密"),
    ),
    Rule(
        FindingKind.INTERNAL, "internal said",
        re.compile(
            THIS + r"(?:内容|中|系|为|属于?|是|仅|只|均|限|供|作为?|参会|与会|人员|本?单位|机关|"
                r"系统|部门)*"
            + INSIDE + r"(?![的性])"
            r"|(?:仅[供限作][^\n。,]{0,10}|[(\[]供)内部(?:使用|参考|参阅|掌握|传阅|交流)(?!的)"
            r"|密\s{0,4}级[\s:|]{1,6}内部(?!\w)"
        ), 0.92, unquoted, cues=("内部", "内 部"),
    ),
    Rule(
        FindingKind.INTERNAL, "not to be passed on",
        re.compile(
            r"(?:" + THIS + r"|阅后)[^\n。]{0,12}" + _FORBIDDEN + r"[^\n。,;]{0,6}外传"
            r"|[(\[][^()\[\]\n]{0,24}" + _FORBIDDEN
            + r"[^()\[\]\n。;]{0,8}外传[^()\[\]\n]{0,6}[)\]]"
        ), 0.92, unquoted, cues=("外传",),
    ),
    Rule(
        FindingKind.INTERNAL, "not to be passed on, line", re.compile(r"外传"), 0.92, stands_alone,
        cues=("外传",),
    ),
    Rule(
        FindingKind.NOT_PUBLIC, "not public",
        re.compile(
            THIS + r"(?:(?:内容|均)?(?:不(?:予|在|再|作)?|不对外|不向社会|暂不|不宜|"
                r"免予)" + _PUBLISH
            + r"|[^\n。;:期所中日行]{0,16}?" + _FORBIDDEN + r"[^\n。,;]{0,20}?" + _PUBLISH
            + r"|(?:印?发[至到]|传达[至到])[^\n。;:]{1,16}?[,、\s]{1,2}不(?:予|再|作)?" + _PUBLISH
            + r")(?!的)"
        ), 0.96, unquoted, cues=("公开", "上网", "登报", "刊", "对外", "网"),
    ),
    Rule(
        FindingKind.NOT_PUBLIC, "not public, answered",
        re.compile(
            r"(?:否(?<=[是可能应]否)[^\n:]{0,6}?公开|信息公开|主动公开|"
            r"对外公开)(?:[\s:|(\[]{1,4}(?:(?:否|不)(?![\u4e00-\u9fff])|不予?公开)"
            r"|[^\n]{0,3}?(?:[□☐]\s?是\s{0,4}[☑✓√✔■☒]\s?否"
            r"|是\s?[□☐]\s{0,4}否\s?[☑✓√✔■☒]))"
        ), 0.96, unquoted, cues=("公开",),
    ),
    Rule(
        FindingKind.NOT_PUBLIC, "not public, field",
        re.compile(FIELD + NOT_PUBLIC + ONLY), 0.96, is_only_option, cues=("公开",),
    ),
    Rule(
        FindingKind.NOT_PUBLIC, "not public line",
        re.compile(
            r"(?:不予?|暂不|不宜|不对外|不向社会|免予|不得|请勿|严禁)(?:公开|上网|登报|见报|对外)"
        ), 0.95, stands_alone, cues=("公开", "上网", "登报", "对外"),
    ),
    Rule(
        FindingKind.NOT_PUBLIC, "not public, ticked", re.compile(NOT_PUBLIC + "|不予"), 0.95,
        is_ticked, cues=TICKS,
    ),
    Rule(
        FindingKind.ON_REQUEST, "on request",
        re.compile(
            THIS + r"(?:的?(?:信息)?公开(?:方式|属性|类别|类型|形式))?(?:为|属于?|系|是|按照?|"
                r"作为?|列为|定为)?依申请公开"
            r"(?!的(?!文))"
            r"|(?:是|可)否[^\n:]{0,6}?公开[^\n]{0,8}?依申请公开"
        ), 0.95, unquoted, cues=("依申请公开",),
    ),
    Rule(
        FindingKind.ON_REQUEST, "on request, field",
        re.compile(FIELD + r"依?申请(?:公开)?" + ONLY), 0.95, is_only_option, cues=("申请",),
    ),
    Rule(
        FindingKind.ON_REQUEST, "on request line", re.compile(r"依申请公开"), 0.95, stands_alone,
        cues=("依申请公开",),
    ),
    Rule(
        FindingKind.ON_REQUEST, "on request, ticked", re.compile(r"依申请(?:公开)?"), 0.95,
        is_ticked, cues=TICKS,
    ),
    Rule(
        FindingKind.IDENTITY_NUMBER, "identity number",
        re.compile(
            r"[1-9]" + _ALONE + r"\d{5}[ -]?(?:18|19|20)\d{6}[ -]?\d{3}[\dXx](?![\dA-Za-z])"
        ),
        0.99, identity, _middle(6, 4),
    ),
    Rule(
        FindingKind.IDENTITY_NUMBER, "identity number in groups",
        re.compile(r"[1-9]" + _ALONE + r"(?:" + _SEPARATED + r"\d){16}" + _SEPARATED
                   + r"[\dXx](?![\dA-Za-z])"),
        0.95, said_to_be_identity, _middle(6, 4), cues=("身份", "证件号"),
    ),
    Rule(
        FindingKind.IDENTITY_NUMBER, "identity number of 15 digits",
        re.compile(r"[1-9]" + _ALONE + r"\d{14}(?![\dA-Za-z])"), 0.85, said_to_be_identity,
        _middle(6, 3), cues=("身份", "证件号"),
    ),
    Rule(
        FindingKind.IDENTITY_NUMBER, "identity number of Hong Kong",
        re.compile(r"[a-z](?<![\da-z].)[a-z]?\d{6}\s?[(\[]?[\da][)\]]?(?![\da-z])"), 0.85,
        hong_kong_identity, _middle(2, 1), cues=("身份证", "证件号"),
    ),
    Rule(
        FindingKind.BANK_CARD, "bank card",
        re.compile(r"[3-6]" + _ALONE + r"\d{3}(?:[ \n-]?\d){12,15}(?![\dA-Za-z])"), 0.95,
        bank_card, _middle(4, 4),
    ),
    Rule(
        FindingKind.PASSPORT, "passport",
        re.compile(
            r"[cdeghkmps](?<![\da-z].)(?:(?<=[egdspk])\d{8}|(?<=[ep])[a-hj-np-z]\d{7}"
            r"|(?<=[hmc])\d{8,10})(?![\da-z])"
        ), 0.92, said_to_be_papers, _middle(2, 2), cues=("护照", "证"),
    ),
    Rule(
        FindingKind.PASSPORT, "permit",
        re.compile(
            r"(?:台胞证|(?:台湾居民来往大陆|台湾)通行证)(?:号码?|"
            r"证号)?[^\n\dA-Za-z]{0,8}\d{8}(?!\d)"
            r"|[\u4e00-\u9fff]字第?\d{6,8}号?"
        ), 0.9, said_to_be_papers, lambda text: _middle(2, 2)(re.sub(r"^\D*", "", text)),
        cues=("台胞证", "通行证", "军官证", "士兵证", "军人证", "警官证"),
    ),
    Rule(
        FindingKind.PASSPORT, "passport of another country",
        re.compile(r"护照(?:号码?|证号码?|编号)?[:\s]{1,3}[a-z]{0,2}\d{6,9}(?![\da-z])"),
        0.9, said_to_be_papers, lambda text: _middle(2, 2)(re.sub(r"^[^\da-z]*", "", text)),
        cues=("护照",),
    ),
    Rule(
        FindingKind.MOBILE, "mobile",
        re.compile(
            r"1(?:(?<![\d.a-z-].)|(?<=86[ -]1)|(?<=861))[3-9]\d(?:[ -]?\d{4}){2}"
            + _NO_AMOUNT
        ), 0.9, mobile, _middle(3, 4),
    ),
    Rule(
        FindingKind.MOBILE, "mobile in groups",
        re.compile(r"1(?:(?<![\d.a-z-].)|(?<=\+861)|(?<=86-1))[3-9](?:[ .-]?\d){9}" + _NO_AMOUNT),
        0.85, said_to_be_mobile, _middle(3, 4),
        cues=("电话", "手机", "联系", "致电", "微信", "tel", "mobile"),
    ),
    Rule(
        FindingKind.HOME_ADDRESS, "home address",
        re.compile(
            r"(?:家庭(?:住址|地址)|户籍(?:地址|所在地|地)|身份证(?:住址|地址)|居住地址?|住址|"
            r"现居|家住|住在|住所地?|住)"
            r"\s?[:为在于]?\s?" + _ADDRESS
        ), 0.7, home, _beginning, cues=("住", "户籍", "家庭地址", "身份证地址"),
    ),
    Rule(
        FindingKind.HOME_ADDRESS, "home address column",
        re.compile(r"住址|居住地|地址(?<=家庭地址|户籍地址|居住地址)"), 0.7,
        is_persons_column, _beginning, cues=("住址", "地址", "居住地"),
    ),
    Rule(
        FindingKind.HEALTH, "health beside a name", re.compile(_ILLNESS), 0.6, person_before,
        _beginning,
    ),
    Rule(
        FindingKind.HEALTH, "illness in a form",
        re.compile(
            r"(?:疾病|病种|病情|病名|疾病名称):[^\n,;。]{0,12}?(?:癌|病|症|瘤|炎|结核|衰竭|瘫|障碍)"
            r"|残疾(?:类别|类型|等级):\s?(?:视力|听力|言语|肢体|智力|精神|多重|[一二三四1-4]级)"
        ), 0.6, person_before, _beginning,
        cues=("疾病:", "病种:", "病情:", "病名:", "疾病名称:",
              "残疾类别:", "残疾类型:", "残疾等级:"),
    ),
    Rule(
        FindingKind.HEALTH, "illness of a person named behind it",
        re.compile(
            r"的(?:学生|患者|病人|职工|村民|居民|教师|老人|儿童|同志|干部|员工|考生)" + NAMED
            + r"(?=[,(已被经因系现同女先])"
        ), 0.6, illness_before, _beginning,
    ),
    Rule(
        FindingKind.HEALTH, "patient",
        re.compile(r"(?:患者|患儿|病人|确诊病例|"
            r"感染者)\d*:?\s?[\u4e00-\u9fff]{2,4}[(,]\s?[男女]"), 0.6,
        person_before, _beginning,
    ),
    Rule(
        FindingKind.HEALTH, "health column",
        re.compile(r"病种|病情|所患疾病|患病|疾病名称|诊断|残疾(?:类别|等级)"), 0.6,
        is_persons_column, _beginning,
    ),
    Rule(
        FindingKind.MINOR, "minor beside a name", re.compile(_BORN), 0.6, child, _beginning,
        cues=("岁", "生"),
    ),
    Rule(
        FindingKind.MINOR, "birthday or school of a child that is named",
        re.compile(
            r"(?:出生(?:年月日?|日期|时间)?|生日):20[12]\d(?!\d)"
            r"|就读(?:于|学校:?|院校:?)[^\n,;。]{0,16}(?:小学|幼儿园|初级中学|初中|[一二三四五六七八九]年级)"
        ), 0.6, child, _beginning, cues=("出生", "生日", "就读"),
    ),
    Rule(
        FindingKind.MINOR, "children's table",
        re.compile(r"年\s?龄|出生(?:年月日?|日期)|班级|学籍号"), 0.6, is_childrens_table,
        _beginning, cues=("年龄", "年 龄", "出生", "班级", "学籍号"),
    ),
)  # fmt: skip
