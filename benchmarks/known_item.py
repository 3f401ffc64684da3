"""Known items: who knows a title or a number gets that document first.

    POLICY_SEARCH_HOME=... python -m benchmarks.known_item ../shared/data/laws/mainland.jsonl.gz

The library must hold the laws (``policy-search ingest``). 500 queries are made from their titles
and numbers, the same ones at every run, without asking the library what it read: titles as they
are, in 《》, behind their issuer, without 中华人民共和国, in Traditional script and full width,
halves of titles; numbers that stand in the note under a title, in ten spellings. Where a title
stands in several versions, or a number under several titles, any of these is right; a half counts
only where it stands in one title, and then means every version of it. ``current`` says how often,
of several versions of a title, one that is not flagged as expired came first.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analyzers.analyzer import default_analyzer
from analyzers.numbers import DocumentNumber, find_numbers
from benchmarks.workload import rows
from indexer.bootstrap import open_service
from indexer.runtime.belonging import read_settings

SEED = 20260101
_BODIES = (
    "全国人民代表大会常务委员会", "全国人民代表大会", "国务院", "最高人民法院", "最高人民检察院",
)  # fmt: skip
_STATE = "中华人民共和国"
# The note under the title ends where the text begins.
_TEXT_BEGINS = re.compile(r"第一条|第一章|一、|为了|为正确|#")
_TRADITIONAL = str.maketrans(
    "国务关于规则条华华人民员会议应用问题审判决办实当标准权级术电业产进护劳动东农",
    "國務關於規則條華華人民員會議應用問題審判決辦實當標準權級術電業產進護勞動東農",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """``wanted``: the ids that are right."""

    kind: str
    query: str
    wanted: frozenset[str]


@dataclass(frozen=True, slots=True)
class Law:
    id: str
    title: str
    head: str
    expired: bool


def read_laws(path: Path) -> list[Law]:
    return [
        Law(row["id"], row["title"], _head(row["text"]), bool(row.get("_expired")))
        for row in rows(path)
    ]


def _head(text: str) -> str:
    start = text[:400].lstrip("# \n")
    found = _TEXT_BEGINS.search(start)
    return start[: found.start()] if found else start


def known_items(laws: Sequence[Law], seed: int = SEED) -> Iterator[Item]:
    """The 500 queries, in a fixed order."""
    chance = random.Random(seed)
    by_title: dict[str, set[str]] = defaultdict(set)
    for law in laws:
        by_title[_bare(law.title)].add(law.id)
    titled = [law for law in laws if len(law.title) >= 5]

    def of_title(kind: str, count: int, spell: Callable[[str], str | None]) -> Iterator[Item]:
        made = 0
        for law in chance.sample(titled, len(titled)):
            query = spell(law.title)
            if query is not None:
                yield Item(kind, query, frozenset(by_title[_bare(law.title)]))
                made += 1
                if made == count:
                    return

    yield from of_title("title", 120, lambda title: title)
    yield from of_title("《title》", 50, lambda title: f"《{title}》")
    yield from of_title("issuer and title", 50, lambda title: chance.choice(_BODIES) + title)
    yield from of_title("without 中华人民共和国", 50, _without_state)
    yield from of_title("Traditional", 30, lambda title: title.translate(_TRADITIONAL))
    yield from of_title("full width", 20, _wide)
    yield from of_title("half a title", 80, _half(by_title))
    yield from _numbers(laws, 100, chance)


def _bare(title: str) -> str:
    return re.sub(r"[《》〈〉“”\s]", "", title)


def _without_state(title: str) -> str | None:
    return title.removeprefix(_STATE) if title.startswith(_STATE) and len(title) > 11 else None


def _wide(title: str) -> str:
    return title.translate({ord(c): ord(c) + 0xFEE0 for c in "()0123456789abcABC"}) + "　"


def _half(by_title: Mapping[str, set[str]]) -> Callable[[str], str | None]:
    whole = "\n".join(by_title)

    def half(title: str) -> str | None:
        middle = len(title) // 2
        for piece in (title[middle:], title[:middle]):
            if len(piece) >= 6 and whole.count(_bare(piece)) == 1:
                return piece
        return None

    return half


def _numbers(laws: Sequence[Law], count: int, chance: random.Random) -> Iterator[Item]:
    under: dict[str, set[str]] = defaultdict(set)
    numbers: dict[str, DocumentNumber] = {}
    for law in laws:
        for match in find_numbers(law.head):
            if match.number.kind != "standard":
                under[match.number.text].add(law.id)
                numbers[match.number.text] = match.number
    chosen = chance.sample(sorted(under), count)
    for i, text in enumerate(chosen):
        yield Item("number", _spellings(numbers[text])[i % 10], frozenset(under[text]))


def _spellings(number: DocumentNumber) -> list[str]:
    """Ten ways to type a number; those that its kind has not, as it is."""
    code, year, sequence, text = number.code, number.year, number.sequence, number.text
    if number.kind == "order" and year is None:
        short = code.removeprefix(_STATE)
        return [
            text, f"{code}{sequence}号", f"{code} 第{sequence}号", f"{short}第{sequence}号", text,
            f"《{text}》", f"{_STATE}{short}第{sequence}号", f"{code}第 {sequence} 号", f" {text} ",
            f"number:{text}",
        ]  # fmt: skip
    if number.kind == "number":
        return [
            text, f"{code}[{year}]{sequence}", f"{code}{year} {sequence}号",
            f"{code}（{year}）{sequence}", f"{code}【{year}】{sequence}号",
            f"{code}({year}){sequence}号", f"{code}〔{year}〕第{sequence}号",
            f"{code}﹝{year}﹞{sequence}号", f"{code} 〔{year}〕 {sequence} 号", f"文号：{text}",
        ]  # fmt: skip
    return [text] * 10


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    reader.add_argument("laws", type=Path)
    reader.add_argument("--misses", action="store_true", help="print what did not come first")
    reader.add_argument("--seed", type=int, default=SEED)
    chosen = reader.parse_args()
    laws = read_laws(chosen.laws)
    expired = {law.id for law in laws if law.expired}
    service = open_service(read_settings())
    default_analyzer()
    right: dict[str, list[int]] = defaultdict(list)
    current: list[int] = []
    for item in known_items(laws, chosen.seed):
        found = service.ids(item.query, 1)
        right[item.kind].append(int(bool(found) and found[0] in item.wanted))
        if right[item.kind][-1] and 0 < len(item.wanted & expired) < len(item.wanted):
            current.append(int(found[0] not in expired))
            if chosen.misses and not current[-1]:
                print(f"  not current: {item.query!r} gave {found} of {sorted(item.wanted)}")
        if chosen.misses and not right[item.kind][-1]:
            print(f"  {item.kind}: {item.query!r} gave {found}, wanted {sorted(item.wanted)}")
    service.close()
    print_table(right, current)


def print_table(right: Mapping[str, Sequence[int]], current: Sequence[int]) -> None:
    for kind, hits in right.items():
        print(f"{kind:24} {len(hits):4} {sum(hits) / len(hits):7.3f}")
    every = [hit for hits in right.values() for hit in hits]
    print(f"{'success@1':24} {len(every):4} {sum(every) / len(every):7.3f}")
    if current:
        print(f"{'current version first':24} {len(current):4} {sum(current) / len(current):7.3f}")


if __name__ == "__main__":
    main()
