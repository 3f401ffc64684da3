"""The page around a document changes nothing of what is read: each of our own documents in each of
our own pages is read as the document alone is."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from indexer.understanding.metadata.authority import Authority
from indexer.understanding.understand import understand

AUTHORITY = Authority.load()
FIELDS = ("title", "doc_number", "issuers", "written_date", "region", "kind", "effective_from")


class Parts(NamedTuple):
    title: str
    number: str
    body: str
    signed: str
    day: str


DOCUMENTS = (
    Parts(
        "惠州市人民政府办公室关于印发惠州市停车收费管理办法的通知",
        "惠府办〔2021〕15号",
        "各县、区人民政府，市政府各部门：\n"
        "《惠州市停车收费管理办法》已经市人民政府同意，现印发给你们，请认真组织实施。",
        "惠州市人民政府办公室",
        "2021年9月10日",
    ),
    Parts(
        "惠州市财政局 惠州市民政局关于调整临时救助标准的通知",
        "惠财社〔2020〕7号",
        "各县（区）财政局、民政局：\n"
        "经研究，决定将临时救助标准调整为每人每月三百元，自2020年7月1日起执行，请认真贯彻落实，"
        "执行中的问题请及时反馈给我们，以便进一步完善。",
        "惠州市财政局 惠州市民政局",
        "2020年6月12日",
    ),
    Parts(
        "博罗县人民政府关于森林防火期内禁止野外用火的通告",
        "博府通〔2022〕3号",
        "为有效预防森林火灾，保护森林资源，根据《森林防火条例》的规定，现就禁止野外用火的有关事项"
        "通告如下：\n一、全县林地及其边缘一百米以内禁止一切野外用火。\n特此通告。",
        "博罗县人民政府",
        "2022年3月1日",
    ),
)

# {all}: the document as it is; the others are its parts.
PAGES = {
    "bars": "{title} | |||\n| |||\n{rest} |",
    "a site's menu": (
        "中国政府网 某省政府网 English 市人大 市政协\n"
        "首     页 政 务 公 开 网 上 办 事 互 动 交 流\n{all}"
    ),
    "a table without colons": (
        "索   引   号 20210910-000001\n发 布 机 构 {first} 发 文 日 期 {day}\n"
        "文        号 {number}\n{title}\n{rest}"
    ),
    "labels that stuck to their values": (
        "索引号007187648/2021-00096\n文号{number}\n主题分类综合政务-文秘工作\n有效性有效\n{title}\n{rest}"
    ),
    "a gazette's head": (
        "主管单位 某某市人民政府\n主办单位 某某市人民政府办公室\n"
        "编辑出版 公报编辑室\n电 话 0000-000000\n邮 编 516000\n{all}"
    ),
    "a phone's page": "手机版 | 登录 | 注册\n{title} | 某某网\n{rest}",
    "a browser's name of the page": "{title}_政策法规_某某市人民政府门户网站\n{rest}",
    "its path behind dashes": "{title}-政策法规-某某市人民政府网\n{rest}",
    "a document site": (
        "{title}-{number}\n合集下载\n上传人:某某 文档编号:123456 页数:5\n"
        "- 1、下载文档前请自行甄别文档内容的完整性。\n"
        "{title}\n正文:\n{rest}"
    ),
    "spam": "某某在线观看_某某某某综合_某某某影院{title}\n{rest}",
    "all in one line": "{line}",
    "all in one line, in a page's": "{line} |",
    "in one line, with who put it up": "{line} 来源:某某融媒体中心 |",
    "a letter's head and number in the title's line": "{first}文件{number}{title}{tail}",
    "the number in the title's line": "{title} {number} {tail}",
    "signed in the last line": "{title}\n{number}\n{body} {signed} {day} |",
    "what a site says behind": "{all}\n您访问的链接即将离开“某某市人民政府”门户网站,是否继续?",
    "and before": "您访问的链接即将离开“某某市人民政府”门户网站,是否继续?\n手机版\n{all}",
    "the title in boxes": "[{title}]\n{title}\n时间: 2023-01-01 点击: 次 【字体: 小 大】\n{rest}",
    "the title in marks": (
        "某某在线_某某观看_某某影院\n{number}《{title}》\n浏览量:\n《{title}》\n{rest}"
    ),
    "a table whose cells are lines": (
        "标题\n{title}发文机关\n{first}\n发文字号\n{number}\n索引号\n007187648/2021-00096\n"
        "主题分类\n综合政务\n有效性\n有效\n{title}\n{rest}"
    ),
    "a letter's head, no line behind the title": (
        "{first}文件{number}{title}{body}\n{signed}\n{day}"
    ),
    "search words between commas": (
        "某某精品2卡,某某综合,yw.193.某某,某某网站\n法规库\n{title}\n"
        "颁布时间:2023-01-05 14:49\n{rest}"
    ),
    "a day and the weather": "2023-01-05 09:12 星期四\n天气预报 晴 12℃~20℃\n{title}\n{rest}",
    "a path of slashes": "政务公开/信息公开指南/主动公开内容/依申请公开\n{title}\n{rest}",
    "a greeting": "今天是2023-01-05 星期一 欢迎访问某某市人民政府网站\n{title}\n{rest}",
    "two names of the site": "某某市人民政府门户网站\n某某市政府信息公开平台\n{title}\n{rest}",
    "a name behind a long dash": "{title}——某某市人民政府网\n{rest}",
    "a day behind the title": "{title} 2023-01-05 10:10:10 来源: 某某网\n{rest}",
    "the whole text": "{title}（全文）[2023-01-05]\n{rest}",
    "bold": "**{title}**\n\n{rest}",
    "entities": "&nbsp;&nbsp;{title}\n&nbsp;\n{rest}",
    "an introduction": (
        "{title}\n近日,某某市印发了《{title}》,现将全文转载如下,供大家参考。\n{title}\n{rest}"
    ),
    "bullets": (
        "返回顶部\n{title}\n  • 索引号:\n    6107280000/2021-001005\n  • 来源:\n  • 发文字号:\n"
        "    {number}\n  • 有效性:\n  • 内容概述:\n{title}\n{rest}"
    ),
}


def page(shape: str, parts: Parts) -> str:
    tail = f"{parts.body}\n{parts.signed}\n{parts.day}"
    rest = f"{parts.number}\n{tail}"
    return shape.format(
        title=parts.title, number=parts.number, body=parts.body, signed=parts.signed,
        day=parts.day, first=parts.signed.split()[0], tail=tail, rest=rest,
        all=f"{parts.title}\n{rest}", line=f"{parts.title}\n{rest}".replace("\n", " "),
    )  # fmt: skip


def read(text: str) -> dict[str, object]:
    values = understand(
        text, (), name="a.txt", declared={}, authority=AUTHORITY, region=None
    ).values
    return {field: values[field][0].value if field in values else None for field in FIELDS}


@pytest.mark.parametrize("parts", DOCUMENTS, ids=lambda parts: parts.signed)
def test_the_documents_alone_are_read(parts: Parts) -> None:
    found = read(page("{all}", parts))
    assert found["title"] == parts.title
    assert found["doc_number"] == parts.number
    assert found["issuers"] == tuple(parts.signed.split())
    assert found["kind"] == "policy" and found["written_date"] and found["region"]


@pytest.mark.parametrize("parts", DOCUMENTS, ids=lambda parts: parts.signed)
@pytest.mark.parametrize("shape", PAGES.values(), ids=PAGES)
def test_a_page_changes_nothing(shape: str, parts: Parts) -> None:
    assert read(page(shape, parts)) == read(page("{all}", parts))


def test_a_sites_name_over_the_title_issues_nothing() -> None:
    """云溪市人民政府 on its own line, over what a bureau of it has signed."""
    head = "惠州市人民政府\n关于调整停车收费标准的通知\n惠发改〔2021〕5号\n"
    body = "各有关单位：\n请遵照执行。\n惠州市发展和改革局\n2021年9月10日\n"
    found = read(head + body)
    assert found["title"] == "关于调整停车收费标准的通知"
    assert found["issuers"] == ("惠州市发展和改革局",)
    own = read(head + body.replace("发展和改革局", "人民政府办公室"))
    assert own["title"] == "惠州市人民政府关于调整停车收费标准的通知"


def test_the_first_of_several_bodies_over_a_title_is_of_it() -> None:
    text = (
        "惠州市民政局等五部门\n关于优化老年助餐服务的工作方案\n惠民发〔2024〕5号\n一、怎么布点。\n"
    )
    assert read(text)["title"] == "惠州市民政局等五部门关于优化老年助餐服务的工作方案"


def test_names_over_a_broken_day_have_signed() -> None:
    text = "博罗县森林防火禁火令\n全县禁止野外用火。\n博罗县人民政府\n2026年18\n(此件主动公开)\n"
    assert read(text)["issuers"] == ("博罗县人民政府",)


def test_the_place_of_a_college_is_no_city_of_that_name() -> None:
    found = read("湖南城市学院关于放假的通知\n各学院：\n请知悉。\n湖南城市学院\n2021年4月1日\n")
    assert found["region"] != "湖南城市"


def test_the_kind_alone_on_its_line_ends_the_title() -> None:
    text = (
        "博罗县人民政府\n关于实施禁渔期制度的\n通告\n为保护水生生物资源，现通告如下：\n一、禁渔。\n"
    )
    assert read(text)["title"] == "博罗县人民政府关于实施禁渔期制度的通告"


def test_what_enacts_the_text_is_no_introduction() -> None:
    title = "惠州市停车收费管理办法"
    text = (
        f"{title}\n《{title}》已经2010年12月14日市政府常务会议通过，现予公布。\n"
        "市长 王明\n2010年12月25日\n"
        f"{title}\n第一条 为了规范停车收费，制定本办法。\n"
    )
    assert read(text)["written_date"] == "2010-12-25"


def test_how_a_text_closes_is_no_title() -> None:
    text = "为保护环境，现通告如下:\n一、禁止焚烧秸秆。\n特此通告\n2021年4月1日\n"
    assert read(text)["title"] != "特此通告"


def test_a_zone_without_its_name_is_no_region() -> None:
    text = "合作区管委会办公室关于成立领导小组的通知\n各镇街：\n经研究，决定成立领导小组。\n"
    assert read(text)["region"] != "合作区"


@pytest.mark.parametrize(
    "title",
    [
        "关于A|B股账户管理有关问题的通知",
        "关于规范数据字段user_id管理工作的通知",
        "惠州市统计局关于T_2报表填报工作的通知",
        "关于加强一户一表改造_旧城区-新城区衔接工作的意见",
        "关于推进厂-网-河一体化管理的意见",
    ],
)
def test_a_bar_within_a_title_is_of_it(title: str) -> None:
    text = f"{title}\n惠府发〔2024〕1号\n各县区：\n请遵照执行。\n惠州市人民政府\n2024年6月1日\n"
    assert read(text)["title"] == title
