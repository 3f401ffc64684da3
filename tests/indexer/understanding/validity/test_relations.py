"""What one document has to do with others, from its title and from its text."""

import pytest

from indexer.model import Kind, Mention, RelationType
from indexer.understanding.validity.relations import read_relations
from indexer.understanding.validity.spans import Masker

R = RelationType


def related(title: str, text: str = "", kind: Kind = Kind.POLICY) -> list[Mention]:
    return list(read_relations(Masker(f"{title}\n{text}"), title, kind))


def named(found: list[Mention]) -> list[tuple[RelationType, str | None]]:
    return [(mention.type, mention.target_title) for mention in found]


@pytest.mark.parametrize(
    ("title", "kind", "expected"),
    [
        ("关于印发《云岭市停车办法》的通知", Kind.POLICY, (R.ISSUES, "云岭市停车办法")),
        (
            "云岭市财政局转发《省财政厅关于票据管理的通知》的通知", Kind.POLICY,
            (R.FORWARDS, "省财政厅关于票据管理的通知"),
        ),
        (
            "云岭市财政局转发省财政厅关于票据管理的通知", Kind.POLICY,
            (R.FORWARDS, "省财政厅关于票据管理的通知"),
        ),
        ("《云岭市停车办法》政策解读", Kind.INTERPRETATION, (R.INTERPRETS, "云岭市停车办法")),
        ("【图解】云岭市停车管理办法", Kind.INTERPRETATION, (R.INTERPRETS, "云岭市停车管理办法")),
        (
            "市城管局负责人就《云岭市停车办法》答记者问", Kind.INTERPRETATION,
            (R.INTERPRETS, "云岭市停车办法"),
        ),
        ("云岭市停车办法（征求意见稿）", Kind.DRAFT, (R.DRAFT_OF, "云岭市停车办法")),
        (
            "关于公开征求《云岭市停车办法（征求意见稿）》意见的公告", Kind.DRAFT,
            (R.DRAFT_OF, "云岭市停车办法"),
        ),
        ("云岭市停车办法（2022年修订）", Kind.POLICY, (R.VERSION_OF, "云岭市停车办法")),
    ],
)  # fmt: skip
def test_titles(title: str, kind: Kind, expected: tuple[RelationType, str]) -> None:
    assert named(related(title, kind=kind)) == [expected]


def test_an_instrument_in_its_own_notice_is_no_other_document() -> None:
    text = "现将《云岭市停车办法》印发给你们。\n云岭市停车办法\n第一条 为了规范停车，制定本办法。"
    assert related("关于印发《云岭市停车办法》的通知", text) == []
    attached = "现将《云岭市停车办法》印发给你们。\n附件：云岭市停车办法"
    found = related("关于印发《云岭市停车办法》的通知", attached)
    assert named(found) == [(R.ISSUES, "云岭市停车办法")]


def test_grounds_to_the_article_and_in_a_chain() -> None:
    text = (
        "第一条 为了规范停车，根据《中华人民共和国道路交通安全法》第三十三条、"
        "《云岭省停车条例》（云岭省人大常委会公告第8号）和有关法律法规，结合本市实际，制定本办法。"
    )
    found = related("云岭市停车办法", text)
    assert [(m.type, m.target_title, m.provision) for m in found] == [
        (R.BASED_ON, "中华人民共和国道路交通安全法", "第三十三条"),
        (R.BASED_ON, "云岭省停车条例", ""),
    ]


def test_carrying_out_and_citing() -> None:
    text = "为贯彻落实《省政府关于停车的意见》（云府〔2020〕3号），参见《停车场设计规范》执行。"
    found = related("关于加强停车管理的通知", text)
    assert named(found) == [
        (R.IMPLEMENTS, "省政府关于停车的意见"), (R.CITES, "停车场设计规范"),
    ]  # fmt: skip
    assert found[0].target_number == "云府〔2020〕3号"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("家庭状况的认定仍按云民规〔2021〕1号文件规定的方法办理。", ["云民规〔2021〕1号"]),
        (
            "残疾人乘车按云政办发[2016]12号文执行，其他按云政办发［2016］12号规定办理。",
            ["云政办发〔2016〕12号"],
        ),
        ("既有住宅加装电梯符合云政规〔2020〕3号文件规定的，可以提取。", ["云政规〔2020〕3号"]),
        ("按照《停车办法》（云政发〔2020〕3号）规定办理。", []),
        ("云政发〔2020〕3号\n各区人民政府：\n请参照执行。", []),
    ],
)
def test_documents_cited_by_their_number_alone(text: str, numbers: list[str]) -> None:
    found = [one for one in related("关于补贴的通知", text) if one.target_title is None]
    assert [(one.type, one.target_number) for one in found] == [(R.CITES, n) for n in numbers]
    whole = f"关于补贴的通知\n{text}"
    assert all(whole[one.evidence.start : one.evidence.end] == one.evidence.quote for one in found)


def test_bare_law_and_papers_name_nothing() -> None:
    assert related("云岭市停车办法", "根据有关法律法规制定。持《营业执照》办理。") == []


def test_each_document_once_with_its_place() -> None:
    text = "依《停车条例》办理。\n仍依《停车条例》办理。"
    (found,) = related("关于加强停车管理的通知", text)
    whole = "关于加强停车管理的通知\n" + text
    assert whole[found.evidence.start : found.evidence.end] == "《停车条例》"
