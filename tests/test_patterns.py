"""No pattern has a possessive group or an atomic one: Python before 3.11.5 matches them wrongly.

Debian 12 has 3.11.2. Possessive repeats of one character or one class are right there.
"""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import analyzers
import indexer
import search_api
from analyzers import numerals
from analyzers.numerals import to_arabic

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = (analyzers, indexer, search_api)
ONE_CHARACTER = {"LITERAL", "NOT_LITERAL", "IN", "ANY", "CATEGORY", "RANGE"}
POSSESSIVE = r"(?:[?*+]|\{\d*,?\d*\}|\{\{\d*,?\d*\}\})\+"


def _steps(tree: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    """Every step of a parsed pattern, however deep."""
    for step in tree:
        if isinstance(step, tuple) and step and isinstance(step[0], _constants._NamedIntConstant):
            yield str(step[0]), step[1] if len(step) > 1 else None
        if isinstance(step, (tuple, list, _parser.SubPattern)):
            yield from _steps(step)


def _refused(pattern: str, flags: int = 0) -> bool:
    return any(
        name == "ATOMIC_GROUP"
        or (
            name == "POSSESSIVE_REPEAT"
            and (len(given[2]) != 1 or str(given[2][0][0]) not in ONE_CHARACTER)
        )
        for name, given in _steps(_parser.parse(pattern, flags))
    )


def _written(node: ast.AST) -> str:
    """A literal as one text, with an empty group for what is filled in."""
    if isinstance(node, ast.JoinedStr):
        return "".join(_written(part) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return "()"
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _refused_in(source: str) -> list[str]:
    """What is refused in the literals of a source, also where patterns are put together later."""
    literals = [_written(node) for node in ast.walk(ast.parse(source))]
    return [text for text in literals if re.search(rf"(?<!\\)\){POSSESSIVE}|\(\?>", text)]


@pytest.mark.parametrize(
    ("pattern", "refused"),
    [
        ("a++", False), ("[ab]*+c", False), (r"\d{0,12}+", False), ("(?:,a)+(?!,)", False),
        ("(?:ab)++", True), ("x(?:y|(a|bc)?+)", True), ("(?=(?:ab){2,}+)", True), ("(?>ab)", True),
        ("(?:[ab]|c(?!d))*+", True),
    ],
)  # fmt: skip
def test_what_is_refused(pattern: str, refused: bool) -> None:
    assert _refused(pattern) is refused
    assert bool(_refused_in(f"import re\nre.compile({pattern!r})")) is refused


def test_what_is_refused_when_it_is_filled_in() -> None:
    assert _refused_in('rf"{_ROW}*+点"')
    assert _refused_in('rf"{_ROW}{{2,3}}+点"')
    assert not _refused_in('rf"[{_ROW}]*+点"')


def test_no_source_has_a_possessive_group() -> None:
    for package in PACKAGES:
        for path in (ROOT / package.__name__).rglob("*.py"):
            assert _refused_in(path.read_text(encoding="utf-8")) == [], path


def test_no_compiled_pattern_has_a_possessive_group() -> None:
    patterns = {numerals._candidates()}
    for package in PACKAGES:
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "migrations" not in module.name and not module.name.endswith("__main__"):
                held = vars(importlib.import_module(module.name)).values()
                patterns.update(value for value in held if isinstance(value, re.Pattern))
    assert len(patterns) > 50
    assert [
        p for p in patterns if isinstance(p.pattern, str) and _refused(p.pattern, p.flags)
    ] == []


def test_a_row_ends_before_a_unit_that_begins_with_a_numeral() -> None:
    assert to_arabic("五十千克以上不满五千克") == "50千克以上不满5千克"
