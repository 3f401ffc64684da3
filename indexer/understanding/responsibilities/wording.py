"""The words of duties: what ends the name of a public body, what stands between it and its duty,
and which verbs say what kind of duty it is. The lists are in ``data/``; each rule of ``reading.py``
is made of these.
"""

from __future__ import annotations

import csv
import re
from importlib.resources import files

from indexer.model.responsibilities import DutyKind


def _lines(name: str) -> tuple[str, ...]:
    text = (files(__package__) / "data" / name).read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


def _short_stems() -> tuple[str, ...]:
    """住建 and what it is short for, as the authority file has them."""
    data = files("indexer.understanding.metadata") / "data" / "departments.csv"
    with data.open(encoding="utf-8") as source:
        rows = list(csv.DictReader(source))
    return tuple(dict.fromkeys(name for row in rows for name in (row["short"], row["stem"])))


# What names of public bodies end with. Longer ones first: 主管部门 is not 部门 alone.
SUFFIXES = _lines("suffixes.txt")

# With those that are a name and an end in one.
ENDS = (*SUFFIXES, "妇联")

# 部, 委 and the like end many other words: only after a level or a known stem.
WEAK = frozenset(
    (
        "部门",
        "机关",
        "财政",
        "局",
        "厅",
        "署",
        "部",
        "委",
        "办",
        "镇",
        "街道",
        "乡镇",
        "政府",
        "委员会",
    )
)

# What a list of stems is closed with: 财政、民政等部门.
LIST_ENDS = re.compile(
    # 公安、民政、人社六个部门: the number tells that they all are.
    r"(?P<rest>等?[一二三四五六七八九十两0-9]{1,3}(?:个|家)?(?=部门|单位)|等)?(?:有关|相关|(?<=等)(?:人民政府的|[\u4e00-\u9fff]{2,4}))??(?P<end>行政主管部门|主管部门|行政管理部门|行政部门"
    r"|管理部门|监督管理部门|部门和单位|部门及单位"
    r"|部门和机构|部门、机构|机关、部门|部门|单位|机关|站所|(?<=等有关)方面|(?<=等人民政府的)派出(?:机关|机构)|(?<=等)(?:(?:人民|群众|社会)?团体|群团组织))$"
)
# 教育、民政等部门和街道办事处: another list goes on after the first.
GOES_ON = re.compile(
    r"(?<=等)((?:有关|相关)?(?:行政)?(?:主管|管理|监督管理)?部门)(?:和|、|以及|与)(?!单位|机构)"
)

# Stems of departments: 民政 of 民政局, 民政部门.
_STEMS = dict.fromkeys((*_lines("stems.txt"), *_short_stems()))
STEMS = frozenset(_STEMS)
# Any of them, in a pattern: the longest first.
STEM = "|".join(sorted(_STEMS, key=len, reverse=True))

# The levels that stand before: 市民政局, 县级以上地方人民政府教育行政部门, 各县（市、区）人民政府.
LEVEL = (
    r"(?:(?:各地|所在(?=[市县区])|国家|中央|全国|城市(?=人民)|省辖市|地级以上市|省级|市级|区级|县级|乡级|设区的市级|设区的市"
    r"|设区市|不设区的市|市辖区|直辖市|计划单列市|自治区|自治州|自治县"
    r"|县级以上(?:地方)?(?:各级)?|地方各级|各级|地方|户籍所在地|户籍地|经常居住地"
    r"|居住地|[^，。；、由向到在和及与或]{2,10}?(?:所在|发生|登记|注册|举行|经营|施工|核发|出生|受理|输入|输出|捐赠|签订|履行)地|所在地|当地|上级|本级|同级|省|市|县|区|州|盟|旗"
    r"|乡|镇|街道|村|各)"
    r"(?:[（(](?:[省市县区州旗盟乡镇街道场办事处开发]{1,6}[、，,]?){1,5}[）)])?(?:或者|以及|[、和或及])?(?:以上"
    r"|以下)?(?:的)?)"
)

# One thing that may stand between a body and its verb.
BETWEEN = re.compile(
    r"一次(?!性)|分工(?=负责)|(?:按时|及时)?、?足额|按时|对于?[^，。；]{1,60}?(?=应当|必须|不予)|必要时，?|有权|积极|努力|广泛|认真|切实|大力|充分|不断|经常性?地?|协同(?=有关|相关)|仅|只(?=负责)|相互|互相|专项|全覆盖|至少|原则上|不定期|随机|按[月季年期]度?|逐级|自行|应当(?!场)|应(?!急)|须|必须"
    r"|要(?!求)|可以|可|依法|将(?=(?:依法)?(?:给予|予以|严肃|查处|追究|处以))|依据?职权，?|各司其职，?|具体|综合(?!执法|行政)|统一"
    r"|统筹(?!协调|指导)|共同|分别|同步|定期|每[年月季度半]{1,3}|及时"
    r"|主动|另行|直接|进一步|负有|都|均|并|适时|严格|全面|联合|因地制宜，?|立即|即时|随时|免费|无偿"
    r"|还|也|同时|优先|首先|再|先行，?|一次性|书面|当场"
    r"|依照[^，。；]{1,24}?(?:规定|程序|权限|处理)(?!的)，?"
    r"|(?:按照|按(?!月|季|年|期)|根据|依据|依照)[^，。；]{1,30}?(?:，|数量|结果"
    r"|的?规定(?:的(?:范围|程序|权限|条件|标准|方式|期限|时间|职权划分|职责|要求))?|规范(?=，)|标准规范|要求|职责分工|职责|职能"
    r"|分工|权限|标准|程序|原则|实际情况|具体情况|情况|需要|实际)(?:和权限"
    r"|范围)?(?![、和与及的]|以及)，?"
    r"|在(?:各自|其)?(?:的)?职责(?:和权限)?范围内，?"
    r"|在[^，。；]{1,30}?(?:指导|领导|协助|配合|支持)下，?|在[^，。；]{1,36}?(?:内"
    r"|中|前|后|时|等?方面)，?"
    r"|在(?:经费|政策|资金|业务|技术|人员)上，?"
    r"|自[^，。；]{2,30}?之?日起[^，。；]{0,10}?(?:日|月|年)内，?"
    r"|[一二三四五六七八九十0-9]+个?(?:工作)?(?:日|小时|个月)内，?"
    r"|对[^，。；]{1,70}?(?:进行|实施)(?=监督|检查|管理|指导|审[查核计])"
    r"|对[^，。；]{1,60}(?:个人|单位|人员|企业|组织|集体|家庭)，(?=给予|予以)"
    r"|对[^，。；]{1,60}?(?:进行|实施|实行|开展|依法|予以(?=[^，。；])"
    r"|给予(?=[^，。；])|(?=负责(?!的|人)|承担|免费|无偿|处[以一二三四五六七八九十0-9]|作出|作[局适]|至少|定期|统一|全部|全面|逐))"
    r"|[0-9一二三四五六七八九十]+月(?:[0-9]{1,2}日|底|上旬|中旬|下旬)?前"
    r"|为[^，。；]{1,20}?(?=安排|创造|解决|投保|办理|提供|配备|购买|缴纳|发放)|将[^，。；]{1,60}?(?=列入|纳入|移送|移交|送达|报送|公布|公示|公开|通报|告知|通知|转交|抄送)"
    r"|对[^，。；]{1,60}(?<!的)，(?=给予|予以|依法|进行|应当|可以|在[^，。；]{2,40}方面给予)|与[^，。；]{1,30}?(?=建立|签订|共享|联合|协商)"
    r"|通过[^，。；]{2,24}?(?=提出|作出|核实|核查|确认)"
    r"|通过[^，。；]{2,30}?(?:等)?(?:方式|渠道|平台|途径)，?|通过“[^”]{1,12}”|进行|加以|逐[一户个件]"
    r"|在[^，。；]{1,20}?各?(?=安排|设置|配备|设立|建立)"
    r"|(?:根据|受)[^，。；]{1,40}?的?委托，?"
    r"|除[^。；]{1,60}?外，(?=还|也|应当|可以|并|都|依法|由)"
    r"|(?:区别|分别)不?同?情[形况]，?"
    r"|以[^，。；]{1,24}?(?:形式|方式|名义)(?!的)"
    r"|结合[^，。；]{1,20}?(?:实际情况|实际需要|实际|情况|特点|需要)，?"
    r"|向[^，。；]{1,36}?(?=推送|提供|报告|通报|公布|公示|公开|提出|移送|移交|报送|通知|反馈"
    r"|发布|传送|供应|申报|出具|支付|宣传|推荐|颁发|发放)"
    r"|(?:根据|依据|结合)[^，。；]{1,60}，"
    r"|[^，。；、的]{2,8}(?<!然)(?<!以)(?<!之)后(?!勤|续)，?"
)


def _verbs() -> tuple[tuple[DutyKind, str], ...]:
    with (files(__package__) / "data" / "verbs.csv").open(encoding="utf-8") as source:
        return tuple((DutyKind(row["kind"]), row["words"]) for row in csv.DictReader(source))


# The verbs, by the kind of duty: the first kind of the table whose word stands there, counts.
VERBS = _verbs()
VERB = re.compile("|".join(f"(?P<{kind.name}>{words})" for kind, words in VERBS))

# No name of a body holds these.
NOT_IN_BODIES = re.compile(
    r"^(?:[为与送]|商(?![务业标检会事])|通知|告知|请求|撤销|代表|协调(?!小组|机构|办|委员会|中心))|委托|责成|督促|上级主管部门$|提倡|个以上"
    r"|[0-9a-zA-Z“”\"《》<>%％_|—=＝·：:　 ]|应当|不得|可以|或者其|以及其|其他|其它"
    r"|[该其我此]|[人者]同(?!级)|认为|遵守|纳税人|缴费人|给予|本(?![市省县区级州])|这|那|一律|需要|已|现[有将就]"
    r"|没有|未|不(?!动产)|被|(?<!大)使(?!用|馆)|让|由|向|报(?!告)|经(?![济信贸办])|提请|抄送"
    r"|受(?!理|托|益|灾)|是(?!非)|建议"
    r"|移交|移送|(?<!以)上[交报]|后$|至|将|以(?!上|下)|于|就(?!业)|每|(?<!所)在"
    r"|通过|符合|违反|涉及|按照|根据|依照|依据|为了|由于|因为|如果|(?<!核)对(?!外)|关于"
    r"|之日|决定(?!机关)|列入|前款|上述|下列|人员|申请人|当事人"
    r"|(?<!乡镇)(?<!中小)企业|企事业|公司|经营者|业主(?!管)|家长|股东|职工|债权人|评标|评审|医院|学校|工作人员"
    r"|负责人|个人|公民|单位[的和与及或]|机构的|同意|办理|建立"
    r"|加强|制定|申请|提交|进行|作出|负责|承担|(?<!自治)组织(?!部)|协同|联合(?!会)|到|鼓励|支持|公布|签署|收回|丢失"
    r"|遗失|协助|配合|会同|有(?!资产|林|线)|相关"
)

# Bodies that are named by what they do in the case at hand: nobody can be found by them.
VAGUE = re.compile(
    r"(?:(?:其他|其它|其|各个|各|上一级|省级以上|市级以上|有关|相关|所属|职能|同级|上级|下级|本级|当地|所在地|地方"
    r"|各级|原|市|县|省|区|国务院|县级以上|人民|政府|行政)*)"
    r"(?:登记|发证|军事|审批|许可|执法|行政|主管|管理|监督|监管|批准|审查|审核|办案|受理"
    r"|经办|决定|评估|鉴定|检测|检验|检查|服务|工作|运营|行业|业务|养护|预算|责任)*"
    r"(?:部门|机关|单位|机构|方面|地区|处理机构)"
    # What stands in lists of bodies and is none: what others have to do is left out.
    r"|[^、和与及或]{0,16}(?:指定|授权|委托|确定)的[^、和与及或]{1,6}(?:机关|机构|部门|单位)"
    r"|[^、和与及或]{0,12}(?:区域|辖区|范围)内的?(?:国家)?(?:机关|部门|机构)"
    r"|常设办事处|[^、和与及或]{0,10}规定的(?:机关|部门|机构|单位)"
    # Whose government, whose congress: who reads it cannot tell.
    r"|原[^、和与及或]{2,12}的(?:部门|机关|机构)|[^、和与及或]{2,16}的同级人民政府"
    r"|(?:(?:共同的?)?上一?级|下一?级|上届)[^、和与及或]{2,20}"
    r"|(?:本级|同级)(?:地方)?(?:各级)?(?:(?:人民)?政府|人大|人民代表大会)?(?:常委会|常务委员会)?"
    r"|(?:其|人大|人民代表大会)?(?:常委会|常务委员会)|[^、和与及或省市]{0,16}主任会议"
    r"|(?:农?村)?集体经济组织|业主委员会|业主大会|(?:物业服务|相关|有关)?企业|企业事业单位|企事业单位"
    r"|(?:各级|各类|各级各类|有关|其他|职业|中小|高等|大中专)*(?:学校|院校|中小学校|幼儿园|医院|新闻媒体)"
    r"|各地(?:区)?、?各(?:有关)?(?:部门|单位)|[^、和与及或]{0,4}科研(?:单位|院所)"
    r"|(?:其他)?(?:教育|医疗|医疗卫生|科研)机构|人民团体|群众团体|中央(?:和?国家|党政)机关"
    r"|社会(?:团体|组织)|行业协会|其他组织"
)


def behind(sentence: str, at: int) -> int:
    """Where the verb stands that nothing but manner and measure goes before."""
    for _ in range(4):
        between = BETWEEN.match(sentence, at)
        if between is None:
            break
        at = between.end()
    return at
