"""What an answer looks like: how long, how much, how far, when, each as its passage writes it.

A question of 几天 is answered by a number of days and not by one of years; one that asks for two
things (停多久不要钱) by what tells both. The tables are read as they stand; no model guesses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from indexer.model.answers import QuestionKind

_NUMBER = r"[0-9〇零一二两三四五六七八九十百千万半]+"
_YEARS = (
    rf"(?<![0-9一二三四五六七八九十〇○])(?:[0-9]{{1,2}}|[一二三四五六七八九十]{{1,3}})年"
    rf"(?!{_NUMBER}月)"
)
_DAYS = rf"{_NUMBER}个?(?:工作|自然)?[日天](?!起|前|后|施行)"
_AT_ONCE = r"即时|当[日场天]"
_FOR_EVER = r"永久|长期(?=有效|保[存管]|使用|[，。；、)）]|$)"
_RATE = (
    r"[0-9.]+\s*[％%‰]|[％%‰][^0-9]{0,6}[0-9]|[百千万]分之|[一二三四五六七八九]成"
    r"|[0-9一二三四五六七八九十]倍|[0-9][:：][0-9]"
)

# (what the question says, what its answer says).
_FORMS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(asks), re.compile(says))
    for asks, says in (
        (
            r"[几多]少?个?工作日|几天|多少天|几日",
            rf"{_DAYS}|{_AT_ONCE}|{_NUMBER}个月(?:之|以)?内",
        ),
        (r"[几多]少?个月", rf"{_NUMBER}个月|半年|{_YEARS}"),
        (r"几年|多少年", rf"{_YEARS}|{_NUMBER}个月|{_FOR_EVER}"),
        (r"几个?小时|几分钟", rf"{_NUMBER}个?(?:小时|分钟)"),
        (r"几点", rf"{_NUMBER}(?:时|点|[:：][0-9])"),
        (
            r"(?:什么时候|何时|哪一?天|啥时候)(?!召?开|举[行办]|考|报名|截止)|几[月号](?!份)|哪几?个月",
            rf"{_NUMBER}月{_NUMBER}日|{_NUMBER}月底?|之日起|{_NUMBER}时|{_NUMBER}日前",
        ),
        (r"哪一?年", r"[12][0-9]{3}年"),
        (
            r"多久(?![^，。]{0,12}[一几]次)|多长时间(?![^，。]{0,12}[一几]次)|多快|期限|时限",
            rf"{_DAYS}|{_NUMBER}个月|{_NUMBER}个?小时|{_NUMBER}分钟|{_YEARS}|{_AT_ONCE}|半年"
            rf"|{_FOR_EVER}|{_NUMBER}周",
        ),
        (
            r"多少(?:钱|元|补|租|罚|奖)|几块|要钱|[补罚收交奖给拿领贷报发付]多少",
            rf"{_NUMBER}[万亿千百]*元|[0-9.]+[％%]|免费|免收|不收|百分之|[0-9]倍"
            r"|[一二三四五六七八九]折|[(（]万?元|(?:承担|负担)(?!.{0,4}责任)",
        ),
        (r"多[远宽长高深](?!时间)", rf"{_NUMBER}(?:\.[0-9]+)?(?:厘米|公里|千米|米)"),
        (
            r"(?:[房地套间户宅店馆场]|面积|中心)[^，。]{0,6}多大|多大[^，。]{0,2}(?:面积|地方)"
            r"|多少平|几平",
            r"平方米|亩|平方公里",
        ),
        (
            r"几岁|多大年[龄纪]|年龄|[人男女童孩][^，。]{0,3}多大|多大[^，。]{0,3}(?:可以|才|能|算|负|退休|结婚|上学)",
            r"岁",
        ),
        (r"(?:率|比例|系数)(?:各?是|为|有|要)?(?:多少|几)|多少(?:税|利|费)率", _RATE),
        (r"限速|时速", r"公里|千米"),
        (
            r"(?:怎么?样?|如何|[受会]?什么|哪些)(?:处罚|[处受]?罚)|判(?:几|多少)|判什么",
            r"罚款|罚金|拘留|徒刑|警告|吊销|没收|责令",
        ),
        (
            r"(?:怎么?样?|如何|咋)(?:计?算|计[税发付]|[扣交缴]税)",
            r"按|乘|除以|[×÷]|[百千万]分之|[％%‰]|[0-9一二三四五六七八九十]倍|计算|公式|每满",
        ),
        (
            r"(?:是|为|有|要|标准|限额|额度|数额|每[月年天日人户次个])多少(?:[?？]|$)",
            rf"[0-9]|{_NUMBER}(?:元|万|倍|[％%]|平|米|克|吨|个|人)|[百千万]分之",
        ),
        (r"多重", rf"{_NUMBER}(?:\.[0-9]+)?(?:公斤|千克|克|吨)"),
        (r"几倍|多少倍", rf"{_NUMBER}倍"),
        (r"几次|多少次", rf"{_NUMBER}次"),
        (r"[多最]快(?!多?久)", r"公里|时速|即时|当日"),
        (
            r"几成|百分之几|比例|打几折",
            r"[％%]|分之|[一二三四五六七八九]成|折|[0-9一二三四五六七八九十]倍",
        ),
        # When it is held, not how soon after it something else is done.
        (
            r"(?:什么时候|何时|哪一?天|几点|啥时候)(?:召?开|举[行办]|考|报名|开始|截止)",
            rf"{_NUMBER}月{_NUMBER}日|{_NUMBER}[时点]|[:：][0-9]{{2}}|月底|[上中下]旬",
        ),
        (
            r"(?:[寄打转汇存退]|提交)[到进给]?哪|哪个?(?:账户|账号|邮箱|地址)",
            r"账户|账号|银行卡|邮箱|信箱|地址|来信|[路街巷道][0-9]+号|窗口|大厅|中心",
        ),
        (
            r"(?:怎么样?|如何|怎样)(?:去|才能)?(?:申[请领报]|办|领|报名|登记|提取|缴|查询)",
            r"提交|填[写报]|递交|报[送至名]|[持凭带].{1,30}[到向在]|登录|登陆|窗口|网上|线上|移动端"
            r"|流程|程序|第[一二三]步|向.{1,30}(?:申请|提出|申报|申领|登记|备案)|提出.{0,8}申请|受理",
        ),
        (
            r"还有效|还算数|还能用|还适用|还执行|还管用|作废|(?:废止|失效)了|是否(?:有效|废止)",
            r"废止|失效|作废|继续有效|停止执行|不再执行|予以修改|本[^，。]{1,6}[^。]{0,30}有效期",
        ),
        (
            r"(?:什么|哪些|啥)(?:不同|区别|变化|不一样|调整)|变了(?:什么|哪些|啥)|改了(?:什么|哪些|啥)",
            r"原来|过去|以前|原[^，。]{0,8}(?:办法|规定|标准)|老办法|新办法|由.{1,24}(?:调整|提高"
            r"|降低|缩短|增加|扩大|改|修改)为|比.{0,6}(?:多|少|高|低)|相比|修改为|变化",
        ),
    )
)
# How the clauses of a kind are headed, in their first line.
_HEADINGS: dict[QuestionKind, re.Pattern[str]] = {
    kind: re.compile(words)
    for kind, words in (
        (QuestionKind.DEADLINE, r"时[间限候]|期限|何时"),
        (
            QuestionKind.AMOUNT,
            r"标准|金额|补[贴助]|待遇|收费|票[价制]|奖励|费用|定价|罚|筹资|优惠",
        ),
        (QuestionKind.CONDITION, r"条件|对象|范围|资格|能不能"),
        (QuestionKind.MATERIAL, r"材料|收件"),
        (QuestionKind.PROCEDURE, r"流程|程序|操作|申[请领报]|办理|方式|怎么"),
        (QuestionKind.WHO, r"分工|职责|责任|组织"),
        (QuestionKind.TELEPHONE, r"联系|监督|举报|电话"),
    )
}
_HEADING = 24
_DONE = r"申请|申报|报告|答复|备案|提出|公示|公布|签订|报名"
_ACT = re.compile(
    rf"(?:多久|多少天|多长时间|几(?:天|日|个?工作日|个月|年|小时))(?:之?内|以内)?[^，。]{{0,2}}?(?P<act>{_DONE})"
    rf"|(?P<before>申请|申报|答复|备案)(?:期限|时限)"
)


def forms_asked(text: str) -> list[re.Pattern[str]]:
    """How the passage that answers must write it, one for each thing that is asked.

    >>> [bool(form.search("停放六十分钟以内免费")) for form in forms_asked("停多久不要钱")]
    [True, True]
    >>> [bool(form.search("有效期三年")) for form in forms_asked("要公示几天")]
    [False]
    """
    return [*(says for asks, says in _FORMS if asks.search(text)), *_acts(text)]


def _acts(text: str) -> Iterator[re.Pattern[str]]:
    """What is to be done within the time that is asked for, behind it: 多久内申请 is not told by
    how long whoever decides has."""
    asked = _ACT.search(text)
    if asked is not None:
        act = asked["before"] or asked["act"]
        long = rf"(?:{_DAYS}|{_NUMBER}个?(?:月|小时)|{_YEARS})"
        yield re.compile(rf"{long}[^。；]{{0,24}}{act}|{act}[期时]限[^。；]{{0,30}}{long}")


def fits(forms: Sequence[re.Pattern[str]], body: str) -> float:
    """The share of what is asked that the passage tells; 1 where no form is asked."""
    return sum(bool(form.search(body)) for form in forms) / len(forms) if forms else 1.0


def is_headed(kind: QuestionKind, body: str) -> bool:
    """Whether the passage's first words say that it is of such things."""
    words = _HEADINGS.get(kind)
    return words is not None and bool(words.search(body.split("\n", 1)[0][:_HEADING]))
