"""Portal pages: the document comes out, the portal stays out, the table above it is declared."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from indexer.extractors.base import Limits
from indexer.extractors.html.extractor import SAVED_WEB_PAGE, WEB_PAGE
from indexer.extractors.html.held import held
from indexer.model import BlockKind, ExtractedDocument
from indexer.model.errors import Quarantined, QuarantineReason

BODY = """
<p style="text-align:center">关于印发《云岭市城市照明管理办法》的通知</p>
<p style="text-align:center">云政办发〔2023〕18号</p>
<p>各县（区）人民政府，市直各单位：</p>
<p>　　《云岭市城市照明管理办法》已经市人民政府
同意，现印发给你们，请认真贯彻执行。原《云岭市人民政府办公室关于转发&lt;路灯维护暂行规定&gt;的通知》同时废止。</p>
<p>一、总体要求</p>
<p>坚持安全、节能、环保的原则，统筹推进城市照明设施的建设、维护和管理，逐步提高照明质量。</p>
<table border="1">
<tr><td>序号</td><td>道路名称</td></tr>
<tr><td>1</td><td>滨河路</td></tr>
</table>
<p style="text-align:right">云岭市人民政府办公室</p>
<p style="text-align:right">2023年6月1日</p>
<p>附件：<a href="/files/a.pdf">城市照明设施名录.pdf</a></p>
"""

PORTAL = f"""<!DOCTYPE html><html><head><meta charset="utf-8">
<meta name="ArticleTitle" content="关于印发《云岭市城市照明管理办法》的通知">
<meta name="PubDate" content="2023-06-05 09:30">
<title>关于印发《云岭市城市照明管理办法》的通知_云岭市人民政府门户网站</title>
<script>document.write("脚本写入的文字");</script><style>p {{color: red}}</style></head>
<body>
<div class="header"><ul class="nav"><li><a href="/">首页</a></li>
<li><a href="/zwgk">政务公开</a></li>
<li><a href="/hd">互动交流</a></li></ul></div>
<div class="breadcrumb">当前位置：首页 &gt; 政务公开 &gt; 规范性文件</div>
<div class="main">
<table class="xxgk"><tr><th>索 引 号：</th><td>000014349/2023-00018</td><th>发文机关：</th>
<td>云岭市人民政府办公室</td></tr>
<tr><th>成文日期：</th><td>2023年06月01日</td><th>发布日期：</th><td>2023年06月05日</td></tr>
<tr><th>发文字号：</th><td>云政办发〔2023〕18号</td><th>有 效 性：</th><td>有效</td></tr>
<tr><th>主题分类：</th><td>城乡建设、环境保护</td><th>废止日期：</th><td>-</td></tr></table>
<div class="share">分享到：微信 微博</div>
<div class="TRS_Editor">{BODY}</div>
<div class="related">相关解读：一图读懂城市照明</div>
</div>
<div class="footer">主办单位：云岭市人民政府 备案号：某ICP备00000000号</div>
</body></html>"""


def _read(tmp_path: Path, source: str | bytes, name: str = "a.html") -> ExtractedDocument:
    path = tmp_path / name
    path.write_bytes(source.encode() if isinstance(source, str) else source)
    extractor = SAVED_WEB_PAGE if name.endswith(".mhtml") else WEB_PAGE
    return extractor.extract(path, Limits())


def test_the_document_comes_out_whole_and_nothing_else(tmp_path: Path) -> None:
    document = _read(tmp_path, PORTAL)
    assert document.text.split("\n") == [
        "关于印发《云岭市城市照明管理办法》的通知",
        "云政办发〔2023〕18号",
        "各县（区）人民政府，市直各单位：",
        "《云岭市城市照明管理办法》已经市人民政府同意，现印发给你们，请认真贯彻执行。"
        "原《云岭市人民政府办公室关于转发<路灯维护暂行规定>的通知》同时废止。",
        "一、总体要求",
        "坚持安全、节能、环保的原则，统筹推进城市照明设施的建设、维护和管理，逐步提高照明质量。",
        "序号\t道路名称",
        "1\t滨河路",
        "云岭市人民政府办公室",
        "2023年6月1日",
        "附件：城市照明设施名录.pdf",
    ]
    assert document.attachments == ("城市照明设施名录.pdf",)


def test_blocks_keep_tables_headings_and_centring(tmp_path: Path) -> None:
    document = _read(tmp_path, PORTAL)
    assert document.blocks[0].centred is True
    table = next(b for b in document.blocks if b.kind is BlockKind.TABLE)
    assert table.rows == (("序号", "道路名称"), ("1", "滨河路"))
    (heading,) = [b for b in document.blocks if b.kind is BlockKind.HEADING]
    assert document.text[heading.start : heading.end] == "一、总体要求"


def test_the_metadata_table_is_declared(tmp_path: Path) -> None:
    assert _read(tmp_path, PORTAL).declared == {
        "title": "关于印发《云岭市城市照明管理办法》的通知",
        "published_date": "2023年06月05日",
        "index_number": "000014349/2023-00018",
        "issuers": "云岭市人民政府办公室",
        "written_date": "2023年06月01日",
        "doc_number": "云政办发〔2023〕18号",
        "status": "有效",
        "theme": "城乡建设、环境保护",
    }


@pytest.mark.parametrize(
    "labels",
    [
        "<ul><li><b>索引号：</b>A1/2024-00001</li><li><b>文　　号：</b>云政发〔2024〕1号</li></ul>",
        "<ul><li><b>索引号</b><span>A1/2024-00001</span></li>"
        "<li><b>文号</b><span>云政发〔2024〕1号</span></li></ul>",
        "<dl><dt>索引号：</dt><dd>A1/2024-00001</dd><dt>文号：</dt><dd>云政发〔2024〕1号</dd></dl>",
        "<p>索引号：A1/2024-00001</p><p>文号：云政发〔2024〕1号</p>",
        "<table><tr><td><b>[索引号]</b></td><td>A1/2024-00001</td></tr>"
        "<tr><td><b>[文号]</b></td><td>云政发〔2024〕1号</td></tr></table>",
    ],
)
def test_labels_are_read_in_the_shapes_that_portals_give_them(tmp_path: Path, labels: str) -> None:
    page = f"<html><body>{labels}<div>{BODY}</div></body></html>"
    declared = _read(tmp_path, page).declared
    assert declared["index_number"] == "A1/2024-00001"
    assert declared["doc_number"] == "云政发〔2024〕1号"


def test_a_lone_label_in_the_text_declares_nothing(tmp_path: Path) -> None:
    page = f"<html><body><div>{BODY}<p>有效期：五年</p></div></body></html>"
    assert _read(tmp_path, page).declared == {}


def test_the_day_of_publishing_may_stand_alone(tmp_path: Path) -> None:
    line = (
        "<div>发布日期：2024-09-10　来源：政策法规科　字号：[大 中 小] <a href='#'>打印</a></div>"
    )
    page = f"<html><body><h1>关于停车的公告</h1>{line}<div>{BODY}</div></body></html>"
    assert _read(tmp_path, page).declared == {"published_date": "2024-09-10"}
    table = (
        "<table><tr><th>文号</th><td>云政发〔2024〕1号</td><th>索引号</th><td>A1</td></tr></table>"
    )
    declared = _read(tmp_path, page.replace("<body>", f"<body>{table}")).declared
    assert declared["published_date"] == "2024-09-10"
    undated = page.replace("2024-09-10", "近日")
    assert _read(tmp_path, undated).declared == {}


@pytest.mark.parametrize("number", ["<td>序号</td>", ""])
def test_a_list_of_documents_declares_nothing_and_stays(tmp_path: Path, number: str) -> None:
    first = "<td>1</td>" if number else ""
    page = (
        f"<html><body><h1>云溪市应急管理局关于继续有效文件的公告</h1><p>下列文件继续有效：</p>"
        f"<table><tr>{number}<td>文件名称</td><td>文号</td><td>制定机关</td><td>备注</td></tr>"
        f"<tr>{first}<td>关于烟花零售的规定</td><td>云安监〔2011〕26号</td><td>云溪市安监局</td>"
        f"<td></td></tr></table></body></html>"
    )
    document = _read(tmp_path, page)
    assert document.declared == {}
    assert "关于烟花零售的规定\t云安监〔2011〕26号\t云溪市安监局" in document.text


def test_a_title_in_raw_angle_brackets_is_no_tag(tmp_path: Path) -> None:
    page = f"<html><body><div>{BODY}<p>《关于修改<云岭市停车办法>的决定》</p></div></body></html>"
    assert "《关于修改〈云岭市停车办法〉的决定》" in _read(tmp_path, page).text


def test_scripts_and_hidden_text_stay_out(tmp_path: Path) -> None:
    text = _read(
        tmp_path, PORTAL.replace("<p>一、", '<p style="display:none">暗中</p><p>一、')
    ).text
    assert "脚本写入" not in text
    assert "暗中" not in text


def test_a_document_whose_element_is_named_like_furniture_is_kept(tmp_path: Path) -> None:
    page = f"<html><body><div class='content print-area'>{BODY * 2}</div></body></html>"
    assert "统筹推进城市照明设施的建设" in _read(tmp_path, page).text


@pytest.mark.parametrize("charset", ["gb2312", "gbk", "big5", "utf-8"])
def test_the_declared_charset_is_used(tmp_path: Path, charset: str) -> None:
    source = (
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}">'
        "<title>公告</title></head><body><p>中文公告全文在此，各部要依法行政，公文公布如上。</p>"
        "</body></html>"
    )
    encoded = source.encode("gbk" if charset == "gb2312" else charset)
    assert "中文公告全文在此，各部要依法行政" in _read(tmp_path, encoded).text


def test_a_page_title_outside_of_the_content_comes_first(tmp_path: Path) -> None:
    body = "".join(f"<p>第{n}条 本市照明设施的建设和维护适用本办法之规定。</p>" for n in "一二三四")
    page = (
        "<html><head><title>云岭市照明办法 - 云岭市政府网</title></head><body>"
        f"<div class='nav'>导航</div><h1>云岭市照明管理办法</h1><div id='zoom'>{body}</div>"
        "</body></html>"
    )
    document = _read(tmp_path, page)
    assert document.text.startswith("云岭市照明管理办法\n第一条")
    assert document.blocks[0].kind is BlockKind.HEADING


def test_a_layout_table_is_no_table(tmp_path: Path) -> None:
    page = f"<html><body><table><tr><td>{BODY}</td></tr></table></body></html>"
    tables = [b for b in _read(tmp_path, page).blocks if b.kind is BlockKind.TABLE]
    assert [table.rows for table in tables] == [(("序号", "道路名称"), ("1", "滨河路"))]


def test_a_saved_page_is_read_from_its_html_part(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"] = "page"
    message.add_related(PORTAL.encode("gb18030"), "text", "html")
    message.add_related(b"\x89PNG", "image", "png")
    message.get_payload()[0].replace_header("Content-Type", 'text/html; charset="gb2312"')  # type: ignore[union-attr,index]
    document = _read(tmp_path, bytes(message), "a.mhtml")
    assert document.media_type == "multipart/related"
    assert "统筹推进城市照明设施的建设" in document.text
    assert document.declared["index_number"] == "000014349/2023-00018"


def test_a_saved_page_without_html_is_told(tmp_path: Path) -> None:
    with pytest.raises(Quarantined) as caught:
        _read(tmp_path, b"MIME-Version: 1.0\r\nContent-Type: image/png\r\n\r\nxx", "a.mhtml")
    assert caught.value.reason is QuarantineReason.NO_TEXT


@pytest.mark.parametrize(
    "source",
    [
        "<div>" * 5000 + "深" + "</div>" * 5000,
        "<table>" * 1000 + "表",
        "<p>" + "字" * 300_000,
        "<!DOCTYPE html SYSTEM 'file:///etc/passwd'><html><body><p>&xxe; 正文</p></body></html>",
        '<html><body><iframe src="http://192.0.2.1/"></iframe><img src="http://192.0.2.1/a">正文</body>',
    ],
)
def test_odd_pages_end_and_reach_for_nothing(tmp_path: Path, source: str) -> None:
    assert "root:" not in _read(tmp_path, source).text


def test_an_empty_page_gives_no_text(tmp_path: Path) -> None:
    assert _read(tmp_path, "<html><body></body></html>").text == ""


def test_a_cell_stands_in_all_the_places_that_it_spans(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        "<table><tr><th>机关</th><th>文件</th><th>文号</th></tr>"
        "<tr><td rowspan=2>市财政局</td><td>甲办法</td><td>1号</td></tr>"
        "<tr><td>乙办法</td><td>2号</td></tr><tr><td colspan=2>合计</td><td>两件</td></tr></table>",
        "utf-8",
    )
    document = WEB_PAGE.extract(path, Limits())
    assert next(b.rows for b in document.blocks if b.kind is BlockKind.TABLE) == (
        ("机关", "文件", "文号"),
        ("市财政局", "甲办法", "1号"),
        ("市财政局", "乙办法", "2号"),
        ("合计", "合计", "两件"),
    )


# ---------------------------------------------------------------- nothing is lost

SENTENCE = (
    "为进一步加强本市停车管理工作，规范停车秩序，提高利用效率，请各单位认真贯彻执行落实到位。"
)
CLOSING = (
    "<p>本办法自2024年5月1日起施行，《测试市旧办法》（测政发〔2010〕3号）同时废止。</p>"
    "<p>测试市人民政府</p><p>2024年4月1日</p>"
)
HEAD = "<h1>测试市人民政府关于印发停车管理办法的通知</h1><p>测政规〔2024〕8号</p><p>各县区：</p>"


@pytest.mark.parametrize("box", ["div", "section", "td"])
@pytest.mark.parametrize("portal", [False, True])
def test_lines_beside_the_box_of_paragraphs_stay(tmp_path: Path, box: str, portal: bool) -> None:
    lines = "".join(f"<p>{n}、{SENTENCE}</p>" for n in range(40))
    inner = (
        f"<table><tr><td>{lines}</td></tr></table>" if box == "td" else f"<{box}>{lines}</{box}>"
    )
    page = f"<div>{HEAD}{inner}{CLOSING}</div>"
    if portal:
        links = "".join(f"<li><a href='/{n}'>关于某事项{n}的解读</a></li>" for n in range(30))
        page = (
            f"<div><ul>{links}</ul></div><div>您的位置：<a href='/'>首页</a> &gt; 文件</div>{page}"
            f"<div><h3>相关解读</h3><ul>{links}</ul></div>"
            "<div><p>主办：测试市人民政府 测ICP备00000000号</p></div>"
        )
    lines = _read(tmp_path, f"<html><body>{page}</body></html>").text.split("\n")
    assert lines[:3] == [
        "测试市人民政府关于印发停车管理办法的通知",
        "测政规〔2024〕8号",
        "各县区：",
    ]
    assert len(lines) == 46
    assert lines[-2:] == ["测试市人民政府", "2024年4月1日"]


@pytest.mark.parametrize("tag", ["span", "font", "b", "td", "label"])
@pytest.mark.parametrize("end", ["<br>", ""])
def test_the_last_line_of_an_inline_element_is_read(tmp_path: Path, tag: str, end: str) -> None:
    lines = ["各县区人民政府：", "现通知如下。", "一、做好工作。", "测试市人民政府", "2024年4月1日"]
    inside = (end or " ").join(lines)
    page = f"<div><{tag}>{inside}</{tag}></div>"
    if tag == "td":
        page = f"<table><tr>{page[5:-6]}</tr></table>"
    assert _read(tmp_path, page).text.split("\n") == (lines if end else [" ".join(lines)])


def test_a_list_whose_entries_are_alike_is_read_whole(tmp_path: Path) -> None:
    entries = [f"{n}.《测试市关于第{n}类收费管理工作的暂行规定》予以废止。" for n in range(1, 121)]
    page = (
        "<div class='content'><h1>关于废止文件的决定</h1>"
        + "".join(f"<p>{entry}</p>" for entry in entries)
        + "<p>本决定自公布之日起施行。</p></div>"
    )
    assert _read(tmp_path, page).text.split("\n") == [
        "关于废止文件的决定",
        *entries,
        "本决定自公布之日起施行。",
    ]


@pytest.mark.parametrize(
    "opened", ["<span>", "<div>", "<strong>", "<blockquote>", "<table><tr><td>", "<ul><li><div>"]
)
@pytest.mark.parametrize("count", [400, 1500])
def test_tags_that_are_never_closed_cut_nothing(tmp_path: Path, opened: str, count: int) -> None:
    page = "".join(f"{opened}<p>第{n}段{SENTENCE}</p>" for n in range(1, count + 1))
    document = _read(tmp_path, f"<html><body>{HEAD}{page}</body></html>")
    assert sum(f"第{n}段" in document.text for n in range(1, count + 1)) == count
    assert document.quality.doubts == ()


@pytest.mark.parametrize("depth", [260, 3000])
def test_a_paragraph_deep_below_is_read(tmp_path: Path, depth: int) -> None:
    page = "<div>" * depth + f"<p>{SENTENCE}</p>" + "</div>" * depth
    document = _read(tmp_path, page)
    assert document.text == SENTENCE
    assert document.warnings == (("网页标签嵌套过深，按行读取",) if depth > 2000 else ())


def test_the_net_tells_what_did_not_come_out(tmp_path: Path) -> None:
    # A script that is never closed takes the rest of the page with it.
    page = f"<body><p>{SENTENCE}</p><script>var a = 1;<p>第二条 {SENTENCE}</p></body>"
    document = _read(tmp_path, page)
    (warning,) = document.warnings
    assert warning.startswith("原文约 5")
    assert "第二条" in warning
    assert len(document.quality.doubts) == 1


def test_a_form_around_the_whole_page_is_no_search_box(tmp_path: Path) -> None:
    search = (
        "<form action='/search'><input name='q' value='请输入关键字'><button>搜索</button></form>"
    )
    page = f"<body>{search}<form id='aspnetForm'><div>{BODY}</div></form></body>"
    text = _read(tmp_path, page).text
    assert "统筹推进城市照明设施的建设" in text
    assert "关键字" not in text


# ---------------------------------------------------------------- what is no plain text


@pytest.mark.parametrize(
    ("attributes", "labels"),
    [
        ("", ["1. ", "2. "]),
        ("start=3", ["3. ", "4. "]),
        ("type=A", ["A. ", "B. "]),
        ("type=i start=4", ["iv. ", "v. "]),
        ("reversed", ["2. ", "1. "]),
        ("style='list-style-type: cjk-ideographic'", ["一、", "二、"]),
        ("style='list-style: none'", ["", ""]),
    ],
)
def test_the_numbers_of_a_list_are_those_of_a_browser(
    tmp_path: Path, attributes: str, labels: list[str]
) -> None:
    page = (
        f"<p>提交材料：</p><ol {attributes}><li><p>申请书；</p><p>附表</p></li><li>证明</li></ol>"
    )
    expected = ["提交材料：", f"{labels[0]}申请书；", "附表", f"{labels[1]}证明"]
    assert _read(tmp_path, page).text.split("\n") == expected


def test_values_and_nested_lists_have_their_numbers_and_bullets_none(tmp_path: Path) -> None:
    page = (
        "<ol><li value=7>甲<ol type=a><li>乙<li>丙</ol><li>丁</ol><ul><li>戊</ul>"
        "<ol><li>（一）己</ol>"
    )
    expected = ["7. 甲", "a. 乙", "b. 丙", "8. 丁", "戊", "（一）己"]
    assert _read(tmp_path, page).text.split("\n") == expected


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("10<sup>3</sup>立方米", "10^3立方米"),
        ("1.5×10<sup>-6</sup>或10<sup>−6</sup>", "1.5×10^-6或10^-6"),
        ("2<sup>n+1</sup>", "2^(n+1)"),
        ("120m<sup>2</sup>", "120m²"),
        ("2<sup>x</sup>与2<sup>k+x</sup>", "2^x与2^(k+x)"),
        ("CO<sub>2</sub>与PM<sub>2.5</sub>", "CO₂与PM2.5"),
        ("log10<sub>a</sub>", "log10_a"),
        ("本办法<sup>[1]</sup>所称<sup>①</sup>", "本办法[1]所称①"),
        ("<ruby>裸<rp>(</rp><rt>luǒ</rt><rp>)</rp></ruby>露地面", "裸露地面"),
        ("<ruby><rb>裸</rb><rtc><rt>luǒ</rt></rtc></ruby>露", "裸露"),
        ("姓名：<input value='张三'>", "姓名：张三"),
        ("<input type=checkbox checked>同意<input type=radio>不同意", "☑同意☐不同意"),
        ("类别：<select><option>甲<option selected>乙</select>", "类别：乙"),
        ("意见：<textarea>请\n予批准。</textarea>", "意见：\n请\n予批准。"),
        ("<pre>第一行\n第二行</pre>", "第一行\n第二行"),
        ("<input type=hidden value=x><input type=submit value=提交>内容", "内容"),
    ],
)
def test_parts_of_a_line_that_are_no_plain_text(tmp_path: Path, source: str, text: str) -> None:
    assert _read(tmp_path, f"<body><div>{source}</div></body>").text == text
    in_cell = f"<table><tr><td>一</td><td>{source}</td></tr></table>"
    if "\n" not in text:
        assert _read(tmp_path, in_cell).text == f"一\t{text}"


# ---------------------------------------------------------------- tables


def _rows(tmp_path: Path, table: str) -> tuple[tuple[str, ...], ...] | None:
    document = _read(tmp_path, f"<body><table>{table}</table></body>")
    return next(b.rows for b in document.blocks if b.kind is BlockKind.TABLE)


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        (  # a block of two by two, and a cell that hangs to the right of it
            "<tr><td rowspan=2 colspan=2>甲</td><td rowspan=3>乙</td></tr><tr></tr>"
            "<tr><td>丙</td><td>丁</td></tr>",
            (("甲", "甲", "乙"), ("甲", "甲", "乙"), ("丙", "丁", "乙")),
        ),
        (  # rowspan=0 reaches to the end of its group, and no group's cell into the next
            "<thead><tr><td rowspan=9>机关</td><td>文号</td></tr></thead>"
            "<tbody><tr><td rowspan=0>甲</td><td>1</td></tr><tr><td>2</td></tr></tbody>",
            (("机关", "文号"), ("甲", "1"), ("甲", "2")),
        ),
        (  # a line across that claims more columns than there are
            "<tr><td colspan=50>一、废止</td></tr><tr><td>甲</td><td>1</td></tr>",
            (("一、废止", "一、废止"), ("甲", "1")),
        ),
        (  # a short row under which a cell still hangs
            "<tr><td>1</td><td>2</td><td rowspan=2>3</td></tr><tr><td>4</td></tr>",
            (("1", "2", "3"), ("4", "", "3")),
        ),
        (  # a wide cell over one that hangs
            "<tr><td>1</td><td rowspan=3>甲</td><td>2</td></tr>"
            "<tr><td colspan=3>乙</td></tr><tr><td>3</td><td>4</td></tr>",
            (("1", "甲", "2"), ("乙", "乙", "乙"), ("3", "4")),
        ),
        (  # hidden rows and cells are none
            "<tr><td>1</td><td hidden>x</td><td>2</td></tr>"
            "<tr style='display:none'><td>y</td></tr>",
            (("1", "2"),),
        ),
        (  # lines within a cell stay apart
            "<tr><td>市财政局<br>市税务局</td><td><p>甲</p><p>乙</p></td></tr>",
            (("市财政局\n市税务局", "甲\n乙"),),
        ),
    ],
)
def test_cells_of_every_span_keep_their_columns(
    tmp_path: Path, table: str, rows: tuple[tuple[str, ...], ...]
) -> None:
    assert _rows(tmp_path, table) == rows


def test_a_caption_is_read_and_a_table_without_rows_too(tmp_path: Path) -> None:
    page = "<table><caption>废止目录</caption><tr><td>1</td><td>甲</td></tr></table>"
    assert _read(tmp_path, page).text == "废止目录\n1\t甲"
    assert _read(tmp_path, "<table><td>甲</td><td>乙</td></table>").text.split() == ["甲", "乙"]


@pytest.mark.parametrize(
    "labels",
    [
        "<td><table><tr><td>索 引 号：</td><td>A1</td><td>文号：</td><td>云政发〔2024〕1号</td>"
        "</tr><tr><td>成文日期：</td><td>2024年1月2日</td></tr></table></td>",
        "<td><table><tr><td><div>索 引 号：</div></td></tr></table></td><td><table><tr><td>A1</td>"
        "</tr></table></td></tr><tr><td>文号：</td><td>云政发〔2024〕1号</td></tr><tr>"
        "<td><p><b>成文日期</b>：</p></td><td><span>2024年1月2日</span></td>",
        "<td><p><span>索引号：</span><span>A1</span> <span>文号：</span>"
        "<span>云政发〔2024〕1号</span> 成文日期：2024年1月2日</p></td>",
        "<td><div><div>索引号：</div><div>A1</div></div><div>文　号：云政发〔2024〕1号 "
        "成 文 日 期：2024年1月2日</div></td>",
    ],
)
def test_a_label_takes_its_own_value_and_no_more(tmp_path: Path, labels: str) -> None:
    page = f"<body><table><tr>{labels}</tr><tr><td><div>{BODY}</div></td></tr></table></body>"
    assert _read(tmp_path, page).declared == {
        "index_number": "A1",
        "doc_number": "云政发〔2024〕1号",
        "written_date": "2024年1月2日",
    }


def test_the_frames_of_a_saved_page_are_read_where_they_say_something(tmp_path: Path) -> None:
    message = EmailMessage()
    message.add_related(b"<body><h1>Notice</h1><iframe src=cid:1></iframe></body>", "text", "html")
    message.add_related(f"<body><div>{BODY}</div></body>".encode("gbk"), "text", "html")
    message.add_related("<body><p>广告</p></body>".encode(), "text", "html")
    text = _read(tmp_path, bytes(message), "a.mhtml").text
    assert text.startswith("Notice\n关于印发《云岭市城市照明管理办法》的通知")
    assert "广告" not in text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("10<span style='vertical-align:super'>3</span>", "10^3"),
        ("CO<font style='vertical-align: sub'>2</font>", "CO₂"),
        ("<math><msup><mn>10</mn><mn>5</mn></msup></math>", "10^5"),
        (
            "<math><mfrac><mn>2</mn><mrow><mi>a</mi><mo>+</mo><mn>1</mn></mrow></mfrac></math>",
            "2/(a+1)",
        ),
    ],
)
def test_figures_that_are_raised_in_other_ways(tmp_path: Path, source: str, text: str) -> None:
    assert _read(tmp_path, f"<body><p>{source}</p></body>").text == text


def test_the_numbers_of_a_list_in_a_cell(tmp_path: Path) -> None:
    cells = "<td>材料</td><td><ol start=2><li>申请书<li><p>(3)证明</p><li>照片</ol></td>"
    assert _rows(tmp_path, f"<tr>{cells}</tr>") == (("材料", "2. 申请书\n(3)证明\n4. 照片"),)


@pytest.mark.parametrize("opened", ["<sup>", "<dl><dd>", "<a name=x>", "<custom-tag>", "<label>"])
def test_any_tag_that_is_never_closed_cuts_nothing(tmp_path: Path, opened: str) -> None:
    page = "".join(f"{opened}第{n}段{SENTENCE}<br>" for n in range(1, 2501))
    document = _read(tmp_path, f"<html><body>{page}</body></html>")
    assert sum(f"第{n}段" in document.text for n in range(1, 2501)) == 2500
    assert document.quality.doubts == ()


def test_what_a_page_holds_is_its_text_alone() -> None:
    source = (
        "<head><title>题</title></head><!-- <script> --><p>甲<SCRIPT>var a='<p>乙';</Script >丙<br>"
        "<select><option>丁</select><ruby>戊<rt>wù</rt></ruby>&lt;己&gt;<p>庚<script>辛"
    )
    assert [part.text for part in held(source)] == ["甲 丙", "戊 <己>", "庚辛"]


def test_readings_of_a_mirrored_page_are_taken_out_of_its_title_too(tmp_path: Path) -> None:
    title = "關(guān)于印發(fā)專(zhuān)項資金辦法的通知"
    source = (
        f"<html><head><title>{title}</title></head><body><p>各區(qū)、各單位：</p></body></html>"
    )
    (tmp_path / "a.html").write_text(source, encoding="utf-8")
    document = WEB_PAGE.extract(tmp_path / "a.html", Limits())
    assert "(" not in document.text and "關于印發專項資金辦法的通知" in document.text
    assert "去除了 4 处加在汉字后的注音" in document.warnings
