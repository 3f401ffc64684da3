from __future__ import annotations

import re
import tomllib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
import pytest

from indexer.bootstrap import open_library
from indexer.runtime.settings import Settings
from indexer.stewardship import bodies
from indexer.stewardship.jobs import Jobs, JobState
from tests.search_api.admin.conftest import FINANCE, Staff
from tests.search_api.desk.conftest import Arrives, seen_in, words

ADMIN = "/api/v1/admin/names"
HEAD = "name,short,successor,from,until"
MERGED = "栖宁市财政和国资委员会"
OFFICE = "栖宁市物业服务指导办"
TEXT = f"{HEAD}\n{FINANCE},栖宁财局,{MERGED},,2024-01\n{OFFICE},物指办,,,\n"
NOTICE = {
    "id": "fees", "title": "停车收费通知", "kind": "policy",
    "text": "各单位：\n停车收费自2020年1月1日起按本通知执行。\n物指办\n2020年1月1日",
}  # fmt: skip


@pytest.fixture
def keeper(staff: Staff) -> Staff:
    """With a document that is signed by an office nobody knows."""
    path = staff.home.parent / "more.jsonl"
    path.write_bytes(orjson.dumps(NOTICE))
    with open_library(Settings(home=staff.home, workers=1)) as library:
        library.ingestion().run(library.catalogue, [path])
        library.update_index()
    staff.app.state.service.refresh()
    return staff


def look(staff: Staff) -> None:
    """As the serving process does by itself, twice a second."""
    state = staff.app.state
    state.library = state.renaming.look(state.service)


def issuers(staff: Staff, document: str) -> list[str]:
    found: dict[str, Any] = staff.client.get(f"/api/v1/documents/{document}").json()
    return [value["value"] for value in found["metadata"]["issuers"]]


def of_body(staff: Staff, name: str) -> list[str]:
    answer = staff.client.get("/api/v1/search", params={"issuer": name})
    return [hit["id"] for hit in answer.json()["hits"]]


def test_what_would_change_is_told_then_gone_over_to_without_a_restart(
    keeper: Staff, arrives: Arrives
) -> None:
    person = arrives(keeper.admin)
    held = seen_in(person.sees("/admin/names"))
    page = person.sends("/admin/names", {**held, "text": TEXT, "act": "check"}).text
    said = words(page)
    assert "1个机关改称，1份会读出不同的机关" in said
    assert f"现在：{FINANCE}→{MERGED}" in said
    assert f"停车收费通知读作：（无）→{OFFICE}" in said
    assert f"栖宁财局改动的词不当作机关{MERGED}（1份）" in said
    assert of_body(keeper, MERGED) == [] and not (keeper.home / "authority.csv").exists()

    began = person.sends("/admin/names", {**held, "text": TEXT, "act": "save", "why": "机构改革"})
    assert "换用机关名录" in words(began.text) and "按原名录检索" in words(began.text)
    again = {**seen_in(person.sees("/admin/names")), "text": TEXT, "act": "save"}
    assert "还没有完成" in words(person.sends("/admin/names", again, 422).text)
    look(keeper)
    assert of_body(keeper, FINANCE) == ["money"]

    keeper.work()
    look(keeper)
    assert of_body(keeper, MERGED) == ["money"] == of_body(keeper, "栖宁财局")
    assert of_body(keeper, OFFICE) == ["fees"]
    kept = tomllib.loads((keeper.home / "policy-search.toml").read_text())
    assert kept["authority"] == "authority.csv"
    assert (keeper.home / "authority.csv").read_text() == TEXT
    told = words(person.sees(f"/admin/jobs/{began.url.path.rsplit('/', 1)[1]}"))
    assert "已换用新名录：1份文件读出的内容有变化" in told
    log = keeper.client.get("/api/v1/admin/audit?action=library.names", headers=keeper.admin)
    details = log.json()["entries"][0]["details"]
    assert details["added"] == sorted(TEXT.splitlines()[1:]) and details["why"] == "机构改革"
    # Another one, over what stands there now; what is done goes on with the new names.
    now = keeper.client.get(ADMIN, headers=keeper.admin).json()
    body = {"text": HEAD, "seen": now["seen"]}
    assert keeper.client.put(ADMIN, json=body, headers=keeper.admin).status_code == 202
    keeper.work()
    look(keeper)
    assert of_body(keeper, MERGED) == [] and of_body(keeper, FINANCE) == ["money"]


def test_a_worker_that_dies_each_time_is_told_and_can_be_tried_again(
    keeper: Staff, arrives: Arrives
) -> None:
    person = arrives(keeper.admin)
    form = {**seen_in(person.sees("/admin/names")), "text": TEXT, "act": "save"}
    person.sends("/admin/names", form)
    jobs = Jobs(keeper.app.state.service.catalogue.database)
    for _ in range(3):
        [job] = jobs.waiting()
        assert jobs.begin(job)
        bodies.write(Settings(home=keeper.home), TEXT)  # and it is killed while it reads
    keeper.work()
    look(keeper)
    [ended] = jobs.newest(1)
    assert ended.state is JobState.FAILED
    said = words(person.sees("/admin/names"))
    assert "失败3次都没有做完，处理进程异常结束；再保存一次即重新来过" in said
    assert "3次都没有做完" in words(person.sees(f"/admin/jobs/{ended.id}"))
    assert of_body(keeper, OFFICE) == []  # not read by it yet

    form = {**seen_in(person.sees("/admin/names")), "text": TEXT, "act": "save"}
    person.sends("/admin/names", form)
    keeper.work()
    look(keeper)
    assert of_body(keeper, OFFICE) == ["fees"]


def test_a_line_that_cannot_be_read_is_named(keeper: Staff, arrives: Arrives) -> None:
    person = arrives(keeper.admin)
    wrong = f"{HEAD}\n{FINANCE},,,2024-13,\n"
    for act in ("check", "save"):
        data = {**seen_in(person.sees("/admin/names")), "text": wrong, "act": act}
        page = person.sends("/admin/names", data, 422).text
        assert "第2行：from的“2024-13”不是年月" in words(page) and "2024-13" in page
        page = person.sends("/admin/names", {**data, "text": f"{TEXT}{OFFICE},物指,,,\n"}, 422).text
        assert f"第4行：{OFFICE}已在第3行" in words(page)
    assert keeper.client.get("/api/v1/admin/jobs", headers=keeper.admin).json()["jobs"] == []


def test_it_is_for_administrators(keeper: Staff, arrives: Arrives) -> None:
    arrives(keeper.editor).sees("/admin/names", 403)
    for key in (keeper.editor, keeper.finance, keeper.reader):
        assert keeper.client.get(ADMIN, headers=key).status_code == 403
        for path, body in ((f"{ADMIN}/preview", {"text": TEXT}),):
            assert keeper.client.post(path, json=body, headers=key).status_code == 403
        body = {"text": TEXT, "seen": ""}
        assert keeper.client.put(ADMIN, json=body, headers=key).status_code == 403
    found = keeper.client.post(f"{ADMIN}/preview", json={"text": TEXT}, headers=keeper.admin)
    assert found.json()["read"] == [
        {"id": "fees", "title": "停车收费通知", "before": [], "after": [OFFICE]}
    ]
    stale = keeper.client.put(ADMIN, json={"text": TEXT, "seen": "0"}, headers=keeper.admin)
    assert stale.status_code == 422 and "又有改动" in stale.text


def test_where_the_environment_names_the_file_the_page_says_so(
    keeper: Staff, arrives: Arrives, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = arrives(keeper.admin)
    monkeypatch.setenv("POLICY_SEARCH_AUTHORITY", str(keeper.home.parent / "theirs.csv"))
    page = person.sees("/admin/names")
    assert "由设置AUTHORITY指定" in words(page) and not re.search("<textarea", page)
    told = keeper.client.get(ADMIN, headers=keeper.admin)
    assert told.status_code == 422 and "AUTHORITY" in told.text


def test_of_two_changes_at_once_one_is_taken(keeper: Staff) -> None:
    seen = keeper.client.get(ADMIN, headers=keeper.admin).json()["seen"]

    def put(office: str) -> int:
        body = {"text": f"{HEAD}\n{office},,,,\n", "seen": seen}
        return int(keeper.client.put(ADMIN, json=body, headers=keeper.admin).status_code)

    with ThreadPoolExecutor(4) as threads:
        codes = list(threads.map(put, ("甲办公室", "乙办公室", "丙办公室", "丁办公室")))
    assert sorted(codes) == [202, 422, 422, 422]
    assert len(keeper.client.get("/api/v1/admin/jobs", headers=keeper.admin).json()["jobs"]) == 1


def test_a_text_as_editors_save_it_and_a_file_broken_by_hand(keeper: Staff) -> None:
    """With the mark before the first line; over a file that is no UTF-8."""
    (keeper.home / "authority.csv").write_bytes('简称,"甲\n'.encode("gbk"))
    body = {"text": f"\ufeff{TEXT}".replace("\n", "\r\n")}
    found = keeper.client.post(f"{ADMIN}/preview", json=body, headers=keeper.admin)
    assert found.status_code == 200
    assert [one["id"] for one in found.json()["read"]] == ["fees"]
