from __future__ import annotations

from dataclasses import replace
from datetime import date

from indexer.indexing.projection import project
from indexer.model import PolicyDocument, Status, StatusChange, StatusValue
from tests.indexer.catalogue.making import claim, document


def made(**values: str | tuple[str, ...]) -> PolicyDocument:
    base = document("a", "甲办法", number="云政发〔2020〕3号")
    claims = {name: claim(value) for name, value in values.items()}
    return replace(base, values={**base.values, **claims}, revision=7)


def test_every_field_of_the_table_is_filled() -> None:
    found = project(
        made(genre="通知", theme=("财政、金融、审计",), domain=("养老服务",), region="云栖市",
             published_date="2020-05-09", registration_number="YX-2020-01"),
        (),
    )  # fmt: skip
    assert (found.id, found.revision) == ("a", 7)
    assert found.texts["title"] == "甲办法"
    assert found.texts["number"] == "云政发〔2020〕3号\nYX-2020-01"
    assert found.texts["body"].startswith("第一条")
    assert found.keywords == {
        "issuer": ("云栖市人民政府",), "kind": ("policy",), "genre": ("通知",),
        "theme": ("财政、金融、审计",), "domain": ("养老服务",), "region": ("云栖市",),
        "year": ("2020",), "month": ("2020-05",),
    }  # fmt: skip
    assert found.dates == {"published": date(2020, 5, 9)}


def test_a_document_is_dated_by_the_best_day_that_is_known() -> None:
    days = {"effective_from": "2020-07-01", "printed_date": "2020-06-03"}
    assert project(made(**days), ()).dates["published"] == date(2020, 6, 3)
    assert project(made(written_date="2020-06-01", **days), ()).dates["published"] == date(
        2020, 6, 1
    )
    assert project(made(), ()).dates == {}
    assert "year" not in project(made(), ()).keywords


def test_issuers_are_indexed_by_their_names_of_today() -> None:
    today = {"云栖市环境保护局": "云栖市生态环境局"}
    found = project(
        made(issuers=("云栖市环境保护局", "云栖市生态环境局", "云栖市财政局")),
        (),
        lambda name: today.get(name, name),
    )
    assert found.keywords["issuer"] == ("云栖市生态环境局", "云栖市财政局")


def test_days_of_effect_and_of_the_end_are_indexed() -> None:
    document = made(effective_from="2020-07-01", expires_on="2025-06-30")
    assert project(document, ()).dates == {
        "published": date(2020, 7, 1),
        "effective": date(2020, 7, 1),
        "expires": date(2025, 6, 30),
    }
    extended = (
        StatusChange(date.min, Status(StatusValue.IN_FORCE, None, None, "")),
        StatusChange(date(2028, 1, 1), Status(StatusValue.EXPIRED, None, None, "")),
    )
    assert project(document, extended).dates["expires"] == date(2027, 12, 31)
    always = (StatusChange(date.min, Status(StatusValue.EXPIRED, None, None, "")),)
    assert project(made(), always).dates == {}
