"""How long the document itself holds, and when it ends.

``有效期五年``, ``有效期至D``, ``试行期二年``, ``自D1起至D2止执行`` of this document; never a
permit's, nor the period of a policy within it. Two ends that differ are no end: staff decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from analyzers.numerals import parse_numeral
from indexer.understanding.validity.effect import ENUMERATED, VERB
from indexer.understanding.validity.operations import Hint
from indexer.understanding.validity.spans import Masker, Paragraph, Span, few, pattern
from indexer.understanding.validity.terms import END, end_of, last_day


@dataclass(frozen=True, slots=True)
class OwnTerm:
    """How long the document holds: ``months`` from its start, up to ``until``, or for good.

    ``from_day`` is the start that stands beside the end. Offsets are of the sentence.
    """

    rule: str
    start: int
    end: int
    months: int | None = None
    until: date | None = None
    lasting: bool = False
    from_day: date | None = None


_WORDS = (
    "有效期", "试行期", "施行期", "执行期", "实施期", "效时间",
    "行时间", "施时间", "行时限", "暂定", "试行", "暂行", "长期有效", "日止",
    "有效至", "施行,至", "执行至", "施行至", "实施至", "日失效", "日废止", "自动失效", "止执行",
    "止施行", "日执行", "日施行", "日实施", "日有效", "年底", "年末", "月底", "月末", "执行到",
    "施行到", "实施到", "有效到", "试行至", "试行到", "日终止",
    "时终止", "时废止", "时失效", "时止",
    "日起废止", "日起失效", "日起终止", "日起停止", "日起自动", "日停止", "日自动", "日自行",
)  # fmt: skip
_ANY_WORD = re.compile("|".join(_WORDS))
_STEMS = ("有效", "试行", "施行", "执行", "实施", "暂定", "暂行", "日止", "日失效", "日废止")
_NAMED = (
    "有效期限?|有效期间|施行期[间限]|试行期限?|试行期间|暂行期限?|执行期[间限]?|实施期[间限]?"
    "|(?:有效|施行|执行|实施|试行)时[间限]"
)
_COUNT = r"(?P<count>[0-9]+|[一二三四五六七八九十两]+) ?(?P<unit>年半|年|个月)(?!度)"
_LENGTH = pattern(
    rf"(?P<word>{_NAMED}|试行|暂行|暂定)[ ]*(?:暂定)?(?:执行|实施|施行|试行)?(?:为|是|共|:)?"
    rf"(?:自[^,。;]{{0,24}}?(?:起|算),?)?(?:暂定|共|计|为)*[ ]*{_COUNT}"
)
_UNTIL = pattern(
    rf"(?P<word>{_NAMED}|执行|有效|施行|试行|实施)(?:暂定)?(?:为|是|:)?,?(?:自?(?P<from>{{D}})起?,?)?"
    r"(?:(?:截止|截)?(?:至|到|止于|-|~)|截止(?:日期?|时间)?(?:至|到|为|是|:)?)"
    rf"{END}(?:止|为止)?(?!的)"
)
_RANGE = pattern(
    r"(?:自|从)(?P<from>{D}|[^,。;\ue000-\ue010]{2,10}之日)起?(?:施行|实施|执行|试行|生效)?,?"
    rf"(?:至|到){END}(?:止|自动)?"
    r"(?:(?:施行|实施|执行|有效|试行|失效|废止|停止执行|终止)(?!完|到位)|[,。;])"
)
# 2023年6月30日废止, 2026年12月31日止, in the sentence of its own effect.
_ENDS_ON = pattern(
    rf",(?P<from>自|从)?(?:于|至|到)?{END}(?P<since>起|之日起)?(?:自动|自行)?"
    r"(?:失效|废止|终止执行|终止|停止执行|为?止)(?=[,。;\n ]|$)"
)
# 实施期限为2023年至2025年: to the end of the last.
_YEARS = re.compile(
    rf"(?P<word>{_NAMED})(?:暂定)?(?:为|是|:)?(?:自|从)?(?P<first>(?:19|20)[0-9]{{2}})年?"
    r"(?:至|到|-|—|~)(?P<last>(?:19|20)[0-9]{2})年(?:度|末|底)?(?:止)?(?=[,。;)\n ]|$)"
)
_ISSUED_EFFECT = pattern(rf"印发[^,。;]{{0,12}},(?:自|从)(?:{{D}})[^,。;]{{0,6}}{VERB}$")
_GOES_ON = re.compile(r"(?!自动|失效|废止|终止|停止|结束|期满)[一-鿿]")
_LASTING = re.compile(r"^[^,。;]{0,8}本[^,。;]{0,20}长期有效")
_OTHERS = re.compile(
    r"证|许可|执照|合同|协议|资质|资格|批准文件|批件|登记|备案|检验|通知书|意见书|凭证|票|卡|标志"
    r"|认证|认定|任期|保险|担保|承诺书|称号|保质|授权|委托"
)
_GENERAL = re.compile(r"一般|不得|不超过|应当|原则上|最长|延长|政策|可以")
_OWN_POLICY = re.compile(r"^本(?:项)?(?:优惠|扶持|补贴)?政策(?:措施)?")
_OWN = re.compile(r"本[^,。;]{1,12}")
_ABOVE = re.compile(r"(?:上述|以上|前述)[^,。;]{0,8}(?:规定|政策|措施|意见|事项|标准)")
_IN_EFFECT = re.compile(rf"(?:起|后|之日|日|[\ue003\ue010])[^,。;]{{0,6}}{VERB}")
_OWN_EFFECT = re.compile(
    rf"(?:^|[ 条、.。;])(?:本|上述|以上|前述)[^,。;]{{0,30}}(?:起|后|之日|日)[^,。;]{{0,6}}{VERB}"
)
# 本办法有效期5年，自D起至D止.
_OWN_LENGTH = re.compile(
    rf"(?:^|[ 条、.。;,])本[^,。;]{{1,12}}?(?:{_NAMED})(?:暂定)?为?"
    r"[0-9一二三四五六七八九十两]{1,3}(?:年半?|个月),$"
)
_OWN_VALID = re.compile(
    rf"(?:^|[ 条、.。;,])本[^,。;]{{1,12}}(?:{_NAMED}|有效|暂行|试行|执行|施行)[^,。;]{{0,6}}$"
)
# These words mean much else: they count in a clause that begins with 本… only.
_BARE = frozenset(("试行", "暂行", "暂定", "执行", "有效", "施行", "实施", "自", "于", "至"))
_LONGEST_TERM_YEARS = 50


def read_terms(masker: Masker) -> tuple[list[OwnTerm], list[Hint]]:
    """What the text says of its own term; ends that differ are left to staff."""
    found: list[OwnTerm] = []
    for paragraph in masker.having(*_STEMS, when=_ANY_WORD.search):
        for sentence in paragraph.sentences:
            found.extend(_terms_in(paragraph, sentence))
    hints: list[Hint] = []
    for paragraph in masker.having("之日", "之时", "为止", when=_UNTIL_EVENT.search):
        for sentence in paragraph.sentences:
            if (hint := _ends_with_event(paragraph, sentence)) is not None:
                hints.append(hint)
    lengths = {term.months for term in found if term.months}
    days = {term.until for term in found if term.until}
    if len(lengths) > 1 or len(days) > 1:
        note = "文中出现不同的有效期，未采用"
        hints += [Hint("expiry", term.start, term.end, note) for term in found]
        return [], hints
    return found, hints


# 暂行至正式办法印发之日止: it will end, and no text tells the day.
_UNTIL_EVENT = re.compile(
    r"(?:至|到|待)(?P<event>[^,。;\ue000-\ue010]{2,30}?"
    r"(?:印发|出台|施行|实施|公布|发布|颁布|下发|生效|结束|完毕|完成|修订|批准))"
    r"(?:之日|之时|之后|后|时)?起?(?:止|为止|自动|自行|即行)?(?:失效|废止|终止|停止执行)?(?=[,。;]|$)"
)
_ENDING = re.compile(r"止|失效|废止|终止")
_EVENT_NOTE = "有效期以事件为止，文中没有写明日期，未推算失效日期"


def _ends_with_event(paragraph: Paragraph, sentence: Span) -> Hint | None:
    masked = paragraph.masked
    event = _UNTIL_EVENT.search(masked, sentence.start, sentence.end)
    if event is None or not _ENDING.search(masked, event.end("event"), event.end()):
        return None
    before = masked[sentence.start : event.start()]
    if not _OWN_EFFECT.search(before) and not _OWN_VALID.search(before):
        return None
    return Hint("expiry", *paragraph.place(sentence), _EVENT_NOTE)


def _terms_in(paragraph: Paragraph, sentence: Span) -> Iterator[OwnTerm]:
    masked = paragraph.masked
    begin, end = paragraph.place(sentence)
    for match in few(_LENGTH.finditer(masked, sentence.start, sentence.end)):
        own = _is_own(masked, sentence, match.start(), match["word"], match.end())
        if own or _goes_with(paragraph, sentence, match):
            count = parse_numeral(match["count"].replace("两", "二"))
            if count is not None and 0 < count <= _LONGEST_TERM_YEARS:
                months = count * (1 if match["unit"] == "个月" else 12)
                months += 6 if match["unit"] == "年半" else 0
                yield _counted(paragraph, sentence, match.end(), months)
    for rule in (_UNTIL, _RANGE):
        for match in few(rule.finditer(masked, sentence.start, sentence.end)):
            word = match["word"] if rule is _UNTIL else "自"
            if word in _BARE and rule is _UNTIL and _GOES_ON.match(masked, match.end()):
                continue  # 自D起施行，到2025年底建成…
            own = _is_own(masked, sentence, match.start(), word, match.end())
            if own or _is_an_item(paragraph, sentence, match, word):
                since = paragraph.dates.get(match.start("from")) if match["from"] else None
                start = since.date if since else None
                until = end_of(match, paragraph.dates)
                if until is not None:
                    yield OwnTerm("until", begin, end, until=until, from_day=start)
    for match in few(_YEARS.finditer(masked, sentence.start, sentence.end)):
        first, last_year = int(match["first"]), int(match["last"])
        if first <= last_year <= first + _LONGEST_TERM_YEARS and _is_own(
            masked, sentence, match.start(), match["word"], match.end()
        ):
            yield OwnTerm("until", begin, end, until=date(last_year, 12, 31))
    for match in few(_ENDS_ON.finditer(masked, sentence.start, sentence.end)):
        # The sentence by itself: it may be the second of its paragraph.
        last = end_of(match, paragraph.dates)
        before = masked[sentence.start : match.start()]
        if last is not None and (_OWN_EFFECT.search(before) or _ISSUED_EFFECT.search(before)):
            until = last - timedelta(days=1) if match["since"] else last
            yield OwnTerm("until", begin, end, until=until)
    if _LASTING.match(masked[sentence.start : sentence.end]):
        yield OwnTerm("lasting", begin, end, lasting=True)


def _is_own(masked: str, sentence: Span, at: int, word: str, end: int) -> bool:
    """Whether the term is this document's: 本办法有效期…, or beside its effective clause."""
    before = masked[sentence.start : at]
    last = before.rsplit(",", 1)[-1]
    rest = before[: len(before) - len(last)]
    clause = ENUMERATED.sub("", last, count=1)
    if _GENERAL.search(_OWN_POLICY.sub("", clause)) or _OTHERS.search(clause[-12:]):
        return False
    if _OWN.match(clause):
        tells_policy = re.search(r"减征|免征|政策|对[^,]{2,}", masked[end : sentence.end])
        return not (word in _BARE and tells_policy) and _plain_length(clause) <= 40
    if clause.strip() in ("", "文件", "其", "并", "且", "暂定", "暂") and rest:
        if _IN_EFFECT.search(rest) is None:
            return _OWN_LENGTH.search(rest) is not None
        return bool(_OWN.search(rest) or _ABOVE.search(rest)) or not (
            word in _BARE or _OTHERS.search(rest)
        )
    if word in _BARE:
        return False
    in_effect = _IN_EFFECT.search(clause)
    if in_effect is None:
        return False
    subject = clause[: in_effect.start()].strip(" 自从")
    return bool(_OWN.search(before)) or subject in ("", "印发")


_COUNTED_FROM = pattern(r",?自(?P<day>{D})起(?:计算|算|施行|实施|执行|生效)")


def _counted(paragraph: Paragraph, sentence: Span, at: int, months: int) -> OwnTerm:
    """The length that ends at ``at``; 有效期五年，自D起计算 says its end as well."""
    begin, end = paragraph.place(sentence)
    counted = _COUNTED_FROM.match(paragraph.masked, at, sentence.end)
    if counted is None:
        return OwnTerm("term", begin, end, months=months)
    since = paragraph.dates[counted.start("day")].date
    until = last_day(since, months=months)
    return OwnTerm("term", begin, end, months=months, until=until, from_day=since)


# 《甲》经评估继续有效，现重新公布，有效期五年，自D起计算.
_AGAIN = re.compile(r"(?:重新|再次)(?:公布|印发|发布)(?:给你们)?,$")


def _goes_with(paragraph: Paragraph, sentence: Span, length: re.Match[str]) -> bool:
    """本办法自D起施行。有效期五年: a sentence of its own behind the one of the effect, or beside
    the day that it counts from."""
    masked = paragraph.masked
    lead = ENUMERATED.sub("", masked[sentence.start : length.start()], count=1).strip()
    if length["word"] in _BARE or (lead and not _AGAIN.search(lead)):
        return False
    if _COUNTED_FROM.match(masked, length.end(), sentence.end):
        return True
    if lead:
        return False
    number = paragraph.number_of_sentence(sentence.start)
    before = paragraph.sentences[number - 1] if number else None
    return before is not None and bool(_OWN_EFFECT.search(masked[before.start : before.end]))


# 二、有效期至D。 A point of the notice says this and nothing else.
_POINT = re.compile(r"[ ]*(?:[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十百]{1,5}条)[ ]*")


def _is_an_item(paragraph: Paragraph, sentence: Span, until: re.Match[str], word: str) -> bool:
    masked = paragraph.masked
    lead = _POINT.fullmatch(masked, sentence.start, until.start())
    rest = masked[until.end() : sentence.end].strip(" 。;\n")
    return word not in _BARE and sentence.start == 0 and lead is not None and not rest


def _plain_length(clause: str) -> int:
    return len(re.sub(r"[\ue000-\ue010]", "", clause))
