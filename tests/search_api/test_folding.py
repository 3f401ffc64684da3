"""Lines fit the terminal, and nothing of them is cut."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from search_api.commands.folding import folded, folded_text
from search_api.commands.terminal import console, plain
from tests.search_api.test_cli import NEW, RECORDS, Command, command, write_records

__all__ = ["command"]  # a fixture

_TITLE = "云州市人民政府办公室 云州市公安局关于印发《云州市城市养犬登记、免疫与管理实施细则" + (
    "（2024年修订）》及其解读材料并同时废止一批规范性文件的通知"
)
_LONG = [
    {
        **record,
        "title": f"{record['title']}{_TITLE}" if record["title"] != NEW else NEW,
        "text": f"{record['title']}\n各区人民政府：\n" + "第一条 " + "做好养犬登记，" * 30 + "。",
    }
    for record in RECORDS
]


@given(st.text(st.sampled_from("养犬办法《》，。“”ab1 ("), max_size=90), st.integers(2, 40))
def test_a_folded_line_fits_and_loses_no_character(line: str, width: int) -> None:
    parts = list(folded(line, width))
    assert all(cell_len(part) <= width for part in parts)
    assert "".join(parts).replace(" ", "") == line.replace(" ", "")


@given(st.text(st.sampled_from("养犬，。》 \nab"), max_size=90), st.integers(2, 40))
def test_styled_lines_fit_and_keep_their_style(text: str, width: int) -> None:
    made = folded_text(Text(text, "bold"), width)
    assert all(cell_len(line) <= width for line in made.plain.split("\n"))
    assert "".join(made.plain.split()) == "".join(text.split())
    assert made.style == "bold"


def test_no_line_begins_with_a_mark_that_closes() -> None:
    assert list(folded("《办法》自2024年5月1日起施行。", 12)) == [
        "《办法》自",
        "2024年5月1日",
        "起施行。",
    ]
    assert list(folded("通知，办法。", 4)) == ["通", "知，", "办", "法。"]


def test_an_indented_line_goes_on_further_in() -> None:
    assert folded_text(Text("  2024-01-01  养犬办法"), 16).plain == "  2024-01-01  养\n    犬办法"


def test_a_table_cuts_no_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    out: Console = console()
    table = Table("甲", "乙")
    table.add_row(plain("养犬登记与免疫" * 9), plain("甲" * 30))
    with out.capture() as drawn:
        out.print(table)
    shown = drawn.get()
    assert "…" not in shown
    assert (shown.count("养"), shown.count("疫"), shown.count("甲")) == (9, 9, 1 + 30)
    assert all(cell_len(line) <= 40 for line in shown.splitlines())


_COMMANDS = (
    ("search", "养犬"),
    ("show", "new", "--text"),
    ("show", "old"),
    ("report", "today"),
    ("report", "interpretations"),
    ("report", "validity"),
    ("report", "expiring", "--days", "9999"),
    ("report", "quarantine"),
    ("status",),
    ("doctor",),
)


def test_every_line_fits_80_columns(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / f"{'关于一批损坏文件的很长的名称' * 3}.pdf"
    broken.write_bytes(b"%PDF-1.4 broken")
    command("ingest", write_records(tmp_path / "in.jsonl", *_LONG), broken)
    whole = {arguments: command(*arguments).out for arguments in _COMMANDS}
    monkeypatch.setenv("COLUMNS", "80")
    for arguments, uncut in whole.items():
        shown = command(*arguments).out
        assert [line for line in shown.splitlines() if cell_len(line) > 80] == [], arguments
        if arguments[0] == "report":
            assert "".join(shown.split()) == "".join(uncut.split())
    assert any(cell_len(line) > 80 for line in whole["report", "today"].splitlines())
