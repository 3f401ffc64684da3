"""Pages of random structure, careless as real ones are: every text of theirs comes out."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from indexer.extractors.base import Limits
from indexer.extractors.html.extractor import WEB_PAGE

_WORDS = (
    "停车管理规定实施细则城市道路秩序审批许可监督检查责任单位公告意见方案保障资金补贴申请条件程序"
)
_INLINE = ("span", "font", "b", "strong", "a", "em", "u", "label")
_HOLDERS = ("div", "div", "section", "article", "center", "blockquote", "h3", "form", "dl", "td")
_MARKS = ("", "", " class='title'", " class='main'", " class='header'", " style='color:red'")
_OFTEN = 0.92  # how often a tag is closed


class _Page:
    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self.count = 0
        self.source = "".join(self._block(0) for _ in range(self._random.randint(2, 8)))

    def _text(self) -> str:
        self.count += 1
        length = self._random.choice((2, 4, 8, 20, 40, 80))
        words = "".join(self._random.choice(_WORDS) for _ in range(length))
        return f"标{self.count}记{words}{self._random.choice(('。', '', '：'))}"

    def _closed(self, tag: str, inside: str) -> str:
        end = f"</{tag}>" if self._random.random() < _OFTEN else ""
        return f"<{tag}{self._random.choice(_MARKS)}>{inside}{end}"

    def _line(self, depth: int) -> str:
        if depth > 3 or self._random.random() < 0.5:
            return self._text()
        inside = "".join(self._line(depth + 1) for _ in range(self._random.randint(1, 2)))
        return self._closed(self._random.choice(_INLINE), inside) + self._random.choice(
            ("", "<br>")
        )

    def _block(self, depth: int) -> str:
        kind = self._random.random()
        if depth > 5 or kind < 0.5:
            return self._closed("p", self._line(0))
        if kind < 0.6:
            return self._line(0) + self._random.choice(("<br>", "", "\n"))
        if kind < 0.7:
            spans = [self._random.choice(("", " rowspan=2", " colspan=2")) for _ in range(3)]
            cells = "".join(f"<td{span}>{self._line(2)}</td>" for span in spans)
            held = f"<td>{self._block(depth + 2)}" if self._random.random() < 0.3 else ""
            return self._closed("table", f"<tr>{cells}</tr><tr>{cells}{held}</tr>")
        inside = [self._block(depth + 1) for _ in range(self._random.randint(1, 3))]
        if kind < 0.8:
            return self._closed("ol", "".join(f"<li>{item}" for item in inside))
        return self._closed(self._random.choice(_HOLDERS), "".join(inside))


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("portal", [False, True])
def test_every_text_comes_out(tmp_path: Path, seed: int, portal: bool) -> None:
    page = _Page(seed)
    source = page.source
    if portal:
        links = "".join(f"<li><a href='/{n}'>栏目{n}</a></li>" for n in range(20))
        source = f"<ul>{links}</ul><div>{source}</div><p>版权所有 某ICP备123号</p>"
    path = tmp_path / "a.html"
    path.write_text(f"<html><body>{source}</body></html>", "utf-8")
    text = WEB_PAGE.extract(path, Limits()).text
    assert [n for n in range(1, page.count + 1) if f"标{n}记" not in text] == []
