"""The command line where little is as it should be: a locale without Chinese, a full disk."""

from __future__ import annotations

import errno
import io
import sys

import pytest

from search_api import cli
from search_api.commands.messages import complain, write_chinese


def test_chinese_is_written_whatever_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(raw, encoding="ascii"))
    write_chinese()
    complain("没有")
    assert raw.getvalue().decode() == "policy-search: 没有\n"


def test_a_full_disk_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "/data/index")

    monkeypatch.setattr(cli, "command_line", full)
    assert cli.run(["status"]) == 3
    assert "磁盘已满：/data/index" in capsys.readouterr().err
