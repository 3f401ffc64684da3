"""What the rules of understanding cost grows with a text's length, whatever the text repeats.

Counted are the characters that patterns are given to search, not seconds: a text of twice the
length may cost little more than twice as many.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from indexer import understanding
from indexer.model import Mention
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.understand import understand
from indexer.understanding.validity.clauses import Reading

_ANCHORED = 300  # what a match at one place looks at, at most or so


class Meter:
    def __init__(self) -> None:
        self.characters = 0


class Metered:
    """A pattern that tells the meter how much it was given."""

    def __init__(self, pattern: re.Pattern[str], meter: Meter) -> None:
        self._pattern, self._meter = pattern, meter

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pattern, name)

    def _count(self, text: str, start: int, end: int | None) -> None:
        self._meter.characters += max(0, (len(text) if end is None else end) - start)

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        found = self._pattern.search(text, start, len(text) if end is None else end)
        self._count(text, start, end if found is None else found.end())
        return found

    def finditer(
        self, text: str, start: int = 0, end: int | None = None
    ) -> Iterator[re.Match[str]]:
        at = start
        for found in self._pattern.finditer(text, start, len(text) if end is None else end):
            self._count(text, at, found.end())
            at = found.end()
            yield found
        self._count(text, at, end)

    def sub(self, repl: Any, text: str, count: int = 0) -> str:
        self._count(text, 0, None)
        return self._pattern.sub(repl, text, count)

    def split(self, text: str, maxsplit: int = 0) -> list[Any]:
        self._count(text, 0, None)
        return self._pattern.split(text, maxsplit)

    def match(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        self._count(text, start, min(len(text), start + _ANCHORED))
        return self._pattern.match(text, start, len(text) if end is None else end)

    def fullmatch(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        self._count(text, start, min(len(text), start + _ANCHORED))
        return self._pattern.fullmatch(text, start, len(text) if end is None else end)


@pytest.fixture
def meter(monkeypatch: pytest.MonkeyPatch) -> Meter:
    meter = Meter()
    for module in pkgutil.walk_packages(understanding.__path__, understanding.__name__ + "."):
        held = importlib.import_module(module.name)
        for name, value in list(vars(held).items()):
            if isinstance(value, re.Pattern):
                monkeypatch.setattr(held, name, Metered(value, meter))
    return meter


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority.load()


def cost(text: str, meter: Meter, authority: Authority) -> int:
    meter.characters = 0
    understand(text, (), name="a.txt", declared={}, authority=authority, region=None)
    return meter.characters


REPEATED = (
    "以下文件废止：", "以下文件废止：\n", "，《甲》同时废止", "根据《", "自2020年1月1日起施行",
    "有效期5年", "2020年1月1日", "（试行）", "《", "《甲", "（", "“", "甲", "关于", "关于印发",
    "《甲》、", "附件1\n", "（根据2011年1月8日修订）", "根据2011年1月8日《甲》修订", "第一条、",
    "（以下简称《甲》）", "除第六条外", "《甲》有效期延长至2020年底", "《甲》经评估",
    "将《甲》规定的期限由一年延长为两年", "征求《《甲》停止执行", "停止执行云政发〔2020〕1号",
    "国务院办公厅\n2020年1月1日\n", "附件：废止的文件目录\n", "问：答：\n", "暂停执行",
    "修订后的《甲》", "对《甲》进行了修订，现", "继续有效的文件2件\n",
    "延长《甲》", "本办法暂行至办法印发之日止", "除第三条继续执行外，", "《甲》（第五条除外）",
    "现就《甲》补充", "将《甲》更名为", "勘误《甲》应为", "云政发〔2020〕1号、2号、",
    "继续有效2件：", "《甲》现重新公布，有效期", "1. DB33/T 478-2004 甲\n",
    "对下列规章作出修改：\n《甲》\n",
    "近日，记者", "新华社", "甲，\n", "（云政\n",
)  # fmt: skip
LENGTH = 8_000


@pytest.mark.parametrize("repeated", REPEATED)
def test_twice_the_length_costs_twice(repeated: str, meter: Meter, authority: Authority) -> None:
    def text(length: int) -> str:
        return (repeated * (length // len(repeated) + 1))[:length]

    short = cost(text(LENGTH), meter, authority)
    assert cost(text(2 * LENGTH), meter, authority) <= 2.6 * short + 50_000


def test_what_becomes_of_others_is_put_together_a_few_times(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not anew for each sentence that speaks of a list."""
    calls = 0
    whole = Reading.mentions_from

    def counted(self: Reading, start: date | None) -> tuple[Mention, ...]:
        nonlocal calls
        calls += 1
        return whole(self, start)

    monkeypatch.setattr(Reading, "mentions_from", counted)
    understand(
        "继续有效的文件2件\n" * 40, (), name="a.txt", declared={}, authority=authority, region=None
    )
    assert calls <= 3
