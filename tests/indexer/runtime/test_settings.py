"""A value that cannot be meant is refused, by the setting's name and in Chinese."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.model.errors import SettingsError
from indexer.runtime.origins import strangers, told_strangers
from indexer.runtime.settings import settings_from_outside


@pytest.mark.parametrize(
    ("name", "given", "told"),
    [
        ("cors_origins", "a, b", "a、b 应为来源"),
        ("cors_origins", "https://a.example/", "末尾不加 /"),
        ("allowed_hosts", "https://a.example", "应为主机名"),
        ("allowed_hosts", "a.example:8000", "不带 https:// 与端口"),
        ("opensearch_hosts", "node1:9200", "应写作 https://主机名:端口"),
        ("oidc_roles", "editor", "应写作 值=角色"),
        ("oidc_issuer", "idp.example", "应写作 https://"),
        ("oidc_scope", "profile", "应以 openid 开头"),
        ("opensearch_prefix", "Policy", "应以小写字母开头"),
        ("public_url", "a.example", "应写作 https://"),
        ("database_url", "me:secret@host/db", "应写作 postgresql.*现为 （不显示）"),
        ("copies", "some", "应为 none, members 或 all"),
        ("log_format", "xml", "应为 text 或 json"),
        ("search_seconds", "inf", "应为有限的数字"),
        ("writer_wait", "nan", "应为有限的数字"),
        ("session_hours", "1e300", "应不大于 8760"),
        ("workers", "100000", "应不大于 1024"),
        ("site_name", "名" * 41, "不得多于 40 字"),
    ],
)
def test_nonsense(name: str, given: str, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"POLICY_SEARCH_{name.upper()}", given)
    with pytest.raises(SettingsError, match=f"POLICY_SEARCH_{name.upper()}.*{told}"):
        settings_from_outside()


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("cors_origins", "https://a.example:8443, http://127.0.0.1, *"),
        ("allowed_hosts", "www.example.cn,*.example.cn,127.0.0.1,[::1],政策.中国"),
        ("opensearch_hosts", "https://node-1:9200,http://[::1]:9200"),
        ("oidc_roles", "政策编辑=editor, boss=admin"),
        ("copies", "all"),
    ],
)
def test_sense(name: str, given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"POLICY_SEARCH_{name.upper()}", given)
    settings_from_outside()


def test_a_secret_is_not_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("policy-search.toml").write_text("opensearch_password = 987654\n", "utf-8")
    with pytest.raises(SettingsError, match="opensearch_password") as raised:
        settings_from_outside()
    assert "987654" not in str(raised.value)


def test_a_variable_that_is_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PROT", "NOPE", "SERVICE_HOST", "SERVICE_PORT_HTTP", "PORT_8000_TCP_ADDR"):
        monkeypatch.setenv(f"POLICY_SEARCH_{name}", "1")
    assert dict(strangers()) == {
        "POLICY_SEARCH_NOPE": None,
        "POLICY_SEARCH_PROT": "POLICY_SEARCH_PORT",
    }
    assert (
        "环境变量 POLICY_SEARCH_PROT 不是设置，不起作用，是否指 POLICY_SEARCH_PORT？"
        in told_strangers()
    )
