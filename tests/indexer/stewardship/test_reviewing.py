"""The review queue: what is on it, and what a word on it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from indexer.catalogue import Catalogue
from indexer.model import Basis, Evidence, PolicyDocument, Quality, Value
from indexer.model.errors import ManifestError, UsageError
from indexer.model.publication import FINDINGS, PUBLICATION, WITHHELD
from indexer.stewardship import sheets
from indexer.stewardship.correcting import By
from indexer.stewardship.listing import Question
from indexer.stewardship.queue import Doubt, Item, as_report, queue
from indexer.stewardship.reviewing import Decision, read_decisions, settle
from indexer.understanding.metadata.authority import Authority
from tests.indexer.catalogue.making import document, repeals
from tests.indexer.library import open_catalogue, put

AUTHORITY = Authority.load()
TODAY = date(2026, 11, 23)
BY = By("王", "已核对")


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with open_catalogue(tmp_path) as opened:
        yield opened


def question(catalogue: Catalogue) -> Question:
    return Question(catalogue, AUTHORITY, TODAY)


def items(catalogue: Catalogue, *kinds: Doubt) -> list[Item]:
    return list(queue(question(catalogue), kinds or tuple(Doubt)))


def decide(catalogue: Catalogue, *decisions: Decision) -> None:
    settle(question(catalogue), decisions, BY, AUTHORITY.split)


def claimed(one: PolicyDocument, **claims: Value) -> PolicyDocument:
    return replace(one, values={**one.values, **{name: (v,) for name, v in claims.items()}})


UNSURE = Value("2010-01-02", Evidence(Basis.EXTRACTED, "test", "二〇一〇年", confidence=0.4))
HINT = Value("本文件可能已自行失效", Evidence(Basis.EXTRACTED, "hint_list", "一律失效"))


def everything(catalogue: Catalogue) -> None:
    held = Evidence(Basis.EXTRACTED, "identity_number", "110105********8510")
    put(
        catalogue,
        claimed(document("dated", "甲办法"), written_date=UNSURE),
        document("missing", "乙办法", effective="2020-01-01", mentions=(repeals("失传的办法"),)),
        claimed(document("hinted", "丙办法"), validity_hints=HINT),
        replace(document("scan", "丁办法"), quality=Quality(doubts=("乱码较多",))),
        claimed(
            document("person", "戊名单"),
            **{FINDINGS: Value("identity_number", held), PUBLICATION: Value(WITHHELD, held)},
        ),
        document("one", "己办法", number="云政发〔2020〕9号", text="第一条 甲。"),
        document("two", "己办法", number="云政发〔2020〕9号", text="第一条 乙。"),
        claimed(
            document("torn", "庚办法", effective="2010-01-01"),
            status=Value("现行有效", Evidence(Basis.DECLARED, "manifest")),
        ),
        document("ends", "辛办法", effective="2015-01-01", mentions=(repeals("庚办法"),)),
    )


def test_each_doubt_is_an_item(catalogue: Catalogue) -> None:
    everything(catalogue)
    found = {(item.kind, item.document.id) for item in items(catalogue)}
    assert found == {
        (Doubt.VALUE, "dated"),
        (Doubt.MENTION, "missing"),
        (Doubt.HINT, "hinted"),
        (Doubt.EXTRACTION, "scan"),
        (Doubt.FINDING, "person"),
        (Doubt.NUMBER, "two"),
        (Doubt.CONFLICT, "torn"),
    }


def test_all_of_it_confirmed_in_one_call_is_done_with(catalogue: Catalogue) -> None:
    everything(catalogue)
    decide(catalogue, *(Decision(item.name, confirmed=True) for item in items(catalogue)))
    assert items(catalogue) == []
    best = catalogue.document("dated").best("written_date")
    assert best is not None
    assert (best.value, best.evidence.basis) == ("2010-01-02", Basis.REVIEWED)
    assert not catalogue.document("person").published
    everything(catalogue)  # the same read once more is no new doubt
    assert items(catalogue) == []


def test_all_of_it_overruled_in_one_call(catalogue: Catalogue) -> None:
    everything(catalogue)
    right = {
        Doubt.VALUE: "2010-02-28",
        Doubt.HINT: "失效",
        Doubt.NUMBER: "云政发〔2020〕10号",
        Doubt.CONFLICT: "废止",
    }
    found = items(catalogue)
    decide(catalogue, *(Decision(i.name, False, right.get(i.kind, "")) for i in found))
    assert items(catalogue) == []
    read = catalogue.documents(["dated", "hinted", "person", "scan", "two"])
    assert read["dated"].text_of("written_date") == "2010-02-28"
    assert read["hinted"].text_of("status") == "失效"
    assert (read["person"].published, read["scan"].published) == (True, False)
    assert read["two"].doc_number == "云政发〔2020〕10号"
    assert catalogue.relations("missing") == []


def test_what_is_held_by_a_finding_is_held_no_longer_than_it(catalogue: Catalogue) -> None:
    everything(catalogue)
    (item,) = items(catalogue, Doubt.FINDING)
    decide(catalogue, Decision(item.name, True))
    assert not catalogue.document("person").published
    put(catalogue, document("person", "戊名单（已遮盖）"))
    assert catalogue.document("person").published


def test_a_mention_is_told_whom_it_means(catalogue: Catalogue) -> None:
    everything(catalogue)
    (item,) = items(catalogue, Doubt.MENTION)
    decide(catalogue, Decision(item.name, False, "hinted"))
    (link,) = catalogue.relations("missing")
    assert link.relation.target_id == "hinted"


def test_one_wrong_decision_leaves_all_undone(catalogue: Catalogue) -> None:
    everything(catalogue)
    before = catalogue.revision()
    found = {item.kind: item for item in items(catalogue, Doubt.VALUE, Doubt.CONFLICT)}
    with pytest.raises(UsageError, match=r"不是有效性.*没有这一项"):
        decide(
            catalogue,
            Decision(found[Doubt.VALUE].name, True),
            Decision(found[Doubt.CONFLICT].name, False, "很好"),
            Decision("value:00000000:dated", True),
        )
    assert catalogue.revision() == before


def test_what_is_read_otherwise_is_a_doubt_again(catalogue: Catalogue) -> None:
    put(catalogue, replace(document("scan", "丁办法"), quality=Quality(doubts=("乱码较多",))))
    (item,) = items(catalogue)
    decide(catalogue, Decision(item.name, True))
    put(catalogue, replace(document("scan", "丁办法"), quality=Quality(doubts=("缺页",))))
    assert [i.told for i in items(catalogue)] == ["缺页"]


def test_what_comes_after_staff_spoke_is_a_conflict(catalogue: Catalogue) -> None:
    put(catalogue, document("a", "甲办法", effective="2010-01-01"))
    with catalogue.write() as writer:
        writer.review("a", "status", "现行有效", "王")
    assert items(catalogue) == []
    put(catalogue, document("b", "乙办法", effective="2015-01-01", mentions=(repeals("甲办法"),)))
    (item,) = items(catalogue)
    assert (item.kind, item.document.id) == (Doubt.CONFLICT, "a")
    decide(catalogue, Decision(item.name, True))
    assert items(catalogue) == []


def test_a_table_filled_in_and_handed_back(catalogue: Catalogue, tmp_path: Path) -> None:
    everything(catalogue)
    path = tmp_path / "待核.xlsx"
    kinds = (Doubt.VALUE, Doubt.EXTRACTION, Doubt.HINT)
    made = as_report(question(catalogue), queue(question(catalogue), kinds))
    sheets.write(made.sheet(), "xlsx", path)
    book = load_workbook(path)
    page = book.worksheets[0]
    heads = [cell.value for cell in page[1]]
    words = {"hint": ("", ""), "value": ("更正", "2010-02-28"), "extraction": ("√", "")}
    for row in page.iter_rows(min_row=2):
        word, value = words[str(row[0].value).split(":")[0]]
        row[heads.index("决定")].value = word or None
        row[heads.index("更正为")].value = value or None
    book.save(path)
    decide(catalogue, *read_decisions(path))
    assert [i.kind for i in items(catalogue, *kinds)] == [Doubt.HINT]
    assert catalogue.document("dated").text_of("written_date") == "2010-02-28"
    bad = tmp_path / "错.csv"
    bad.write_text("事项,决定\nvalue:1:a,也许\n", "utf-8")
    with pytest.raises(ManifestError, match="第2行"):
        list(read_decisions(bad))
