"""Helps while and after typing: how fast they are, and how often a repair is right.

    POLICY_SEARCH_HOME=... python -m benchmarks.helps ../shared/data/laws/mainland.jsonl.gz

The library must hold the laws. Prints

* what suggestions cost, for some 200 beginnings: Chinese, pinyin, initials, single characters, and
  ones that nothing begins with;
* of queries with a wrong character, how many are answered with the right one as “您是不是要找”:
  ours (``SLIPS``), and ones drawn from the texts, in which one character is replaced by one that
  sounds the same, sounds nearly so, or is any other. A drawn query that stands in a text as it is
  is left out: nobody could call it wrong;
* of correct queries, how many are answered with a repair: none should be. They are titles, words
  of a text, and words of two texts put together, which no text holds;
* what finding a repair costs, looked up in the index as searches do, each query once.
"""

from __future__ import annotations

import argparse
import gc
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from analyzers.analyzer import default_analyzer
from analyzers.pinyin import blurred, full_pinyin, initials
from benchmarks.timing import at, timed
from benchmarks.workload import rows
from indexer.bootstrap import open_service
from indexer.model.queries import SearchRequest
from indexer.runtime.belonging import read_settings
from indexer.searching.correct import Corrector
from indexer.searching.reporting import Reporter
from indexer.searching.service import SearchService

SEED = 20260104
_TURNS = 5

# What was typed → what was meant: homophones, near sounds, look-alikes, two wrong characters,
# neighbours exchanged, a character too few or too many.
SLIPS: Mapping[str, str] = {
    "政府信息公幵": "政府信息公开",
    "劳动和同法": "劳动合同法",
    "食品安金法": "食品安全法",
    "行政复仪": "行政复议",
    "知识产全": "知识产权",
    "环竟保护": "环境保护",
    "大气污染防冶": "大气污染防治",
    "土地承包经营全": "土地承包经营权",
    "消费者权宜保护": "消费者权益保护",
    "未成年人饱护": "未成年人保护",
    "公积金提区": "公积金提取",
    "社会宝险": "社会保险",
    "工伤报险条例": "工伤保险条例",
    "突发事件应队": "突发事件应对",
    "安全生厂许可": "安全生产许可",
    "特种设备安全监查": "特种设备安全监察",
    "行政处法": "行政处罚",
    "行政诉松": "行政诉讼",
    "民事诉送": "民事诉讼",
    "国有土地上房屋怔收": "国有土地上房屋征收",
    "房屋拆千": "房屋拆迁",
    "物业管里": "物业管理",
    "道路交同安全": "道路交通安全",
    "机动车架驶": "机动车驾驶",
    "烟花暴竹": "烟花爆竹",
    "非物质文化遗铲": "非物质文化遗产",
    "义务叫育": "义务教育",
    "民办学交": "民办学校",
    "职业病防制": "职业病防治",
    "传染病防治发": "传染病防治法",
    "疫苗管李": "疫苗管理",
    "药品监督官理": "药品监督管理",
    "计划生玉": "计划生育",
    "城乡归划": "城乡规划",
    "建设工程质亮": "建设工程质量",
    "招标投飚": "招标投标",
    "政府才购": "政府采购",
    "反不正当竟争": "反不正当竞争",
    "野生动物保户": "野生动物保护",
    "水土保迟": "水土保持",
    "矿产资原": "矿产资源",
    "节约能园": "节约能源",
    "固体费物": "固体废物",
    "退疫军人": "退役军人",
    "残疾人保樟": "残疾人保障",
    "法律原助": "法律援助",
    "人民调节": "人民调解",
    "村民委园会": "村民委员会",
    "居民委员汇组织": "居民委员会组织",
    "海关鉴管": "海关监管",
    "进出口商品检检验": "进出口商品检验",
    "增植税": "增值税",
    "企业所的税": "企业所得税",
    "上市公司收够": "上市公司收购",
    "证卷交易": "证券交易",
    "商业银航": "商业银行",
    "个人信西保护": "个人信息保护",
    "网洛安全": "网络安全",
    "电子签明": "电子签名",
    "铁路安权管理": "铁路安全管理",
    "民用航恐": "民用航空",
    "政府新息公开": "政府信息公开",
    "证府信息公该": "政府信息公开",
    "劳动和同发": "劳动合同法",
    "政府信公开": "政府信息公开",
    "政府息信公开": "政府信息公开",
}


@dataclass(frozen=True, slots=True)
class Library:
    texts: Sequence[str]
    titles: Sequence[str]

    @classmethod
    def read(cls, path: Path) -> Library:
        laws = list(rows(path))
        return cls([law["text"] for law in laws], [law["title"] for law in laws])

    def words(self, chance: random.Random, most: int) -> tuple[str, list[str]]:
        """Words that follow each other in a text, at least two characters each, and the same
        with what stands between them."""
        while True:
            text = chance.choice(self.texts)
            start = chance.randrange(max(1, len(text) - 60))
            stretch = text[start : start + 60]
            words = [w for w in default_analyzer().words(stretch)[1:-1] if is_chinese(w.term)]
            count = chance.randint(1, most)
            if len(words) <= count:
                continue
            first = chance.randrange(len(words) - count)
            chosen = words[first : first + count]
            piece = stretch[chosen[0].start : chosen[-1].end]
            if is_chinese(piece) and all(len(w.term) > 1 for w in chosen):
                return piece, [w.term for w in chosen]


def is_chinese(text: str) -> bool:
    return all("\u4e00" <= c <= "\u9fff" for c in text)


# ---------------------------------------------------------------- suggestions


def beginnings(library: Library, chance: random.Random) -> Iterator[str]:
    """What is typed until a suggestion is taken."""
    titles = chance.sample(library.titles, 160)
    for title in titles[:60]:
        yield title[: chance.randint(2, 8)]
    for _ in range(30):
        yield library.words(chance, 1)[0]
    for title in titles[60:100]:
        piece = "".join(filter(is_chinese, title))[: chance.randint(2, 6)]
        typed = full_pinyin(piece)
        yield typed[: chance.randint(2, len(typed))]
    for title in titles[100:130]:
        start = chance.randrange(max(1, len(title) - 6))
        yield initials(title[start : start + chance.randint(2, 6)]) or "zwgk"
    yield from (title[0] for title in titles[130:145])
    yield from "abcdefghjklmnopqrstwxyz的法"
    yield from ("zwgk", "zhengwu", "zwgkbmzx", "xian", "xizang", "an", "ang", "zhuangzhuangzhuang")
    yield from ("饕餮", "法法法", "qqqq", "2024", "〔2019〕", "vpn", "中华人民共和国", "关于")


def suggestions(service: SearchService, library: Library) -> None:
    typed = list(beginnings(library, random.Random(SEED)))
    times = {}
    for text in typed:
        times[text] = min(timed(lambda t=text: service.suggest(t, 10)) for _ in range(_TURNS))
    print(row(f"{len(typed)} beginnings", sorted(times.values())))
    for text in sorted(times, key=times.__getitem__)[-3:]:
        print(f"  slowest: {text} {times[text]:.2f} ms")
    empty = [t for t in times if not service.suggest(t, 10)]
    print(f"  nothing to suggest for {len(empty)}: {'、'.join(empty)}")


# ---------------------------------------------------------------- repairs


@dataclass(frozen=True, slots=True)
class Judge:
    """Asks for repairs, and keeps what each cost in ms.

    Asked is the corrector itself, and the service, which asks it only where little was found.
    """

    service: SearchService
    corrector: Corrector
    times: list[float]

    def proposed(self, query: str) -> str | None:
        found: list[str | None] = []
        self.times.append(timed(lambda: found.append(self._proposed(query))))
        return found[0]

    def _proposed(self, query: str) -> str | None:
        return None if self.stands(query) else self.corrector.correct(query, self.stands)

    def shown(self, query: str) -> str | None:
        answer = self.service.search(SearchRequest(q=query, facets=(), highlight=False))
        return answer.query.did_you_mean

    def stands(self, text: str) -> bool:
        return Reporter(self.service.analyzer, self.service.engine, None).stands(text)

    def share_right(self, name: str, slips: Mapping[str, str]) -> None:
        wrong = {t: p for t, meant in slips.items() if (p := self.proposed(t)) != meant}
        shown = sum(self.shown(typed) == meant for typed, meant in slips.items())
        silent = sum(p is None for p in wrong.values())
        print(
            f"{name:28} {len(slips) - len(wrong)} of {len(slips)} right"
            f" ({1 - len(wrong) / len(slips):.3f}), {silent} without a proposal; {shown} shown"
        )
        for typed, proposal in list(wrong.items())[:12]:
            print(f"  {typed} → {proposal}, not {slips[typed]}")

    def share_left_alone(self, name: str, queries: Sequence[str]) -> None:
        repaired = {q: p for q in queries if (p := self.proposed(q)) is not None}
        shown = sum(self.shown(query) is not None for query in queries)
        print(f"{name:28} {len(repaired)} of {len(queries)} repaired, wrongly; {shown} shown")
        for query, proposal in list(repaired.items())[:12]:
            print(f"  {query} → {proposal}")


class Slipping:
    """Replaces characters by ones of the same or nearly the same sound, as often as they occur."""

    def __init__(self, library: Library) -> None:
        seen = Counter(c for text in library.texts[::10] for c in text if is_chinese(c))
        self.characters = [c for c, _ in seen.most_common(2_000)]
        self._sounding: dict[str, list[str]] = defaultdict(list)
        self._near: dict[str, list[str]] = defaultdict(list)
        for character in self.characters:
            sound = full_pinyin(character)
            self._sounding[sound].append(character)
            self._near[blurred(sound)].append(character)

    def same(self, character: str, chance: random.Random) -> str:
        return self._other(self._sounding[full_pinyin(character)], character, chance)

    def near(self, character: str, chance: random.Random) -> str:
        return self._other(self._near[blurred(full_pinyin(character))], character, chance)

    def any(self, character: str, chance: random.Random) -> str:
        return self._other(self.characters, character, chance)

    def _other(self, among: Sequence[str], character: str, chance: random.Random) -> str:
        return chance.choice([c for c in among if c != character] or [character])


def drawn(
    library: Library,
    slip: Callable[[str, random.Random], str],
    stands: Callable[[str], bool],
    count: int,
) -> dict[str, str]:
    """One to three words of a text with one character replaced."""
    chance = random.Random(SEED)
    slips: dict[str, str] = {}
    while len(slips) < count:
        meant, _ = library.words(chance, 3)
        if not 3 <= len(meant) <= 10:
            continue
        place = chance.randrange(len(meant))
        typed = meant[:place] + slip(meant[place], chance) + meant[place + 1 :]
        if typed != meant and not stands(typed):
            slips[typed] = meant
    return slips


def correct_queries(library: Library) -> Iterator[tuple[str, list[str]]]:
    chance = random.Random(SEED + 1)
    yield "titles", chance.sample(library.titles, 100)
    yield "words of a text", [" ".join(library.words(chance, 3)[1]) for _ in range(100)]
    yield "pieces of a text", [library.words(chance, 3)[0] for _ in range(100)]
    for name, between in (("words of two texts", " "), ("the same without a blank", "")):
        yield (
            name,
            [between.join(library.words(chance, 1)[0] for _ in range(2)) for _ in range(200)],
        )


def repairs(service: SearchService, library: Library) -> None:
    helps = service._helps.current()
    assert helps is not None
    judge = Judge(service, helps.corrector, [])
    judge.share_right("our slips", SLIPS)
    slipping = Slipping(library)
    for name, slip in (
        ("same sound", slipping.same),
        ("near sound", slipping.near),
        ("any other", slipping.any),
    ):
        judge.share_right(f"drawn, {name}", drawn(library, slip, judge.stands, 200))
    print(row("finding a repair", sorted(judge.times)))
    judge.times.clear()
    for name, queries in correct_queries(library):
        judge.share_left_alone(name, queries)
    chance = random.Random(SEED + 2)
    for _ in range(50):
        judge.proposed("".join(chance.sample(slipping.characters, 30)))
        judge.proposed("".join(library.words(chance, 1)[0] for _ in range(15))[:30])
    print(row("none to find, 30 characters", sorted(judge.times[-100:])))


# ---------------------------------------------------------------- times


def row(name: str, times: Sequence[float]) -> str:
    return (
        f"{name:28} p50 {median(times):.2f} ms  p95 {at(times, 0.95):.2f} ms"
        f"  max {times[-1]:.2f} ms"
    )


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    reader.add_argument("laws", type=Path)
    chosen = reader.parse_args()
    service = open_service(read_settings())
    print(f"helps made in {timed(service.prepare_helps) / 1000:.2f} s")
    library = Library.read(chosen.laws)
    gc.collect()
    gc.freeze()  # what the benchmark itself holds is not the service's to look through
    suggestions(service, library)
    repairs(service, library)
    service.close()


if __name__ == "__main__":
    main()
