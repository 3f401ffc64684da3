from __future__ import annotations

from indexer.catalogue import Catalogue
from indexer.model import Basis, Evidence, Value
from tests.search_api.admin.conftest import FINANCE, Staff

REVIEW = "/api/v1/admin/review"


def unsure(staff: Staff, *ids: str) -> None:
    """Their days were read with little confidence."""
    catalogue: Catalogue = staff.app.state.service.catalogue
    found = catalogue.documents(ids)
    value = Value("2019-12-02", Evidence(Basis.EXTRACTED, "test", "十二月", confidence=0.4))
    with catalogue.write() as writer:
        for document in found.values():
            writer.put(_with(document, value))


def _with(document, value):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    return replace(document, values={**document.values, "written_date": (value,)})


def test_listed_and_settled_within_a_scope(staff: Staff) -> None:
    unsure(staff, "money", "school")
    whole = staff.client.get(REVIEW, params={"kind": "value"}, headers=staff.editor).json()
    assert [item["id"] for item in whole["items"]] == ["money", "school"]
    first = staff.client.get(
        REVIEW, params={"kind": "value", "limit": 1}, headers=staff.editor
    ).json()
    assert (len(first["items"]), first["more"]) == (1, True)
    own = staff.client.get(REVIEW, params={"kind": "value"}, headers=staff.finance).json()
    assert [item["id"] for item in own["items"]] == ["money"]
    names = {item["id"]: item["item"] for item in whole["items"]}
    both = [{"item": name, "confirmed": True} for name in names.values()]
    assert staff.client.post(REVIEW, json={"decisions": both}).status_code == 401
    denied = staff.client.post(REVIEW, json={"decisions": both}, headers=staff.finance)
    assert denied.status_code == 403
    done = staff.client.post(
        REVIEW,
        json={"decisions": [{"item": names["money"], "confirmed": False, "value": "2019-12-3"}]},
        headers=staff.finance,
    )
    assert done.status_code == 200, done.text
    told = staff.client.get("/api/v1/documents/money").json()
    assert (told["written_date"], told["evidence"]["written_date"]["basis"]) == (
        "2019-12-03",
        "reviewed",
    )
    again = staff.client.post(REVIEW, json={"decisions": both}, headers=staff.editor)
    assert again.status_code == 422
    assert names["money"] in again.text
    left = staff.client.get(REVIEW, params={"kind": "value"}, headers=staff.editor).json()
    assert [item["id"] for item in left["items"]] == ["school"]


def test_what_cannot_be_asked(staff: Staff) -> None:
    for query in ("kind=nonsense", "limit=0", "offset=99999999999999999999", "colour=red"):
        assert staff.client.get(f"{REVIEW}?{query}", headers=staff.editor).status_code == 422
    assert staff.client.get(REVIEW, headers=staff.reader).status_code == 403
    empty = staff.client.post(REVIEW, json={"decisions": []}, headers=staff.editor)
    assert empty.status_code == 422
    assert [wrong["message"] for wrong in empty.json()["errors"]] == ["不能少于 1 项"]


def test_what_another_body_withholds_is_not_there_to_be_meant(staff: Staff) -> None:
    text = (
        "关于印发办法的通知\n本办法自印发之日起施行，《旧差旅办法》（财行〔2010〕1号）同时废止。\n"
    )
    sent = staff.client.post(
        "/api/v1/admin/documents",
        files={"files": ("通知.txt", text.encode())},
        data={"metadata": f'{{"id": "ending", "issuers": ["{FINANCE}"]}}'},
        headers=staff.finance,
    )
    assert sent.status_code == 202, sent.text
    staff.work()
    asked = {"kind": "mention"}
    (item,) = staff.client.get(REVIEW, params=asked, headers=staff.finance).json()["items"]
    for target in ("held", "nobody"):
        decision = {"item": item["item"], "confirmed": False, "value": target}
        answer = staff.client.post(REVIEW, json={"decisions": [decision]}, headers=staff.finance)
        assert answer.status_code == 422
        assert f"没有编号为 {target} 的文件" in answer.text
