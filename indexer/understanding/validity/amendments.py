"""Amendments: what a decision changes in other documents, and what changed this one.

    对《甲》（第5号令）作如下修改 · 对《甲》等二十九件规章作出修改 · 修改《甲》
    将《甲》第三条修改为 · 在《甲》第七条中增加一项 · 删去《甲》第八条
    一、《甲》 … 将第五条修改为                       items under an opening sentence
    关于修改《甲》的决定                              the document's own title

The new wording stands in quotation marks and is never read as this document's words.

A note under a title tells of the document itself: 根据2011年1月8日《…决定》第一次修订.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from analyzers.folding import fold
from indexer.model import RelationType, Scope
from indexer.understanding.validity.directory import core_key
from indexer.understanding.validity.operations import Operation
from indexer.understanding.validity.references import PARTS, Reference, number_in, references
from indexer.understanding.validity.spans import Masker, Paragraph, Span, few, mask, pattern
from indexer.understanding.validity.triggers import Found

_CHANGED = (
    r"(?:作出|作|进行|予以|做出|做)(?:了)?(?:如下|以下|下列|部分|相应|适当|必要)*的?"
    r"(?:修改|修订|修正|调整)"
)
_OF_THEM = r"(?:等[^,。;:]{0,30})?(?:的?(?:部分|有关|相关|个别)?(?:条款|内容|规定|条文))?"
# What is done to a part, with what it becomes behind it.
_INTO = "修改为|改为|修订为|调整为|变更为|替换为|更正为|删去|删除|增加"
_AFTER_TARGET = pattern(
    rf"[ ]*{_OF_THEM}[ ]*,?现?{_CHANGED}"
    rf"|[ ]*{_OF_THEM}(?:修改|修订|修正)(?:如下|为)"
    rf"|[^,。;:]{{0,60}}?(?:{_INTO})"
    r"|[^,。;:]{0,40}?(?:予以|进行|作出?)(?:修改|修订|修正)"
)
_BEFORE_TARGET = re.compile(
    r"^[ ]*(?:\(?[一二三四五六七八九十0-9]{1,3}[)、.．])?[ ]*(?:现?决定|现)?(?:对|将)?"
    r"(?:修改|修订|删去|删除)[ ]*$"
)
_DOING = re.compile(r"对|将|在|把|删去|删除|修改")
_MODAL = re.compile(
    r"建议|拟(?!定|订)|应当|可以|是否|提请|要求|申请|有权|不得|需要|适时|审议|提出|不予|如何|已|依法"
    r"|根据[^,]*$"
)
_WORDS = (
    "作如下修改", "作以下修改", "作出修改", "作出如下修改", "作出以下修改", "作部分修改",
    "予以修改", "进行修改", "修改为", "删去", "删除", "增加", "改为", "修改《", "修改<", "修订《",
    "作下列修改", "修订如下", "作修改", "做如下修改", "如下调整", "予以修订", "进行修订",
    "修改如下", "修改和补充", "调整为", "变更为", "替换为", "更正为", "作以下修正", "作如下修正",
    "作出修订", "作出修正", "作修订", "予以修正", "了修订", "了修改",
)  # fmt: skip
_STEMS = (
    "修改",
    "修订",
    "修正",
    "删去",
    "删除",
    "增加",
    "改为",
    "调整为",
    "变更为",
    "替换为",
    "更正为",
)
_ANY_WORD = re.compile("|".join(_WORDS))


def _may_amend(folded: str) -> bool:
    return ("《" in folded or "<" in folded) and _ANY_WORD.search(folded) is not None


_HISTORY = pattern(r"^[ ]*(?:的决定|的通知)?[ ]*(?:第[^,。]{1,3}次)?(?:修正|修订)(?:的|,|$)")


def read_amendments(masker: Masker, title: str, found: Found) -> None:
    """Add what the text amends in other documents."""
    seen = {_key(one) for one in found.operations if one.type is RelationType.AMENDS}
    named = [*_by_title(masker, title), *_by_sentences(masker), *_by_provision(masker)]
    named += [*_by_items(masker), *_by_approval(masker)]
    for operation in [*named, *_unnamed(masker, named)]:
        key = _key(operation)
        if key not in seen:
            seen.add(key)
            found.operations.append(operation)


def _key(operation: Operation) -> tuple[str, str]:
    target = operation.target
    return ("", "") if target is None else (target.title or target.number or "", target.provision)


# 将《甲》规定的申请对象由乙扩展为丙: what it provides is changed, without 修改.
_TO = "(?:扩展|扩大|提高|降低|放宽|变更|调整|下调|上调|缩短|延长|增加|减少|修改|修订|更改|改)"
_WIDENED = pattern(
    r"(?:将|把|对)(?:原)?(?P<title>{T})(?:[ ]*{P})*(?:,以下[^,]{0,12},)?[ ]*"
    r"(?P<part>(?:中|里|内)?(?:的)?(?:所|关于|有关|原)?(?:规定|确定|明确|要求|载明|第[^,。;]{1,12}[条款项]"
    r"|附(?:件|表)[^,。;]{0,6})[^,。;\ue000]{0,40}?),?"
    rf"(?:由原?来?|从原?来?)[^。;\ue000]{{1,80}}?,?{_TO}(?:为|至|到)"
)


# 批准《甲标准》（编号）局部修订的条文: what is approved changes the standard.
_APPROVED = pattern(
    r"(?:批准|发布|公布)(?:对)?(?:国家标准|行业标准|地方标准|工程建设[^,。;\ue000]{0,8}标准)?"
    r"(?P<title>{T})(?:[ ]*{P})*[ ]*的?局部修订"
)


def _by_approval(masker: Masker) -> Iterator[Operation]:
    for paragraph in masker.having("局部修订"):
        for found in few(_APPROVED.finditer(paragraph.masked)):
            sentence = paragraph.sentence_at(found.start())
            clause = paragraph.masked[sentence.start : found.start()].rsplit(",", 1)[-1]
            one = next(iter(references(paragraph, found.start("title"), found.end())), None)
            if one is not None and not _MODAL.search(clause):
                yield Operation(
                    RelationType.AMENDS, "amend_approved", *paragraph.place(sentence), one,
                    confidence=0.9,
                )  # fmt: skip


def _named_part(words: str) -> str:
    """第三条（…）的罪名 is an article; 规定的申请对象 has no other name."""
    words = words.strip("的中所, ")
    article = re.match(PARTS, words)
    return words if article is None else article[0]


def _by_provision(masker: Masker) -> Iterator[Operation]:
    for paragraph in masker.having("将《", "把《", "对《", "将原《"):
        for found in _WIDENED.finditer(paragraph.masked):
            sentence = paragraph.sentence_at(found.start())
            clause = paragraph.masked[sentence.start : found.start()].rsplit(",", 1)[-1]
            one = next(iter(references(paragraph, found.start("title"), found.start("part"))), None)
            if one is None or found.end() > sentence.end or _MODAL.search(clause):
                continue
            begin = paragraph.start
            words = paragraph.text[found.start("part") : found.end("part")]
            yield Operation(
                RelationType.AMENDS, "amend_provision", begin + sentence.start,
                begin + sentence.end, replace(one, provision=_named_part(words)),
                confidence=0.9,
            )  # fmt: skip


def _by_sentences(masker: Masker) -> Iterator[Operation]:
    for paragraph in masker.having(*_STEMS, when=_may_amend):
        for sentence in paragraph.sentences:
            for one in references(paragraph, sentence.start, sentence.end):
                if _is_amended(paragraph.masked, sentence, one):
                    begin = paragraph.start
                    yield Operation(
                        RelationType.AMENDS, "amend_clause",
                        begin + sentence.start, begin + sentence.end, one,
                    )  # fmt: skip


# 决定对2件文件作如下修改：, under it 一、《甲》（号） on a line of its own, then what is changed.
_THESE = re.compile(
    r"(?:文件|规章|法规|规定|办法)[^,。;]{0,8}(?:作出?|进行|予以|做出?)(?:了)?"
    r"(?:如下|以下|下列)(?:修改|修订|修正)[:。]?[ ]*$"
    r"|(?:对|将)(?:下列|以下|如下)[^,。;]{0,16}(?:文件|规章|法规|规定|办法)[^,。;]{0,8}"
    r"(?:作出?|进行|予以|做出?)(?:相应|部分|个别)?的?(?:修改|修订|修正)[:。]?[ ]*$"
)
_ITEM = pattern(
    r"[ ]*(?:\(?[一二三四五六七八九十0-9]{1,3}[)、.．])?[ ]*"
    r"(?:对|将|关于)?{T}(?:[ ]*{P})*[ ]*[:。]?[ ]*"
)
# 二、某省乙办法: a heading of its own, over what is changed there.
_BARE_ITEM = pattern(
    r"[ ]*(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\))[ ]*(?:对|将|关于)?"
    r"(?P<title>[^,。;:\ue000-\ue010]{4,60}(?:条例|办法|规定|细则|规则|通知|意见|方案|标准|决定)"
    r"(?:\((?:试行|暂行)\))?)(?:[ ]*{P})*[ ]*[:。]?[ ]*"
)
_CHANGES_LINE = re.compile(
    r"^[ ]*(?:\(?[一二三四五六七八九十0-9]{1,3}[)、.．])?[ ]*(?:将|在|删去|删除|第)"
)
_MOST_LINES = 400


def _by_items(masker: Masker) -> Iterator[Operation]:
    for opening in masker.having("修改", "修订", "修正", when=_THESE.search):
        these = _THESE.search(opening.masked)
        clause = "" if these is None else opening.masked[: these.end()].rsplit(",", 1)[-1]
        if these is None or _MODAL.search(clause):
            continue
        offset = opening.start + len(opening.text) + 1
        for _ in range(_MOST_LINES):
            if offset >= len(masker.text):
                break
            line = masker.at(offset)
            offset = line.start + len(line.text) + 1
            if _ITEM.fullmatch(line.masked):
                for one in references(line, 0, len(line.text))[:1]:
                    place = line.place(Span(one.start, one.end))
                    yield Operation(RelationType.AMENDS, "amend_item", *place, one)
                continue
            bare = _BARE_ITEM.fullmatch(line.masked)
            if bare is None or offset >= len(masker.text):
                continue
            if _CHANGES_LINE.match(masker.at(offset).masked) and not _MODAL.search(bare["title"]):
                span = Span(*bare.span("title"))
                number = number_in(line.text[span.end :])
                one = Reference(span.start, span.end, line.text[span.start : span.end], number)
                yield Operation(RelationType.AMENDS, "amend_item", *line.place(span), one)


_UNNAMED = re.compile(
    r"(?:(?P<first>^)|(?<=[。;:,\n])|(?=\(?[一二三四五六七八九十0-9]{1,3}[)、.．]))"
    r"[ ]*(?:\(?[一二三四五六七八九十0-9]{1,3}[)、.．])?[ ]*(?:将|在|删去|删除|把)?"
    r"(?P<part>第[一二三四五六七八九十百零〇0-9]+条(?:之[一二三四])?(?:第[一二三四五六七八九十0-9]+款)?"
    r"(?:第?\(?[一二三四五六七八九十0-9]+\)?项)?)"
    r"(?=(?P<rest>[^。;]{0,80}))"
)
# Longer texts that name no amended document speak of something else: 删除个人信息.
_SNIPPET = 2000
_CHANGE_WORDS = re.compile(r"修改为|改为|增加|删去|删除|修订为|合并|作为第")


def _unnamed(masker: Masker, named: list[Operation]) -> Iterator[Operation]:
    """将第五条修改为…: an article of the document that was named last."""
    for paragraph in masker.having(*_STEMS, when=_UNNAMED.search):
        for article in _UNNAMED.finditer(paragraph.masked):
            around = article[0] + article["rest"]
            if not _CHANGE_WORDS.search(around):
                continue
            begin = paragraph.start + article.start()
            last = next((o.target for o in reversed(named) if o.start <= begin), None)
            if last is None and len(masker.text) > _SNIPPET:
                return
            sentence = paragraph.sentence_at(article.start("part"))
            part = paragraph.text[article.start("part") : article.end("part")]
            plain = Reference(*article.span("part")) if last is None else last
            yield Operation(
                RelationType.AMENDS, "amend_article", begin, paragraph.start + sentence.end,
                replace(plain, scope=Scope.WHOLE, provision=part),
                confidence=0.9 if last is not None else 0.5,
            )  # fmt: skip


def _is_amended(masked: str, sentence: Span, one: Reference) -> bool:
    before = masked[sentence.start : one.start]
    clause = before.rsplit(",", 1)[-1]
    after = masked[one.end : sentence.end]
    if _MODAL.search(re.sub(r"\ue000\ue010*", "", clause)) or _HISTORY.match(after):
        return False
    if _BEFORE_TARGET.search(clause):
        return True
    provided = bool(one.provision) and bool(
        re.match(rf"[^,。;:\ue000]{{0,60}}?(?:{_INTO}|予以修改|废止)", after)
    )
    if provided:
        return bool(_DOING.search(clause)) or not clause.strip(
            " 0123456789.、()一二三四五六七八九十"
        )
    changed = _AFTER_TARGET.match(after)
    if changed is None:
        linked = pattern(r"(?:[ 、和及与]*{T}(?:{P})*)+").match(after)
        changed = _AFTER_TARGET.match(after, linked.end()) if linked else None
    if changed is not None and "了" in changed[0] and not _NOW_ISSUED.match(after, changed.end()):
        return False  # 人大常委会对《甲》进行了修改: told of the past
    if changed is None or _DOING.search(clause):
        return changed is not None
    # 《甲》作如下修改: without 对.
    return not clause.strip(" 0123456789.、()一二三四五六七八九十") and bool(
        _AS_FOLLOWS.search(changed[0])
    )


_AS_FOLLOWS = re.compile(r"如下|以下|下列")
_NOW_ISSUED = re.compile(r"[^。;]{0,40}?现(?:予以?|将|重新)*[^。;]{0,30}?(?:印发|公布|发布)")


_OWN_TITLE = re.compile(
    r"关于(?:修改|修订|修正|废止和修改|修改和废止|修改、废止)(?:部分)?[ ]*(?=[《<])"
)


_BILL = re.compile(r"(?P<base>[^《》<>]{2,40}?)修正案(?:\(.{1,12}\))?$")


def amends_by_title(title: str) -> bool:
    """关于修改《甲》的决定.

    >>> amends_by_title("某局关于修改《某市烟花爆竹规定》的决定"), amends_by_title("甲办法")
    (True, False)
    """
    return _OWN_TITLE.search(fold(title)) is not None


def _by_title(masker: Masker, title: str) -> Iterator[Operation]:
    """关于修改《甲》的决定 amends 甲."""
    name = Masker(title)
    at = max(masker.folded.find(name.folded[:20]), 0)
    place = at, min(at + len(title), len(masker.text))
    bill = _BILL.match(name.folded)
    if bill is not None:
        base = Reference(0, bill.end("base"), title[: bill.end("base")])
        yield Operation(RelationType.AMENDS, "amend_title", *place, base)
        return
    start = _OWN_TITLE.search(name.folded)
    if start is None or not re.search(r"决定|通知|公告|修正案|命令|令", name.folded[start.end() :]):
        return
    paragraph = mask(title, name.folded, start.end(), len(title))
    for one in references(paragraph, 0, len(paragraph.text)):
        if "废止" not in paragraph.masked[: one.start]:
            yield Operation(RelationType.AMENDS, "amend_title", *place, one)


# ---------------------------------------------------------------- the note under the title


@dataclass(frozen=True, slots=True)
class OwnAmendment:
    """The document was amended on ``day``; offsets are of the words that say so."""

    day: date
    start: int
    end: int


_MADE = pattern(r"(?P<day>{D})[^。;\ue003]{0,120}?(?:通过|公布|发布|颁布|批准)")
_HEAD, _SHORT_HEAD = 4000, 1500
# 修订后的《甲》已经…通过，现予公布 · 我局对《甲》进行了修订，现印发给你们
_REISSUED = pattern(
    r"(?:修订|修改|修正|完善)后的(?P<first>{T})(?=[^。;]{0,80}?(?:印发|公布|发布|颁布|下发))"
    r"|对(?P<second>{T})(?:[ ]*{P})*(?:进行|作出?|做)了?(?:修订|修改|完善)[^。;]{0,40}?"
    r"现(?:予以?|将|重新)*[^。;]{0,30}?(?:印发|公布|发布)"
)


def read_reissue(masker: Masker, title: str) -> Span | None:
    """The sentence by which a document says that it brings the new text of its own instrument."""
    own = core_key(title) if title else ""
    end = min(len(masker.folded), _SHORT_HEAD)
    words = ("后的《", "》进行", "》作", "》做", ")进行", ")作", ")做")
    for paragraph in masker.having(*words, end=end):
        for match in few(_REISSUED.finditer(paragraph.masked)):
            name = "first" if match["first"] is not None else "second"
            inner = paragraph.inner(Span(*match.span(name)))
            if own and core_key(inner) == own:
                return Span(*paragraph.place(paragraph.sentence_at(match.start())))
    return None


_LONGEST_NOTE = 4000
_FIRST_ARTICLE = re.compile(r"\n[ ]*(?:第[一1]条|第一章|#+ |一、|总[ ]*则)")
_NOTED = pattern(
    r"(?P<day>{D})[^。;\ue003]{0,600}?(?:第[一二三四五六七八九十0-9]{1,3}次)?"
    r"(?P<verb>修正|修订|修改)(?:通过|批准|公布|发布)?(?=[)》,;。 \n]|根据|自|并|$)"
)


def _head_end(folded: str) -> int:
    """Where the first article begins; without articles, a page's length."""
    article = _FIRST_ARTICLE.search(folded, 0, _HEAD)
    if article is not None:
        return article.start()
    return min(len(folded), _HEAD if "条" in folded[:_HEAD] else _SHORT_HEAD)


def read_first_made(masker: Masker) -> date | None:
    """1991年4月9日…通过: the first day that the notes under the title tell of."""
    days: list[date] = []
    for paragraph in masker.having("通过", "公布", "发布", "颁布", end=_head_end(masker.folded)):
        for whole, _ in _notes_of(paragraph):
            for match in _MADE.finditer(whole.masked):
                if not _tells_of_another(whole.masked, match):
                    days.append(whole.dates[match.start("day")].date)
    return min(days, default=None)


def read_own_amendments(masker: Masker) -> list[OwnAmendment]:
    """根据2011年1月8日《…决定》第一次修订; 2019年4月3日国务院令第711号修订."""
    end = _head_end(masker.folded)
    found: dict[date, OwnAmendment] = {}
    for paragraph in masker.having("修正", "修订", "修改", end=end):
        for whole, offset in _notes_of(paragraph):
            for match in _NOTED.finditer(whole.masked):
                day = whole.dates[match.start("day")].date
                if _tells_of_another(whole.masked, match):
                    continue
                begin = paragraph.start + offset
                found.setdefault(day, OwnAmendment(day, begin + match.start(), begin + match.end()))
    return sorted(found.values(), key=lambda one: one.day)


def _notes_of(paragraph: Paragraph) -> Iterator[tuple[Paragraph, int]]:
    """The paragraph itself, or what stands in its round brackets when they hold the note."""
    noted = [span for span in paragraph.parens.values() if _is_note(paragraph, span)]
    if not noted:
        yield paragraph, 0
    for span in noted:
        inner = mask(paragraph.text, paragraph.folded, span.start + 1, span.end - 1)
        yield inner, span.start + 1


def _is_note(paragraph: Paragraph, span: Span) -> bool:
    """Whether nothing but a title stands before the brackets."""
    before = paragraph.masked[: span.start]
    return len(before) <= 60 and not re.search(r"[,。;:\ue000]|废止|修改|决定", before)


def _tells_of_another(masked: str, match: re.Match[str]) -> bool:
    """A sentence of the body: 根据2015年修正的《甲》，制定本办法."""
    if re.match(r"的", masked[match.end() :]):
        return True
    before = masked[: match.start()]
    if len(before) > _LONGEST_NOTE or len(re.sub(r"[\ue000-\ue010]", "", before)) > 400:
        return True
    return bool(
        re.search(r"本(?:条例|办法|规定|法|市|省)|应当|制定", masked[match.start() : match.end()])
    )
