"""What real notices do beyond the rules: below the text, in the head of a file, over two lines."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from indexer.extractors.base import Limits
from indexer.extractors.html.extractor import WEB_PAGE
from indexer.extractors.markdown import MARKDOWN_TEXT
from indexer.model import Basis, Evidence, RelationType, Value, Values
from indexer.model.evidence import FILE_RULE
from indexer.pipeline.documents import declared_in_file
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.understand import Understanding, understand

AUTHORITY = Authority.load()


def read(text: str, *, name: str = "a.txt", declared: Values | None = None) -> dict[str, object]:
    found = understand(
        text, (), name=name, declared=declared or {}, authority=AUTHORITY, region=None
    )
    return {
        field: max(claims, key=lambda c: c.evidence.confidence).value
        for field, claims in found.values.items()
    }


def read_markdown(text: str, folder: Path) -> dict[str, object]:
    path = folder / "a.md"
    path.write_text(text, encoding="utf-8")
    document = MARKDOWN_TEXT.extract(path, Limits())
    return read(document.text, name="a.md", declared=declared_in_file(document, AUTHORITY.split))


def test_a_number_with_its_day_may_stand_below_the_text() -> None:
    found = read(
        "奇物考试暂行条例\n第一条　为了考试，制定本条例。\n第四十二条　本条例自发布之日起施行。\n"
        "奇物考试暂行条例\n国发［1988］15号（1988年3月3日发布）\n"
    )
    assert found["doc_number"] == "国发〔1988〕15号"
    assert found["written_date"] == found["effective_from"] == "1988-03-03"
    assert found["issuers"] == ("国务院",)


def test_a_number_without_a_day_below_the_text_is_anothers() -> None:
    found = read("奇物管理办法\n第一条　为了管理，制定本办法。\n附：相关文件\n国发［1988］15号\n")
    assert "doc_number" not in found


@pytest.mark.parametrize(
    ("author", "issuers"),
    [
        ("原环境保护部等", ("环境保护部",)),
        ("生态环境部办公厅", ("生态环境部办公厅",)),
        ("张三", None),
    ],
)
def test_the_author_of_a_file_issues_it_where_it_is_a_body(
    author: str, issuers: tuple[str, ...] | None, tmp_path: Path
) -> None:
    page = f"---\ntitle: 奇物排放清单（试行）\nauthor: {author}\n---\n\n适用于奇物的排放管理。\n"
    found = read_markdown(page, tmp_path)
    assert found.get("issuers") == issuers
    assert found.get("region") == ("全国" if issuers else None)


def test_who_signs_outranks_the_author_of_the_file(tmp_path: Path) -> None:
    page = (
        "---\ntitle: 关于奇物排放的通知\nauthor: 生态环境部\n---\n\n各有关单位：\n\n请执行。\n\n"
        "云溪市生态环境局\n\n2021年3月4日\n"
    )
    assert read_markdown(page, tmp_path)["issuers"] == ("云溪市生态环境局",)


def test_who_lends_the_seal_does_not_sign() -> None:
    found = read(
        "关于印发学校出入管理办法的通知\n各县教育局：\n现印发给你们，请执行。\n"
        "云溪市教育局汛期学校安全\n防控工作领导小组\n（云溪市教育局代章）\n2020年3月3日\n"
    )
    assert found["issuers"] == ("云溪市教育局汛期学校安全防控工作领导小组",)
    assert found["written_date"] == "2020-03-03"


def test_an_office_within_a_department_signs() -> None:
    found = read(
        "转发关于企业资质审查意见的公示\n各相关企业：\n请于2019年2月15日前报送材料。\n"
        "广东省住房和城乡建设厅行政许可管理处\n2019年2月1日\n"
    )
    assert found["issuers"] == ("广东省住房和城乡建设厅行政许可管理处",)
    assert (found["region"], found["kind"]) == ("广东省", "policy")


def test_the_order_of_a_provinces_government_tells_who_made_it() -> None:
    found = read("碳排放管理试行办法\n（2014年1月15日粤府令第197号公布）\n第一条　制定本办法。\n")
    assert found["issuers"] == ("广东省人民政府",)


def test_a_departments_office_that_printed_it_tells_the_department() -> None:
    found = read(
        "奇物裁量权规定\n第一条　为规范裁量，制定本规定。\n第二条　本规定有效期五年。\n"
        "云溪市生态环境局办公室\n2021年11月14日印发\n"
    )
    assert found["issuers"] == ("云溪市生态环境局",)
    governments = read(
        "奇物裁量权规定\n第一条　制定本规定。\n云溪市人民政府办公室 2021年11月14日印发\n"
    )
    assert "issuers" not in governments


def test_a_line_of_attachments_is_no_title() -> None:
    found = read(
        "各镇人民政府:\n经清理,区政府决定宣布失效5件文件。\n附件:宣布失效的区政府文件目录\n"
        "云溪市东湖区人民政府\n2018年8月23日\n",
        name="d12.txt",
    )
    assert (found["title"], found["kind"]) == ("d12.txt", "policy")


def test_a_draft_is_known_by_its_words_where_its_title_is_lost() -> None:
    found = read(
        "为了提高立法质量,现将司法局起草的《奇物条例(修订草案征求意见稿)》全文公布,征求社会各界意见。"
        "可以在2017年5月26日前提出意见。\n云溪市司法局\n2017年4月25日\n"
    )
    assert (found["kind"], found["issuers"]) == ("draft", ("云溪市司法局",))


def test_a_collections_year_behind_a_title_is_no_part_of_it() -> None:
    text = (
        "甲市人民代表大会常务委员会关于修改《停车条例》的决定(2011)\n甲市人民代表大会常务委员会公告\n"
        "《停车条例》的修改决定已经通过，现予公布。\n2011年6月30日\n"
        "甲市人民代表大会常务委员会关于修改《停车条例》的决定\n一、第三条修改为：略。\n"
    )
    assert read(text)["title"] == "甲市人民代表大会常务委员会关于修改《停车条例》的决定"
    alone = "国民经济分类的决定(2011)\n一、第三条修改为：略。\n"
    assert read(alone)["title"] == "国民经济分类的决定(2011)"


def test_the_state_councils_decision_with_the_new_text_is_law() -> None:
    found = read(
        "国务院关于修改《奇物放假办法》的决定\n国务院决定对《奇物放假办法》作如下修改：\n第二条修改为：略。\n"
        "本决定自2014年1月1日起施行。\n《奇物放假办法》根据本决定作相应修改，重新公布。\n"
    )
    assert found["kind"] == "law"


def test_a_title_tells_the_region_behind_what_it_is_about() -> None:
    found = read("关于印发河南省学校出入管理办法的通知\n各学校：\n请执行。\n")
    assert found["region"] == "河南省"


def test_a_pages_name_counts_where_the_text_only_ends_what_bore_it(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        "<html><head><title>高速客船安全管理规则</title></head><body><p>第三十四条　略。</p>"
        "<p>第三十五条　本规则自2006年6月1日起施行。《高速客船安全管理规则》同时废止。</p>"
        "</body></html>",
        encoding="utf-8",
    )
    document = WEB_PAGE.extract(path, Limits())
    assert document.text.startswith("高速客船安全管理规则\n")


def test_an_announcement_with_no_title_is_called_by_its_number() -> None:
    found = read(
        "中国人民银行 公安部公告〔2025〕第4号\n《关于奇物监测的通知》（银发〔2015〕264号）"
        "自本公告发布之日起废止。\n中国人民银行\n公安部\n2025年3月6日\n"
    )
    assert found["title"] == "中国人民银行公安部公告〔2025〕第4号"
    assert found["issuers"] == ("中国人民银行", "公安部")


def test_what_an_announcement_amends_is_not_its_title() -> None:
    text = (
        "中国人民银行公告〔2024〕第19号\n现对《奇物资金操作指引》（中国人民银行公告〔2015〕第36号公布）"
        "部分条款作出如下修改。\n将第十条修改为：“略。”\n中国人民银行\n2024年12月17日\n"
    )
    found = understand(text, (), name="a.txt", declared={}, authority=AUTHORITY, region=None)
    amended = [m.target_title for m in found.mentions if m.type is RelationType.AMENDS]
    assert amended == ["奇物资金操作指引"]


def test_an_orders_heading_names_the_instrument_in_brackets() -> None:
    found = read(
        "中国人民银行 国家金融监督管理总局令〔2025〕第2号（奇物机构管理办法）\n"
        "《奇物机构管理办法》已经审议通过，现予公布，自2025年11月1日起施行。\n"
        "中国人民银行  行　长　潘某某\n国家金融监督管理总局  局　长　李某某\n2025年4月22日\n"
        "奇物机构管理办法\n第一条　略。\n"
    )
    assert found["title"] == "奇物机构管理办法"
    assert found["doc_number"] == "中国人民银行国家金融监督管理总局令〔2025〕第2号"
    assert found["issuers"] == ("中国人民银行", "国家金融监督管理总局")
    assert (found["kind"], found["written_date"]) == ("law", "2025-04-22")


def test_a_signature_may_stick_to_the_last_attachment() -> None:
    found = read(
        "中国人民银行关于奇物账户的通知\n银发〔2012〕183号\n各分行：\n本通知自发布之日起施行。\n"
        "附件：1. 声明2. 名称及代码中国人民银行二〇一二年七月二十六日\n抄　送：外汇局。\n"
    )
    assert found["written_date"] == found["effective_from"] == "2012-07-26"


def test_a_portals_table_that_names_one_issuer_yields_to_title_and_signature() -> None:
    text = (
        "广州市民政局 广州市财政局关于奇物标准的通知\n各区民政局：\n请执行。\n"
        "广州市民政局　　广州市财政局\n2025年5月30日\n"
    )
    said = Value(("广州市民政局",), Evidence(Basis.DECLARED, FILE_RULE, "广州市民政局"))
    found = read(text, declared={"issuers": (said,)})
    assert found["issuers"] == ("广州市民政局", "广州市财政局")
    manifest = replace(said, evidence=replace(said.evidence, rule="manifest"))
    kept = understand(
        text, (), name="a", declared={"issuers": (manifest,)}, authority=AUTHORITY, region=None
    )
    assert kept.values["issuers"][0].value == ("广州市民政局",)


def test_an_explanation_of_a_notice_is_no_policy() -> None:
    found = read("《关于奇物培训工作的通知》说明\n一、本通知自发布之日起施行。\n2020年1月26日\n")
    assert found["kind"] == "interpretation"
    assert "effective_from" not in found


def test_the_day_on_which_a_site_took_a_text_up_dates_no_effect() -> None:
    found = read(
        "奇物管理办法\n作者：某网 时间：2024-07-06 04:34:58\n云溪市人民政府令第48号\n"
        "《奇物管理办法》已经审议通过，现予公布，自公布之日起施行。\n市长 李某\n2008年10月13日\n"
    )
    assert found["effective_from"] == "2008-10-13"


def test_below_a_decision_the_amended_text_keeps_its_own_day() -> None:
    found = read(
        "云溪市人民政府关于修改《奇物办法》的决定\n（2022年1月10日云溪市人民政府令第87号公布）\n"
        "一、将第四条修改为：“略。”\n本决定自公布之日起施行。\n奇物办法\n第一条　略。\n"
        "第三十条　本办法自2010年8月1日起施行。\n"
    )
    assert found["effective_from"] == "2022-01-10"


def test_a_line_break_within_the_clause_hides_no_day() -> None:
    found = read("奇物规范\n第一条 略。\n第五十条本规范自2018年4月1日起\n实施。\n")
    assert found["effective_from"] == "2018-04-01"


def read_page(text: str, folder: Path) -> Understanding:
    path = folder / "a.html"
    path.write_text(f"<html><body>{text}</body></html>", encoding="utf-8")
    document = WEB_PAGE.extract(path, Limits())
    declared = declared_in_file(document, AUTHORITY.split)
    return understand(
        document.text, document.blocks, name="a.html", declared=declared, authority=AUTHORITY,
        region=None,
    )  # fmt: skip


def test_who_put_a_page_up_did_not_issue_what_title_and_signature_say(tmp_path: Path) -> None:
    found = read_page(
        "<p>商务部 海关总署公告2023年第23号 关于奇物管制的公告</p><p>【发布单位】安全与管制局</p>"
        "<p>【发布文号】商务部 海关总署公告2023年第23号</p><p>【发文日期】2023年7月3日</p>"
        "<p>现公告如下：</p><p>一、略。</p><p>商务部　海关总署</p><p>2023年7月3日</p>",
        tmp_path,
    )
    best, *others = found.values["issuers"]
    assert best.value == ("商务部", "海关总署")
    assert any(one.value == ("安全与管制局",) for one in others)
    (title, *_) = found.values["title"]
    assert title.value == "关于奇物管制的公告"


def test_what_was_settled_of_the_issuers_stays_when_it_is_understood_anew(tmp_path: Path) -> None:
    page = (
        "<table><tr><td>发布机构</td><td>云溪市人民政府办公室</td>"
        "<td>文号</td><td>云政发〔2023〕5号</td></tr></table>"
        "<p>云溪市人民政府关于奇物的通知</p><p>各县人民政府：</p><p>请执行。</p>"
        "<p>云溪市人民政府</p><p>2023年8月10日</p>"
    )
    first = read_page(page, tmp_path)
    declared = {
        name: tuple(v for v in values if v.evidence.basis is Basis.DECLARED)
        for name, values in first.values.items()
    }
    text = "云溪市人民政府关于奇物的通知\n各县人民政府：\n请执行。\n云溪市人民政府\n2023年8月10日\n"
    again = understand(text, (), name="a", declared=declared, authority=AUTHORITY, region=None)
    assert again.values["issuers"][0].value == ("云溪市人民政府",)
    kept = [v for v in again.values["issuers"] if v.evidence.basis is Basis.DECLARED]
    assert len(kept) == len(declared["issuers"])


def test_the_day_of_a_pages_table_yields_to_an_earlier_signature(tmp_path: Path) -> None:
    page = (
        "<table><tr><td>文号</td><td>云政发〔2019〕5号</td>"
        "<td>发文日期</td><td>{}</td></tr></table>"
        "<p>云溪市人民政府关于奇物的通知</p><p>各县人民政府：</p><p>请执行。</p>"
        "<p>云溪市人民政府</p><p>2019年1月17日</p>"
    )
    later = read_page(page.format("2019-01-23"), tmp_path).values["written_date"]
    assert [v.value for v in later][:2] == ["2019-01-17", "2019-01-23"]
    earlier = read_page(page.format("2019-01-10"), tmp_path).values["written_date"]
    assert earlier[0].value == "2019-01-10"


def test_a_collections_note_ends_a_text_or_a_part_of_it() -> None:
    text = (
        "国家税务总局关于奇物的通知\n国税函〔1996〕685号\n各省税务局：\n请执行。\n"
        "国家税务总局\n1996年11月18日\n【注释】根据国家税务总局公告2011年第2号，本文件{}失效废止。\n"
    )
    assert read(text.format("全文"))["status"] == "repealed"
    assert read(text.format("第三条"))["status"] == "partially_in_force"
    assert "status" not in read(text.format("第三条").replace("【注释】", ""))


def test_a_value_stands_on_the_line_below_its_label() -> None:
    found = read(
        "名 称 ：\n云溪市关于奇物的通知\n发 布 日 期 ：\n2021-02-02\n有 效 性 ：\n有效\n"
        "文 号 ：\n云溪市关于奇物的通知\n各单位：\n请执行。\n"
    )
    assert found["published_date"] == "2021-02-02"
    assert found["status"] == "in_force"
    assert found["title"] == "云溪市关于奇物的通知"


def test_labels_of_a_collection_give_days_without_signs() -> None:
    found = read(
        "江苏省高级人民法院关于奇物的实施意见\n"
        "颁布日期:20060224  实施日期:20060401  颁布单位:江苏省高级人民法院\n第一条 略。\n"
    )
    assert (found["published_date"], found["effective_from"]) == ("2006-02-24", "2006-04-01")


def test_the_lines_of_a_menu_are_no_part_of_the_title() -> None:
    found = read(
        "华北能源监管局关于延长奇物市场运行时间的通知\n设为首页\n工作邮箱\n首页\n机构概览\n动态要闻\n"
        "信息公开\n在线办事\n专题专栏\n华北能源监管局关于延长奇物市场运行时间的通知\n"
        "2019-03-18 00:00\n来源：\nAa\n字体：\n小\n|\n中\n|\n大\n华北监能市场〔2019〕117号\n"
        "各电网公司：\n请执行。\n国家能源局华北监管局\n2019年3月15日\n"
    )
    assert found["title"] == "华北能源监管局关于延长奇物市场运行时间的通知"
    assert found["issuers"] == ("国家能源局华北监管局",)
    assert found["region"] == "全国"


def test_the_path_to_a_page_is_no_part_of_the_title() -> None:
    found = read(
        "政务公开\n当前位置：\n首页\n/ 政务公开\n/ 决策公开\n/ 能源\n关于印发《奇物办法》的通知\n"
        "沪发改规范〔2019〕7号\n各电力公司：\n请执行。\n"
    )
    assert found["title"] == "关于印发《奇物办法》的通知"


def test_the_titles_own_body_goes_before_the_code() -> None:
    found = read("盐池县人民政府工作规则\n盐政发〔2017〕40号\n第一章 总则\n第一条 略。\n")
    assert found["issuers"] == ("盐池县人民政府",)


@pytest.mark.parametrize(
    ("heading", "number"),
    [
        ("云泽市人民政府令（第398号）", "云泽市人民政府令第398号"),
        ("云泽市人民政府令（64）", "云泽市人民政府令第64号"),
        ("# 云泽市人民政府令（第66号）云泽市招牌办法", "云泽市人民政府令第66号"),
        ("云泽市人民政府令[2025]第65号", "云泽市人民政府令〔2025〕第65号"),
    ],
)
def test_an_orders_line_holds_its_number(heading: str, number: str, tmp_path: Path) -> None:
    page = (
        f"{heading}\n\n修订后的《云泽市招牌办法》已经2025年7月1日市人民政府第50次常务会议审议通过，"
        "现予公布，自2025年9月1日起施行。\n\n市长　张三\n\n2025年7月10日\n\n云泽市招牌办法\n\n"
        "第一条　为了管理招牌，制定本办法。\n"
    )
    found = read_markdown(page, tmp_path)
    assert found["title"] == "云泽市招牌办法"
    assert found["doc_number"] == number
    assert found["issuers"] == ("云泽市人民政府",)
    assert found["region"] == "云泽市"
    assert found["kind"] == "law"
    assert found["amended_on"] == "2025-07-10"  # what the older text ends by


def test_a_number_may_be_set_with_blanks() -> None:
    found = read(
        "云 水 规 〔2024〕 16 号\n云溪市水利局关于印发《云溪市渡槽办法》的通知\n各区：\n"
        "现印发给你们。\n云溪市水利局\n2024年3月1日\n"
    )
    assert found["doc_number"] == "云水规〔2024〕16号"
    assert found["title"] == "云溪市水利局关于印发《云溪市渡槽办法》的通知"


def test_a_bare_announcements_number_is_of_who_signs_it() -> None:
    found = read(
        "公　告\n2024年第6号\n为保护渔业资源，现就禁渔有关事项公告如下：\n一、禁渔。\n特此公告。\n"
        "云溪市农业农村局\n2024年3月1日\n"
    )
    assert found["doc_number"] == "云溪市农业农村局公告2024年第6号"
