"""Pages in the shapes that portals give them: what is left out, and that nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.extractors.base import Limits
from indexer.extractors.html.extractor import WEB_PAGE
from indexer.model import ExtractedDocument

RULE = (
    "为规范本市停车秩序，提高停车资源利用效率，根据有关法律法规的规定，结合本市实际，制定本办法。"
)
_WORDS = ("首页", "要闻", "机构", "政策", "互动", "专题")
MENU = "".join(f"<li><a href='/{word}'>{word}</a></li>" for word in _WORDS)
DOCUMENT = ["测政发〔2024〕8号", "各县（市、区）人民政府：", RULE, "测试市人民政府", "2024年4月1日"]
LINES = "".join(f"<p>{line}</p>" for line in DOCUMENT)


def _read(tmp_path: Path, body: str, title: str = "") -> ExtractedDocument:
    path = tmp_path / "a.html"
    path.write_text(f"<html><head><title>{title}</title></head><body>{body}</body></html>", "utf-8")
    return WEB_PAGE.extract(path, Limits())


def test_a_short_document_in_one_box_with_a_line_of_the_portals_is_kept(tmp_path: Path) -> None:
    page = (
        "<div><table><tr><td><table><tr><td><b>索 引 号：</b></td><td>A1/1</td>"
        "<td><b>发文字号：</b></td><td>测政发〔2024〕8号</td></tr></table>"
        "<table><tr><td><b>主 题 词：</b></td><td></td></tr></table></td></tr></table><br>"
        f"<table><tr><td><table><tr><td>{LINES}</td></tr></table>"
        "<div><div>扫一扫在手机打开当前页</div></div></td></tr></table></div>"
    )
    document = _read(tmp_path, page)
    assert document.text.split("\n") == DOCUMENT
    assert document.declared["index_number"] == "A1/1"


def test_a_page_set_in_tables_loses_its_menus_only(tmp_path: Path) -> None:
    side = "".join(f"<tr><td><a href={n}>栏目{n}名称</a></td></tr>" for n in range(9))
    page = (
        f"<form id=f><table><tr><td>{MENU}</td></tr></table><table><tr><td><table><tr><td>栏目导航"
        f"</td></tr>{side}</table></td><td><table><tr><td>关于停车的通知</td></tr><tr><td>作者：<span>"
        "办公室</span> 发布时间：<span>2024/4/5 9:12:00</span> 点击数：3</td></tr><tr><td>"
        f"{LINES}</td></tr><tr><td>【<a href='#'>打印</a>】【<a>关闭</a>】</td></tr></table>"
        "</td></tr></table><table><tr><td>版权所有：测试市 邮编：000000</td></tr></table></form>"
    )
    document = _read(tmp_path, page, "停车_测试市政府网")
    assert document.text.split("\n") == ["关于停车的通知", *DOCUMENT]
    assert document.declared == {"published_date": "2024/4/5"}


def test_what_portals_print_among_the_lines_is_left_out(tmp_path: Path) -> None:
    page = (
        "<div class=box><h1>关于停车的通知</h1>"
        "<div>发布日期：2024-04-05 浏览次数：<span>9</span></div>"
        "<div>信息来源：办公室 | 发布时间：2024-04-05</div><p>字号：<a>[大]</a> <a>[中]</a></p>"
        f"<div>{LINES * 3}</div><div>分享到：</div><p>上一篇：<a href=1>另一个通知</a></p></div>"
    )
    assert _read(tmp_path, page).text.split("\n") == ["关于停车的通知", *DOCUMENT * 3]


@pytest.mark.parametrize(
    "line",
    [
        "（三）网站访问量和浏览次数应当每月公布。",
        "来源：本办法所称来源，是指停车泊位的来源。",
        "主办单位：测试市文化局",
        "联系电话：0000-1234567，地址：测试市人民路1号",
        "依据：《网站标识码管理办法》。",
    ],
)
def test_lines_of_the_document_that_sound_alike_stay(tmp_path: Path, line: str) -> None:
    page = f"<div><h1>关于停车的通知</h1>{LINES * 3}<p>{line}</p></div>"
    assert _read(tmp_path, page).text.split("\n") == ["关于停车的通知", *DOCUMENT * 3, line]
    alone = f"<div><h1>关于停车的通知</h1><div>{LINES * 3}</div></div><div><p>{line}</p></div>"
    assert _read(tmp_path, alone).text.split("\n")[-1] == line


def test_a_list_of_links_that_is_the_document_stays(tmp_path: Path) -> None:
    entries = [f"测试市关于第{n}类收费管理工作的暂行规定" for n in range(30)]
    links = "".join(f"<li><a href='/{n}.html'>{entry}</a></li>" for n, entry in enumerate(entries))
    page = f"<div><h1>继续有效的文件目录</h1><ul>{links}</ul></div>"
    document = _read(tmp_path, f"<div><ul>{MENU}</ul></div>{page}")
    assert [line for line in document.text.split("\n") if "暂行规定" in line] == entries


def test_attachments_by_addresses_without_a_file_name_stay(tmp_path: Path) -> None:
    links = "".join(f"<p><a href='/down.jsp?id={n}'>附件{n}</a></p>" for n in range(1, 8))
    text = _read(tmp_path, f"<div>{LINES * 3}<div>{links}</div></div>").text
    assert all(f"附件{n}" in text for n in range(1, 8))


def test_labels_in_no_table_are_declared_and_no_text(tmp_path: Path) -> None:
    info = "".join(
        f"<div><span>{label}</span><span>{value}</span></div>"
        for label, value in [
            ("索引号", "A1/1"),
            ("文件编号", "测政发〔2024〕8号"),
            ("发布机构", "市府办"),
        ]
    )
    content = f"<div>关于停车的通知</div><div>{LINES}</div>"
    page = f"<div class=main><div class=info>{info}</div>{content}</div>"
    document = _read(tmp_path, page, "政务网")
    assert document.text.split("\n") == ["关于停车的通知", *DOCUMENT]
    assert document.declared["issuers"] == "市府办"


def test_a_label_without_a_value_takes_no_other_label(tmp_path: Path) -> None:
    info = "<ul><li><b>索引号:</b>A1</li><li><b>主题分类:</b></li><li><b>来源:</b>科室</li></ul>"
    declared = _read(tmp_path, f"{info}<div>{LINES}</div>").declared
    assert declared == {"index_number": "A1"}


@pytest.mark.parametrize(
    ("title", "first"),
    [
        ("测试市政务公开网", DOCUMENT[0]),
        ("关于停车的通知 - 测试市政府", "关于停车的通知"),
        ("停车管理办法_测试市", "停车管理办法"),
    ],
)
def test_a_page_title_is_the_documents_only_where_it_reads_like_one(
    tmp_path: Path, title: str, first: str
) -> None:
    assert _read(tmp_path, f"<div>{LINES}</div>", title).text.split("\n")[0] == first


def test_a_stale_title_does_not_stand_before_the_documents_own(tmp_path: Path) -> None:
    page = f"<p align=center>关于规范停车秩序的公告</p>{LINES}"
    text = _read(tmp_path, page, "关于开展检查的通知").text
    assert text.startswith("关于规范停车秩序的公告\n")


def test_a_title_may_be_a_lower_heading_that_is_a_link(tmp_path: Path) -> None:
    lines = "".join(
        f"{n}、停车应当缴费，具体标准由市发展改革部门会同财政部门制定并公布。"
        for n in "一二三四五六"
    )
    page = (
        "<div class=body><a href='/a.jsp'><h4>测试市交通局关于停车的通知</h4></a>"
        f"<div class=in><span>时间：2017-05-08</span></div><p>各单位：现通知如下：{lines}</p>"
        "<div class=in><a href='/a.jsp'>[详细]</a></div></div>"
    )
    assert _read(tmp_path, page, "").text.startswith("测试市交通局关于停车的通知\n")


def test_who_runs_the_site_is_no_issuer(tmp_path: Path) -> None:
    info = "<ul><li><b>索引号:</b>A1</li><li><b>发文机构:</b>县政府网站</li></ul>"
    assert _read(tmp_path, f"{info}<div>{LINES}</div>").declared == {"index_number": "A1"}


@pytest.mark.parametrize(
    ("picture", "told"),
    [
        ("<img src='/up/2024/1.jpg'>", True),
        ("<img src='/up/2024/1.png' width=800 style='height:600px'>", True),
        ("<img src='/up/icon_doc.png'><img src='/a.gif'><img src='/b.jpg' width=40>", False),
        ("<div style='display:none'><img src='/up/2024/1.jpg'></div>", False),
    ],
)
def test_a_picture_that_may_hold_text_is_told(tmp_path: Path, picture: str, told: bool) -> None:
    document = _read(tmp_path, f"<div>{LINES * 3}<p>{picture}</p></div>")
    assert document.warnings == (("网页有 1 张图片，图中文字未读取",) if told else ())
    assert document.quality.doubts == ()
    alone = _read(tmp_path, f"<div><p>关于停车的通知</p><p>{picture}</p></div>")
    assert alone.quality.doubts == (("文字很少，正文可能在图片中",) if told else ())


@pytest.mark.parametrize(
    "end",
    [
        "<div class='footer'><p>测试市人民政府</p><p>2024年4月1日</p></div>",
        "<footer><p>测试市人民政府</p><p>2024年4月1日</p></footer>",
        "<footer><p>2024年4月1日</p></footer>",
        "<aside><p>测试市人民政府</p></aside>",
        "<div class='position'>本办法自公布之日起施行。</div>",
        "<div class='header'>测试市人民政府文件</div>",
        "<div class='related'>附则另行规定</div>",
    ],
)
def test_a_name_alone_makes_no_furniture(tmp_path: Path, end: str) -> None:
    inside = f"<div><h1>关于停车的通知</h1>{LINES * 3}{end}</div>"
    beside = f"<div><div><h1>关于停车的通知</h1>{LINES * 3}</div>{end}</div>"
    for page in (inside, beside):
        lines = _read(tmp_path, page).text.split("\n")[16:]
        assert "".join(lines) in end.replace("</p><p>", "")
        assert lines


@pytest.mark.parametrize(
    "end",
    [
        "<div class='footer'><p>主办：测试市人民政府办公室</p></div>",
        "<aside><p>政务热线</p><p>12345</p></aside>",
        "<footer><p>地址：测试路1号</p><p>邮编：100000</p></footer>",
        "<div class='position'>首页 &gt; 政务公开</div>",
        "<div class='logo'>测试市人民政府</div>",
        "<div class='related'><a href='/1'>图解停车</a></div>",
    ],
)
def test_what_is_named_so_and_says_so_is_left_out(tmp_path: Path, end: str) -> None:
    page = f"<div><div><h1>关于停车的通知</h1>{LINES * 3}</div>{end}</div>"
    assert _read(tmp_path, page).text.split("\n") == ["关于停车的通知", *DOCUMENT * 3]


def test_a_document_within_an_anchor_is_no_link(tmp_path: Path) -> None:
    page = f"<div><a name='top'><h1>关于停车的通知</h1>{LINES}</a></div>"
    assert _read(tmp_path, page).text.split("\n") == ["关于停车的通知", *DOCUMENT]


def test_a_page_within_a_page_is_read_without_its_head(tmp_path: Path) -> None:
    inner = (
        "<!DOCTYPE html><html><head><style>p {color: red}</style><title>资格预审公告</title></head>"
        f"<body><table><tr><td>招标编号：H-1</td></tr><tr><td colspan=2>{RULE}</td></tr></table>"
        "</body></html>"
    )
    page = (
        "<div><h3>施工招标公告</h3><div>发布时间：2020-07-16 18:25<span></span>浏览：次</div>"
        f"<div>{inner}</div></div>"
    )
    document = _read(tmp_path, page, "招标公告 - 交易中心")
    assert document.text.split("\n") == ["施工招标公告", "招标编号：H-1", RULE]
    assert document.declared == {"published_date": "2020-07-16"}
