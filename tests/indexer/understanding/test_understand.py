"""Understanding as a whole: what is declared, read and computed, side by side."""

import doctest

import pytest

from indexer.model import Basis, Block, BlockKind, Evidence, Kind, RelationType, Value
from indexer.model.responsibilities import DUTIES_UNREAD
from indexer.understanding import understand as understanding
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.understand import Understanding, understand

NOTICE = """云岭市人民政府关于印发《云岭市停车管理办法》的通知
云政发〔2020〕3号
各县（市、区）人民政府，市政府各部门：
现将《云岭市停车管理办法》印发给你们，请认真遵照执行。
云岭市人民政府
2020年3月5日
云岭市停车管理办法
第一条 为了规范停车，根据《云岭省停车条例》第八条，制定本办法。
第二十条 本办法自印发之日起施行，有效期5年。《云岭市停车场管理规定》（市政府令第9号）同时废止。
此前有关规定与本办法不一致的，以本办法为准。"""


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority.load()


def read(
    authority: Authority, text: str, blocks: tuple[Block, ...] = (), **declared: str
) -> Understanding:
    given = {
        name: (Value(text, Evidence(Basis.DECLARED, "manifest")),)
        for name, text in declared.items()
    }
    return understand(
        text, blocks, name="a.txt", declared=given, authority=authority, region="云岭市"
    )


def best(found: Understanding, field: str) -> str | None:
    claims = found.values.get(field)
    return None if not claims else str(claims[0].value)


def test_the_examples_beside_the_rules() -> None:
    failures, tried = doctest.testmod(understanding)
    assert (failures, tried > 0) == (0, True)


def test_a_notice_with_its_measures(authority: Authority) -> None:
    found = read(authority, NOTICE)
    assert best(found, "effective_from") == "2020-03-05"
    assert best(found, "expires_on") == "2025-03-04"
    assert best(found, "term") == "5年"
    effective = found.values["effective_from"][0].evidence
    assert effective.rule == "effective_from_written_date"
    assert NOTICE[effective.start : effective.end].strip() == effective.quote
    assert [v.evidence.rule for v in found.values["validity_hints"]] == ["hint_prevail"]
    said = [(m.type, m.target_title, m.target_number) for m in found.mentions]
    assert said == [
        (RelationType.REPEALS, "云岭市停车场管理规定", "云岭市人民政府令第9号"),
        (RelationType.BASED_ON, "云岭省停车条例", None),
    ]


def test_what_is_declared_stays_beside_what_is_read(authority: Authority) -> None:
    found = read(authority, NOTICE, published_date="2020-03-12", expires_on="2024-12-31")
    bases = {value.evidence.basis for value in found.values["expires_on"]}
    assert bases == {Basis.DECLARED, Basis.EXTRACTED}
    assert found.values["expires_on"][0].value == "2024-12-31"


def test_a_draft_does_nothing_and_dates_nothing(authority: Authority) -> None:
    text = (
        "云岭市停车条例（征求意见稿）\n"
        "第九条 本条例自2030年1月1日起施行。《云岭市停车办法》同时废止。"
    )
    found = read(authority, text, kind=Kind.DRAFT.value)
    assert "effective_from" not in found.values
    assert [m.type for m in found.mentions] == [RelationType.CITES, RelationType.DRAFT_OF]


def test_an_interpretation_repeals_nothing(authority: Authority) -> None:
    text = "《云岭市停车办法》政策解读\n新办法自2024年1月1日起施行，《云岭市停车规定》同时废止。"
    found = read(authority, text)
    assert "effective_from" not in found.values
    assert {m.type for m in found.mentions} == {RelationType.INTERPRETS, RelationType.CITES}


def test_an_amended_text_takes_effect_from_its_first_passing(authority: Authority) -> None:
    text = (
        "云岭市供水条例\n（1996年5月2日云岭市第十届人民代表大会常务委员会第三次会议通过"
        "　根据2018年6月1日云岭市第十六届人民代表大会常务委员会第九次会议修正）\n"
        "第一条 为了供水，制定本条例。\n第九条 本条例自公布之日起施行。"
    )
    found = read(authority, text)
    assert best(found, "effective_from") == "1996-05-02"
    assert best(found, "amended_on") == "2018-06-01"


def test_pages_come_from_the_blocks(authority: Authority) -> None:
    turn = NOTICE.index("第二十条")
    blocks = (
        Block(BlockKind.PARAGRAPH, 0, turn, page=1),
        Block(BlockKind.PARAGRAPH, turn, len(NOTICE), page=2),
    )
    found = read(authority, NOTICE, blocks)
    assert {m.evidence.page for m in found.mentions if m.type is RelationType.REPEALS} == {2}


def test_a_portals_mark_in_the_title_is_a_flag(authority: Authority) -> None:
    found = read(authority, "第一条 本办法自2010年1月1日起施行。", title="云岭市甲办法【已失效】")
    assert best(found, "status") == "已失效"


@pytest.mark.parametrize("text", ["", "\n\n", "《》", "1", "废止" * 2000, "\u0000\ufffd" * 50])
def test_odd_texts_never_raise(authority: Authority, text: str) -> None:
    assert read(authority, text).mentions == ()


@pytest.mark.parametrize(
    ("text", "hinted"),
    [
        ("现决定对附件所列2件文件予以废止。\n附件\n废止的文件目录\n", True),
        (
            "现决定对附件所列2件文件予以废止。\n附件\n废止的文件目录\n"
            "1．《甲县停车办法》（甲政发〔2010〕3号）\n2．《甲县养犬办法》（甲政发〔2011〕5号）\n",
            False,
        ),
        ("全年制定、修改政府规章3件，废止1件；", False),
    ],
)
def test_staff_are_told_of_lists_that_were_not_read(
    authority: Authority, text: str, hinted: bool
) -> None:
    found = read(authority, text, title="甲县人民政府关于废止部分文件的决定", kind="policy")
    rules = [value.evidence.rule for value in found.values.get("validity_hints", ())]
    assert ("hint_attached_list" in rules) is hinted


# ---------------------------------------------------------------- evidence

_WHOLE = """索引号：007187648/2022-00096　发布时间：2022年5月23日　来源：云岭市民政局
云岭市人民政府文件
云政发〔2022〕5号
云岭市民政局　云岭市财政局关于废止养老服务
有关文件的通知
各区民政局：
经清理，决定废止下列文件：
1.《云岭市甲办法》（云民〔2010〕1号）
2.《云岭市乙办法》（云民〔2011〕2号）
本通知自2022年6月1日起施行。
附件：1.养老机构登记表
      2.养老机构名单
云岭市民政局
云岭市财政局
2022年5月20日
附件1
养老机构登记表
附件2
养老机构名单
"""


def _all_evidence(understanding: Understanding) -> list[tuple[str, Evidence]]:
    values = [
        (field, value.evidence) for field, found in understanding.values.items() for value in found
    ]
    return [*values, *((str(one.type), one.evidence) for one in understanding.mentions)]


def test_quotes_are_literal_and_stand_where_they_say() -> None:
    understanding = understand(
        _WHOLE, (), name="a.docx", declared={}, authority=Authority.load(), region=None
    )
    placed = [(name, one) for name, one in _all_evidence(understanding) if one.start is not None]
    assert len(placed) > 15
    for name, one in placed:
        assert one.quote and one.quote in _WHOLE[one.start : one.end], name
        for passage in one.also:
            assert _WHOLE[passage.start : passage.end].startswith(passage.quote), name
    assert [name for name, one in _all_evidence(understanding) if one.start is None] == []


def test_an_item_of_a_list_stands_on_the_sentence_that_opened_it_too() -> None:
    understanding = understand(
        _WHOLE, (), name="a.docx", declared={}, authority=Authority.load(), region=None
    )
    repeal = next(m for m in understanding.mentions if m.type is RelationType.REPEALS)
    assert repeal.evidence.quote == "《云岭市甲办法》（云民〔2010〕1号）"
    (opening,) = repeal.evidence.also
    assert opening.quote == "经清理，决定废止下列文件："


def test_a_defect_in_reading_duties_costs_the_duties_only(
    authority: Authority, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(understanding, "read_responsibilities", lambda *_: [][0])
    found = read(authority, NOTICE)
    assert best(found, "effective_from") == "2020-03-05"
    assert found.responsibilities == ()
    assert found.warnings == (DUTIES_UNREAD,)
    assert "duties not read: IndexError at" in caplog.text
