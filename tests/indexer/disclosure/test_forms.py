"""The forms that marks and numbers take in papers of offices, and what only looks like them.

Written by another hand than the rules' first table, which knew 21 of the first 34 that hold
something; 28 more, written before the rules were widened by those, had 24 found.
"""

from __future__ import annotations

import pytest

from indexer.disclosure.findings import find
from indexer.model.findings import FindingKind
from tests.indexer.disclosure.papers import card_number as _card
from tests.indexer.disclosure.papers import identity_number as _identity
from tests.indexer.disclosure.papers import wrong_identity_number as _wrong_identity
from tests.indexer.disclosure.test_measure import _kinds

K = FindingKind

HOLDING = (
    (K.SECRECY_MARK, "秘密★启封前\n栖宁市教育局文件\n栖教〔2024〕3号"),
    (K.SECRECY_MARK, "机密★\n栖宁市公安局\n关于专项行动的通知"),
    (K.SECRECY_MARK, "份号：000012　　密级：机密★5年　　紧急程度：特急\n关于做好工作的通知"),
    (K.SECRECY_MARK, "机密　特急\n栖宁市委办公室文件"),
    (K.SECRECY_MARK, "栖宁市纪委监委文件\n【秘密】\n关于线索处置的通报"),
    (K.SECRECY_MARK, "秘密 ★ 1 年\n关于调整方案的请示"),
    (K.SECRECY_MARK, "绝密\n★\n30年\n关于某项工作的报告"),
    (K.SECRECY_MARK, "密级：秘密　保密期限：10年\n某项目材料"),
    (K.INTERNAL, "内部明电\n发往：各县区\n内部资料  严禁外传\n关于值班的通知"),
    (K.INTERNAL, "（内部资料·注意保存）\n情况通报第3期"),
    (K.INTERNAL, "内部参阅件，不得外传\n情况专报"),
    (K.INTERNAL, "本通知仅供内部掌握，不得对外公布、转载。\n特此通知。"),
    (K.INTERNAL, "★内部资料★\n工作要点"),
    (K.INTERNAL, "（供内部使用，请勿外传）\n工作手册"),
    (K.NOT_PUBLIC, "栖宁市财政局\n2024年5月1日\n（此件不予公开发布）"),
    (K.NOT_PUBLIC, "公开方式：不公开\n抄送：各科室"),
    (K.NOT_PUBLIC, "此文不公开\n关于干部任免的通知"),
    (K.NOT_PUBLIC, "2023年5月6日\n（此件发至县团级，不登报、不上网、不张贴）"),
    (K.NOT_PUBLIC, "此件传达到全体党员，不公开\n关于学习的通知"),
    (K.NOT_PUBLIC, "是否公开：否\n关于开展督查的通知"),
    (K.NOT_PUBLIC, "公开属性\t不予公开\n制发机关\t栖宁市人社局"),
    (K.ON_REQUEST, "主动公开□　依申请公开☑　不予公开□\n栖宁市住建局文件"),
    (K.ON_REQUEST, "信息公开属性：依申请公开\n栖宁市自然资源局"),
    (K.ON_REQUEST, "（本文依申请公开）\n抄送：市委办"),
    (K.WORK_SECRET, "工作秘密 3年\n关于招生计划的函"),
    (K.WORK_SECRET, "【工作秘密】\n关于考务安排的通知"),
    (K.IDENTITY_NUMBER, f"序号|姓名|证件号码|补助金额\n1|王小明|{_identity()}|3000"),
    (K.IDENTITY_NUMBER, f"被处罚人：李某（公民身份证号码{_identity()}），住址不详。"),
    (K.BANK_CARD, f"卡号：{_card('6217')}，持卡人：刘洋"),
    (K.BANK_CARD, f"姓名\t开户银行\t银行账号\n刘洋\t农业银行\t{_card('6228')}"),
    (K.PASSPORT, "外籍人员名单：Smith，护照 E98765432，有效期至2030年"),
    (K.MOBILE, "村民代表 陈志强 13912345678 签字"),
    (K.MOBILE, "报名电话：159-8765-4321（周女士）"),
    (K.HOME_ADDRESS, "张建国，男，汉族，住址：栖宁市云河区解放路18号3幢502室"),
    (K.HEALTH, "患者王芳（女，43岁）诊断为乳腺癌，住院治疗。"),
    (K.MINOR, "儿童李小雨（女，7岁）系孤儿，由祖母抚养。"),
    (K.SECRECY_MARK, "机密★10年\n特提\n栖宁市应急管理局文件"),
    (K.SECRECY_MARK, "（秘密）\n关于经费安排的报告"),
    (K.SECRECY_MARK, "秘密・5年\n栖宁市统计局"),
    (K.SECRECY_MARK, "密级 秘密\n期限 1年\n报告"),
    (K.SECRECY_MARK, "编号：0012  秘密★1年  平急\n栖宁市信访局"),
    (K.INTERNAL, "内部文件，妥善保管\n关于预算的说明"),
    (K.INTERNAL, "（内部材料 会后收回）\n会议材料之三"),
    (K.INTERNAL, "说明：本材料仅供参会人员内部使用。"),
    (K.INTERNAL, "【内部使用，禁止外传】\n值班表"),
    (K.INTERNAL, "注：以上内容请勿外传！"),
    (K.NOT_PUBLIC, "（此件不公开发布）\n栖宁市水利局办公室"),
    (K.NOT_PUBLIC, "（本文件不对外公开）\n抄送：局领导"),
    (K.NOT_PUBLIC, "信息公开选项　　不予公开\n栖宁市商务局"),
    (K.NOT_PUBLIC, "□主动公开　□依申请公开　☑不予公开\n关于考核的通知"),
    (K.ON_REQUEST, "公开属性：依申请公开\n栖宁市民政局"),
    (K.ON_REQUEST, "[此件依申请公开]\n印发"),
    (K.ON_REQUEST, "公开形式：□主动公开 √依申请公开 □不公开"),
    (K.WORK_SECRET, "（工作秘密）\n关于命题安排的函"),
    (K.WORK_SECRET, "本件为工作秘密，请妥善保管。"),
    (K.IDENTITY_NUMBER, f"经查，当事人赵某某（身份证{_identity()}）于2023年"),
    (K.IDENTITY_NUMBER, f"{_identity()}　周丽　女　1万元"),
    (K.BANK_CARD, f"工资发放账户（本人）：陈志强 {_card('6225')} 招商银行"),
    (K.BANK_CARD, f"请将退款汇至银行卡{_card('6230')}（户主李秀英）"),
    (K.MOBILE, "电话（微信同号）：18600001111 刘女士"),
    (K.PASSPORT, "护照号码 EB1234567 张建国"),
    (K.HOME_ADDRESS, "吴桂兰，现住栖宁市东山县柳林镇西村5组12号"),
    (K.HEALTH, "低保对象：周丽，女，患尿毒症，月补助800元。"),
    (K.MINOR, "困境儿童：吴小宝（男，10岁），就读于第一小学。"),
    (K.BANK_CARD, f"户名：王建社 开户行：栖宁农村信用社 账号：{_card('6217')}"),
    (K.BANK_CARD, f"账户：李明 开户行：某银行栖宁支行营业所，{_card('6228')}"),
)

HARMLESS = (
    "关于换届的通知\n（此件发至县团级，由各地公开发布）",
    "本文件印发至各乡镇，不公开招标的项目另行规定。",
    "第十条　机密级国家秘密的保密期限不超过二十年，绝密级不超过三十年。",
    "涉及国家秘密的，应当依照《中华人民共和国保守国家秘密法》标明密级。",
    "机密、秘密\n两级的变更由原定密机关决定。",
    "公文的份号、密级和保密期限、紧急程度等要素，绝密、机密公文应当标注份号。",
    "密级和保密期限：如需标注密级和保密期限，一般用3号黑体字，保密期限中的数字用阿拉伯数字标注，如“机密★1年”。",
    "政府信息公开属性分为主动公开、依申请公开和不予公开三类。",
    "一、主动公开\n二、依申请公开\n三、不予公开\n以上三类由拟稿部门提出意见。",
    "依申请公开\n公民、法人或者其他组织可以向本机关申请获取相关政府信息。",
    "依申请公开指南　政府信息公开年报　政府信息公开目录",
    "依申请公开政府信息办理答复规范",
    "本单位2024年共收到依申请公开41件，其中不予公开2件。",
    "内部资料性出版物准印证号（浙）字第01-0032号",
    "严禁将考试资料外传、复制；违者按规定处理。",
    "行政机关工作人员泄露工作秘密的，给予警告或者记过处分。",
    "企业不得将客户信息、内部资料泄露给第三人。",
    "持中华人民共和国护照的中国公民，凭E字开头的电子护照可自助通关。",
    "护照收费标准：每本120元；往来港澳通行证每证60元。",
    "建行账户：栖宁市慈善总会 账号：" + _card("6227"),
    "缴款账户：户名：栖宁市土地储备中心，账号：" + _card("6222") + "，开户行：栖宁农商行",
    "户名：栖宁新城建设投资有限公司\n账号：" + _card("3301") + "\n开户行：中国工商银行栖宁支行",
    "统一社会信用代码（纳税人识别号）123301004700" + "12345X",
    "不动产权证书号：浙（2024）栖宁市不动产权第0013812345678号",
    "联系人：综合处 0571-87001234 传真 0571-87005678",
    "服务热线：400-820-8820；24小时值守电话：13800000000元",
    "标准GB/T 33190-2016 与 ISO 14289-1:2014 不一致的，以前者为准。",
    "招标编号：ZFCG20241380013800138，项目预算：13812340000元。",
    "市民政局地址：栖宁市云河区解放路100号，邮编310000。",
    "申请人户籍所在地为本市行政区域内的乡镇、街道的，由乡镇（街道）受理。",
    "患有精神疾病、传染病的劳动者，按照有关规定享受医疗期。",
    "未成年人（不满18周岁）应当由监护人陪同办理。",
    "病例定义：感染者，男女不限，患有发热、咳嗽等症状。",
    "年龄在16岁以上，男，60岁以下，女，55岁以下的城乡居民。",
    "本项目环评公示：建设地点为栖宁市东山县柳林镇西村3组，公示期10个工作日。",
    "坐标：东经119.38138001、北纬30.13912345678。",
    "公文密级的标注：秘密、机密、绝密。",
    "密级：□绝密 □机密 □秘密 □非密（由填表人勾选）",
    "第九条　国家秘密的密级分为：\n绝密级\n机密级\n秘密级",
    "商业秘密\n指不为公众所知悉的技术信息和经营信息。",
    "工作秘密的确定、保管和使用，由各机关依照职权办理。",
    "工作秘密管理制度\n第一条 为了规范管理",
    "内部审计工作规定",
    "内部文件管理制度\n一、总则",
    "不得将内部文件携带出境。",
    "公开方式：主动公开。不予公开的事项另有规定。",
    "☑主动公开　□依申请公开　□不予公开",
    "主动公开√ 依申请公开□ 不予公开□",
    "公开类别包括主动公开、依申请公开和不予公开。",
    "政府信息公开指南\n依申请公开\n政府信息公开年报",
    "网站导航\n主动公开\n依申请公开\n不予公开\n联系我们",
    "依申请公开（一）受理机构：办公室",
    "本文件公开征求意见，不公开招标的项目除外。",
    "此件公开发布",
    "（此件主动公开）",
    "是否公开：是",
    "客户卡号与身份证件信息应当脱敏处理。",
    "开户银行：中国农业银行栖宁支行，账号：" + _card("1033"),
    "对公账户：栖宁市第一中学，" + _card("6226"),
    "预算金额：13900000000元",
    "合同编号：13812345678",
    "举报电话：0571-12345678",
    "13812345678平方米",
    "证书编号：" + _wrong_identity(),
    "住址应当与户籍登记地址一致。",
    "患者可以凭就诊卡查询，男女患者分别登记。",
    "义务教育阶段学生（6岁至15岁）免费乘车。",
)


@pytest.mark.parametrize(("kind", "text"), HOLDING)
def test_it_is_found(kind: FindingKind, text: str) -> None:
    assert kind.value in _kinds(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_nothing_is_found(text: str) -> None:
    assert not _kinds(text)


@pytest.mark.parametrize(
    "repeated",
    (
        "【",
        "(内部",
        "内部资料,",
        "依申请公开\n",
        "不予公开\n公民",
        "密级 ",
        "机 密 ",
        "☑",
        "□公开",
        "供内部",
        "账户:",
    ),
)
def test_finding_is_linear(repeated: str) -> None:
    """A pattern that were not would not come to an end."""
    find(repeated * (300_000 // len(repeated)), (), FindingKind)
