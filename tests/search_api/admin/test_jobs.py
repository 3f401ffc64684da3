from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest

from indexer.bootstrap import open_library, open_service
from indexer.model.errors import CatalogueError
from indexer.runtime.settings import Settings
from indexer.stewardship.jobs import Jobs, JobState
from indexer.stewardship.verification import verify
from search_api.app import create_app
from search_api.cli import run
from tests.search_api.admin.conftest import FINANCE, SCHOOLS, Staff
from tests.waiting import until

ADMIN = "/api/v1/admin"
TEXT = "第一条 为了规范公务接待，制定本办法。\n第二条 本办法自2024年1月1日起施行。\n"
File = tuple[str, tuple[str, bytes]]


def file(name: str = "公务接待管理办法.txt", text: str = TEXT) -> File:
    return "files", (name, text.encode())


def send(staff: Staff, *files: File, key: dict[str, str], metadata: object = None) -> Any:
    data = {} if metadata is None else {"metadata": orjson.dumps(metadata).decode()}
    return staff.client.post(f"{ADMIN}/documents", files=files, data=data, headers=key)


def result(staff: Staff, sent: Any, key: dict[str, str]) -> dict[str, Any]:
    assert sent.status_code == 202, sent.text
    assert sent.headers["location"] == f"{ADMIN}/jobs/{sent.json()['id']}"
    staff.work()
    job: dict[str, Any] = staff.client.get(sent.headers["location"], headers=key).json()
    assert job["state"] == "done", job
    return job


def test_several_files_with_what_is_declared_of_them(staff: Staff) -> None:
    metadata = [
        {"path": "一.txt", "title": "公务接待管理办法", "issuers": [FINANCE]},
        {"path": "二.txt", "id": "two", "title": "会议费管理办法", "published": False},
    ]
    sent = send(staff, file("一.txt"), file("二.txt", TEXT.replace("公务接待", "会议费")),
                key=staff.editor, metadata=metadata)  # fmt: skip
    assert sent.json()["state"] == "queued"
    job = result(staff, sent, staff.editor)
    by_name = {f["name"]: f for f in job["result"]["files"]}
    assert by_name["一.txt"]["title"] == "公务接待管理办法"
    assert by_name["一.txt"]["published"] and not by_name["二.txt"]["published"]
    assert staff.found("公务接待管理办法") == [by_name["一.txt"]["id"]]
    assert staff.client.get("/api/v1/documents/two").status_code == 404  # withheld
    told = staff.client.get(f"/api/v1/documents/{by_name['一.txt']['id']}/file")
    assert told.text == TEXT
    with open_library(Settings(home=staff.home)) as library:
        found = [f for f in verify(library.catalogue, library.store) if f.area != "files"]
        assert found == []


def test_what_is_sent_passes_the_gate_and_the_fence(staff: Staff) -> None:
    secret = TEXT + "联系人：张三，身份证号11010519491231002X。\n"
    sent = send(staff, file("秘.txt", secret), file("坏.pdf", "%PDF-1.4 broken"), key=staff.editor)
    job = result(staff, sent, staff.editor)
    by_name = {f["name"]: f for f in job["result"]["files"]}
    assert by_name["秘.txt"]["published"] is False
    assert by_name["坏.pdf"]["outcome"] == "quarantined" and by_name["坏.pdf"]["message"]
    listed = staff.client.get(f"{ADMIN}/quarantine", headers=staff.editor).json()["files"]
    assert [f["name"] for f in listed] == ["坏.pdf"]
    assert (
        "公民身份号码" in staff.client.get(f"{ADMIN}/reports/findings", headers=staff.editor).text
    )


def test_a_scope_holds_for_uploads(staff: Staff) -> None:
    assert send(staff, file(), key=staff.finance,
                metadata={"issuers": [SCHOOLS]}).status_code == 403  # fmt: skip
    assert send(staff, file(), key=staff.finance, metadata={"id": "school"}).status_code == 403
    assert send(staff, file(), key=staff.finance, metadata={"id": "held"}).status_code == 422
    for name in ("记录.jsonl", "一批.zip"):
        refused = send(staff, file(name, "{}"), key=staff.finance)
        assert refused.status_code == 422 and name in refused.text
    # Whose it is need not be said, and cannot be said otherwise by the text.
    text = "栖宁市教育局关于印发办法的通知\n" + TEXT + "栖宁市教育局\n2024年1月1日\n"
    job = result(staff, send(staff, file("三.txt", text), key=staff.finance), staff.finance)
    identity = job["result"]["files"][0]["id"]
    assert staff.client.get(f"/api/v1/documents/{identity}").json()["issuers"] == [FINANCE]
    # Other people's jobs are not there.
    other = send(staff, file("四.txt", TEXT + "四"), key=staff.editor)
    for part in ("", "/events"):
        path = other.headers["location"] + part
        assert staff.client.get(path, headers=staff.finance).status_code == 404


def test_another_body_than_the_one_declared_is_told(staff: Staff) -> None:
    text = f"{SCHOOLS}关于做好校车管理的通知\n各学校：\n请遵照执行。\n{SCHOOLS}\n2024年3月1日\n"
    job = result(staff, send(staff, file("校车.txt", text), key=staff.finance), staff.finance)
    [told] = job["result"]["warnings"]
    assert told.startswith("校车.txt：文中的发文机关是") and SCHOOLS in told and FINANCE in told
    own = text.replace(SCHOOLS, FINANCE).replace("校车", "差旅")
    job = result(staff, send(staff, file("差旅.txt", own), key=staff.finance), staff.finance)
    assert job["result"]["warnings"] == []


def test_what_a_kill_left_of_an_upload(staff: Staff) -> None:
    """Before its job was there, it is removed; after that, it gets its place and is done."""
    sent = send(staff, file(), key=staff.editor)
    uploads, job = staff.home / "uploads", sent.json()["id"]
    (uploads / job).rename(uploads / f"{job}.part")
    for name in ("lost.part", "sending.part", "of-an-older-catalogue"):
        (uploads / name / "files").mkdir(parents=True)
    now = time.time()  # which is not always the file system's
    for folder in (uploads / "sending.part", uploads / "sending.part/files"):
        os.utime(folder, (now, now))
    for folder in (uploads / f"{job}.part", uploads / "lost.part", uploads / "lost.part/files"):
        os.utime(folder, (now - 86_400, now - 86_400))
    result(staff, sent, staff.editor)
    left = {folder.name for folder in uploads.iterdir()}
    assert left == {job, "sending.part", "of-an-older-catalogue"}
    assert staff.found("公务接待管理办法")


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_kept(staff: Staff) -> None:
    wrong = {"published_date": "昨天", "kind": "nonsense"}
    answer = staff.client.post(
        f"{ADMIN}/documents",
        files=[file("一.txt"), file("一.txt")],
        data={"metadata": orjson.dumps(wrong).decode(), "colour": "红"},
        headers=staff.editor,
    )
    assert answer.status_code == 422
    told = {e["parameter"] for e in answer.json()["errors"]}
    assert {"colour", "files", "metadata.published_date", "metadata.kind"} <= told
    for files, data in (
        ([], {}),
        ([file()], {"metadata": "{"}),
        ([file()], {"metadata": "[1]"}),
        ([file()], {"metadata": '[{"path": "none.txt"}]'}),
        ([file(".hidden")], {}),
        ([file("字" * 90 + ".txt")], {}),
    ):
        refused = staff.client.post(
            f"{ADMIN}/documents", files=files, data=data, headers=staff.editor
        )
        assert refused.status_code == 422, (data, refused.text)
    uploads = staff.home / "uploads"
    assert not uploads.exists() or not list(uploads.iterdir())


def test_what_is_no_form(staff: Staff) -> None:
    for kind, content in (
        ("multipart/form-data; boundary=b", b"nonsense"),
        ("multipart/form-data", b"--b"),
        ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data"),
        ("multipart/form-data; boundary=b", b"--b\r\n\r\na\r\n--b--"),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="metadata"\r\n\r\n'
            + b"9" * 2**21
            + b"\r\n--b--",
        ),
    ):
        answer = staff.client.post(
            f"{ADMIN}/documents", content=content, headers={**staff.editor, "Content-Type": kind}
        )
        assert answer.status_code in (400, 422), (content, answer.text)
        assert "应为完整的 multipart" in answer.text or "缺少文件" in answer.text
    many = [file(f"{n}.txt") for n in range(201)]
    assert send(staff, *many, key=staff.editor).status_code == 400


def test_names_lead_nowhere_else(staff: Staff) -> None:
    sent = send(staff, file("../../../etc/passwd.txt"), file("c:\\windows\\二.txt", TEXT + "二"),
                key=staff.editor)  # fmt: skip
    names = {f["name"] for f in result(staff, sent, staff.editor)["result"]["files"]}
    assert names == {"passwd.txt", "二.txt"}


def test_a_clean_file_takes_the_place_of_the_old_one(staff: Staff) -> None:
    secret = TEXT + "联系人身份证号11010519491231002X。\n"
    metadata = {"id": "reception", "title": "公务接待管理办法"}
    result(staff, send(staff, file("旧.txt", secret), key=staff.editor, metadata=metadata),
           staff.editor)  # fmt: skip
    assert staff.client.get("/api/v1/documents/reception").status_code == 404
    # One that cannot be read leaves the old one where it is.
    result(staff, send(staff, file("坏.pdf", "%PDF-1.4"), key=staff.editor,
                       metadata=metadata), staff.editor)  # fmt: skip
    kept = staff.client.get(f"{ADMIN}/documents/reception/file", headers=staff.editor)
    assert kept.text == secret
    result(staff, send(staff, file("新.txt"), key=staff.editor, metadata=metadata), staff.editor)
    assert staff.client.get("/api/v1/documents/reception/file").text == TEXT
    assert staff.found("公务接待管理办法") == ["reception"]
    left = [p.name for p in (staff.home / "uploads").rglob("*") if p.is_file()]
    assert sorted(n for n in left if n != "manifest.jsonl") == ["坏.pdf", "新.txt"]
    # One that came from elsewhere is renewed there.
    refused = send(staff, file(), key=staff.editor, metadata={"id": "money"})
    assert refused.status_code == 422 and "不是上传的" in refused.text


def test_progress_is_sent_until_the_end(staff: Staff) -> None:
    sent = send(staff, file(), key=staff.editor)
    staff.work()
    path = sent.headers["location"] + "/events"
    answer = staff.client.get(path, headers=staff.editor)
    assert answer.headers["content-type"].startswith("text/event-stream")
    *_, last = answer.text.strip().split("\n\n")
    assert last.startswith("event: end\n") and '"state":"done"' in last
    assert staff.client.get(f"{ADMIN}/jobs/none", headers=staff.editor).status_code == 404


def test_rebuilding(staff: Staff) -> None:
    sent = staff.client.post(f"{ADMIN}/rebuild", headers=staff.admin)
    assert result(staff, sent, staff.admin)["result"]["changes"] > 0
    assert staff.found("差旅费") == ["money"]


def test_a_job_outlives_the_worker_and_the_service(staff: Staff) -> None:
    sent = send(staff, file(), key=staff.editor).json()
    catalogue = staff.app.state.service.catalogue
    jobs = Jobs(catalogue.database)
    (job,) = jobs.waiting()
    assert jobs.begin(job)  # and its worker is killed
    assert [j.id for j in Jobs(catalogue.database).waiting()] == [sent["id"]]
    staff.work()
    assert staff.found("公务接待管理办法")
    # One that takes its worker with it each time is given up.
    again = send(staff, file("二.txt", TEXT + "二"), key=staff.editor).json()
    for _ in range(3):
        (job,) = jobs.waiting()
        assert jobs.begin(job)
    staff.work()
    ended = jobs.find(again["id"])
    assert ended is not None and ended.state is JobState.FAILED and "3 次" in ended.error


def test_a_folder_that_may_not_be_written_is_told_and_waited_for(
    staff: Staff, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    sent = send(staff, file(), key=staff.editor)
    jobs, told = Jobs(staff.app.state.service.catalogue.database), list[object]()

    @contextmanager
    def refused(*_: object, **__: object) -> Iterator[None]:
        if len(told) < 3:  # then it may be written again
            told.append(jobs.waiting()[0].progress.get("phase"))
            raise CatalogueError("数据文件夹 /x 无法写入：没有权限")
        yield

    monkeypatch.setattr("search_api.commands.jobbing.writer_lock", refused)
    monkeypatch.setattr("search_api.commands.jobbing._DOWN_SECONDS", 0.01)
    capfd.readouterr()
    result(staff, sent, staff.editor)
    assert told == [None, *["等待：数据文件夹 /x 无法写入：没有权限"] * 2]
    assert capfd.readouterr().err.count("暂不能处理") == 1


def test_a_full_disk(staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("search_api.routes.admin.jobs._write", full)
    answer = send(staff, file(), key=staff.editor)
    assert answer.status_code == 507 and "No space left" in answer.json()["detail"]
    assert not list((staff.home / "uploads").iterdir())


@pytest.mark.slow
def test_the_service_has_its_jobs_done(
    prepared: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """With the process that does it: what waits when the service starts, and what comes."""
    import shutil

    from fastapi.testclient import TestClient

    from indexer.access import Keys, Role

    home = tmp_path / "home"
    shutil.copytree(prepared, home)
    settings = Settings(home=home, workers=1)
    app = create_app(open_service(settings), settings)
    with TestClient(app) as client:
        _, text = Keys(app.state.service.catalogue.database).create("甲", Role.ADMIN, by="test")
        key = {"Authorization": f"Bearer {text}"}
        sent = client.post(f"{ADMIN}/documents", files=[file()], headers=key)
        stream = sent.headers["location"] + "/events"
        seen: list[str] = []

        def is_done() -> bool:
            # A stream ends after a minute, and a browser then asks for it again.
            seen.append(client.get(stream, headers=key).text)
            return '"state":"done"' in seen[-1]

        assert until(is_done), seen[-1] + capfd.readouterr().err

        def is_found() -> bool:
            return bool(client.get("/api/v1/search?q=公务接待管理办法").json()["hits"])

        until(is_found)
        client.delete(f"{ADMIN}/documents/money", headers=key)
        until(lambda: client.get("/api/v1/search?q=差旅费").json()["total"] == 0)


def test_jobs_are_listed(
    staff: Staff, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    send(staff, file(), key=staff.editor)
    capfd.readouterr()
    assert run(["jobs", "list"]) == 0
    assert "等待" in capfd.readouterr().out
