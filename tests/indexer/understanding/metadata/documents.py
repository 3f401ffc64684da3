"""Documents of our own writing, each with a trap that real ones set, and the right reading.

``expect`` holds what must be read; a field set to None must not be read at all. Names of towns and
persons are invented.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Document:
    trap: str
    text: str
    expect: dict[str, object]
    name: str = "文件.docx"
    region: str | None = None
    absent: tuple[str, ...] = field(default=())


RED_HEAD = Document(
    "red head with all marks, imprint and note; the printing day is not the day of writing",
    """000012
机密★1年
特急
云溪市人民政府文件
云府〔2020〕5号
云溪市人民政府关于印发《云溪市城市管理办法》的通知
各县（市、区）人民政府，市政府各部门、各直属单位：
《云溪市城市管理办法》已经市政府同意，现印发给你们，请认真贯彻执行。
云溪市人民政府
2020年5月6日
（此件公开发布）
云溪市城市管理办法
第一条 为了加强城市管理，根据《城市市容和环境卫生管理条例》（国务院令第101号），制定本办法。
第二十条 本办法自2020年7月1日起施行。
附件1
违法行为登记表
姓名
抄送：市委办公室，市人大常委会办公室，市政协办公室。
云溪市人民政府办公室　　　　　　2020年5月9日印发""",
    {
        "title": "云溪市人民政府关于印发《云溪市城市管理办法》的通知",
        "doc_number": "云府〔2020〕5号",
        "issuers": ("云溪市人民政府",),
        "written_date": "2020-05-06",
        "printed_date": "2020-05-09",
        "kind": "policy",
        "genre": "通知",
        "region": "云溪市",
        "secrecy": "机密★1年",
        "urgency": "特急",
        "addressees": ("各县（市、区）人民政府", "市政府各部门、各直属单位"),
        "copies_to": ("市委办公室", "市人大常委会办公室", "市政协办公室"),
        "signatures": ("云溪市人民政府",),
        "attachments": ("云溪市城市管理办法", "违法行为登记表"),
    },
)

JOINT_RED_HEAD = Document(
    "two bodies around 文件, the title without issuers",
    """云溪市财政局
国家税务总局云溪市税务局　文件
云财法〔2021〕13号
关于调整我市城镇土地使用税适用税额标准的通知
各县（区）财政局、税务局：
经市人民政府同意，现将有关事项通知如下：
一、调整税额标准。
云溪市财政局　国家税务总局云溪市税务局
二〇二一年十二月二十一日""",
    {
        "title": "关于调整我市城镇土地使用税适用税额标准的通知",
        "doc_number": "云财法〔2021〕13号",
        "issuers": ("云溪市财政局", "国家税务总局云溪市税务局"),
        "written_date": "2021-12-21",
        "theme": ("财政、金融、审计", "财政、金融、审计\\税务"),
        "domain": ("税收管理",),
    },
)

UPWARD = Document(
    "an upward document: the signer stands on the number's line",
    """云溪市生态环境局文件
云环〔2019〕88号　　　　　　　　签发人：陈一鸣
云溪市生态环境局关于申请划定饮用水水源保护区的请示
市人民政府：
根据有关规定，现请示如下。
妥否，请批示。
云溪市生态环境局
2019年3月4日""",
    {
        "title": "云溪市生态环境局关于申请划定饮用水水源保护区的请示",
        "doc_number": "云环〔2019〕88号",
        "issuers": ("云溪市生态环境局",),
        "genre": "请示",
        "addressees": ("市人民政府",),
        "written_date": "2019-03-04",
    },
)

REPLY = Document(
    "a reply: the first number of its text is the incoming request's",
    """云溪市人民政府关于同意划定饮用水水源保护区的批复
云府函〔2019〕41号
市生态环境局：
你局《关于申请划定饮用水水源保护区的请示》（云环〔2019〕88号）收悉。现批复如下：
一、同意划定。
云溪市人民政府
2019年4月2日""",
    {
        "doc_number": "云府函〔2019〕41号",
        "issuers": ("云溪市人民政府",),
        "genre": "批复",
        "written_date": "2019-04-02",
    },
)

REPLY_WITHOUT_NUMBER = Document(
    "a reply without a number of its own: the request's must not be taken for it",
    """云溪市人民政府关于同意划定饮用水水源保护区的批复
市生态环境局：
你局《关于申请划定饮用水水源保护区的请示》（云环〔2019〕88号）收悉。同意划定。
云溪市人民政府
2019年4月2日""",
    {"issuers": ("云溪市人民政府",)},
    absent=("doc_number",),
)

STATE_ORDER = Document(
    "an order: head and ordinal on two lines, the instrument's title in the sentence",
    """中华人民共和国国务院令
第 911 号
《电梯安全监察条例》已经2024年1月5日国务院第30次常务会议通过，现予公布，自2024年6月1日起施行。
总理　李某某
2024年1月20日
电梯安全监察条例
第一章　总　则
第一条 为了加强电梯安全监察，制定本条例。""",
    {
        "title": "电梯安全监察条例",
        "doc_number": "国务院令第911号",
        "issuers": ("国务院",),
        "kind": "law",
        "genre": "条例",
        "written_date": "2024-01-20",
        "signatures": ("总理 李某某",),
        "region": "全国",
    },
)

MINISTRY_ANNOUNCEMENT = Document(
    "an announcement whose number lost its head to the line above",
    """财政部 税务总局
关于小型客车购置税有关事项的公告财政部
税务总局公告2022年第17号
现就小型客车购置税有关事项公告如下：
一、对小型客车减征购置税。
特此公告。
财政部 税务总局
2022年6月1日
财政部税政司有关负责人答记者问
2022年06月03日    来源：财政部""",
    {
        "title": "财政部 税务总局关于小型客车购置税有关事项的公告",
        "doc_number": "财政部税务总局公告2022年第17号",
        "issuers": ("财政部", "国家税务总局"),
        "written_date": "2022-06-01",
        "genre": "公告",
    },
)

BARE_ORDINAL = Document(
    "a bare ordinal is completed by issuer and kind",
    """国家税务总局云溪市税务局
关于明确房地产开发企业计税毛利率的公告
2018年第30号
根据《房地产开发经营业务企业所得税处理办法》（国税发〔2009〕31号）规定，现公告如下：
一、计税毛利率为15%。【插入：适用东湖县】
特此公告。
国家税务总局云溪市税务局
2018年12月29日""",
    {
        "doc_number": "国家税务总局云溪市税务局公告2018年第30号",
        "issuers": ("国家税务总局云溪市税务局",),
        "written_date": "2018-12-29",
        "region": "云溪市",
    },
)

LETTERHEAD_ANNOUNCEMENT = Document(
    "letterhead 公告 and ordinal; the title in brackets",
    """中华人民共和国海关总署
公告
2019年第212号
（关于调整进出口货物报关单填制规范的公告）
为统一填制要求，现将有关事项公告如下：
一、报关单位应当按规定填制。
特此公告。
海关总署
2019年12月5日""",
    {
        "title": "关于调整进出口货物报关单填制规范的公告",
        "doc_number": "海关总署公告2019年第212号",
        "issuers": ("海关总署",),
        "written_date": "2019-12-05",
    },
)

PORTAL_TABLE = Document(
    "a portal's lines above the text; the status is the portal's",
    """索 引 号：007187648/2017-00096　　主题分类：财政、金融、审计\\税务
发文机关：云溪市财政局　　成文日期：2017-03-01
标　　题：云溪市财政局关于规范彩票公益金管理的通知
发文字号：云财〔2017〕9号　　发布日期：2017-03-08　　有效性：部分失效
规范性文件编号：YXCR-2017-03002
云溪市财政局关于规范彩票公益金管理的通知
各县（区）财政局：
现就规范彩票公益金管理通知如下。
云溪市财政局
2017年3月1日""",
    {
        "title": "云溪市财政局关于规范彩票公益金管理的通知",
        "doc_number": "云财〔2017〕9号",
        "issuers": ("云溪市财政局",),
        "written_date": "2017-03-01",
        "published_date": "2017-03-08",
        "index_number": "007187648/2017-00096",
        "registration_number": "YXCR-2017-03002",
        "status": "partially_in_force",
    },
)

BOXED_LABELS = Document(
    "labels in boxes, as law collections print them",
    """【法规名称】云溪市国家税务局关于推行网上申报的通知
【颁布部门】云溪市国家税务局
【发布文号】云国税发[2006]22号
【颁布时间】2006-5-12
【效力属性】已失效
云溪市国家税务局关于推行网上申报的通知
各县国家税务局：
为方便纳税人，决定推行网上申报。
二○○六年五月十日""",
    {
        "title": "云溪市国家税务局关于推行网上申报的通知",
        "doc_number": "云国税发〔2006〕22号",
        "issuers": ("云溪市国家税务局",),
        "published_date": "2006-05-12",
        "written_date": "2006-05-10",
        "status": "expired",
    },
)

TAX_PAGE = Document(
    "a tax portal's page: buttons behind the number, status and day on one line",
    """财政部 国家税务总局关于地下建筑征收房产税的通知
财税〔2005〕981号 【字体：大 中 小】 打印本页
条款失效   成文日期：2005-12-23
字体： 【大】 【中】 【小】
各省、自治区、直辖市财政厅（局）、地方税务局：
现将地下建筑的房产税政策明确如下：
一、自用的地下建筑应当征收房产税。""",
    {
        "title": "财政部 国家税务总局关于地下建筑征收房产税的通知",
        "doc_number": "财税〔2005〕981号",
        "issuers": ("财政部", "国家税务总局"),
        "written_date": "2005-12-23",
        "status": "partially_in_force",
    },
)

ONE_BODY_ONCE = Document(
    "财政部税务总局 was one body in 1986",
    """财政部税务总局关于房产税若干具体问题的暂行规定
财税地字〔1986〕98号
一、城市是指经国务院批准设立的市。
财政部税务总局
一九八六年九月二十五日""",
    {
        "doc_number": "财税地字〔1986〕98号",
        "issuers": ("财政部税务总局",),
        "written_date": "1986-09-25",
        "genre": "规定",
    },
)

NUMBER_AND_DAY_BRACKETED = Document(
    "an old notice in a collection: day and number in brackets under the title",
    """国家税务局关于城镇土地使用税若干问题的补充规定
（1989年12月21日　国税地字〔1989〕940号）
为了贯彻条例，现补充规定如下：
一、关于征税范围。""",
    {
        "title": "国家税务局关于城镇土地使用税若干问题的补充规定",
        "doc_number": "国税地字〔1989〕940号",
        "issuers": ("国家税务局",),
        "written_date": "1989-12-21",
    },
)

FORWARDED = Document(
    "forwarding: the issuer is before the first 转发, the inner document has another",
    """云溪市人民政府办公室转发市发展改革局关于支持充电设施建设意见的通知
云府办〔2022〕7号
各县（区）人民政府：
市发展改革局《关于支持充电设施建设的意见》已经市政府同意，现转发给你们。
云溪市人民政府办公室
2022年2月14日""",
    {
        "issuers": ("云溪市人民政府办公室",),
        "doc_number": "云府办〔2022〕7号",
        "genre": "通知",
        "written_date": "2022-02-14",
    },
)

PARTY_AND_STATE = Document(
    "two offices parted by a blank issue opinions",
    """中共云溪市委办公室　云溪市人民政府办公室
印发《关于推进老旧小区改造的意见》的通知
云办发〔2023〕3号
各县（区）党委和人民政府：
现将实施意见印发给你们。
中共云溪市委办公室
云溪市人民政府办公室
2023年2月1日""",
    {
        "title": "中共云溪市委办公室 云溪市人民政府办公室印发《关于推进老旧小区改造的意见》的通知",
        "issuers": ("中共云溪市委办公室", "云溪市人民政府办公室"),
        "doc_number": "云办发〔2023〕3号",
        "written_date": "2023-02-01",
    },
)

AND_IS_NO_SEPARATOR = Document(
    "和 and 及 part no issuers: they belong to a body's name",
    """云溪市人力资源和社会保障局 云溪市住房和城乡建设局
关于规范建筑工人工资支付的通知
云人社〔2021〕60号
各县（区）人力资源和社会保障局：
现通知如下。
云溪市人力资源和社会保障局　　云溪市住房和城乡建设局
2021年8月30日""",
    {
        "issuers": ("云溪市人力资源和社会保障局", "云溪市住房和城乡建设局"),
        "doc_number": "云人社〔2021〕60号",
    },
)

SHORT_NAMES = Document(
    "short names are resolved; the renamed body keeps the name of its day",
    """国家发展改革委 工信部 环境保护部
关于印发《重点行业清洁生产方案》的通知
发改环资〔2016〕1234号
各省、自治区、直辖市发展改革委：
现印发给你们。
国家发展改革委
工信部
环境保护部
2016年8月1日""",
    {
        "issuers": ("国家发展和改革委员会", "工业和信息化部", "环境保护部"),
        "written_date": "2016-08-01",
        "attachments": None,
    },
)

LAW_WITH_NOTE = Document(
    "a law: the note under the title, over several lines",
    """云溪市河道管理条例
（2001年5月31日云溪市第十届人民代表大会常务委员会第二十次会议通过
2001年7月28日云江省第九届人民代表大会常务委员会第二十五次会议批准
根据2018年6月29日云溪市第十四届人民代表大会常务委员会第十一次会议《关于修改〈云溪市供水条例〉等三件地方性法规的决定》修正）
第一章　总　则
第一条 为了加强本市河道管理，根据《中华人民共和国水法》，制定本条例。
第四十条 本条例自2001年10月1日起施行。""",
    {
        "title": "云溪市河道管理条例",
        "issuers": ("云溪市人民代表大会常务委员会",),
        "kind": "law",
        "genre": "条例",
        "written_date": "2018-06-29",
        "region": "云溪市",
    },
    absent=("doc_number",),
)

REVISED_BY_ORDER = Document(
    "notes with the orders that published and revised the text; an amending decision has a number "
    "that is not this text's",
    """食用盐专营条例
1996年5月27日 中华人民共和国国务院令第997号发布
2013年12月7日 《国务院关于修改部分行政法规的决定》（国务院令第945号）修订
2017年12月26日 中华人民共和国国务院令第996号修订
第一条 为了加强对食盐的管理，制定本条例。""",
    {
        "doc_number": "国务院令第996号",
        "issuers": ("国务院",),
        "written_date": "2017-12-26",
        "published_date": "1996-05-27",
        "kind": "law",
    },
)

CONSULTATION = Document(
    "a call for comments is a draft, and no policy",
    """云溪市住房和城乡建设局关于公开征求《云溪市物业管理办法（征求意见稿）》意见的公告
为规范物业管理，我局起草了《云溪市物业管理办法（征求意见稿）》，现公开征求意见。
意见反馈截止日期为2022年3月31日。
云溪市住房和城乡建设局
2022年3月1日""",
    {
        "title": "云溪市住房和城乡建设局关于公开征求《云溪市物业管理办法（征求意见稿）》意见的公告",
        "kind": "draft",
        "issuers": ("云溪市住房和城乡建设局",),
        "written_date": "2022-03-01",
    },
)

INTERPRETATION = Document(
    "an interpretation names the policy's issuers in its title, and they are not its own",
    """《云溪市住房和城乡建设局 云溪市财政局关于加装电梯补助的通知》政策解读
发布时间：2021-06-10 09:30 来源：云溪市住房和城乡建设局
一、出台背景
为了方便群众，制定了《通知》（云建〔2021〕15号）。""",
    {"kind": "interpretation", "genre": "解读", "published_date": "2021-06-10"},
    absent=("doc_number",),
)

PICTURE_INTERPRETATION = Document(
    "一图读懂",
    """一图读懂《云溪市加装电梯实施办法》
为什么要制定？
方便群众上下楼。""",
    {
        "title": "一图读懂《云溪市加装电梯实施办法》",
        "kind": "interpretation",
        "genre": "解读",
    },
    absent=("issuers", "doc_number"),
)

WRAPPED_AND_SPACED = Document(
    "a title over three lines and one set with blanks",
    """云溪市人民政府关于进一步促进
民营经济高质量发展和优化营商环境若干措施
的　通　知
云府〔2023〕18号
各县（区）人民政府：
现通知如下。
云溪市人民政府
2023年9月9日""",
    {
        "title": "云溪市人民政府关于进一步促进民营经济高质量发展和优化营商环境若干措施的通知",
        "doc_number": "云府〔2023〕18号",
    },
)

ANNEX_BEHIND_CONTENTS = Document(
    "an annex in a file of its own: chapters first, the label in the middle",
    """第一章 总则
第二章 征税范围
第三章 税率
附件1：
营业税改征增值税试点实施办法
第一章 总则
第一条 在境内销售服务的单位和个人，为纳税人。""",
    {
        "title": "营业税改征增值税试点实施办法",
        "kind": "attachment",
        "genre": "办法",
    },
    name="财税[2036]36号/附件1营业税改征增值税试点实施办法.doc",
    absent=("doc_number", "issuers", "written_date"),
)

BLANK_FORM = Document(
    "a blank form: its number is a placeholder",
    """附件2
云溪市行政处罚案件移送书
云环移〔20  〕  号
案由：
经办人：
年  月  日""",
    {"title": "云溪市行政处罚案件移送书", "kind": "attachment"},
    absent=("doc_number", "written_date"),
)

RUNNING_HEAD = Document(
    "a guide: running heads above its title, a month without a day",
    """仅供理解操作使用，相关内容以正式文件为准。
您在办理时如有疑问，可拨打12366纳税服务热线咨询。
1
个人所得税专项附加扣除
操 作 指 引
2018 年 12 月
目 录
一、总体情况.................1""",
    {"title": "个人所得税专项附加扣除操作指引", "kind": "interpretation", "genre": "指引"},
    absent=("doc_number", "issuers", "written_date"),
)

COMMENTARY = Document(
    "a private comparison quotes an order, and has no number and no issuer",
    """新旧《印花税法》对比表
发布时间：2021-06-20
2021年6月10日，中华人民共和国主席令第八十九号：《中华人民共和国印花税法》已由全国人大常委会通过，现予公布。
旧法	新法""",
    {"kind": "other", "published_date": "2021-06-20"},
    name="主席令[2021]第八十九号新旧《印花税法》对比表.docx",
    absent=("doc_number", "issuers", "written_date"),
)

STANDARD = Document(
    "a standard's cover, full width, hyphens lost",
    """ＩＣＳ １３ １４０
Ｚ ５２
中 华 人 民 共 和 国 国 家 标 准
ＧＢ １２９９８ ２００８
代替 ＧＢ １２９９８—９０
建筑工地场界环境
振动排放标准
Ｅｍｉｓｓｉｏｎ ｓｔａｎｄａｒｄ ｆｏｒ ｖｉｂｒａｔｉｏｎ
２００８ ０８ １９ 发布 ２００８ １０ ０１ 实施
环 境 保 护 部
国家质量监督检验检疫总局
发 布
目 次""",
    {
        "title": "建筑工地场界环境振动排放标准",
        "doc_number": "GB12998-2008",
        "issuers": ("环境保护部", "国家质量监督检验检疫总局"),
        "published_date": "2008-08-19",
        "effective_from": "2008-10-01",
        "kind": "standard",
        "genre": "标准",
    },
    absent=("written_date",),
)

LOCAL_STANDARD = Document(
    "a local standard: the title first, two bodies and 发布 on one line",
    """陶瓷厂大气污染物排放标准
Emission standard of air pollutants for ceramics works
（发布稿）
DB44 ICS 13.040.40
广 东 省 地 方 标 准
DB 44/9160-2019
2019-06-28 发布 2019-08-01 实施
广 东 省 生 态 环 境 厅 发布 广东省市场监督管理局
I
目 次""",
    {
        "title": "陶瓷厂大气污染物排放标准",
        "doc_number": "DB44/9160-2019",
        "issuers": ("广东省生态环境厅", "广东省市场监督管理局"),
        "published_date": "2019-06-28",
        "kind": "standard",
        "region": "广东省",
    },
)

TRADITIONAL = Document(
    "Traditional script",
    """雲溪市停車場管理辦法
中華民國一百零九年五月十九日雲溪市政府令發布
第 1 條 本辦法依停車場法第三十條規定訂定之。
第 2 條 本辦法自發布日施行。""",
    {
        "title": "雲溪市停車場管理辦法",
        "genre": "办法",
        "kind": "law",
        "published_date": "2020-05-19",
    },
)

NOTHING_BUT_A_NAME = Document(
    "the name of the file speaks where the text is silent",
    "（图片）",
    {"title": "关于调整我市城镇土地使用税适用税额标准的通知", "doc_number": "云财法〔2017〕13号"},
    name="云财法[2017]13号关于调整我市城镇土地使用税适用税额标准的通知.docx",
)

INFERRED_ISSUER = Document(
    "an issuer that only the code of the number tells, and only with the library's region",
    """关于做好春季防火工作的通知
宁政办发〔2020〕12号
各区人民政府：
现通知如下。
2020年2月1日""",
    {
        "doc_number": "宁政办发〔2020〕12号",
        "issuers": ("南京市人民政府办公厅",),
        "written_date": "2020-02-01",
    },
    region="南京市",
)

DOCUMENTS = tuple(value for value in globals().values() if isinstance(value, Document))
