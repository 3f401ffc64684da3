"""What one document has to do with others, beside ending, keeping and amending them.

    issues      关于印发《甲办法》的通知            the notice carries the instrument
    forwards    转发, 批转《甲》                    another body's document is passed on
    interprets  《甲》政策解读, 解读《甲》, 答记者问
    draft_of    《甲（征求意见稿）》, 公开征求…意见
    version_of  甲（2020年修订）                    a candidate only: same core, another version
    implements  贯彻落实《甲》
    based_on    根据《甲》第五条…制定               to the article where it is named
    cites       every other instrument that is named

Bare 法律法规 names nothing and gives nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from analyzers.folding import fold
from analyzers.numbers import find_folded
from indexer.model import Basis, Evidence, Kind, Mention, RelationType, Scope
from indexer.understanding.validity.aliases import is_short, read_aliases
from indexer.understanding.validity.directory import instrument_title, title_key
from indexer.understanding.validity.references import Reference, number_in, references
from indexer.understanding.validity.spans import Masker, Paragraph, mask, pattern

_LONGEST_QUOTE = 300
_MOST_CITED = 400


def read_relations(masker: Masker, title: str, kind: Kind) -> tuple[Mention, ...]:
    """The relations that title and text state, the strongest for each document, in that order.

    An instrument that stands in the same text as its notice is no other document.
    """
    found: dict[tuple[RelationType, str], Mention] = {}
    own = {title_key(title)}
    inner = instrument_title(title)
    if inner is not None:
        own.add(title_key(inner))
    if kind is Kind.DRAFT and (sought := _SOUGHT.search(fold(title))):
        names = (sought["name"], sought["before"])
        own.update(title_key(name) for name in names if name and _MARKER.search(name))
    held = inner is not None and _holds(masker.folded, inner)
    named: set[str] = set(own)
    aliases = read_aliases(masker)
    said = (*_from_title(masker, title, kind), *_grounds(masker), *_cited(masker))
    for mention in (*_in_full(said, aliases), *_cited_by_number(masker)):
        keys = _keys(mention)
        if mention.type is RelationType.CITES and keys & named:
            continue
        if mention.type is RelationType.ISSUES:
            if held:
                continue
        elif title_key(mention.target_title or "") in own and not mention.target_number:
            continue
        named |= keys
        found.setdefault((mention.type, min(keys, default="")), mention)
    return tuple(found.values())


def _in_full(said: Iterable[Mention], aliases: Mapping[str, Reference]) -> Iterator[Mention]:
    """《方案》 is what the text called so before; where it called nothing so, it names nothing."""
    for mention in said:
        if mention.target_title is None:
            yield mention
        elif (full := aliases.get(fold(mention.target_title))) is not None:
            number = mention.target_number or full.number
            yield replace(mention, target_title=full.title, target_number=number)
        elif not is_short(mention.target_title) or mention.target_number is not None:
            yield mention


_HOLDING_REACH = 8_000


def _holds(folded: str, inner: str) -> bool:
    """Whether the instrument's title stands in the text as a heading, or speaks (本办法)."""
    kind = _KIND.search(fold(inner))
    if kind is not None and re.search(rf"(?<![以与和同按照])本{kind['kind']}", folded):
        return True
    text, name = "".join(folded[:_HOLDING_REACH].split()), "".join(fold(inner).split())
    at = text.find(name)
    while at != -1:
        before, after = text[max(0, at - 1) : at], text[at + len(name) : at + len(name) + 3]
        if before not in _MENTIONING and after != "的通知":
            return True
        at = text.find(name, at + 1)
    return False


_KIND = re.compile(r"(?P<kind>[一-鿿]{2})(?:\([^()]*\))?$")
# What stands before a title that is only mentioned: in brackets, or in the list of attachments.
_MENTIONING = frozenset("《<发布转:.、")


def _keys(mention: Mention) -> set[str]:
    title = {title_key(mention.target_title)} if mention.target_title else set()
    return title | ({mention.target_number} if mention.target_number else set())


# ---------------------------------------------------------------- from the title

_FORWARDED = re.compile(r"(?:转发|批转)(?:[^《<]{0,30})(?=[《<])")
_FORWARDED_BARE = re.compile(
    r"(?:转发|批转)(?P<name>[^《<》>]{6,80}?(?:通知|意见|办法|方案|规定|公告|报告|决定|细则))"
    r"(?:的通知)?(?:\([^()]*\))?$"
)
_MARKER = re.compile(
    r"[(\[](?:[^()\[\]]{0,12}?(?:征求意见|草案|送审|讨论|公示)[^()\[\]]{0,12})[)\]]|(?:公开)?征求意见稿|草案征求意见稿"
    r"|草案(?:[一二三]次审议稿)?$"
)
_SOUGHT = re.compile(
    r"(?:征求|征集|听取).{0,8}?[《<](?P<name>.{4,90}?)[》>]"
    r"|[《<](?P<before>.{4,90}?)[》>][^《<》>]{0,12}(?:征求|征集|听取)"
    r"|征求对?(?P<bare>[^《<》>]{6,80}?)(?:的)?意见"
)
_READING = re.compile(
    r"^(?:\[[^\]]{0,8}\]|[^《<]{0,8}"
    r"(?:一图读懂|图解|图文解读|视频解读|政策解读|专家解读|文字解读|解读)[|:丨 ]*)*"
    r"(?:关于)?(?P<name>.{6,90}?)(?:的)?(?:[(\[]?(?:政策|文字|图文|专家)?(?:解读|问答|答记者问|说明)[^一-鿿]*)?$"
)
_VAGUE = re.compile(r"(?:政策|措施|要求|问题|工作|情况)$")
_VERSION = re.compile(
    r"\((?P<mark>(?:(?:19|20)\d\d年?)?(?:第[一二三四五六七八九十]次)?(?:修订|修正|修改|修订版|版|本))\)$"
)


def _from_title(masker: Masker, title: str, kind: Kind) -> Iterator[Mention]:
    folded = fold(title)
    if kind is Kind.INTERPRETATION:
        yield from _interpreted(masker, title, folded)
        return
    if kind is Kind.DRAFT:
        yield from _drafted(masker, title, folded)
        return
    inner = instrument_title(title)
    if inner is not None:
        yield _of_title(masker, title, RelationType.ISSUES, "issues_title", inner)
    forwarded = _FORWARDED.search(folded)
    if forwarded is not None:
        part = mask(title, folded, forwarded.end(), len(title))
        for one in references(part, 0, len(part.text))[:1]:
            rule = "forwards_title"
            yield _of_title(masker, title, RelationType.FORWARDS, rule, one.title, one.number)
    elif (bare := _FORWARDED_BARE.search(folded)) is not None:
        name = title[bare.start("name") : bare.end("name")]
        number = _number_of(masker, name)
        yield _of_title(masker, title, RelationType.FORWARDS, "forwards_title", name, number)
    version = _VERSION.search(folded)
    if version is not None:
        name = title[: version.start()]
        yield _of_title(masker, title, RelationType.VERSION_OF, "version_mark", name, sure=0.5)


def _of_title(
    masker: Masker, title: str, type_: RelationType, rule: str, name: str | None,
    number: str | None = None, sure: float = 0.9,
) -> Mention:  # fmt: skip
    at = masker.text.find(title)
    start, end = (None, None) if at == -1 else (at, at + len(title))
    evidence = Evidence(Basis.EXTRACTED, rule, title, start=start, end=end, confidence=sure)
    return Mention(type_, evidence, name, number)


def _interpreted(masker: Masker, title: str, folded: str) -> Iterator[Mention]:
    """The instrument in the title's brackets; else the title without the words of reading."""
    type_ = RelationType.INTERPRETS
    part = mask(title, folded, 0, len(title))
    named = [one for one in references(part, 0, len(title)) if one.title]
    if named:
        number = named[0].number or _number_of(masker, named[0].title)
        yield _of_title(masker, title, type_, "interprets_title", named[0].title, number)
        return
    first = next(iter(_named(masker, 0, 1500)), None)
    bare = _READING.match(folded)
    if bare is not None and first is not None and _VAGUE.search(bare["name"]):
        bare = None  # 停车收费政策问答 asks about the instrument that it names
    if bare is not None and bare.end("name") - bare.start("name") < len(title):
        name = title[bare.start("name") : bare.end("name")].strip("“”\"'：: ")
        yield _of_title(masker, title, type_, "interprets_title", name, sure=0.6)
        return
    if first is not None:
        yield _mention(masker, type_, "interprets_text", first, sure=0.5)


def _number_of(masker: Masker, title: str | None) -> str | None:
    """The number that stands behind the title where the text first names it."""
    at = masker.text.find(f"{title}》") if title else -1
    if at == -1 or title is None:
        return None
    behind = masker.text[at + len(title) + 1 : at + len(title) + 50]
    if not behind.startswith(("（", "(")):
        return None
    return number_in(behind[: max(behind.find("）"), behind.find(")"), 0) + 1])


def _drafted(masker: Masker, title: str, folded: str) -> Iterator[Mention]:
    sought = _SOUGHT.search(folded)
    if sought is not None:
        group = next(name for name in ("name", "before", "bare") if sought[name])
        start, end = sought.span(group)
    else:
        start, end = 0, len(title)
    name = title[start:end]
    while (marker := _MARKER.search(fold(name))) is not None:
        name = name[: marker.start()] + name[marker.end() :]
    name = name.strip("《》〈〉<> ")
    if len(name) >= 4 and (name != title or sought is not None):
        yield _of_title(masker, title, RelationType.DRAFT_OF, "draft_title", name, sure=0.8)


# ---------------------------------------------------------------- from the text

_GROUND_WORDS = re.compile(r"(?:根据|依据|依照|按照|参照|遵照)(?P<gap>[^,。;:\ue000]{0,24})$")
_CHAINED = pattern(
    r"^(?:及其(?:实施)?(?:细则|条例|办法))?"
    r"(?:[ 、,和及与以及等]*|[ 、和及与以及]+[一-鿿、]{1,40})$"
)
_PRODUCT = re.compile(r"制定|制订|起草|印发|出台|编制|修订|形成")
_MADE = re.compile(r"制定|制订|现就|现将|结合|特[^,]{0,4}|决定|如下|提出|修订本|编制|,现")
_CARRY_OUT = re.compile(
    r"(?:贯彻落实|贯彻执行|贯彻|落实|执行好)(?:好|实施)?(?:国务院|中共中央|省政府|市政府|[一-鿿]{0,14})?$"
)
_LONGEST_GROUND = 400


def _grounds(masker: Masker) -> Iterator[Mention]:
    """根据《甲》…制定 and 贯彻落实《甲》, sentence by sentence."""
    for paragraph in masker.having(
        "根据《",
        "依据《",
        "依照《",
        "按照《",
        "参照《",
        "贯彻",
        "落实《",
        "根据国",
        "根据中",
        "根据省",
        "根据市",
        "根据",
    ):
        if not paragraph.titles:
            continue
        for sentence in paragraph.sentences:
            if sentence.end - sentence.start <= _LONGEST_GROUND + 300:
                yield from _grounds_in(masker, paragraph, sentence.start, sentence.end)


def _grounds_in(masker: Masker, paragraph: Paragraph, start: int, end: int) -> Iterator[Mention]:
    masked = paragraph.masked
    chain: RelationType | None = None
    at = start
    for one in references(paragraph, start, end):
        gap = masked[at : one.start]
        at = one.end
        if _GROUND_WORDS.search(gap):
            chain = RelationType.BASED_ON if _MADE.search(masked, one.end, end) else None
        elif _CARRY_OUT.search(gap):
            chain = RelationType.IMPLEMENTS
        elif chain is not None and (_PRODUCT.search(gap) or not _CHAINED.fullmatch(gap)):
            chain = None
        if chain is not None and _is_instrument(one):
            rule = "based_on" if chain is RelationType.BASED_ON else "implements"
            yield _mention(masker, chain, rule, one, paragraph, (start, end))


_NAMED = re.compile(
    r"《(?P<name>[^《》\n]{2,120}(?:《[^《》\n]{2,80}》[^《》\n]{0,60})?)》[ ]*"
    r"(?:\((?P<note>[^()\n]{4,60})\))?"
)
_INSTRUMENT = re.compile(
    r"(?:法|条例|办法|规定|细则|规则|规程|决定|意见|通知|公告|通告|方案|规划|纲要|目录|名录|标准|规范|准则|解释|批复|复函|函|令|章程|"
    r"公约|协定|条约|议定书|计划|指南|指引|要点|措施|制度|法典|典|宪法|清单|预案|导则|要求|通报|决议|安排|政策)"
    r"(?:\([^()]{1,20}\))?(?:[一二三四五六七八九十])?$"
)


def _is_instrument(one: Reference) -> bool:
    return one.title is None or _INSTRUMENT.search(fold(one.title)) is not None


def _cited(masker: Masker) -> Iterator[Mention]:
    """Every other instrument in 《》, once, with its number where the text first gives one."""
    seen: dict[str, Mention] = {}
    for found in _NAMED.finditer(masker.folded):
        name, note = found["name"], found["note"]
        known = seen.get(name)
        if _INSTRUMENT.search(name) is None or (known is None and len(seen) > _MOST_CITED):
            continue
        if known is not None and (known.target_number is not None or note is None):
            continue
        number = None
        if note is not None and ("号" in note or "-" in note):
            number = number_in(masker.text[found.start("note") : found.end("note")])
        if known is not None and number is None:
            continue
        start, end = found.span()
        title = masker.text[found.start("name") : found.end("name")]
        quote = masker.text[start:end]
        evidence = Evidence(Basis.EXTRACTED, "cites", quote, start=start, end=end, confidence=0.9)
        seen[name] = Mention(RelationType.CITES, evidence, title, number)
    yield from seen.values()


_BY_NUMBER = re.compile(r"号(?=文件|文[的规精要执之,。;、]|(?:的)?(?:规定|要求|精神))")
_LONGEST_NUMBER = 30


def _cited_by_number(masker: Masker) -> Iterator[Mention]:
    """按栖民规〔2021〕1号文件执行: an instrument that goes by its number alone."""
    seen: set[str] = set()
    for tail in _BY_NUMBER.finditer(masker.folded):
        start = max(0, tail.end() - _LONGEST_NUMBER)
        start = masker.folded.rfind("\n", start, tail.start()) + 1 or start
        window = masker.text[start : tail.end()]
        last = next(reversed(find_folded(window, masker.folded[start : tail.end()])), None)
        if last is None or last.end != len(window) or last.number.text in seen:
            continue
        if len(seen) > _MOST_CITED:
            return
        seen.add(last.number.text)
        evidence = Evidence(
            Basis.EXTRACTED, "cites_number", last.raw, start=start + last.start,
            end=start + last.end, confidence=0.85,
        )  # fmt: skip
        yield Mention(RelationType.CITES, evidence, None, last.number.text)


def _named(masker: Masker, start: int, end: int) -> Iterable[Reference]:
    for found in _NAMED.finditer(masker.folded, start, min(end, len(masker.folded))):
        if _INSTRUMENT.search(found["name"]):
            title = masker.text[found.start("name") : found.end("name")]
            number = number_in(found["note"]) if found["note"] else None
            yield Reference(found.start(), found.end(), title, number)


def _mention(
    masker: Masker, type_: RelationType, rule: str, one: Reference,
    paragraph: Paragraph | None = None, sentence: tuple[int, int] | None = None, sure: float = 0.9,
) -> Mention:  # fmt: skip
    begin = paragraph.start if paragraph is not None else 0
    start, end = sentence if sentence is not None else (one.start, one.end)
    quote = masker.text[begin + start : begin + min(end, start + _LONGEST_QUOTE)].strip()
    evidence = Evidence(
        Basis.EXTRACTED, rule, quote, start=begin + start, end=begin + end, confidence=sure
    )
    return Mention(
        type_, evidence, one.title, one.number, target_issuer=one.issuer,
        scope=Scope.WHOLE, provision=one.provision,
    )  # fmt: skip
