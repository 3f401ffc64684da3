"""What lines that a page broke still say: notes under the title, days of force, titles."""

from __future__ import annotations

from indexer.understanding.metadata.authority import Authority
from indexer.understanding.understand import understand

AUTHORITY = Authority.load()
_LAW = "\n第一条 为了管理，制定本办法。\n第二条 略。"


def read(text: str) -> dict[str, list[object]]:
    found = understand(text, (), name="a.txt", declared={}, authority=AUTHORITY, region=None)
    return {
        field: [one.value for one in sorted(claims, key=lambda c: -c.evidence.confidence)]
        for field, claims in found.values.items()
    }


def test_the_steps_of_a_note_lie_over_lines_that_break_within_a_title() -> None:
    found = read(
        "浙江省县、乡两级奇物办法\n1984年2月19日 浙江省第六届人民代表大会常务委员会第五次会议通过\n"
        "2010年12月16日 浙江省第十一届人民代表大会常务委员会第二十二次会议《关于修改〈浙江省县\n"
        "乡两级奇物办法〉的决定》第五次修正\n"
        "2016年5月27日 浙江省第十二届人民代表大会常务委员会第二十九次会议《关于修改〈浙江省县\n"
        "乡两级奇物办法〉〈浙江省实施《中华人民共和国奇物法》办法〉〈浙江省奇物\n"
        "批评和意见办理的规定〉的决定》第六次修正\n"
        "2021年3月26日 浙江省第十三届人民代表大会常务委员会第二十八次会议《关于修改〈浙江省县\n"
        f"乡两级奇物办法〉的决定》第七次修正{_LAW}"
    )
    assert found["written_date"][0] == "2021-03-26"
    assert found["amended_on"] == ["2010-12-16", "2016-05-27", "2021-03-26"]


def test_a_note_breaks_before_its_session_or_within_a_bodys_name() -> None:
    found = read(
        "青岛市奇物条例\n2013年2月26日 青岛市第十五届人民代表大会常务委员会\n第九次会议通过\n"
        "2013年3月29日 山东省第十二届人民代表大会常务委员会第一次会议批准\n2017年6月30日 青岛市\n"
        f"第十六届人民代表大会常务委员会第二次会议通过的关于修改《青岛市奇物条例》的决定修正{_LAW}"
    )
    assert found["written_date"][0] == "2017-06-30"
    assert found["issuers"][0] == ("青岛市人民代表大会常务委员会",)
    assert found["amended_on"] == ["2017-06-30"]


def test_who_enacted_it_may_stand_on_two_lines() -> None:
    found = read(f"军用奇物管理办法\n1984年1月7日 国务院\n中央军委发布{_LAW}")
    assert found["issuers"][0] == ("国务院", "中央军事委员会")
    assert found["region"][0] == "全国"


def test_a_day_and_what_a_signature_says_are_no_note() -> None:
    found = read(
        "云溪市人民政府关于奇物的通知\n2019年1月7日 云溪市\n各县人民政府：\n一、奇物应当公布。\n"
        "云溪市人民政府\n2019年1月5日\n"
    )
    assert found["written_date"][0] == "2019-01-05"


def test_the_day_of_force_ends_its_line() -> None:
    for words in ("2018年1月1日\n起施行", "2018年1月1日起\n施行", "2018年1\n月1日起施行"):
        found = read(f"云溪市奇物管理办法\n第一条 略。\n第二条 本办法自{words}，有效期5年。\n")
        assert found["effective_from"][0] == "2018-01-01", words
        assert found["expires_on"][0] == "2022-12-31", words


_TEXT = (
    "《奇物管理办法》已经市政府同意，现印发给你们，请认真贯彻执行。云溪市人民政府2020年9月5日"
    "奇物管理办法第一章总则第一条为了管理奇物，制定本办法。第二条略。第三条本办法自2020年10月1日起施行。"
)


def test_a_notice_in_one_line_has_its_title_number_day_and_addressees() -> None:
    title = "云溪市人民政府关于印发《奇物管理办法》的通知"
    for head in (
        f"{title}云政发〔2020〕33号来源：市政府办各县、区人民政府，市政府各部门：",
        f"首页 政务公开 文件 {title} 云政发〔2020〕33号 发布时间：2020-09-08 各县、区人民政府：",
    ):
        found = read(head + _TEXT)
        assert found["title"][0] == title, head
        assert found["doc_number"][0] == "云政发〔2020〕33号", head
        assert found["issuers"][0] == ("云溪市人民政府",), head
        assert found["written_date"][0] == "2020-09-05", head
        assert found["effective_from"][0] == "2020-10-01", head


def test_rules_in_one_line_have_their_note() -> None:
    found = read(
        "云溪市奇物管理办法（试行）（2019年5月6日云溪市人民政府令第7号公布）第一章总则第一条"
        f"为了管理奇物，制定本办法。{'第二条略。' * 20}第三条本办法自2019年7月1日起施行。"
    )
    assert found["title"][0] == "云溪市奇物管理办法（试行）"
    assert found["doc_number"][0] == "云溪市人民政府令第7号"
    assert found["effective_from"][0] == "2019-07-01"


def test_a_paragraph_that_names_a_notice_is_none() -> None:
    found = read(
        "奇物整治情况\n根据云溪市人民政府关于印发奇物方案的通知要求，各县（区）开展整治："
        f"{'一是检查奇物。' * 20}\n"
    )
    assert found["title"][0] == "奇物整治情况"


def test_the_time_of_a_page_is_no_day_of_publication() -> None:
    body = "\n为了管理奇物，现公告如下：\n一、略。\n二、本公告自公布之日起施行。\n特此公告\n"
    assert "effective_from" not in read(f"云溪市奇物局关于奇物的公告\n时间：2017-05-09{body}")
    told = read(f"云溪市奇物局关于奇物的公告\n发布时间：2017-05-09{body}")
    assert told["effective_from"][0] == "2017-05-09"
    signed = read(f"云溪市奇物局关于奇物的公告\n时间：2017-05-09{body}云溪市奇物局\n2017年4月1日\n")
    assert signed["effective_from"][0] == "2017-04-01"


def test_the_end_of_a_title_that_broke_yields_to_the_whole_one() -> None:
    found = read(
        "《奇物招标管理办法》的决定\n"
        "《云溪市财政局关于修改<奇物招标管理办法>的决定》已经批准，现予发布。\n"
        "云溪市财政局局长　王明\n2018年9月28日\n"
        "云溪市财政局关于修改《奇物招标管理办法》的决定\n一、删去第三条。\n"
    )
    assert found["title"][0] == "云溪市财政局关于修改《奇物招标管理办法》的决定"
    assert found["issuers"][0] == ("云溪市财政局",)


def test_a_sites_name_behind_the_title_is_none_of_it() -> None:
    title = "云溪市人民政府关于同意设立奇物区的批复"
    found = read(
        f"{title} 奇物文库\n{title} 云政函〔1997〕46号 云溪市人民政府 1997年6月10日 |\n|\n"
        "东湖县人民政府：\n一、同意设立奇物区。\n"
    )
    assert found["title"][0] == title
    assert found["doc_number"][0] == "云政函〔1997〕46号"


def test_a_place_may_stand_on_its_own_line_or_in_the_title_within() -> None:
    body = "\n闵经委规发〔2024〕1号\n各镇人民政府：\n现将细则印发你们，请认真遵照执行。\n"
    assert read(f"关于印发《闵行区关于奇物的细则》的通知{body}")["region"][0] == "上海市闵行区"
    assert read(f"关于印发《奇物的细则》的通知\n闵行区{body}")["region"][0] == "上海市闵行区"
    portal = f"无锡市人民政府门户网站\n关于印发《奇物的细则》的通知{body}"
    assert read(portal)["region"][0] == "无锡市"
    assert "region" not in read(f"关于印发《奇物的细则》的通知\n老城区{body}")


def test_a_department_that_leaves_out_the_citys_kind_has_its_region() -> None:
    found = read(
        "关于奇物限行的通告\n一、禁止奇物通行。\n二、本通告自2023年10月15日起施行。\n"
        "无锡公安局交通警察支队\n2023年9月26日\n"
    )
    assert found["region"][0] == "无锡市"


def test_a_title_in_a_box_or_in_a_list_is_without_the_mark() -> None:
    body = "\n各省发展改革委：\n现印发《奇物办法》，请执行。\n国家发展改革委\n2020年2月5日\n"
    boxed = f"【关于印发《奇物办法》的通知(发改奇物规〔2020〕100号) 】\n发布时间：2020/02/05{body}"
    listed = f"• 新法规速递\n• 关于印发《奇物办法》的通知\n  发改奇物规〔2020〕100号{body}"
    for text in (boxed, listed):
        assert read(text)["title"][0] == "关于印发《奇物办法》的通知", text
