"""The region of a document: its issuer's, else the one that its title names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analyzers.folding import fold
from indexer.model import Basis, Value
from indexer.understanding.metadata.evidence import claim
from indexer.understanding.metadata.known import (
    OPENING,
    Known,
    names_of,
    standing_on,
    title_passage,
)
from indexer.understanding.metadata.region import (
    NATION,
    is_one_of_its_name,
    leading_regions,
    region_in_title,
    region_name,
    regions,
)


def region_claims(
    known: Known, issuers: Sequence[Value], title: str
) -> Iterator[tuple[str, Value]]:
    told = known.text[:OPENING] + known.text[max(0, known.end - 200) : known.end + 200]
    for name in names_of(issuers):
        region = known.authority.region_of(name, told)
        if region is not None:
            basis = Basis.EXTRACTED if region != NATION else Basis.INFERRED
            value = claim(region, "region of the issuer", name, confidence=0.9, basis=basis)
            yield "region", standing_on(value, issuers)
            return
    region = _region_named(known, title)
    if region is not None:
        yield "region", _of_the_title(known, region, "region in the title", 0.7)
    elif title.startswith("中华人民共和国"):
        yield (
            "region",
            _of_the_title(known, NATION, "title of the state", 0.8, Basis.INFERRED),
        )
    else:
        found = list(_of_a_line(known))
        if not found and not issuers:
            found = list(_of_the_opening(known))
        yield from (("region", value) for value in found)


_SITE = re.compile(
    r"(?:人民)?政府(?:门户)?(?:网站?)?$|(?:政府)?门户网站?$|政务(?:公开|服务)?网$|政府信息公开"
)


def _of_a_line(known: Known) -> Iterator[Value]:
    """闵行区, on a line of its own above the text; or 甲市人民政府门户网站, a page's own name."""
    told = known.text[:OPENING]
    for line in known.head.lines[: known.head.body]:
        if not 2 < len(line.tight) <= _LONGEST_LINE or line.cells is not None:
            continue
        chain, rest = leading_regions(line.tight)
        known_place = chain and all(p in regions() or is_one_of_its_name(p) for p in chain)
        if not known_place or (rest and _SITE.match(rest) is None):
            continue
        name = region_name(chain, told)
        if name is not None:
            yield claim(
                name, "line of its own" if not rest else "name of the page", line.raw,
                start=line.start, end=line.end, page=line.page,
                confidence=0.55 if not rest else 0.45, basis=Basis.INFERRED,
            )  # fmt: skip
            return


_LONGEST_LINE = 24


# 结合某区实际，特制定…; 某省第九届人民代表大会常务委员会第三十次会议审议了…; 起草《某区政府关于…》
_TOLD = re.compile(
    r"结合(?P<here>(?![本我全])[一-鿿]{2,12}?[省市区县州旗盟])的?(?:工作)?实际"
    r"|^(?P<sits>[一-鿿]{2,14}?[省市区县州旗])第[一二三四五六七八九十]{1,3}届人民代表大会"
    r"|(?:起草|制[定订]|出台|编制|印发)了?[《](?P<drafts>[一-鿿]{4,24}?(?:政府|委员会|局|厅))"
)


def _of_the_opening(known: Known) -> Iterator[Value]:
    """A text that has lost its head tells within its first sentences of which place it speaks."""
    opening = known.text[:OPENING]
    found = _TOLD.search(fold(opening))
    if found is None:
        return
    start, end = found.span(found.lastgroup or 0)
    body = opening[start:end] + ("" if found["drafts"] else "人民政府")
    region = known.authority.region_of(known.authority.resolve(body), opening)
    if region is not None and region != NATION:
        yield claim(
            region, "place in the opening", found[0], start=found.start(), end=found.end(),
            confidence=0.5, basis=Basis.INFERRED,
        )  # fmt: skip


def _of_the_title(
    known: Known, value: str, rule: str, confidence: float, basis: Basis = Basis.EXTRACTED
) -> Value:
    title = title_passage(known)
    return claim(
        value, rule, title.quote, start=title.start, end=title.end, page=title.page,
        confidence=confidence, basis=basis,
    )  # fmt: skip


_INTRODUCES = re.compile(
    r"^(?:一图读懂|图解|解读|关于|印发|转发|发布|公布|修改|修订|废止|做好|开展|同意|调整|对|在)*[《<“\"]*(?:关于)?"
)


def _region_named(known: Known, title: str) -> str | None:
    """The region that the title, or a title within it, begins with; the library's own if it is
    named in the title or the opening."""
    opening = fold(known.text[:OPENING])
    folded = fold(title)
    for text in (folded, _INTRODUCES.sub("", folded)):
        region = region_in_title(text, opening)
        if region is not None:
            return region
    own = known.authority.region_in(folded)
    if own is not None:
        return own
    if known.region and (known.region in folded or known.region in opening):
        return known.region
    return None
