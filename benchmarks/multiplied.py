"""Larger libraries than there are: the articles several times, each time of another region.

The first copy is the articles as they are. Each further one belongs to another region, which its
instruments bear in their names, with its congress as issuer and days of its own: so names,
issuers and instruments grow with the library, as they do where libraries grow by regions.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

import orjson

from benchmarks.passages import TITLE
from benchmarks.workload import rows

_STATE = "全国人民代表大会常务委员会"
_REGIONS = (
    "北京市", "天津市", "河北省", "山西省", "内蒙古自治区", "辽宁省", "吉林省", "黑龙江省",
    "上海市", "江苏省", "浙江省", "安徽省", "福建省", "江西省", "山东省", "河南省", "湖北省",
    "湖南省", "广东省", "广西壮族自治区", "海南省", "重庆市", "四川省", "贵州省", "云南省",
    "西藏自治区", "陕西省", "甘肃省", "青海省", "宁夏回族自治区", "新疆维吾尔自治区",
)  # fmt: skip
# So many copies there may be: of the articles, 1.7 million documents.
MOST_COPIES = 1 + len(_REGIONS)
_FIRST_DAY, _DAYS = date(1985, 1, 1), 14_000


def multiplied(articles: Path, documents: int) -> Iterator[dict[str, str]]:
    """So many records, one after the other; fewer where the copies end."""
    made = 0
    for copy in range(MOST_COPIES):
        for row in rows(articles, documents - made):
            yield record(row, copy)
            made += 1
        if made >= documents:
            return


def record(article: Mapping[str, str], copy: int) -> dict[str, str]:
    """An article as the record of a copy; the days are those of its instrument."""
    region = _REGIONS[copy - 1] if copy else ""
    found = TITLE.fullmatch(article["title"])
    instrument = region + (found[1] if found else article["title"])
    day = _FIRST_DAY + timedelta(days=random.Random(instrument).randrange(_DAYS))
    made = {
        "id": f"{article['id']}-{copy}" if copy else article["id"],
        "title": region + article["title"],
        "text": article["text"],
        "issuers": f"{region}人民代表大会常务委员会" if copy else _STATE,
        "published_date": day.isoformat(),
    }
    return made | ({"region": region} if copy else {})


def write(articles: Path, documents: int, path: Path) -> int:
    """Write them as records; how many they are."""
    written = 0
    with path.open("wb") as file:
        for one in multiplied(articles, documents):
            file.write(orjson.dumps(one) + b"\n")
            written += 1
    return written
