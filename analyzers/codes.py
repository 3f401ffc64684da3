"""Where the code of a document number begins: knowledge of language, read backwards.

Chinese has no blanks: in 根据国办发〔2019〕54号 only the words tell that the code is 国办发. What
may stand before a code and is no part of it: verbs and nouns that introduce a citation, a date
or another number that ends there, the name of the issuing body, 原.
"""

from __future__ import annotations

import re

_LONGEST_CODE = 16
_LONGEST_BODY = 40

# 法(研)发 holds the name of the drafting office.
_RUN = re.compile(r"(?:[一-鿿](?:[一-鿿a-z]|\([一-鿿]{1,2}\)(?=[一-鿿]))*)?[一-鿿]$")
_JOINT_BODIES = re.compile(r"(?:[一-鿿]{2,20}[部局会署行委院] +)*[一-鿿]+$")

# Words that end a sentence's share of the run.
_SENTENCE = (
    "根据|依据|依照|按照|参照|遵照|对照|比照|执行|符合|适用|违反|属于|贯彻|落实|印发|转发|批转|下发|颁发|制发|签发|发布|公布|颁布|"
    "废止|停止|收回|撤回|取代|代替|修订|修改|有关|关于|相关|文件|通知|规定|意见|办法(?!$)|批复|决定|公告|通告|附件|精神|以及|"
    "建议|拟将|现将|决定将|享受|享有|撤销|废除|恢复|暂停|暂缓|延长|延续|终止|中止|明确|落实好|"
    "原文|文号|编号|字号|同意|收到|你[局厅委市省部县区]|你单位|来文|请示|包括|其中|例如|比如|同时|分别|上述|前述|我院|我局|简称|统称|作出|"
    "此前|之前|[的按据见或以]"
)
_BEFORE_CODE = re.compile(rf".*(?:{_SENTENCE}|[及与由在对]|[一二三四五六七八九十]日)")
_BEFORE_BODY = re.compile(rf".*(?:{_SENTENCE}|[一二三四五六七八九十]日)")
# At the beginning these may join or date a citation, or be the first character of a place
# (和田, 固原) or a body (自然资源部): they go only where a well-known code is left.
_AMBIGUOUS = tuple("自经将为如原即和同并")
_WELL_KNOWN = re.compile(
    "国[发办函令税土资卫环经人科食药质标能铁粮文旅]|中办|中发|财|税总|银|法[释发]|汇|证监|保监|人社|劳社|"
    "发改|计价|教|卫|民|建|交|农|水|商|工商|工信|环|海关|署|"
    "[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵黔云滇藏陕甘青宁新][政府办财地国人]"
)
# Full names of bodies; short ones (人社部发, 工信部联企业) are codes themselves.
_BODY_NAME = re.compile(
    r".*(?:总局|总署|委员会|办公厅|办公室|人民政府|国务院|人民法院|人民检察院|人民银行|"
    r"(?:财政|教育|水利|建设|公安|民政|司法|商务|交通|运输|文化|卫生|农业|农村|环境|资源|保障|信息化)[部厅局])"
    r"(?=[^发函规字办令文通联].)"
)
_AFTER_DIGIT = "日月年号条款项件个"
_CODE_ENDS = frozenset("发办函字规文通电税释令政综企改建财教医卫党委人审批监管秘督调议决告外")
# Bodies that end in a word whose last character ends others too (有关公告, 部队通告).
_BODY_WORDS = ("海关", "支队", "总队", "大队", "中心", "管理处", "交易所")
_BODY_ENDS = frozenset("院部委会局署行府席办团厅司省市区县国总室")


def code_span(folded: str, end: int, floor: int) -> tuple[int, int] | None:
    """Where the code is that ends at ``end``, or before blanks that end there; None if nowhere.

    ``floor`` is where it may begin at the earliest.
    """
    while end > floor and folded[end - 1] == " ":
        end -= 1
    first = max(floor, end - _LONGEST_CODE)
    run = _RUN.search(folded, first, end)
    if run is None:
        return None
    start = _after_date(folded, run.start(), first)
    for words in (_BODY_NAME, _BEFORE_CODE, _BODY_NAME):
        start = _after(words, folded, start, end)
    if folded.startswith(_AMBIGUOUS, start) and _WELL_KNOWN.match(folded, start + 1, end):
        start += 1
    return start, end


def body_start(folded: str, end: int, floor: int) -> int | None:
    """Where the name begins of the body whose order or announcement is named at ``end``."""
    first = max(floor, end - _LONGEST_BODY)
    run = _JOINT_BODIES.search(folded, first, end)
    ends = folded[end - 1] in _BODY_ENDS or folded.endswith(_BODY_WORDS, first, end)
    if run is None or not ends:
        return None
    start = _after_date(folded, run.start(), first)
    start = _after(_BEFORE_BODY, folded, start, end)
    start = max(start, folded.rfind("中华人民共和国", start, end - 2))
    joined = start > 0 and folded[start - 1] in "》号)、"
    if folded.startswith(("和", "与", "及", "并"), start) and joined:
        start += 1
    return start + folded.startswith(("原", "由", "经国"), start)


def is_plausible_code(code: str) -> bool:
    """Whether a code's last character says that it is one. Asked where the brackets don't."""
    return len(code) > 1 and code[-1] in _CODE_ENDS


def _after(words: re.Pattern[str], folded: str, start: int, end: int) -> int:
    match = words.match(folded, start, end - 1)
    return start if match is None else match.end()


def _after_date(folded: str, start: int, first: int) -> int:
    """9日广期所发: the 日 belongs to the digits before it."""
    glued = start > 0 and folded[start - 1].isdigit() and folded[start] in _AFTER_DIGIT
    return start + 1 if glued else start
