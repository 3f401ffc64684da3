"""What is wrong with a settings file is told by file and line, in Chinese."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.model.errors import SettingsError
from indexer.runtime import belonging
from indexer.runtime.settings import Settings, settings_from_outside
from indexer.runtime.toml import read_toml

_GOOD = 'engine = "whoosh"\n'


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (f'{_GOOD}region = "栖宁市"\n'.encode("gbk"), r"第 2 行不是 UTF-8（像是 GBK.*另存为 UTF-8"),
        (_GOOD.encode("utf-16"), r"第 1 行不是 UTF-8（像是 UTF-16.*另存为 UTF-8"),
        (b'\nregion = "\xff\xff', r"第 2 行不是 UTF-8。"),
        (b'engine = "whoosh"\nregion = x\n', r"第 2 行第 10 列（region = …）不是 TOML.*加引号"),
        (b'engine = "whoosh"\nregion\n', r"第 2 行第 7 列不是 TOML 的写法"),
        (
            b'engine = "who',
            r"第 1 行末尾（engine = …）不是 TOML|第 1 行第 \d+ 列（engine = …）不是",
        ),
        (b'engine = "a"\nengine = "b"\n', r"第 2 行（engine = …）：这个名称前面已经写过"),
    ],
)
def test_what_is_no_toml_in_utf8(data: bytes, told: str, tmp_path: Path) -> None:
    path = tmp_path / "policy-search.toml"
    path.write_bytes(data)
    with pytest.raises(SettingsError, match=told) as raised:
        read_toml(path)
    assert str(path) in str(raised.value)
    with pytest.raises(SettingsError, match=told):
        belonging.kept_settings(Settings(home=tmp_path))


def test_the_working_folders_file_is_told_likewise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("policy-search.toml").write_bytes('site_name = "政策"\n'.encode("gbk"))
    with pytest.raises(SettingsError, match="第 1 行不是 UTF-8（像是 GBK"):
        settings_from_outside()


def test_a_byte_order_mark_is_no_error_and_a_folder_is_one(tmp_path: Path) -> None:
    path = tmp_path / "policy-search.toml"
    path.write_text(_GOOD, "utf-8-sig")
    assert read_toml(path) == {"engine": "whoosh"}
    with pytest.raises(SettingsError, match="它是文件夹"):
        read_toml(tmp_path)


def test_no_value_of_a_broken_line_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "policy-search.toml"
    path.write_text("opensearch_password = geheim\n", "utf-8")
    with pytest.raises(SettingsError) as raised:
        read_toml(path)
    assert "geheim" not in str(raised.value)
