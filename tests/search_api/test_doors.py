"""One table of doors: nothing of a document that is withheld leaves by any of them."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
import pytest
from fastapi.testclient import TestClient

from indexer.bootstrap import open_library, open_service
from indexer.runtime.settings import Settings
from search_api.app import create_app

# Words that stand in the withheld document and in no other.
SECRETS = ("朱雀", "青鸾", "110105********002X", "11010519491231002X", "栖密发")
WITHHELD = {
    "id": "held-7",
    "title": "栖宁市朱雀专项工作办法",
    "doc_number": "栖密发〔2024〕7号",
    "issuers": ["栖宁市青鸾工作委员会"],
    "text": "第三条 栖宁市青鸾工作委员会负责朱雀专项工作。\n"
    "第一条 联系人身份证号11010519491231002X。\n第二条 《栖宁市养犬管理办法》"
    "（栖政发〔2010〕3号）自2024年5月1日起废止。\n第三条 本办法自2024年5月1日起施行。",
    "effective_from": "2024-05-01",
    "kind": "policy",
}
OPEN = {
    "id": "open",
    "title": "栖宁市养犬管理办法",
    "doc_number": "栖政发〔2010〕3号",
    "issuers": ["栖宁市人民政府"],
    "text": "第一条 为了规范养犬行为。\n第二条 本办法自2010年6月1日起施行。",
    "effective_from": "2010-06-01",
    "kind": "policy",
}
DECLARED = {**OPEN, "id": "declared", "title": "栖宁市青鸾行动方案", "published": False,
            "doc_number": "栖密发〔2024〕8号"}  # fmt: skip

DOORS = (
    "/api/v1/search?q=朱雀", "/api/v1/search?q=青鸾", "/api/v1/search?q=养犬", "/api/v1/search",
    "/api/v1/search?q=栖密发〔2024〕7号", "/api/v1/search?issuer=栖宁市青鸾工作委员会",
    "/api/v1/search?q=朱雁专项工作", "/api/v1/search?facets=issuer,year,kind,status,region",
    "/api/v1/search?q=11010519491231002X", "/api/v1/search?status=repealed",
    "/api/v1/responsibilities?q=朱雀专项工作谁负责", "/api/v1/responsibilities?body=青鸾",
    "/api/v1/responsibilities?body=委员会&status=repealed", "/api/v1/responsibilities?q=养犬",
    "/duties?q=朱雀专项工作", "/duties?body=青鸾", "/?q=朱雀专项工作谁负责",
    "/api/v1/answers?q=朱雀专项工作谁负责", "/api/v1/answers?q=养犬管理办法还有效吗",
    "/api/v1/answers?q=联系人身份证号是多少", "/api/v1/answers?q=2011年养犬有什么规定",
    "/api/v1/passages?q=朱雀", "/api/v1/passages?q=身份证号&context=5&per_document=9",
    "/api/v1/passages?q=栖密发〔2024〕7号", "/api/v1/passages?q=养犬&context=2",
    "/api/v1/suggest?q=朱雀", "/api/v1/suggest?q=栖宁市朱", "/api/v1/suggest?q=zhuque",
    "/api/v1/suggest?q=栖密", "/api/v1/pivot?rows=issuer&columns=year",
    "/api/v1/pivot?rows=issuer&columns=year&format=csv", "/api/v1/search.csv",
    "/api/v1/search.csv?q=养犬", "/api/v1/search.atom", "/api/v1/search.atom?q=朱雀",
    "/api/v1/documents/open", "/api/v1/documents/open/history",
    "/api/v1/documents/open/relations", "/api/v1/documents/open/similar",
    "/api/v1/documents/open/text", "/documents/open", "/", "/?q=朱雀", "/?q=养犬&status=repealed",
    *(f"/api/v1/documents/held-7{part}"
      for part in ("", "/file", "/text", "/history", "/relations", "/similar")),
    "/documents/held-7", "/documents/held-7/preview", "/documents/held-7/compare?with=open",
    "/documents/open/compare?with=held-7", "/documents/open?q=朱雀&find=青鸾", "/sitemap.xml",
    "/?q=养犬&explain=true", "/?q=朱雀&issuer=栖宁市青鸾工作委员会", "/documents/declared",
    "/api/v1/documents/declared",
    "/analysis", "/analysis?rows=issuer&columns=status&whole=true", "/analysis?q=朱雀",
    "/analysis?rows=status&columns=kind&as_of=2024-06-01", "/analysis/table.csv",
    "/analysis/endings.csv", "/analysis/trend.csv", "/analysis/status.svg",
    "/analysis/coverage.csv",
    "/llms.txt", "/api/v1/documents/open/changes.atom", "/api/v1/documents/held-7/changes.atom",
    "/metrics", "/sign-in", "/sign-in?next=/documents/held-7",
    *(f"/api/v1/admin/{part}" for part in (
        "documents/held-7", "documents/held-7/text", "documents/held-7/file", "quarantine",
        "reports/findings", "reports/today", "audit", "jobs/none")),
)  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("doors")
    settings = Settings(home=folder / "home", workers=1)
    lines = folder / "in.jsonl"
    lines.write_bytes(b"\n".join(orjson.dumps(one) for one in (WITHHELD, OPEN, DECLARED)))
    with open_library(settings) as library:
        library.ingestion().run(library.catalogue, [lines])
        library.update_index()
    service = open_service(settings)
    service.prepare_helps()
    with TestClient(create_app(service, settings), raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize("door", DOORS)
def test_nothing_of_it_leaves(client: TestClient, door: str) -> None:
    answer = client.get(door)
    asked = {secret for secret in SECRETS if secret in door}
    # What was asked for may be said back; everything else of it may not.
    told = {secret for secret in SECRETS if secret in answer.text} - asked
    if "q=朱雁" in door:
        told -= {"朱雁"}
    assert not told, answer.text[:2000]
    assert "held-7" in door or "held-7" not in answer.text


TOOLS = (
    *((name, {"q": words}) for name in ("search", "passages", "answers", "responsibilities")
      for words in ("朱雀", "养犬", "栖密发〔2024〕7号", "朱雀专项工作谁负责")),
    ("responsibilities", {"body": "青鸾"}),
    *((name, {"document": which}) for name in ("document", "status_on", "history", "relations")
      for which in ("open", "held-7", "declared", "栖密发〔2024〕7号", "栖宁市青鸾行动方案")),
)  # fmt: skip
RESOURCES = (
    ("resources/list", {}),
    *(("resources/read", {"uri": f"policy://documents/{part}"})
      for part in ("open", "held-7", "held-7/articles/s0", "declared")),
)  # fmt: skip


@pytest.mark.parametrize(
    ("method", "params"),
    [
        *(("tools/call", {"name": name, "arguments": given}) for name, given in TOOLS),
        *RESOURCES,
    ],
)
def test_nothing_of_it_leaves_by_an_agent(
    client: TestClient, method: str, params: dict[str, object]
) -> None:
    pytest.importorskip("mcp")
    answer = client.post(
        "/mcp",
        json={"jsonrpc": "2.0", "id": 1, "method": method, "params": params},
        headers={"Accept": "application/json, text/event-stream"},
    )
    assert answer.status_code == 200
    told, given = answer.text, orjson.dumps(params).decode()
    assert "result" in told or "error" in told
    assert not [secret for secret in SECRETS if secret in told and secret not in given], told
    assert "held-7" in given or "held-7" not in told


def test_what_is_withheld_is_as_though_it_were_not_there(client: TestClient) -> None:
    for part in ("", "/file", "/text", "/history", "/relations", "/similar"):
        withheld = client.get(f"/api/v1/documents/held-7{part}")
        unknown = client.get(f"/api/v1/documents/nobody{part}")
        assert withheld.status_code == unknown.status_code == 404
        assert withheld.text.replace("held-7", "nobody") == unknown.text


def test_a_pasted_list_tells_nothing_of_it(client: TestClient) -> None:
    """Neither by its number nor its title, nor as what ended another."""
    asked = "栖密发〔2024〕7号\n栖政发〔2010〕3号\n栖宁市青鸾行动方案"
    for format in ("", "csv"):
        told = client.post("/analysis/batch", data={"list": asked, "format": format}).text
        assert "废止" in told
        for secret in ("朱雀", "held-7", "declared", "青鸾工作委员会", "11010519491231002X"):
            assert secret not in told


def test_what_it_does_to_others_is_told_without_its_name(client: TestClient) -> None:
    status = client.get("/api/v1/documents/open").json()["status"]
    assert status["value"] == "repealed"
    assert "其他文件" in status["reason"]


def test_workbooks_hold_nothing_of_it(client: TestClient) -> None:
    import io

    from openpyxl import load_workbook

    for door in (
        "/api/v1/search.xlsx",
        "/api/v1/pivot?rows=issuer&columns=year&format=xlsx",
        "/analysis/table.xlsx",
    ):
        book = load_workbook(io.BytesIO(client.get(door).content))
        cells = "".join(str(cell.value) for sheet in book for row in sheet for cell in row)
        assert not [secret for secret in SECRETS if secret in cells]
