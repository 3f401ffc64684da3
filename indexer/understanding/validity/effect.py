"""When the document itself takes effect.

``(自|从) (date | (本X)(公布|发布|印发)之日) 起 (N日后) (施行|实施|执行|生效|试行)``; for an order
that publishes ``《甲》已经…通过，现予公布，自D起施行``; on a standard's cover ``D 实施``; a line of
its own under a title ``D 施行``. Not what is quoted, not after 应当 or 可以, and not the date of
another document (``自1982年8月1日起施行的《甲》``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from analyzers.numbers import parse_number
from analyzers.numerals import parse_numeral
from indexer.understanding.metadata.dates import FEAST, FEASTS, find_dates
from indexer.understanding.validity.spans import Masker, Paragraph, Span, few, pattern


@dataclass(frozen=True, slots=True)
class OwnDate:
    """When the document takes effect: on ``day``, or ``after`` days after an ``anchor``.

    ``anchor``: publication, printing or passage, whose day this text does not say here. ``typo``
    marks a day that was read through a slip. Offsets are of the sentence.
    """

    rule: str
    start: int
    end: int
    day: date | None = None
    anchor: str = ""
    after: int = 0
    confidence: float = 0.95
    typo: bool = False
    feast: tuple[int, int] | None = None


VERB = r"(?:施行|实施|执行|生效|试行|暂行|实行|起用|启用|施用)"
_ADVERB = r"(?:正式|开始|全面|统一|同步|在[^,。;]{1,8}|零时|0时|[ ])*"
_EXPLICIT = pattern(
    rf"(?:(?:自|从|于|由|定于|在) ?)?(?P<day>{{D}})"
    r"\n?(?:零时|0时|24时|上午)?(?:起|之日起|后|开始|以后|当日)?"
    rf",?\n?{_ADVERB}{VERB}(?P<tail>的|前|后|时|之|以|期|情况|细则|办法|方案|规定)?"
)
_ANCHOR_WORDS = {
    "公布": "publication", "发布": "publication", "颁布": "publication", "公告": "publication",
    "公示": "publication", "公发": "publication", "公(发)布": "publication", "公开": "publication",
    "印发": "printing", "下发": "printing", "发文": "printing", "颁发": "printing",
    "签发": "printing", "发出": "printing", "通过": "passage", "批准": "passage",
    "签署": "passage", "审议通过": "passage", "作出": "passage",
}  # fmt: skip
_ANCHORS = "|".join(re.escape(word) for word in sorted(_ANCHOR_WORDS, key=len, reverse=True))
_RELATIVE = pattern(
    r"(?:自|从|于|在)?(?P<own>本[^,。;\ue000-\ue010]{0,10})?(?:(?:公告|通告|通知|决定)(?!之))?"
    rf"(?P<anchor>{_ANCHORS}|公{{P}}布)之?(?:日|时)(?:起|后|之后)*"
    r"(?:满|的)?(?:(?P<count>[0-9]+|[一二三四五六七八九十百]+)(?P<unit>个?工作日|日|天|个月|月)"
    r"(?:之?后|起|之日起|届满之日起)*)?,?(?:至{D}止?)?"
    rf"{_ADVERB}{VERB}(?!完|到位)(?P<tail>的|前|后|时|之|以|期|情况|细则)?"
)
# 中国人民银行制定了《甲》，现予公布施行。
_AT_ONCE = re.compile(r"现(?:予以?)?(?:公布|发布)(?:施行|实施)(?=[。;,]|$)")
_ON_FEAST = pattern(
    rf"(?:自|从|于)(?:今年|本年|当年)?(?P<feast>{FEAST})节?(?:当日|当天)?(?:起|开始)?,?{_ADVERB}{VERB}"
    r"(?P<tail>的|前|后|时|之|以|期|情况|细则)?"
)
_LINE = pattern(r"^[ ]*\(?{D}[ ]*(?:起)?(?:施行|实施|生效)(?:\)?[ ]*$|[ ]*根据)")
_ADOPTED = re.compile(
    r"现予|现将|现[公发印]|予以?公布|予以?发布|予以?印发|通过|批准|同意|请[^,]{0,10}执行|通知如下|制定|决定(?:废止|宣布)"
)
_FOREIGN = re.compile(
    r"应当|可以|不得|应(?!急)|须|合同|协议|判决|裁定|决定书|许可|登记|证书|该|其(?!中国)"
)
ENUMERATED = re.compile(
    r"^[ ]*(?:第[ ]*[一二三四五六七八九十百零〇0-9-]+[ ]*条(?:之[一二三四五])?"
    r"|[(]?[一二三四五六七八九十0-9]+[)、.])?[ ]*"
    r"(?:\[[^\]]*\])?(?:\ue001\ue010*)?[ ]*"
)


_MAY_SAY = re.compile(
    r"(?:日|月|起|后|始|时|号|[0-9]|开始|正式|统一|全面|节|元旦|当天|现予?以?[公发]布),? ?\n?"
    r"(?:施行|实施|执行|生效|试行|暂行|实行|起用|启用)"
)


def read_effective(masker: Masker) -> list[OwnDate]:
    """All that the text says of when it takes effect, in order of place."""
    found: list[OwnDate] = []
    words = ("施行", "实施", "执行", "生效", "试行", "暂行", "实行", "起用", "启用")
    for paragraph in masker.having(*words, when=_MAY_SAY.search):
        found.extend(_in_paragraph(paragraph))
    return found


def _in_paragraph(paragraph: Paragraph) -> Iterator[OwnDate]:
    masked = paragraph.masked
    line = _LINE.match(masked)
    if line is not None:
        at = next(iter(paragraph.dates.values()))
        place = paragraph.place(Span(0, len(masked)))
        yield OwnDate("line", *place, day=at.date, confidence=0.85)
        return
    for sentence in paragraph.sentences:
        for match in few(_EXPLICIT.finditer(masked, sentence.start, sentence.end)):
            yield from _explicit(paragraph, sentence, match)
        for match in few(_RELATIVE.finditer(masked, sentence.start, sentence.end)):
            yield from _relative(paragraph, sentence, match)
        for match in few(_AT_ONCE.finditer(masked, sentence.start, sentence.end)):
            place = paragraph.place(Span(sentence.start, match.end()))
            yield OwnDate("relative", *place, anchor="publication", confidence=0.85)
        for match in few(_ON_FEAST.finditer(masked, sentence.start, sentence.end)):
            certainty = min(_certainty(masked, sentence, match), 0.7)
            if certainty >= 0.55 and not match["tail"]:
                feast = FEASTS[match["feast"]]
                place = paragraph.place(sentence)
                yield OwnDate("feast", *place, feast=feast, confidence=certainty)
    for span in paragraph.parens.values():
        yield from _in_note(paragraph, span)


def _explicit(paragraph: Paragraph, sentence: Span, match: re.Match[str]) -> Iterator[OwnDate]:
    certainty = _certainty(paragraph.masked, sentence, match)
    if certainty == 0 or match["tail"] or _has_a_number(paragraph, match.start()):
        return
    if (
        not match[0].startswith(("自", "从", "于", "由", "定", "在"))
        and "起" not in match[0]
        and "后" not in match[0]
    ):
        if not (
            _covers_line(paragraph.masked, match)
            or _APPROVED.search(paragraph.masked, sentence.start, match.start())
        ):
            return
        certainty = 0.9
    found = paragraph.dates[match.start("day")]
    yield OwnDate(
        "explicit", *paragraph.place(sentence), day=found.date, typo=found.typo,
        confidence=min(certainty, 0.6) if found.typo else certainty,
    )  # fmt: skip


def _has_a_number(paragraph: Paragraph, end: int) -> bool:
    """《甲》（财会〔2017〕25号）自D起施行: what has a number was issued before, by itself; but a
    standard is called by its number in what brings it into effect."""
    for span in paragraph.parens.values():
        if span.end != end or all(title.end != span.start for title in paragraph.titles.values()):
            continue
        number = parse_number(paragraph.text[span.start + 1 : span.end - 1])
        return number is not None and number.kind != "standard"
    return False


_APPROVED = pattern(r"{D}(?:批准|发布|公布)[ ]*$")


def _covers_line(masked: str, match: re.Match[str]) -> bool:
    """``2008-08-01 实施`` on a cover: nothing else but the publishing date stands in the line."""
    rest = masked[: match.start()] + masked[match.end() :]
    return len(re.sub(r"[\ue000-\ue010]|发布|公布|[ 　]", "", rest)) == 0


_SET = (
    r"(?:规定|办法|条例|通知|标准|目录|清单|公告|细则|意见|名录|政策|措施|要求|事项|价格|调整"
    r"|优惠|收费|费用|费率|税率|税额|补贴|补助|待遇|减免|限额|定额)"
)
_ABOVE = re.compile(rf"(?:上述|以上|前述).*{_SET}$")
# 新标准自D起执行; 调整后的收费标准自D起执行.
_AS_CHANGED = re.compile(
    r"[ ]*(?:本次|此次)?(?:新的?|(?:调整|修订|修改|降低|提高)后的?)"
    rf"[^,。;\ue000-\ue010]{{0,16}}?{_SET}[ ]*$"
)
# 第四条自D起施行，其他条款自D2起施行: the document as a whole begins on D2.
_THE_OTHERS = re.compile(
    r"[ ]*(?:但|而)?(?:本[^,。;\ue000-\ue010]{1,8}?)?(?:其他|其余|其它)的?"
    r"(?:各?条款?|各?条文|各项|规定|内容|部分|事项|章节)(?:均|一律|都)?[ ]*$"
)
_ONE_PROVISION = re.compile(r"第[一二三四五六七八九十百零〇0-9]+[条款项章]|附件|附表")


def _certainty(masked: str, sentence: Span, match: re.Match[str]) -> float:
    """How surely the clause speaks of this document: 0 not, 0.95 本…, less where unsaid."""
    before = masked[sentence.start : match.start()]
    clause = before.rsplit(",", 1)[-1]
    clause = ENUMERATED.sub("", clause.lstrip("( "), count=1)
    if re.match(rf"[^。;]{{0,2}}{VERB}?(?:停止|废止)", masked[match.end() :]):
        return 0
    if _THE_OTHERS.match(clause) and _ONE_PROVISION.search(before[: -len(clause)]):
        return 0.95
    if re.match(r"本|此", clause):
        tail = re.sub(r"\ue000\ue010*|\ue001\ue010*", "", clause)
        partial = re.search(r"第[^,]{1,8}[条款项]|附件|除外|以外|中[^,]{0,12}规定", clause)
        return 0.7 if partial else 0.95 if len(tail) <= 30 and not _FOREIGN.search(tail) else 0
    if clause.strip() == "":
        if "," not in before and not ENUMERATED.sub("", before, count=1).strip():
            return 0.75
        if _FOREIGN.search(before.rsplit(",", 1)[0][-16:]) and not _ADOPTED.search(before):
            return 0
        if re.search(r"本[^,。;]{1,8}(?:已|经|由|的?解释|[,])", before) or _ADOPTED.search(before):
            return 0.95
        return 0.55
    if _ABOVE.search(clause) or (_AS_CHANGED.match(clause) and not _FOREIGN.search(clause)):
        return 0.7
    if re.fullmatch(r"(?:现予以?)?(?:公布|发布|印发)?(?:给你们)?(?:并|,)?", clause.strip()):
        return 0.9
    title = re.fullmatch(
        r"(?:[^,\ue000-\ue010]{0,12})?\ue000\ue010*(?:\ue001\ue010*)?", clause.strip()
    )
    return 0.5 if title else 0


def _relative(paragraph: Paragraph, sentence: Span, match: re.Match[str]) -> Iterator[OwnDate]:
    masked = paragraph.masked
    if match["tail"]:
        return
    certainty = 0.95 if match["own"] else _certainty(masked, sentence, match)
    before = masked[sentence.start : match.start()]
    if match["own"] and _FOREIGN.search(ENUMERATED.sub("", before, count=1)):
        return
    if certainty < 0.7:
        return
    count = parse_numeral(match["count"]) if match["count"] else 0
    if count is None:
        return
    days = count * (30 if "月" in (match["unit"] or "") else 1)
    anchor = _ANCHOR_WORDS.get(match["anchor"], "publication")
    yield OwnDate(
        "relative", *paragraph.place(sentence), anchor=anchor, after=days,
        confidence=min(certainty, 0.8) if days else certainty,
    )  # fmt: skip


# (签订日期1991年10月5日 生效日期1991年10月25日)
_DATED = re.compile(r"(?:生效|施行|实施)(?:日期|时间)[:： ]*")
_NOTED = re.compile(r"(?:公布|发布|通过|修订|修正|批准).*(?:施行|实施)", re.DOTALL)
# (…通过 2025年2月26日市人民政府令第3号公布 自公布之日起施行)
_SINCE_PUBLISHED = re.compile(r"自(?:公布|发布)之日起(?:施行|实施)")
_PUBLISHED = re.compile(r"(?:[^0-9年月日][^年月]{0,40}?)?(?:公布|发布)")


def _in_note(paragraph: Paragraph, span: Span) -> Iterator[OwnDate]:
    """(…公布 …修订 自2019年5月15日起施行): a note under the title."""
    inside = paragraph.folded[span.start : span.end]
    dated = _DATED.search(inside)
    if dated is not None and not paragraph.masked[: span.start].strip():
        for found in find_dates(inside[dated.end() :])[:1]:
            if found.start == 0:
                yield OwnDate("note", *paragraph.place(span), day=found.date, confidence=0.9)
    if not _NOTED.search(inside) or paragraph.masked[: span.start].strip():
        return
    for found in find_dates(inside):
        if re.match(r"起(?:施行|实施)(?!的)", inside[found.end :]) and inside[
            : found.start
        ].endswith("自"):
            yield OwnDate("note", *paragraph.place(span), day=found.date, confidence=0.9)
    if (since := _SINCE_PUBLISHED.search(inside)) is not None:
        made = [f for f in find_dates(inside[: since.start()]) if _PUBLISHED.match(inside, f.end)]
        if made:
            day = made[-1].date
            yield OwnDate("note", *paragraph.place(span), day=day, confidence=0.9)
