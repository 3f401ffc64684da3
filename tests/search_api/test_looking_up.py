"""A pasted list, answered for everybody: what is withheld is as though it were not there."""

from __future__ import annotations

from fastapi.testclient import TestClient

LIST = (
    "云城府发〔2012〕8号\n《云城市住房公积金提取管理实施细则》\t云公积金规〔2020〕3号\n"
    "从未有过的文件"
)


def test_each_line_has_its_status_and_what_took_its_place(client: TestClient) -> None:
    page = client.post("/analysis/batch", data={"list": LIST}).text
    assert "共 3 行，其中 1 行没有找到" in page
    assert '<a href="/documents/old-lift">' in page
    assert '<a href="/documents/lift">' in page
    assert "style=" not in page


def test_as_a_sheet_as_of_a_day(client: TestClient) -> None:
    sent = {"list": LIST, "format": "csv", "as_of": "2015-06-30"}
    rows = client.post("/analysis/batch", data=sent).text.splitlines()
    assert rows[1].startswith("1,云城府发〔2012〕8号,找到,old-lift,")
    assert "现行有效" in rows[1]


def test_what_is_withheld_is_not_found(client: TestClient) -> None:
    for title in ("未公开文件", "从未有过的文件"):
        page = client.post("/analysis/batch", data={"list": title}).text
        assert "其中 1 行没有找到" in page
        assert "withheld" not in page


def test_what_is_wrong_is_told(client: TestClient) -> None:
    assert client.get("/analysis/batch").status_code == 200
    many = "\n".join(f"云府〔2001〕{n}号" for n in range(101))
    for sent in ({"list": many}, {"list": "一", "as_of": "昨天"}):
        answer = client.post("/analysis/batch", data=sent)
        assert answer.status_code == 422
        assert "<html" in answer.text
