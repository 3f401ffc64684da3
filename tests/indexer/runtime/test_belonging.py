"""What belongs to a library is the same in every shell."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.model.errors import SettingsConflict, SettingsError
from indexer.runtime import belonging
from indexer.runtime.belonging import read_settings
from indexer.runtime.settings import Settings


@pytest.fixture(autouse=True)
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("POLICY_SEARCH_HOME", str(tmp_path / "home"))
    (tmp_path / "bodies.csv").write_text("name\n云栖市民政局\n", "utf-8")
    return tmp_path


def test_another_shell_reads_what_the_first_one_kept(shell: Path) -> None:
    belonging.write(Settings(authority=Path("bodies.csv"), region="云栖市"))
    settings = read_settings()
    assert settings.region == "云栖市"
    assert settings.authority == shell / "home" / "authority.csv"
    assert settings.authority.read_bytes() == Path("bodies.csv").read_bytes()


def test_a_contradiction_is_refused_by_name(shell: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    belonging.write(Settings(authority=Path("bodies.csv")))
    monkeypatch.setenv("POLICY_SEARCH_AUTHORITY", "bodies.csv")
    read_settings()  # the same words are no contradiction
    (shell / "bodies.csv").write_text("name\n云栖市财政局\n", "utf-8")
    with pytest.raises(SettingsConflict, match=r"authority.*init --set authority"):
        read_settings()
    monkeypatch.delenv("POLICY_SEARCH_AUTHORITY")
    (shell / "policy-search.toml").write_text('region = "云栖市"\n', "utf-8")
    with pytest.raises(SettingsConflict, match="region"):
        read_settings()


def test_the_folder_of_the_library_may_be_the_working_folder(
    shell: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    belonging.write(Settings(authority=Path("bodies.csv")))
    monkeypatch.chdir(shell / "home")
    assert read_settings().authority == shell / "home" / "authority.csv"
    monkeypatch.setenv("POLICY_SEARCH_REGION", "云栖市")
    with pytest.raises(SettingsConflict, match="region"):
        read_settings()


def test_a_file_that_is_set_and_missing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_SEARCH_SYNONYMS", "none.txt")
    with pytest.raises(SettingsError, match=r"synonyms.*none\.txt"):
        read_settings()


def test_unknown_names_are_errors(shell: Path) -> None:
    (shell / "policy-search.toml").write_text("prot = 1\n", "utf-8")
    with pytest.raises(SettingsError, match=r"prot.*port"):
        read_settings()


@pytest.mark.parametrize(
    ("given", "read"),
    [("https://a,https://b", ("https://a", "https://b")), ("*", ("*",)), ("", ())],
)
def test_lists_are_comma_lists(
    given: str, read: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICY_SEARCH_CORS_ORIGINS", given)
    assert read_settings().cors_origins == read


def test_wrong_values_are_told_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_SEARCH_PORT", "99999")
    with pytest.raises(SettingsError, match=r"POLICY_SEARCH_PORT.*应不大于 65535"):
        read_settings()


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("authority", "bodies.csv"),
        ("region", "云栖市"),
        ("synonyms", "words.txt"),
        ("engine", "memory"),
        ("analyzer", "0123456789abcdef"),
    ],
)
@pytest.mark.parametrize("by", ["environment", "file"])
def test_each_of_them_is_refused_by_name(
    name: str, given: str, by: str, shell: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (shell / "words.txt").write_text("城管 = 城市管理\n", "utf-8")
    belonging.write(Settings(analyzer="fedcba9876543210"))
    if by == "environment":
        monkeypatch.setenv(f"POLICY_SEARCH_{name.upper()}", given)
    else:
        (shell / "policy-search.toml").write_text(f'{name} = "{given}"\n', "utf-8")
    with pytest.raises(SettingsConflict, match=rf"设置 {name} .*{given}.*本库"):
        read_settings()


def test_the_analyzer_is_recorded_where_it_is_not(shell: Path) -> None:
    belonging.write(Settings(region="云栖市"))
    assert read_settings().analyzer is None
    assert not belonging.keep(read_settings(), "0123456789abcdef")
    assert (read_settings().analyzer, read_settings().region) == ("0123456789abcdef", "云栖市")


def test_a_file_that_notepad_saved_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("POLICY_SEARCH_HOME", str(tmp_path / "lib"))
    Path("policy-search.toml").write_text("port = 8123\n", "utf-8-sig")
    Path("lib").mkdir()
    Path("lib/policy-search.toml").write_text('region = "栖宁市"\n', "utf-8-sig")
    found = read_settings()
    assert (found.port, found.region) == (8123, "栖宁市")


def test_a_file_that_was_emptied_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Going on would index the library without its list of bodies."""
    home = tmp_path / "lib"
    home.mkdir()
    monkeypatch.setenv("POLICY_SEARCH_HOME", str(home))
    (home / "policy-search.toml").write_text("# 本库的设置\n", "utf-8")
    read_settings()  # no library yet
    (home / "catalogue.db").touch()
    with pytest.raises(SettingsError, match="清空"):
        read_settings()
    (home / "policy-search.toml").write_text('engine = "whoosh"\n', "utf-8")
    assert read_settings().engine == "whoosh"


def test_the_nodes_of_a_cluster_are_a_comma_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_SEARCH_OPENSEARCH_HOSTS", "https://a:9200, https://b:9200")
    monkeypatch.setenv("POLICY_SEARCH_OPENSEARCH_PASSWORD", "s3cret")
    settings = read_settings()
    assert settings.opensearch_hosts == ("https://a:9200", "https://b:9200")
    assert "s3cret" not in repr(settings)
