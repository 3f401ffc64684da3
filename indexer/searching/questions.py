"""What a question asks: its kind, its matter, its day.

The kinds are a table: the first whose words stand in the question. No model guesses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from analyzers.stopwords import strip_question
from indexer.model.answers import QuestionKind
from indexer.searching.asked_days import asked_day, plainly

# How long what is called by its number holds, or since when, is of its history, too.
_NUMBERED = (
    r"[0-9]号(?:文件?|公告|通告|令|通知)?(?:是|从|自|的)?(?:什么时候|何时|几时|哪一?[天年])?"
)
_KINDS: tuple[tuple[QuestionKind, re.Pattern[str]], ...] = (
    (
        QuestionKind.TELEPHONE,
        re.compile(
            r"(?<!打个)(?<!打了)(?<!接到)电话|热线|打什么号|打多少|拨打|打[几哪啥]个?号|打几号"
        ),
    ),
    (
        QuestionKind.WHO,
        re.compile(
            r"谁|哪个(?:部门|单位|机关|机构|局|窗口)|哪些(?:部门|单位|机关)|什么(?:部门"
            r"|单位|机关)|主管(?:部门|单位)"
            r"|归哪|(?<![寄打转汇存退])[向找去到]哪(?!一?[年天月日]|个?[账邮地])|哪里(?:管|办|申请|投诉|举报|提出|受理)|哪儿"
        ),
    ),
    (
        QuestionKind.VALIDITY,
        re.compile(
            r"还算数|还有效|还能用|还适用|作废|废止了|失效了|是否有效|是否废止|还执行"
            rf"|{_NUMBERED}[^，。]{{0,4}}?(?:有效期|到期|失效|施行|生效|作废|废止)"
            r"|还管用|过期(?!的?[食药产商物品])|(?<!期)有效吗|有没有效|在执行吗|执行着吗|(?:失效|废止|作废)[没吗]"
        ),
    ),
    (
        QuestionKind.AMOUNT,
        re.compile(
            r"多少(?:钱|元|万|补贴|补助|奖励|罚款)|(?:补贴|补助|奖励|罚款?|标准|工资"
            r"|费用?|票价|价格|租金|押金|额度|限额)"
            r"(?:是|有|要|为)?(?:多少|几(?![号月天点时年]))|几[百千万]|贷(?:款)?多少|罚多少|收多少|要钱|收费|收钱"
            r"|免费|什么标准|能贷|提取多少|怎么收"
            r"|(?:报销?|拿|领|补|赔|奖|退|扣|返)多少|给钱|有钱[拿补领]|付多少|交多少|给多少|发多少|缴多少|多少公积金|标准是"
            r"|(?:低保|补[助贴偿]|收费|工资|待遇|缴费|奖励|罚款|供养)标准(?=[?？]?$)"
        ),
    ),
    (
        QuestionKind.DEADLINE,
        re.compile(
            r"多久|多长(?!米)|有效期|几天|多少天|几个?工作日|多长时间|什么时候|何时|几点|期限|几年"
            r"|多少年|几个月|截止|哪一?[年天]|哪几?个月|几[月号]|到什么时间"
        ),
    ),
    (
        QuestionKind.MATERIAL,
        re.compile(r"(?:什么|哪些)(?:材料|手续|证件|资料|证明|文件)|带什么|交什么"),
    ),
    (
        QuestionKind.CONDITION,
        re.compile(
            r"条件|资格|才能|才可以|哪些人|什么人|谁可以|能不能|可不可以|能否|是否可以"
            r"|可以.{0,12}吗|能.{0,12}吗|吗[？?]?$|多大|几岁|年龄|几条|多少(?:人"
            r"|邻居|业主|户)"
        ),
    ),
    (
        QuestionKind.PROCEDURE,
        re.compile(r"(?:怎么|如何|怎样|咋)(?!样?(?:处罚|罚|计?算|计税))|流程|步骤|几步"),
    ),
)
_OFFICE = r"(?:部门|单位|机关|机构|局|窗口|衙门)"
# A body is what is asked for, not a person or a place: 归谁管, 找哪个部门.
_BODY = re.compile(
    rf"找谁|归谁|归哪|[哪什]个?(?:么|一家|些)?{_OFFICE}|主管{_OFFICE}|[找归]哪(?:里|儿|家)?"
    r"|谁(?:来)?(?:负责|主管|管|监管|受理|牵头|审批|批)"
)
_COMPARES = re.compile(
    r"(?:什么|哪些|啥)(?:不同|区别|变化|不一样|调整)|[变改]了(?:什么|哪些|啥)|为什么|为啥"
)
_MEANING = re.compile(
    r"算(?:是|得上)?[一-鿿]{2,14}吗|什么[是叫]|什么意思|指的?是?什么|属于.{2,14}吗"
)
# Of a longer question this much is read: each word is looked for in the library and in a hundred
# passages, so that a pasted page would take seconds.
LONGEST = 200
# What is said for what is written, and where a modal verb is no part of the word before it.
_SPOKEN: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(said), written)
    for said, written in (
        (r"[咋怎]么?[整弄搞]", "怎么办"),
        (r"咋个?", "怎么"),
        (r"啥子?", "什么"),
        (r"没收到", "未收到"),
        (r"每个月", "每月"),
        (r"上哪(?=[投办申举找])", "去哪"),
        (
            r"(?<=[一-鿿]{2})(?<![需不重主必只还想首纪概提摘])要(?=[交带花缴准]|多少|什么材料)",
            " 要",
        ),
        (r"((?:多少|几)[人户家个])(?=才?[能可])", r"\1 "),
        (
            r"(?<=[^\W\d_])(?<![可才只性功职智产节效潜不万])能"
            r"(?=[办开领申买卖用落报贷取拿交退养进坐住享参补租转换考]|提(?![升高供]))",
            " 能",
        ),
    )
)
# 退不退, 能领补贴不: yes or no.
_OR_NOT = re.compile(r"([^\W\d_])不\1")
_LAST_NOT = re.compile(r"(?<=[^\W\d_])[不没](?=[?？]?$)")
_ENDS = re.compile(r"[吗呢吧么][?？]?$")
_NOW = re.compile(r"现在|目前|如今|今年|当前|眼下|最新")


@dataclass(frozen=True, slots=True)
class Question:
    """``text``: what is searched for; without a day that is said. One that has passed is asked by
    ``day``; of one ``to_come`` only what holds today is known, and how long. ``day_words``: how a
    day is said, ``of_year`` whether as a whole year, ``impossible`` whether no calendar has it;
    ``overruled``: whether another day is asked for beside the question."""

    kind: QuestionKind
    text: str
    matter: str
    day: date
    said: bool
    to_come: date | None = None
    day_words: str = ""
    of_year: bool = False
    impossible: bool = False
    overruled: bool = False


def as_far_as_read(text: str) -> tuple[str, tuple[str, ...]]:
    """What is read of a question, and what to tell of the rest.

    >>> as_far_as_read("停车场归谁管"), as_far_as_read("停" * 201)[1]
    (('停车场归谁管', ()), ('问题有 201 字，只读了前 200 字',))
    """
    if len(text) <= LONGEST:
        return text, ()
    return text[:LONGEST], (f"问题有 {len(text)} 字，只读了前 {LONGEST} 字",)


def kind_of(text: str) -> QuestionKind:
    """
    >>> kind_of("加装电梯找谁").label, kind_of("加装电梯 补贴").label
    ('由谁负责', '其他')
    """
    return next((kind for kind, words in _KINDS if words.search(text)), QuestionKind.OTHER)


def asks_body(text: str) -> bool:
    """
    >>> [asks_body(q) for q in ("加装电梯找哪个部门", "停车场归谁管", "旧沙发扔哪里", "费用谁出")]
    [True, True, False, False]
    """
    return bool(_BODY.search(text))


def compares(text: str) -> bool:
    """Whether it is asked what changed, which explanations tell best.

    >>> compares("新办法和老办法有什么不同"), compares("补贴标准是多少")
    (True, False)
    """
    return bool(_COMPARES.search(text))


def asks_meaning(text: str) -> bool:
    """Whether it is asked what a thing is, or what is one, which definitions tell.

    >>> [asks_meaning(as_written(q)) for q in ("会议纪要算不算文件", "什么是大型犬", "怎么算")]
    [True, True, False]
    """
    return bool(_MEANING.search(text))


def as_written(text: str) -> str:
    """
    >>> as_written("这样行得通不"), as_written("让不让养狗"), as_written("狗证咋整")
    ('这样行得通吗', '让养狗吗', '狗证怎么办')
    """
    text = plainly(text)
    for said, written in _SPOKEN:
        text = said.sub(written, text)
    asked = _OR_NOT.sub(r"\1", text)
    either = asked != text
    asked, last = _LAST_NOT.subn("吗", asked)
    return asked.rstrip("?？") + "吗" if either and not last and not _ENDS.search(asked) else asked


def read_question(text: str, as_of: date | None, today: date) -> Question:
    """``as_of``: a day that is asked for beside the question, which then counts.

    >>> day = date(2026, 11, 23)
    >>> q = read_question("2021年加装电梯补助多少", None, day)
    >>> q.kind.label, q.text, q.day.isoformat()
    ('多少钱', '加装电梯补助多少', '2021-12-31')
    >>> read_question("停车场归谁管", None, day).kind.label
    '由谁负责'
    """
    text = as_written(text)
    kind = kind_of(text)
    day, bare, said, to_come = today, text, False, None
    named = asked_day(text, today)
    if named.day is not None:
        # What is to come is asked of validity alone: nothing else is known of it.
        if named.day < today or (kind is QuestionKind.VALIDITY and named.day > today):
            day, said = named.day, True
        elif named.day.year > today.year:
            to_come = named.day
        if said or to_come:
            bare = named.bare
    if kind is QuestionKind.VALIDITY and day < today and _of_today(named.bare, named.at):
        day = today
    overruled = as_of is not None and (said or to_come is not None) and day != as_of
    if as_of is not None:
        day, to_come = as_of, None
    bare = _NOW.sub("", bare).strip() or text
    matter = strip_question(bare).strip() or bare
    return Question(
        kind, bare, matter, day, said, to_come,
        named.said, "月" not in named.said and named.day is not None, named.impossible, overruled,
    )  # fmt: skip


_STILL = re.compile(r"还|现在|目前|如今|了[吗没]")
_ASKED_THEN = re.compile(r"还|仍|依然|是否|是不是|有没有|能不能|有效|适用|执行|算数|作废|失效|废止")
_NOW_SAID = re.compile(r"现在|目前|如今")


def _of_today(bare: str, at: int) -> bool:
    """2021年的标准现在还算数吗 is asked of today, 停车场办法2023年还有效吗 of that year.

    >>> _of_today("的标准现在还算数吗", 0), _of_today("停车场办法还有效吗", 5)
    (True, False)
    """
    if _NOW_SAID.search(bare):
        return True
    return bool(_STILL.search(bare)) and not (at and _ASKED_THEN.match(bare, at))
