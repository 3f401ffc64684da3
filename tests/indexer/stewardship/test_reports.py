from __future__ import annotations

import doctest
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from indexer.catalogue import Catalogue
from indexer.model import (
    Basis,
    Evidence,
    Mention,
    PolicyDocument,
    Quality,
    RelationType,
    Source,
    Value,
)
from indexer.model.errors import UsageError
from indexer.stewardship import doubts
from indexer.stewardship.listing import Question
from indexer.stewardship.reports import REPORTS, report, working_days_after
from indexer.understanding.metadata.authority import Authority
from tests.indexer.catalogue.making import EXTRACTED, claim, document, repeals
from tests.indexer.library import open_catalogue, put

TODAY = date(2026, 11, 23)
AUTHORITY = Authority.load()


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with open_catalogue(tmp_path) as opened:
        yield opened


def rows(catalogue: Catalogue, name: str, days: int = 90) -> list[tuple[str, ...]]:
    """Without the common columns but for the id."""
    made = report(name, Question(catalogue, AUTHORITY, TODAY, days))
    assert all(len(row) == len(made.columns) for row in made.rows)
    return [(row[0], *row[4:]) for row in made.rows]


def valued(made: PolicyDocument, **values: str) -> PolicyDocument:
    claims = {name: claim(value) for name, value in values.items()}
    return replace(made, values={**made.values, **claims})


def speaks(type_: RelationType, title: str) -> Mention:
    return Mention(type_, EXTRACTED, target_title=title)


def test_validity_lists_what_rests_on_something_repealed(catalogue: Catalogue) -> None:
    rests = (speaks(RelationType.BASED_ON, "甲条例"),)
    put(
        catalogue,
        document("a", "甲条例", effective="2010-01-01"),
        document("b", "乙条例", effective="2020-01-01", mentions=(repeals("甲条例"),)),
        document("c", "丙细则", effective="2012-01-01", mentions=rests),
        document("d", "丁细则", effective="2012-01-01",
                 mentions=(speaks(RelationType.BASED_ON, "乙条例"),)),
    )  # fmt: skip
    assert rows(catalogue, "validity") == [
        ("c", "现行有效", "所依据的《甲条例》已废止", EXTRACTED.quote)
    ]


def test_expiring_lists_what_ends_soon(catalogue: Catalogue) -> None:
    put(
        catalogue,
        valued(document("a", "甲办法", effective="2022-01-01"), expires_on="2026-12-31"),
        valued(document("b", "乙办法", effective="2022-01-01"), expires_on="2027-12-31"),
        valued(document("c", "丙办法", effective="2022-01-01"), expires_on="2026-01-01"),
    )
    assert [row[:2] for row in rows(catalogue, "expiring")] == [("a", "2026-12-31")]
    assert [row[0] for row in rows(catalogue, "expiring", days=500)] == ["a", "b"]
    assert rows(catalogue, "expiring")[0][-1] == "有效期至2026-12-31"


def test_conflicts_are_listed_with_the_sentence(catalogue: Catalogue) -> None:
    flagged = document("a", "甲条例", effective="2010-01-01")
    flag = {"status": claim("现行有效", Basis.DECLARED)}
    put(
        catalogue,
        replace(flagged, values={**flagged.values, **flag}),
        document("b", "乙条例", effective="2020-01-01", mentions=(repeals("甲条例"),)),
    )
    ((identity, reason, source, quote),) = rows(catalogue, "conflicts")
    assert (identity, source, quote) == ("a", "乙条例", EXTRACTED.quote)
    assert "现行有效" in reason


def test_validity_lists_what_a_catch_all_may_mean(catalogue: Catalogue) -> None:
    said = Evidence(Basis.EXTRACTED, "catch_all", "未列入目录的一律废止", confidence=0.45)
    catch_all = Mention(RelationType.REPEALS, said, target_date=date(2018, 12, 31))
    kept = speaks(RelationType.CONFIRMS, "丙通知")
    put(
        catalogue,
        valued(document("s", "清理公告", mentions=(catch_all, kept)), written_date="2019-03-01"),
        valued(document("a", "甲通知"), written_date="2010-01-01"),
        valued(document("b", "乙通知"), written_date="2019-01-15"),
        valued(document("c", "丙通知"), written_date="2011-01-01"),
        valued(document("d", "丁通知", issuers=("他市人民政府",)), written_date="2010-01-01"),
    )
    assert [(row[0], row[3]) for row in rows(catalogue, "validity")] == [
        ("a", "未列入目录的一律废止")
    ]


def test_validity_lists_readings_in_doubt(catalogue: Catalogue) -> None:
    made = document("a", "清理决定")
    doubt = Evidence(Basis.EXTRACTED, "hint_list", "废止下列3件文件：", confidence=0.5)
    hints = {"validity_hints": (Value("清单应为3件，读出2件", doubt),)}
    put(catalogue, replace(made, values={**made.values, **hints}))
    assert rows(catalogue, "validity") == [("a", "", "清单应为3件，读出2件", "废止下列3件文件：")]


def test_conflicts_list_older_texts_of_one_title(catalogue: Catalogue) -> None:
    put(
        catalogue,
        valued(document("old", "甲条例", effective="2001-01-01"), written_date="2015-03-15"),
        valued(document("new", "甲条例", effective="2001-01-01"), written_date="2023-03-13"),
    )
    ((identity, reason, _, _),) = rows(catalogue, "conflicts")
    assert identity == "old"
    assert "2023-03-13" in reason


def test_quality_lists_doubts_and_unknown_bodies(catalogue: Catalogue) -> None:
    put(
        catalogue,
        replace(document("a", "甲", issuers=("财政部",)), quality=Quality(doubts=("乱码较多",))),
        document("b", "乙", issuers=("不知名组织",)),
    )
    assert rows(catalogue, "quality") == [
        ("a", "提取质量", "乱码较多"), ("b", "机关未收录", "不知名组织"),
    ]  # fmt: skip


def _source(name: str) -> Source:
    return Source(name, None, "0" * 64, "text/plain", 1)


def test_quality_lists_what_was_read_with_little_confidence(catalogue: Catalogue) -> None:
    low = Evidence(Basis.EXTRACTED, "last date line", "2020年5月8日", confidence=0.6)
    named = Evidence(Basis.INFERRED, "file name", "乙", confidence=0.4)
    staff = Evidence(Basis.REVIEWED, "staff", "", confidence=0.2)
    put(
        catalogue,
        replace(
            document("a", "甲"),
            values={
                **document("a", "甲").values,
                "written_date": (Value("2020-05-08", low),),
                "region": (Value("云岭市", staff),),
            },
        ),
        replace(document("b", "乙"), values={"title": (Value("乙", named),)}),
        replace(document("c", "通知"), source=_source("2020/通知 - 副本.docx")),
        replace(document("d", "通知"), source=_source("2020/通知.docx")),
    )
    assert rows(catalogue, "quality") == [
        ("a", "把握不足", "成文日期 2020-05-08（把握 0.60）"),
        ("b", "标题取自文件名", "乙"),
        ("c", "以副本为名", "通知 - 副本.docx，应以 通知.docx 为名"),
    ]


def test_quality_lists_one_number_with_different_texts(catalogue: Catalogue) -> None:
    def numbered(identity: str, text: str, kind: str = "policy") -> PolicyDocument:
        made = replace(document(identity, f"{identity}办法"), text=text)
        return valued(made, doc_number="云政发〔2020〕1号", kind=kind)

    put(
        catalogue,
        numbered("a", "第一条 甲。\n第二条 乙。"),
        numbered("b", "第一条　甲。\n\n第二条 乙。"),
        numbered("c", "第一条 甲。\n第二条 丙。"),
        numbered("d", "解读甲办法。", "interpretation"),
    )
    assert rows(catalogue, "quality") == [
        ("c", "同号异文", "与 b《b办法》文字不同（相同 50%）：“第二条乙。”→“第二条丙。”"),
    ]


def test_interpretations_that_lack_or_came_late(catalogue: Catalogue) -> None:
    def policy(identity: str, title: str, day: str) -> PolicyDocument:
        return valued(document(identity, title), published_date=day)

    def interpretation(identity: str, title: str, day: str | None) -> PolicyDocument:
        made = document(
            identity, f"{identity}解读", mentions=(speaks(RelationType.INTERPRETS, title),)
        )
        dated = {} if day is None else {"published_date": day}
        return valued(made, **dated, kind="interpretation")

    put(
        catalogue,
        policy("none", "甲办法", "2020-05-08"),
        policy("late", "乙办法", "2020-05-08"),
        policy("timely", "丙办法", "2020-05-08"),
        policy("before the rule", "丁办法", "2015-05-08"),
        policy("undated", "己办法", "2020-05-08"),
        policy("not yet due", "戊办法", "2026-11-20"),
        interpretation("i1", "乙办法", "2020-05-14"),
        interpretation("i2", "丙办法", "2020-05-13"),
        interpretation("i3", "己办法", None),
    )
    assert rows(catalogue, "interpretations") == [
        ("none", "2020-05-13", "没有解读", ""),
        ("late", "2020-05-13", "解读逾期", "2020-05-14"),
        ("undated", "2020-05-13", "解读日期不明", ""),
    ]


def test_working_days_pass_over_weekends() -> None:
    assert working_days_after(date(2026, 11, 20), 3) == date(2026, 11, 25)
    assert working_days_after(date(2026, 11, 21), 1) == date(2026, 11, 23)


@pytest.mark.parametrize("name", REPORTS)
def test_an_empty_library(catalogue: Catalogue, name: str) -> None:
    assert rows(catalogue, name) == []


def test_a_report_that_is_none(catalogue: Catalogue) -> None:
    with pytest.raises(UsageError, match="没有报表"):
        rows(catalogue, "nonsense")


def test_the_examples_beside_the_rules() -> None:
    assert doctest.testmod(doubts).failed == 0
