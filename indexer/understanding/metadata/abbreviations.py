"""市政府, 省财政厅: bodies that are named by their level alone, as their own region calls them.

The region is that of the bodies named in full: in the signature, a portal's table, the letterhead,
the imprint; else the one that the number's code stands for, or the library's own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from indexer.understanding.metadata.authority import Authority
from indexer.understanding.metadata.region import leading_regions, regions_of_code

# Not 市场监督管理局, 市政工程处, 区域协调办, 县域经济局: there the level begins another word.
_SHORT = re.compile(
    r"^(?P<party>中共)?(?P<level>自治[区州县旗]|[省市县区州旗])(?!场|容|民|话|域|划|块|际|直|政(?!府))"
    r"(?P<rest>人民政府.*|政府.*|委.*|人大(?:常委会)?|.{1,24}(?:局|厅|办|办公室|委员会|委|中心|院))$"
)


def is_abbreviated(name: str) -> bool:
    """
    >>> [is_abbreviated(n) for n in ("市政府", "省政府办公厅", "县住建局", "市委办公室")]
    [True, True, True, True]
    >>> [is_abbreviated(n) for n in ("市场监督管理局", "云溪市政府", "财政部", "区域协调办公室")]
    [False, False, False, False]
    """
    return _SHORT.match(name) is not None


def in_full(name: str, regions: Iterable[Sequence[str]], authority: Authority) -> str | None:
    """The body's full name in the first region that has such a level; None where none has.

    >>> authority = Authority.load()
    >>> chains = [["江苏省", "淮安市"]]
    >>> [in_full(n, chains, authority) for n in ("市政府", "省政府办公厅", "市住建局")]
    ['淮安市人民政府', '江苏省人民政府办公厅', '淮安市住房和城乡建设局']
    >>> in_full("县政府", chains, authority) is None, in_full("中共市委", [["淮安市"]], authority)
    (True, '中共淮安市委')
    """
    short = _SHORT.match(name)
    if short is None:
        return name
    rest = re.sub(r"^政府", "人民政府", short["rest"])
    for chain in regions:
        for at, part in enumerate(chain):
            if part.endswith(short["level"]):
                return (short["party"] or "") + authority.resolve("".join(chain[: at + 1]) + rest)
    return None


def regions_named(bodies: Iterable[str], number: str | None, region: str | None) -> list[list[str]]:
    """The chains of regions by which a short name may be completed, the surest first."""
    chains = [leading_regions(body.removeprefix("中共"))[0] for body in bodies]
    # 苏 is 江苏省 or 苏州市: the level tells which, where it is the only one of its level.
    places = regions_of_code(number[0]) if number else ()
    levels = Counter(place[-1] for place in places)
    chains.extend([place] for place in places if levels[place[-1]] == 1)
    if region:
        chains.append(leading_regions(region)[0] or [region])
    return [chain for chain in chains if chain]
