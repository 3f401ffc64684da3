"""What cannot both hold is reported, with the event that was read."""

from indexer.model import Basis, PolicyDocument, RelationType
from indexer.understanding.validity.contradictions import contradictions
from indexer.understanding.validity.events import Incoming, events
from tests.indexer.understanding.validity.build import card, day, document, mention, told, value

LATER = card("s", "云岭市停车条例", effective_from="2022-07-01")
TODAY = day("2026-11-23")


def reasons(doc: PolicyDocument, *incoming: Incoming) -> list[str]:
    return [found.reason for found in contradictions(doc, events(doc, incoming), TODAY)]


def test_declared_in_force_but_repealed() -> None:
    doc = document(effective_from="2010-01-01", status=value("有效", Basis.DECLARED))
    (reason,) = reasons(doc, told(mention(RelationType.REPEALS), LATER))
    assert reason == "标注为“现行有效”，但《云岭市停车条例》已将其废止或宣布失效"


def test_a_flag_older_than_the_repeal_contradicts_nothing() -> None:
    doc = document(
        effective_from="2010-01-01",
        status=value("有效", Basis.DECLARED),
        status_date=value("2020-01-01", Basis.DECLARED),
    )
    assert reasons(doc, told(mention(RelationType.REPEALS), LATER)) == []


def test_declared_in_force_but_its_term_is_over() -> None:
    doc = document(effective_from="2010-01-01", expires_on="2014-12-31", status="现行有效")
    assert reasons(doc) == ["标注为“现行有效”，但有效期已届满"]


def test_ended_and_then_confirmed() -> None:
    doc = document(effective_from="2010-01-01")
    end = told(mention(RelationType.REPEALS, from_date="2020-01-01"), LATER)
    keep = told(mention(RelationType.CONFIRMS), card("k", "清理公告", effective_from="2023-01-01"))
    (reason,) = reasons(doc, end, keep)
    assert "《云岭市停车条例》" in reason and "《清理公告》" in reason


def test_nothing_to_report_where_all_agrees() -> None:
    doc = document(effective_from="2010-01-01", status="废止")
    assert reasons(doc, told(mention(RelationType.REPEALS), LATER)) == []
