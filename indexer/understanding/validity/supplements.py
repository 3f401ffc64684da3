"""What changes a document without the words of amendment: its name, its slips, what is added to it.

将《甲》更名为《乙》                              renamed
《甲》第十条“一”应为“二”，特此更正                  corrected
关于《甲》的补充通知 · 现就《甲》补充通知如下        supplemented
《甲》推迟至D起施行                               put off
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.model import RelationType
from indexer.understanding.validity.operations import Operation
from indexer.understanding.validity.references import references
from indexer.understanding.validity.spans import Masker, Paragraph, Span, few, mask, pattern
from indexer.understanding.validity.triggers import Found

_NOT_DONE = re.compile(
    r"建议|拟(?!定|订)|应当|可以|是否|提请|要求|申请|有权|不得|需要|如需|已|曾|根据[^,]*$|按照?[^,]*$"
)
_NAMED = r"(?P<target>{T})(?:[ ]*{P})*"
_RENAMED = pattern(
    # 名称由《甲》更名为《乙》: a foreword's history.
    rf"(?<!由)(?:将|把)?{_NAMED}[ ]*(?:的?名称)?(?:统一)?(?:更名|改名|更改|变更|调整)为(?={{T}})"
)
_ADDED = pattern(
    rf"(?:就|对|将){_NAMED}[^。;\ue000]{{0,30}}?"
    r"(?:补充(?:通知|规定|公告|说明|明确)?如下|(?:作|作出|做)(?:如下|以下)?补充)"
)
_PUT_OFF = pattern(rf"{_NAMED}[^,。;\ue000]{{0,12}},?(?:的?(?:施行|实施|执行)(?:日期|时间))?[ ]*"
    r"(?:统一)?(?:推迟|延期|延迟|顺延)(?:至|到)(?:{D})起?(?:正式)?(?:施行|实施|执行)?")  # fmt: skip
_TERM = re.compile(r"有效|期限|执行期|施行期")
_CORRECTED = pattern(
    rf"{_NAMED}[^。\ue000]{{0,80}}?(?:应为|应改为|更正为|误为|系[^,。;]{{0,8}}(?:误|错)|有误|以[^。]{{2,24}}为准)"
)
_CORRECTION = re.compile(r"更正|勘误")
_BY_TITLE = pattern(
    rf"(?:关于|对){_NAMED}[^。;\ue000]{{0,16}}?的?(?P<how>补充|更正|勘误)[一-鿿]{{0,4}}$"
)
_RULES = (
    ("renamed", _RENAMED, ("更名", "改名", "更改", "变更", "调整为")),
    ("supplemented", _ADDED, ("补充",)),
    ("put_off", _PUT_OFF, ("推迟", "延期", "延迟", "顺延")),
)


def read_supplements(masker: Masker, title: str, found: Found) -> None:
    """Add what renames, corrects, supplements a document or puts it off."""
    seen = {_key(one) for one in found.operations if one.type is RelationType.AMENDS}
    for operation in [*_by_title(masker, title), *_by_words(masker), *_corrections(masker)]:
        if _key(operation) not in seen:
            seen.add(_key(operation))
            found.operations.append(operation)


def _key(operation: Operation) -> str:
    target = operation.target
    return "" if target is None else target.title or target.number or ""


def _by_title(masker: Masker, title: str) -> Iterator[Operation]:
    name = Masker(title)
    whole = mask(title, name.folded, 0, len(title))
    told = _BY_TITLE.search(whole.masked)
    if told is None:
        return
    one = next(iter(references(whole, told.start("target"), told.start("how"))), None)
    at = max(masker.folded.find(name.folded[:20]), 0)
    if one is not None:
        rule = "supplemented" if told["how"] == "补充" else "corrected"
        place = at, min(at + len(title), len(masker.text))
        yield Operation(RelationType.AMENDS, rule, *place, one)


def _by_words(masker: Masker) -> Iterator[Operation]:
    for rule, words, stems in _RULES:
        for paragraph in masker.having(*stems):
            for sentence in paragraph.sentences:
                for match in few(words.finditer(paragraph.masked, sentence.start, sentence.end)):
                    yield from _changed(paragraph, sentence, match, rule)


def _changed(
    paragraph: Paragraph, sentence: Span, match: re.Match[str], rule: str
) -> Iterator[Operation]:
    clause = paragraph.masked[sentence.start : match.start()].rsplit(",", 1)[-1]
    behind = paragraph.masked[match.end("target") : match.end()]
    if _NOT_DONE.search(clause) or _NOT_DONE.search(re.sub(r"\ue001\ue010*", "", behind)):
        return
    if rule == "put_off" and _TERM.search(behind):
        return  # 《甲》有效期顺延至D is a longer term, of 甲 or of what it speaks of
    for one in references(paragraph, match.start("target"), match.end())[:1]:
        yield Operation(RelationType.AMENDS, rule, *paragraph.place(sentence), one, confidence=0.9)


def _corrections(masker: Masker) -> Iterator[Operation]:
    """A paragraph that says 更正 or 勘误, in it the document and what it ought to say."""
    if _CORRECTION.search(masker.folded[:200]) is None and "特此更正" not in masker.folded:
        return
    for paragraph in masker.having("应为", "应改为", "更正为", "误", "为准"):
        for sentence in paragraph.sentences[:30]:
            match = _CORRECTED.search(paragraph.masked, sentence.start, sentence.end)
            if match is None:
                continue
            for one in references(paragraph, match.start("target"), match.end())[:1]:
                place = paragraph.place(sentence)
                yield Operation(RelationType.AMENDS, "corrected", *place, one, confidence=0.9)
