"""Reading clauses: pinned on our own set, and on the handbook's where it is there."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

from indexer.evaluation.clauses import ClauseTables, evaluate_clauses
from indexer.model import Block, BlockKind, RelationType, Scope
from indexer.understanding.validity.clauses import Reading, read_clauses

OWN = Path(__file__).parent / "clauses.jsonl"
HANDBOOK = Path(__file__).parents[5] / "shared" / "handbook" / "clauses.jsonl"


@pytest.mark.parametrize(
    "module", ["lists", "tables", "declared", "terms", "resolution", "directory"]
)
def test_the_examples_beside_the_rules(module: str) -> None:
    failures, tried = doctest.testmod(import_module(f"indexer.understanding.validity.{module}"))
    assert (failures, tried > 0) == (0, True)


@pytest.fixture(scope="module")
def own() -> ClauseTables:
    return evaluate_clauses(OWN)


def test_own_clauses_changes(own: ClauseTables) -> None:
    assert own.clauses >= 75
    assert own.changes.wrong == []
    assert own.changes.expected >= 70


def test_own_clauses_dates_and_terms(own: ClauseTables) -> None:
    assert own.effective.wrong == [] and own.effective.expected >= 16
    assert own.term.wrong == [] and own.term.expected >= 6


def test_own_clauses_that_must_change_nothing(own: ClauseTables) -> None:
    assert own.silent.wrong == [] and own.silent.expected >= 18


@pytest.mark.shared
@pytest.mark.skipif(not HANDBOOK.exists(), reason="../shared is not there")
def test_handbook_clauses() -> None:
    """C069's target stands nowhere in its text: 62 of 63 is all that can be had."""
    read = evaluate_clauses(HANDBOOK)
    assert [wrong.split()[0] for wrong in read.changes.wrong] == ["C069", "C069"]
    assert read.changes.f1 >= 0.97
    assert (read.effective.f1, read.term.f1, read.silent.f1) == (1.0, 1.0, 1.0)
    assert read.unmeasured == ["C068 effective 2018-07-10: the clause says nothing of it"]


# ---------------------------------------------------------------- tables


def _table(text: str, *rows: tuple[str, ...], heading: str = "") -> Reading:
    """A document of a text, a heading and one table."""
    lines = ["\t".join(row) for row in rows]
    whole = "\n".join([text, heading, *lines])
    at = len(text) + 1
    blocks = (
        Block(BlockKind.PARAGRAPH, 0, len(text)),
        Block(BlockKind.HEADING, at, at + len(heading)),
        Block(BlockKind.TABLE, at + len(heading) + 1, len(whole), rows=rows),
    )
    return read_clauses(whole, blocks)


HEAD = ("序号", "文件名称", "文号", "制定机关", "发文日期", "处理意见")
DECISION = "经清理，决定宣布失效规范性文件2件，自2020年6月1日起停止执行。"


def test_table_rows_end_by_the_heading_above() -> None:
    reading = _table(
        DECISION,
        ("序号", "文件名称", "文号"),
        ("1", "关于印发《云岭市春运方案》的通知", "云政办发〔2008〕1号"),
        ("2", "《云岭市渔业办法》（云政发〔2009〕2号）", ""),
        heading="附件：宣布失效的规范性文件目录",
    )
    ended = [m for m in reading.mentions if m.type is RelationType.LAPSES]
    assert [(m.target_title, m.target_number) for m in ended] == [
        ("关于印发《云岭市春运方案》的通知", "云政办发〔2008〕1号"),
        ("云岭市渔业办法", "云政发〔2009〕2号"),
    ]
    assert {str(m.from_date) for m in ended} == {"2020-06-01"}
    for mention in ended:
        start, end = mention.evidence.start, mention.evidence.end
        assert start is not None and end is not None
        assert (mention.target_number or "") in reading.text[start:end]
    assert not [hint for hint in reading.hints if hint.kind == "list"]


def test_a_column_names_the_part_that_ends() -> None:
    reading = _table(
        "现将目录予以公布。",
        ("序号", "标题", "文号", "废止条款"),
        ("1", "关于停车收费的公告", "云政发〔2001〕1号", "第五条第一项、附件2"),
        ("2", "关于道路照明的公告", "云政发〔2002〕2号", "全文"),
        heading="附件：部分条款废止的文件目录",
    )
    assert [(m.target_number, m.scope, m.provision) for m in reading.mentions] == [
        ("云政发〔2001〕1号", Scope.PARTIAL, "第五条第一项、附件2"),
        ("云政发〔2002〕2号", Scope.WHOLE, ""),
    ]


def test_table_rows_end_by_their_own_column() -> None:
    reading = _table(
        "现将清理结果公布如下：",
        HEAD,
        ("1", "云岭市甲办法", "云政发〔2001〕1号", "市政府", "2001-02-03", "废止"),
        ("2", "云岭市乙办法", "云政发〔2002〕2号", "市政府", "2002-02-03", "继续有效"),
        ("3", "云岭市丙办法", "云政发〔2003〕3号", "市政府", "2003-02-03", "废止第三条"),
        ("4", "云岭市丁办法", "云政发〔2004〕4号", "市政府", "2004-02-03", "修改"),
        ("5", "云岭市戊办法", "云政发〔2005〕5号", "市政府", "2005-02-03", ""),
        ("6", "云岭市己办法", "云政发〔2006〕6号", "市政府", "2006-02-03", "拟修改"),
        ("7", "云岭市庚办法", "云政发〔2007〕7号", "市政府", "2007-02-03", "建议废止"),
    )
    read = [(m.type, m.target_title, m.scope) for m in reading.mentions]
    assert read == [
        (RelationType.REPEALS, "云岭市甲办法", Scope.WHOLE),
        (RelationType.CONFIRMS, "云岭市乙办法", Scope.WHOLE),
        (RelationType.REPEALS, "云岭市丙办法", Scope.PARTIAL),
        (RelationType.AMENDS, "云岭市丁办法", Scope.WHOLE),
    ]
    first = reading.mentions[0]
    assert (str(first.target_date), first.target_issuer) == ("2001-02-03", "市政府")


def test_what_is_planned_to_end_does_not() -> None:
    rows = ("序号", "文件名称", "文号"), ("1", "云岭市甲办法", "云政发〔2001〕1号")
    assert _table("现公布如下：", *rows, heading="拟废止的规范性文件目录").mentions == ()
    assert _table("现公布如下：", *rows, heading="废止的规范性文件目录").mentions != ()


def test_the_day_of_lists_is_of_those_repealed_too() -> None:
    (one,) = _table(
        "列入附件的文件，自2020年6月1日起停止执行，不再作为行政管理的依据。",
        ("序号", "文件名称", "文号"),
        ("1", "云岭市甲办法", "云政发〔2001〕1号"),
        heading="废止的规范性文件目录",
    ).mentions
    assert (one.type, str(one.from_date)) == (RelationType.REPEALS, "2020-06-01")


def test_wrapped_rows_are_joined_and_counts_compared() -> None:
    reading = _table(
        "决定宣布失效规范性文件3件。",
        ("序号", "文件名称", "文号"),
        ("1", "云岭市关于切实做好防汛", "云政发〔2001〕1号"),
        ("", "抗旱工作的通知", ""),
        ("2", "云岭市乙办法", "云政发〔2002〕2号"),
        heading="宣布失效的文件目录",
    )
    titles = [m.target_title for m in reading.mentions]
    assert titles == ["云岭市关于切实做好防汛抗旱工作的通知", "云岭市乙办法"]
    assert [h.note for h in reading.hints if h.kind == "list"] == ["正文称3件，附表读出2件"]


def test_other_tables_end_nothing() -> None:
    reading = _table(
        "现将收费标准公布如下：",
        ("项目", "标准", "备注"),
        ("停车", "5元", "原标准废止"),
        heading="云岭市收费标准表",
    )
    assert reading.mentions == ()


# ---------------------------------------------------------------- notes and evidence


def test_history_notes_tell_of_the_document_itself() -> None:
    text = (
        "云岭市河道管理条例\n"
        "（2003年6月1日云岭市第十二届人民代表大会常务委员会第四次会议通过 根据2011年9月2日"
        "《关于修改和废止部分地方性法规的决定》第一次修正 2019年3月4日第十五届第二次会议修订）\n"
        "第一条 根据2015年修正的《中华人民共和国防洪法》，制定本条例。\n"
        "第二十条 本条例自2003年10月1日起施行。"
    )
    reading = read_clauses(text, title="云岭市河道管理条例")
    assert [str(one.day) for one in reading.amended] == ["2011-09-02", "2019-03-04"]
    assert reading.mentions == ()
    assert reading.own_date is not None and str(reading.own_date.day) == "2003-10-01"


def test_quoted_wording_is_not_the_decisions_own() -> None:
    text = (
        "关于修改《云岭市供热条例》的决定\n一、将第三十条修改为：“本条例自2010年1月1日起施行，"
        "《云岭市供暖办法》同时废止。\n前款所称……。”\n本决定自2021年5月1日起施行。"
    )
    reading = read_clauses(text, title="关于修改《云岭市供热条例》的决定")
    assert reading.own_date is not None and str(reading.own_date.day) == "2021-05-01"
    assert [(m.type, m.target_title) for m in reading.mentions] == [
        (RelationType.AMENDS, "云岭市供热条例")
    ]


def test_evidence_points_into_the_text() -> None:
    text = "序言。\n第九条 本办法自2024年1月1日起施行，《云岭市甲办法》同时废止。\n"
    (mention,) = read_clauses(text).mentions
    assert text[mention.evidence.start : mention.evidence.end].strip() == mention.evidence.quote
    assert mention.evidence.quote.startswith("第九条")


def test_different_ends_are_left_to_staff() -> None:
    reading = read_clauses("本办法有效期3年。\n附则：本办法自2020年1月1日起施行，有效期5年。")
    assert reading.term is None
    assert {hint.kind for hint in reading.hints} == {"expiry"}


def test_short_names_stand_for_what_they_shorten() -> None:
    text = (
        "现决定对《云岭市供水管理办法》（云政发〔2012〕5号，以下简称《办法》）作如下修改：\n"
        "一、删去《办法》第八条。\n二、《办法》第九条改为第八条。"
    )
    mentions = read_clauses(text).mentions
    assert {(m.target_title, m.target_number) for m in mentions} == {
        ("云岭市供水管理办法", "云政发〔2012〕5号")
    }


@pytest.mark.parametrize(
    "text", ["", "。", "《", "《》《》》废止", "（" * 900 + "废止", "《甲" * 300]
)
def test_odd_texts_are_read_without_harm(text: str) -> None:
    assert read_clauses(text).mentions == ()


@pytest.mark.parametrize(
    ("note", "days"),
    [
        (
            "2010年9月29日 第十九次会议《关于修改〈甲规定〉的决定》第一次修正\n"
            "2015年12月3日 云岭省人民代表大会常务委员会第十七次会议《关于修改〈云岭省选举细则〉\n"
            "〈云岭省实施《中华人民共和国代表法》办法〉\n〈甲规定〉的决定》第二次修正",
            ["2010-09-29", "2015-12-03"],
        ),
        (
            "1991年5月6日 云岭省令第7号发布\n2020年12月14日 云岭省第118次常务会议修订通过",
            ["2020-12-14"],
        ),
        (
            "2015年12月3日 第十七次会议《关于修改〈甲规定》等三件地方性法规的决定〉修正",
            ["2015-12-03"],
        ),
        (
            "（2003年6月1日公布　2011年9月2日修订公布　2019年3月4日"
            "《关于修改〈乙〉\n〈丙〉的决定》修正）",
            ["2011-09-02", "2019-03-04"],
        ),
    ],
)  # fmt: skip
def test_every_amendment_that_a_note_tells_of(note: str, days: list[str]) -> None:
    reading = read_clauses(f"甲规定\n{note}\n第一条 为了管理，制定本规定。\n", title="甲规定")
    assert [str(one.day) for one in reading.amended] == days
