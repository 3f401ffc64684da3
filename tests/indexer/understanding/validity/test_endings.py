"""What a document says of its own end and of others' ends: real wordings, each with variants.

A case is (what it says, what is read of others, its own days). Twins that look alike and say
nothing of the kind stand beside them.
"""

from datetime import date

import pytest

from indexer.model import Event, EventType, Evidence, Mention, RelationType, Scope
from indexer.model.evidence import Basis
from indexer.model.validity import status_on
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.understand import Understanding, understand
from indexer.understanding.validity.clauses import read_clauses
from indexer.understanding.validity.timeline import timeline
from indexer.understanding.validity.wording import ending_word
from tests.indexer.understanding.validity.build import document

HEAD = "云岭市人民政府办公室关于加强停车管理的通知\n云政办发〔2022〕5号\n各区人民政府：\n"
SIGNED = "\n云岭市人民政府办公室\n2022年5月20日\n"
PARKING = "《云岭市停车办法》（云政发〔2018〕6号）"
NUMBER = "云政发〔2018〕6号"
CHANGES = (
    RelationType.REPEALS, RelationType.LAPSES, RelationType.AMENDS, RelationType.CONFIRMS,
)  # fmt: skip


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority.load()


def read(says: str, authority: Authority) -> Understanding:
    text = f"{HEAD}{says}{SIGNED}"
    return understand(text, (), name="a.docx", declared={}, authority=authority, region=None)


def changes(understanding: Understanding) -> list[Mention]:
    return [one for one in understanding.mentions if one.type in CHANGES]


def value(understanding: Understanding, field: str) -> str | None:
    claims = understanding.values.get(field)
    return None if not claims else str(claims[0].value)


@pytest.mark.parametrize(
    ("says", "ends"),
    [
        (
            "为了规范管理，特作此规定。本通知自2022年5月27日起施行，2027年5月26日废止。",
            "2027-05-26",
        ),
        ("特此通知。 本通知自2022年6月1日起执行，于2025年5月31日自动失效。", "2025-05-31"),
        ("由市交通局负责解释。本办法自2022年6月1日起施行，2025年6月1日起废止。", "2025-05-31"),
        ("请遵照执行。本意见自2022年6月1日起施行，2024年底终止。", "2024-12-31"),
        ("特此通知。本通知有效期至2025年底。", "2025-12-31"),
        ("制定本规定。本通知自2022年6月1日起施行，有效期至2025年12月底。", "2025-12-31"),
        ("制定本规定。本通知自2022年6月1日起施行，有效期至2026年6月底。", "2026-06-30"),
        ("制定本规定。本通知自2022年6月1日起施行，有效期至2025年12月。", "2025-12-31"),
        ("制定本规定。本通知自2022年6月1日起执行至2026年12月。", "2026-12-31"),
        ("特此通知。本意见自发布之日起执行，有效期至2024年2月底。", "2024-02-29"),
        ("特此通知。本意见自发布之日起执行，有效期至二〇二四年四月末。", "2024-04-30"),
        ("特此通知。本通知自2022年6月1日起施行，至2024年年底止。", "2024-12-31"),
        ("本意见施行时间为2022年6月1日至2024年12月31日。", "2024-12-31"),
        ("本政策执行期暂定为2022年6月1日至2023年5月31日。", "2023-05-31"),
        ("本通知自2022年6月1日起施行。有效期为五年。", "2027-05-31"),
        ("特此通知。有效期为五年，自2022年6月1日起计算。", "2027-05-31"),
        ("本办法有效期5年，自2022年6月1日起至2027年5月31日止。", "2027-05-31"),
        ("本办法从2022年6月1日起暂行三年。", "2025-05-31"),
        ("本办法自2022年6月1日起施行，暂行期二年。", "2024-05-31"),
        ("本办法自2022年6月1日起施行，有效期一年半。", "2023-11-30"),
        ("以上规定自2022年6月1日起执行，暂定执行三年。", "2025-05-31"),
        ("以上优惠政策自2022年6月1日起实施，2025年5月31日终止。", "2025-05-31"),
    ],
)
def test_its_own_end_wherever_it_stands(says: str, ends: str, authority: Authority) -> None:
    assert value(read(says, authority), "expires_on") == ends


@pytest.mark.parametrize(
    "says",
    [
        "对小微企业免征费用，执行至2025年底。",
        "许可证有效期至2025年12月。",
        "本通知自2022年6月1日起施行。许可证有效期为五年。",
        "本通知自2022年6月1日起施行，2022年6月5日废止的证件应当收回。",
        "本通知自2022年6月1日起施行，到2025年底建成车位三千个。",
        "《云岭市停车办法》有效期至2025年底。",
        "项目建设自2022年6月至2025年12月。本通知自2022年6月1日起施行。",
    ],
)
def test_ends_of_other_things_are_not_its_own(says: str, authority: Authority) -> None:
    assert value(read(says, authority), "expires_on") is None


Expected = tuple[str, str | None, str, str | None]  # type, number, provision, from

E_R, E_L, E_A, E_K = "repeals", "lapses", "amends", "confirms"


@pytest.mark.parametrize(
    ("says", "expected"),
    [
        # By the number alone.
        ("青交规〔2018〕6号文同时废止。", (E_R, "青交规〔2018〕6号", "", None)),
        ("青交规〔2018〕6号同时废止。", (E_R, "青交规〔2018〕6号", "", None)),
        ("原青交规〔2018〕6号文停止执行。", (E_L, "青交规〔2018〕6号", "", None)),
        ("特此通知。青交规〔2018〕6号文件即行废止。", (E_R, "青交规〔2018〕6号", "", None)),
        (f"{PARKING}将于2022年6月30日停止执行。", (E_L, NUMBER, "", "2022-06-30")),
        (f"{PARKING}自即日起废止。", (E_R, NUMBER, "", None)),
        (f"{PARKING}自2022年6月1日零时起废止。", (E_R, NUMBER, "", "2022-06-01")),
        (f"{PARKING}终止实施。", (E_L, NUMBER, "", None)),
        (f"{PARKING}自然失效。", (E_L, NUMBER, "", None)),
        (f"本办法替代{PARKING}。", (E_R, NUMBER, "", None)),
        (f"以本办法取代{PARKING}。", (E_R, NUMBER, "", None)),
        # But for a part.
        (f"{PARKING}（第五条除外）同时废止。", (E_R, NUMBER, "除第五条外", None)),
        (f"{PARKING}除第三条继续执行外，其余条款废止。", (E_R, NUMBER, "除第三条继续执行外", None)),
        (f"除第六条、第七条外，{PARKING}同时废止。", (E_R, NUMBER, "除第六条、第七条外", None)),
        (f"特此通知。除第六条外，{PARKING}废止。", (E_R, NUMBER, "除第六条外", None)),
        (f"{PARKING}除第三章以外同时废止。", (E_R, NUMBER, "除第三章以外", None)),
        (f"决定废止{PARKING}，但第三条继续有效。", (E_R, NUMBER, "除第三条继续有效外", None)),
        (f"{PARKING}同时废止，附件2除外。", (E_R, NUMBER, "除附件2外", None)),
        # From the day that stands behind.
        (f"决定废止{PARKING}，自2021年6月1日起停止执行。", (E_R, NUMBER, "", "2021-06-01")),
        (f"决定废止{PARKING}。自2021年6月1日起停止执行。", (E_R, NUMBER, "", "2021-06-01")),
        (f"{PARKING}予以废止，自2021年6月1日起失效。", (E_R, NUMBER, "", "2021-06-01")),
        (
            f"决定宣布{PARKING}等2件文件失效，自2025年1月1日起不再作为行政管理的依据。",
            (E_L, NUMBER, "", "2025-01-01"),
        ),
        (
            f"{PARKING}废止，自2025年1月1日起，不再作为行政管理依据。",
            (E_R, NUMBER, "", "2025-01-01"),
        ),
        (f"现决定废止{PARKING}，自公布之日起施行。", (E_R, NUMBER, "", None)),
        # Parts that are chained.
        (
            "《云岭市停车通知》（云政发〔2018〕6号）附件3《收费办法》第五条第一款有关内容和第二款相应停止执行。",
            (E_L, NUMBER, "附件3第五条第一款有关内容和第二款", None),
        ),
        (
            f"{PARKING}第五条第一款有关内容和第二款相应停止执行。",
            (E_L, NUMBER, "第五条第一款有关内容和第二款", None),
        ),
        (f"{PARKING}第三条的规定、第四条同时废止。", (E_R, NUMBER, "第三条的规定、第四条", None)),
        (f"{PARKING}附件1以及第八条停止执行。", (E_L, NUMBER, "附件1以及第八条", None)),
        # Slips of the pen, broken lines.
        ("《云岭市停车办法》(云政发〔2018〕6号))同时废止。", (E_R, NUMBER, "", None)),
        ("《云岭市停车办法》((云政发〔2018〕6号)同时废止。", (E_R, NUMBER, "", None)),
        ("《云岭市停车办法》（云政发〔2018〕\n6号）同时废止。", (E_R, NUMBER, "", None)),
        ("《云岭市停车办法》（云政\n发〔2018〕6号）同时废止。", (E_R, NUMBER, "", None)),
        ("云政发〔2018〕\n6号同时废止。", (E_R, NUMBER, "", None)),
        ("《云岭市停车办法》(云政发[2018)6号)同时废止。", (E_R, NUMBER, "", None)),
        ("《云岭市停车办法》〔云政发(2018)6号〕同时废止。", (E_R, NUMBER, "", None)),
        ("《云岭市停车办法》（云政发〔2O18〕6号）同时废止。", (E_R, NUMBER, "", None)),
        # Kept, with how it was weighed.
        (f"{PARKING}经评估继续有效，现重新公布。", (E_K, NUMBER, "", None)),
        (f"{PARKING}经市政府同意，继续有效。", (E_K, NUMBER, "", None)),
        (f"经评估，{PARKING}继续有效，现予重新印发。", (E_K, NUMBER, "", None)),
        (f"{PARKING}经评估后继续实施。", (E_K, NUMBER, "", None)),
        # Changed without 修改.
        (f"将{PARKING}第五条中的“五百元”调整为“六百元”。", (E_A, NUMBER, "第五条", None)),
        (f"将{PARKING}附件1替换为本通知附件。", (E_A, NUMBER, "附件1", None)),
        (
            f"将{PARKING}规定的申请对象由户籍居民扩展为常住居民。",
            (E_A, NUMBER, "规定的申请对象", None),
        ),
        (f"将{PARKING}第三条规定的期限由3年延长至5年。", (E_A, NUMBER, "第三条", None)),
        (f"即日起，将{PARKING}明确的补助由一千元提高到二千元。", (E_A, NUMBER, "明确的补助", None)),
        (f"{PARKING}作以下修改：第五条修改为“略”。", (E_A, NUMBER, "第五条", None)),
        (f"对{PARKING}确定的范围从城区扩大到全市。", (E_A, NUMBER, "确定的范围", None)),
    ],
)  # fmt: skip
def test_what_happens_to_another(says: str, expected: Expected, authority: Authority) -> None:
    (one,) = changes(read(says, authority))
    told = None if one.from_date is None else one.from_date.isoformat()
    assert (one.type, one.target_number, one.provision, told) == expected
    partial = one.type in (E_R, E_L) and bool(one.provision)
    assert one.scope is (Scope.PARTIAL if partial else Scope.WHOLE)


@pytest.mark.parametrize(
    ("says", "until"),
    [
        (
            f"{PARKING}已于2022年12月31日到期，经研究，有效期延长至2024年12月31日。",
            "有效期延长至2024-12-31",
        ),
        (f"经研究，决定将{PARKING}延长执行至2024年12月31日。", "有效期延长至2024-12-31"),
        (f"{PARKING}将于2022年12月31日期满，决定继续执行2年。", "有效期延长至2024-12-31"),
        (f"{PARKING}有效期已满。该文件有效期延长至2024年6月底。", "有效期延长至2024-06-30"),
        (f"同意{PARKING}延期执行至2024年底。", "有效期延长至2024-12-31"),
        (f"{PARKING}有效期延长三年。", "有效期延长3年"),
        (f"{PARKING}有效期延至2024年12月31日。", "有效期延长至2024-12-31"),
        (f"{PARKING}执行时间延长至2024年底。", "有效期延长至2024-12-31"),
        (f"{PARKING}到期后继续施行3年。", "有效期延长3年"),
        (f"延长{PARKING}有效期至2024年12月31日。", "有效期延长至2024-12-31"),
        (f"决定延长{PARKING}的执行期限2年。", "有效期延长2年"),
        (
            f"{PARKING}的施行有效期由2022年12月31日延长至2024年12月31日。",
            "有效期延长至2024-12-31",
        ),
        (
            f"{PARKING}有效期届满后，继续执行，有效期至2024年12月31日。",
            "有效期延长至2024-12-31",
        ),
        (
            f"{PARKING}经评估需要继续执行，有效期自2022年6月1日起延长5年。",
            "有效期延长至2027-05-31",
        ),
    ],
)  # fmt: skip
def test_a_longer_term(says: str, until: str, authority: Authority) -> None:
    (one,) = changes(read(says, authority))
    assert (one.type, one.target_number, one.provision) == (E_K, NUMBER, until)


def test_several_documents_with_one_longer_term(authority: Authority) -> None:
    says = f"{PARKING}、《云岭市供水办法》（云政发〔2019〕7号）有效期延长至2024年12月31日。"
    kept = [(one.type, one.target_number) for one in changes(read(says, authority))]
    assert kept == [(E_K, NUMBER), (E_K, "云政发〔2019〕7号")]


def test_suspended_is_told_and_ends_nothing(authority: Authority) -> None:
    for says in (
        f"{PARKING}自2022年6月1日起暂停执行。",
        f"自2022年6月1日起，{PARKING}暂缓执行。",
        f"决定自2022年6月1日起暂停施行{PARKING}。",
        f"{PARKING}自2022年6月1日起中止执行。",
    ):
        understanding = read(says, authority)
        (one,) = changes(understanding)
        assert (one.type, one.target_number) == (E_L, NUMBER)
        assert one.provision in ("暂停执行", "暂缓执行", "暂停施行", "中止执行")
        assert one.evidence.confidence < 0.5 and str(one.from_date) == "2022-06-01"
        assert understanding.values["validity_hints"][0].evidence.rule == "hint_suspended"


def test_revived_is_kept(authority: Authority) -> None:
    for says in (
        f"自2022年6月1日起恢复执行{PARKING}。",
        f"恢复执行{PARKING}。",
        f"决定恢复施行{PARKING}。",
        f"{PARKING}即日起恢复执行。",
    ):
        (one,) = changes(read(says, authority))
        assert (one.type, one.target_number) == (E_K, NUMBER)
        assert one.provision.startswith("恢复")


@pytest.mark.parametrize(
    ("says", "day"),
    [
        ("自本办法施行之日起三个月后废止", "2022-09-01"),
        ("自本办法施行满六个月之日起废止", "2022-12-01"),
        ("自本办法施行之日起满1年后停止执行", "2023-06-01"),
        ("自本办法生效之日起30日后失效", "2022-07-01"),
        ("自本办法施行之日起六个月期满废止", "2022-12-01"),
    ],
)
def test_a_day_that_is_counted(says: str, day: str, authority: Authority) -> None:
    (one,) = changes(read(f"本办法自2022年6月1日起施行。{PARKING}{says}。", authority))
    assert str(one.from_date) == day and one.evidence.confidence < 0.95


def test_without_its_own_day_nothing_is_counted_for_certain() -> None:
    (one,) = read_clauses(f"{PARKING}自本办法施行之日起三个月后废止。").mentions
    assert one.from_date is None and one.evidence.confidence < 0.5


@pytest.mark.parametrize(
    "says",
    [
        "按青交规〔2018〕6号文执行的项目停止执行。",
        "依据青交规〔2018〕6号文规定，证件即行废止。",
        f"{PARKING}规定的税收优惠政策，执行期限延长至2025年12月31日。",
        f"按照{PARKING}办理的许可，有效期延长至2025年12月31日。",
        f"建议将{PARKING}有效期延长至2025年12月31日。",
        f"{PARKING}经市政府审议通过，现予公布。",
        "继续实施《云岭市绿化规划》，推动城市更新。",
        f"将{PARKING}落实情况由各区汇总为报告。",
        f"拟将{PARKING}规定的对象由学生扩展为居民。",
        "符合下列要求的社会团体予以保留。\n1.遵守国家法律法规和有关政策规定；\n2.执行财务制度。",
        "具备以下条件的机构予以保留：\n（一）建立健全内部管理制度；\n（二）依法执行会计规定。",
        "按照下列原则予以保留：\n1.严格落实上级文件规定（云政发〔2018〕6号）；",
        "因执行本通知暂停执行的合同，可以顺延。",
        f"{PARKING}施行期间，原合同继续有效。",
        f"某县在《关于停车的通知》中写道，{PARKING}同时废止，这一提法不准确。",
        f"有文章称，{PARKING}同时废止。",
        f"建议延长{PARKING}有效期至2024年12月31日。",
    ],
)
def test_twins_that_change_nothing(says: str, authority: Authority) -> None:
    assert changes(read(says, authority)) == []


def test_what_is_excepted_by_name_is_no_target(authority: Authority) -> None:
    says = f"除《云岭市供水办法》外，{PARKING}同时废止。"
    (one,) = changes(read(says, authority))
    assert (one.target_number, one.scope) == (NUMBER, Scope.WHOLE)
    (other,) = changes(read(f"除另有规定外，{PARKING}同时废止。", authority))
    assert other.scope is Scope.WHOLE


# ---------------------------------------------------------------- short names


def test_a_short_name_stands_for_what_was_called_so(authority: Authority) -> None:
    for says in (
        "为落实《云岭市停车改革方案》（以下简称《方案》）。按照《方案》要求，制定本通知。",
        "《云岭市停车改革方案》（云政发〔2021〕3号，简称《方案》）已印发。根据《方案》制定本通知。",
        "《云岭市停车改革方案》（以下简称“方案”）已印发。依据《方案》，制定本通知。",
    ):
        based = [m for m in read(says, authority).mentions if m.type is RelationType.BASED_ON]
        assert [one.target_title for one in based] == ["云岭市停车改革方案"]


@pytest.mark.parametrize("name", ["方案", "实施意见", "管理办法", "若干措施"])
def test_a_bare_kind_names_nothing(name: str, authority: Authority) -> None:
    understanding = read(f"按照《{name}》要求，制定本通知。", authority)
    assert [m.target_title for m in understanding.mentions] == []


# ---------------------------------------------------------------- the clause's own word


def _event(quote: str, note: str, type_: EventType, rule: str = "before_trigger") -> Event:
    evidence = Evidence(Basis.EXTRACTED, rule, quote, confidence=0.95)
    return Event(date(2024, 2, 1), type_, evidence, "s", "关于甲的公告", note)


_PART, _REPEALED, _LAPSED = (
    EventType.PARTIALLY_REPEALED, EventType.REPEALED, EventType.LAPSED,
)  # fmt: skip


@pytest.mark.parametrize(
    ("quote", "note", "type_", "rule", "word"),
    [
        ("《甲》第三条自2024年2月1日起停止执行", "第三条", _PART, "", "停止执行"),
        ("《甲》第三条停止执行，第四条同时废止", "第四条", _PART, "", "废止"),
        ("停止执行《甲》第三条，《乙》同时废止", "第三条", _PART, "after_trigger", "停止执行"),
        ("《甲》宣布失效", "", _LAPSED, "", "宣布失效"),
        ("《甲》不再执行，《乙》同时废止", "", _REPEALED, "", "废止"),
        ("《甲》不再执行，《乙》同时废止", "", _LAPSED, "", "不再执行"),
        ("2  甲办法  云政发1号", "", _LAPSED, "table", "宣布失效或停止执行"),
    ],
)  # fmt: skip
def test_the_reason_has_the_clauses_own_word(
    quote: str, note: str, type_: EventType, rule: str, word: str
) -> None:
    assert ending_word(_event(quote, note, type_, rule or "before_trigger")) == word


def test_the_status_tells_it() -> None:
    doc = document(effective_from="2020-01-01")
    event = _event("《甲》第三条自2024年2月1日起停止执行", "第三条", EventType.PARTIALLY_REPEALED)
    status = status_on(timeline(doc, [event]), date(2024, 3, 1))
    assert status.reason == "第三条被《关于甲的公告》停止执行，自2024-02-01起"


def test_the_rest_of_what_a_part_was_kept_of(authority: Authority) -> None:
    kept, ended = changes(read(f"保留{PARKING}第五条，其余同时废止。", authority))
    assert (kept.type, kept.provision) == (E_K, "第五条")
    assert (ended.type, ended.provision, ended.scope) == (E_R, "其余", Scope.PARTIAL)
    (kept,) = changes(read(f"保留{PARKING}，其余同时废止。", authority))
    assert kept.type == E_K


@pytest.mark.parametrize(
    "says",
    [
        "本通知自2022年6月1日起暂行，至正式办法印发之日止。",
        "本办法自2022年6月1日起施行，至新办法出台之日自行失效。",
        "本办法暂行至上级规定实施之日止。",
    ],
)
def test_an_end_by_an_event_is_told_and_not_computed(says: str, authority: Authority) -> None:
    understanding = read(says, authority)
    assert value(understanding, "expires_on") is None
    (hint,) = understanding.values["validity_hints"]
    assert "以事件为止" in str(hint.value) and hint.evidence.quote == says


def test_headings_with_a_tally_open_lists(authority: Authority) -> None:
    says = (
        "经清理，决定如下：\n一、继续有效的文件1件\n1.《甲办法》（云政发〔2011〕2号）\n"
        "二、废止的文件1件\n1.《乙办法》（云政发〔2011〕3号）\n"
        "三、修改的文件1件\n1.《丙办法》（云政发〔2011〕4号）"
    )
    read_of = [(one.type, one.target_number) for one in changes(read(says, authority))]
    assert read_of == [
        (E_K, "云政发〔2011〕2号"), (E_R, "云政发〔2011〕3号"), (E_A, "云政发〔2011〕4号"),
    ]  # fmt: skip


def test_a_heading_of_ended_documents_opens_a_list(authority: Authority) -> None:
    """Titles without brackets, under headings that say what becomes of them."""
    says = (
        "一、宣布失效的文件（1件）\n1.云岭市人民政府关于加强供水管理的通知（云政发〔2011〕2号）\n"
        "二、继续有效的规范性文件\n1.云岭市人民政府关于路灯管理的通知（云政发〔2011〕4号）"
    )
    read_of = [(one.type, one.target_number) for one in changes(read(says, authority))]
    assert read_of == [(E_L, "云政发〔2011〕2号"), (E_K, "云政发〔2011〕4号")]


def test_a_feast_by_both_its_names(authority: Authority) -> None:
    says = "本办法自2024年五一劳动节起施行。"
    assert value(read(says, authority), "effective_from") == "2024-05-01"


def test_a_note_broken_over_lines_is_one(authority: Authority) -> None:
    text = (
        "云岭市养犬条例\n（2010年3月1日云岭市人民代表大会常务委员会第五次会议通过　"
        "根据2015年6月1日云岭市人民代表大会常务委员会\n《关于修改〈云岭市养犬条例〉的决定》修正　"
        "2021年9月1日云岭市人民代表大会常务委员会修订通过）\n第一条 为了规范养犬，制定本条例。\n"
    )
    found = understand(text, (), name="a.docx", declared={}, authority=authority, region=None)
    assert [one.value for one in found.values["amended_on"]] == ["2015-06-01", "2021-09-01"]


# ---------------------------------------------------------------- real notices of 2022 to 2025


@pytest.mark.parametrize(
    ("says", "type_", "day"),
    [
        # A longer term is no amendment beside.
        (f"同意将{PARKING}有效期顺延至2027年12月31日。", RelationType.CONFIRMS, None),
        (
            f"{PARKING}执行期限于2022年6月30日届满。经研究，继续执行至2025年6月30日。",
            RelationType.CONFIRMS,
            None,
        ),
        (
            f"{PARKING}有效期于2023年11月30日届满。经评估，仍需继续实施。"
            "现决定将该办法有效期延长至2026年11月30日。",
            RelationType.CONFIRMS,
            None,
        ),
        (
            f"{PARKING}于2024年5月1日有效期届满后不再延续，自动失效。",
            RelationType.LAPSES,
            None,
        ),
        (
            f"{PARKING}于2020年1月1日发布，现根据实际情况，决定自2023年1月1日起停止执行。",
            RelationType.LAPSES,
            date(2023, 1, 1),
        ),
    ],
)
def test_one_thing_is_done_to_it(
    says: str, type_: RelationType, day: date | None, authority: Authority
) -> None:
    found = [(one.type, one.target_number) for one in changes(read(says, authority))]
    assert found == [(type_, NUMBER)]
    if day is not None:
        assert changes(read(says, authority))[0].from_date == day


def test_the_term_of_what_a_document_speaks_of_is_not_its_own(authority: Authority) -> None:
    says = f"{PARKING}规定的资质有效期统一延期至2023年12月31日。"
    assert not changes(read(says, authority))


def test_only_the_title_names_whose_term_it_is(authority: Authority) -> None:
    text = (
        "云岭市人民政府关于延长《云岭市停车办法》有效期的通知\n云政发〔2023〕5号\n各区人民政府：\n"
        "经研究，现将有效期延长至2028年7月31日。\n云岭市人民政府\n2023年5月20日\n"
    )
    found = understand(text, (), name="a", declared={}, authority=authority, region=None)
    assert [(m.type, m.target_title) for m in changes(found)] == [
        (RelationType.CONFIRMS, "云岭市停车办法")
    ]


def test_rules_amended_one_after_another_under_bare_headings(authority: Authority) -> None:
    text = (
        "云岭市人民政府关于修改部分规章的决定\n市人民政府决定对2件规章作如下修改：\n"
        "一、云岭市停车办法\n将第三条修改为：“略。”\n二、云岭市养犬规定\n删去第八条。\n"
        "本决定自公布之日起施行。\n"
    )
    found = understand(text, (), name="a", declared={}, authority=authority, region=None)
    assert {m.target_title for m in changes(found)} == {"云岭市停车办法", "云岭市养犬规定"}


def test_a_quotation_that_is_never_closed_hides_no_next_instrument(authority: Authority) -> None:
    text = (
        "云岭市人民政府关于修改部分规章的决定\n一、修改《云岭市停车办法》\n"
        "将第三条修改为：“停车应当付费。\n二、修改《云岭市养犬规定》\n将第八条修改为：“略。”\n"
        "本决定自公布之日起施行。\n"
    )
    found = understand(text, (), name="a", declared={}, authority=authority, region=None)
    assert {m.target_title for m in changes(found)} == {"云岭市停车办法", "云岭市养犬规定"}


@pytest.mark.parametrize(
    "listed",
    [
        "宣布失效的文件目录\n1 云政发〔2010〕3号 关于停车收费的通知\n"
        "2 云政发〔2011〕4号 云岭市养犬办法\n",
        "废止的文件目录\n1\n关于停车收费的通知\n云政发〔2010〕3号\n"
        "2\n云岭市养犬办法\n云政发〔2011〕4号\n",
        "下列文件自即日起废止：关于停车收费的通知（云政发〔2010〕3号）、"
        "关于养犬登记的通知（云政发〔2011〕4号）。",
        "1.《云岭市停车办法》（云政发〔2010〕3号），已被《云岭市车辆办法》（云政发〔2020〕9号）替代，"
        "予以废止。\n"
        "2.《云岭市养犬办法》（云政发〔2011〕4号），适用期已过，宣布失效。",
    ],
)
def test_each_of_a_list_ends_with_its_number_and_its_name(listed: str) -> None:
    ended = {
        one.target_number: one.target_title
        for one in read_clauses(listed).mentions
        if one.type in (RelationType.REPEALS, RelationType.LAPSES)
    }
    assert set(ended) == {"云政发〔2010〕3号", "云政发〔2011〕4号"}
    assert all(ended.values())
