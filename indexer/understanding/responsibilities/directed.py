"""Bodies that something goes through or to: 经…批准, 报…备案, 向…申请, 到…办理."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.model.responsibilities import DutyKind
from indexer.understanding.responsibilities.facts import COURTS, Found, Speaker, name_ends
from indexer.understanding.responsibilities.named import NamedBody
from indexer.understanding.responsibilities.subjects import LONGER, MEANS

_THROUGH = re.compile(
    r"(?:(?<![已曾神])经(?:商(?![务业标检会]))?(?!营|过|济|费|验|常|办|贸|信|纪)|报(?!告|送|名|废|酬|纸|道"
    r"|表|刊|价|复)(?:经|请|由)?|征得|(?<=应)商|(?<=应当)商)"
)
_APPROVED = re.compile(
    r"(?:依法|重新|集体|组织|统一|按照[^，。；]{2,12}规定)?(?:审查|审核|书面)?(?:的(?=同意|批准|许可|认可))?(?P<verb>验收|检疫|检查验收|查验|(?:特别)?准许|特别许可|综合平衡|论证|批准|审批|核准|初审|复审|复核|同意|许可|审定|认定|审核"
    r"|审查|考核|鉴定|检验|授权|登记|备案|备查|核定|确定|审议|研究|决定|确认|裁定|裁决|决策|办理)"
)
_TO = re.compile(
    r"(?:(?:请求|提请|商请|(?<=可以)申请|(?<=[，权以])要求)(?=[^，。；]{2,40}(?:处理|查处|解决|调解|仲裁|裁决|协助|协调|处置|批准|决定|审议|执行|审批))|(?<![导面方倾趋一转投流朝走])(?<![^规]定)向|(?<![达得直受收感看遇提回做等不])(?<!(?<!直)接)到"
    r"|(?<![存现所正])在)(?!位|期|达|底)"
)
_TOLD = re.compile(
    r"(?!的|所属|下属|指定|认定的|确定的|授权的|委托的|批准的|总理|主席|主任|秘书长)(?:书面|及时|立即|如实|依法|一次性|统一|当场|主动|提前|按规定|另行|先)?(?:[^，。；]{0,16}?)"
    r"(?P<verb>申请|提出|报告|举报|投诉|检举|备案|申报|提交|办理|登记|报送|申领|反映"
    r"|汇交|填报|报失|推送|推荐|结报|反馈|上交|传送|支付|拨缴|请求|提请|送交|缴存|提供|交回|补领|换领|接受处理|补办|申请|处理|查处|解决|调解|仲裁|裁决|协助|协调|处置|审议|说明|缴纳|交纳|领取|报案|报备|告知|报批|求助|查询|咨询|依法进行核查|核查|递交|移送|移交|申诉|申报)"
)
# 经市政府同意，现印发给你们: how a notice begins.
_PREAMBLE = re.compile(
    r"(?:同意)?(?:并[^，。；]{2,30})?[，,]?(?:现|决定|特|制定|提出|就|自|我市|我省|调整)|(?:合格)?的|[^，。；不]{0,6}的其他"
)
_KINDS = {
    "to": DutyKind.ACCEPTS,
    "through": DutyKind.APPROVES,
    "is": DutyKind.RESPONSIBLE,
    "heard": DutyKind.ASSISTS,
    "under": DutyKind.SUPERVISES,
}
_ASKED = ("请求", "提请", "商请", "申请", "要求")
# 未经市林业部门确认死亡的古树: which ones, and no duty.
# 应当经水行政主管部门同意。
_MUST = re.compile(r"(?:应当?|必?须|需要?)(?:报?经|报)$")
_OF = re.compile(r"[^，。；不]{1,8}的(?!，)")
_AT = ("备案", "登记", "办理", "申领", "领取")
# 不需要到…办理, 未向…报告: nobody has to; 不予受理: nobody takes it.
_UNASKED = re.compile(
    r"不需要|无需|不必|不再|拒绝|拒不|不[向到]|未$|未(?:及时|在|主动)?[向到]|未[依按在]|没有"
)
_REFUSED = re.compile(r"[^，。；]{0,12}的，不予受理|改为")


# 任职、受雇单位所在地主管税务机关: where it is found, before what it is.
_WHERE = re.compile(
    r"^[^，。；由向到报经应按照]{2,30}(?:所在地|居住地|户籍地|注册地|经营地|发生地|举行地)的?(?=主管|税务|公安|民政)"
)


# 应当及时报告海事管理机构, 移送公安机关处理: it is told to them, without 向.
_HANDED = re.compile(
    r"(?:(?<=[应并，当即时须法以先日内后面将况果息])(?:报告|通知|告知|通报|送)|推送(?!的)|送达|移送|移交|上报|报送|送交|提交给|转交|转送"
    r"|(?<![提移转上缴送递呈成相外社])交(?![通警管易流付纳接界货税款])(?=[^，。；]{2,20}(?:封存|保管|办理|处理|存档|研究|审议|统一))由?)(?!达|至|人|的)给?"
)
_THEN = re.compile(
    r"(?P<verb>)(?![备审批处][案批查准核理罚]的)(?=$|[，。；和及、]|并|依法|统一|办理|处理|处置|处罚|协助|追究|备案|审批|审查|备查|批准|审核"
    r"|存档|归档|保管|保存|管理|封存|销毁|接收|核实|汇总|督促|研究|立案|调查)"
)
# 广告的管理机关是国家工商行政管理机关.
_ROLE_IS = re.compile(
    r"(?:主管|管理|登记|执法|监管|审批|实施|责任|牵头|监督管理)(?:机关|部门|单位|主体)，?(?:是|为)"
)
# 应当征求林业主管部门的意见.
_HEARD = re.compile(r"(?<!公开)征求")
_OPINION = re.compile(r"(?:的)?(?:书面)?(?P<verb>意见)")
# 应当接受民政部门的监督.
_UNDER = re.compile(
    r"接受|(?<=管理|监督|指导|检查)[和与、](?=[^，。；、]{3,30}的(?:业务)?(?:管理|监督|指导|检查))"
)
_OVERSEEN = re.compile(
    r"的?(?:业务|统一)?(?P<verb>管理|监督|指导|检查|领导|监管)(?!人员|机构|部门)"
)
# 实行地方各级人民政府负责制.
_SYSTEM = re.compile(r"(?<!施)实行(?!的)")
_HELD = re.compile(r"(?P<verb>(?:统一)?(?:领导|负责|责任)[^，。；]{0,10}?制)")
# 指挥部办公室设在市生态环境局: where it is to be found.
_SEATED = re.compile(r"(?<=办公室|秘书处)设(?:在|于)")
# 并及时报省植物检疫机构.
_SENT_TO = re.compile(
    r"(?<=[应当须并时前后内果况，转])(?:另?报)(?!告|送|名|废|酬|纸|道|表|刊|价|复|经|请|由)"
)
_SEAT = re.compile(r"(?P<verb>)(?=$|[，。；（(])")
_END = re.compile(r"(?P<verb>)(?=$|[，。；])")
# A word that the sentence holds, what stands before the body, what behind it, what is told.
_RULES = (
    ("", _THROUGH, _APPROVED, "through"),
    ("", _TO, _TOLD, "to"),
    ("", _HANDED, _THEN, "to"),
    ("", _SENT_TO, _END, "to"),
    ("", _ROLE_IS, _END, "is"),
    ("征求", _HEARD, _OPINION, "heard"),
    ("接受", _UNDER, _OVERSEEN, "under"),
    ("实行", _SYSTEM, _HELD, "is"),
    ("设", _SEATED, _SEAT, "is"),
)


def directed(sentence: str, begin: int, speaker: Speaker) -> Iterator[Found]:
    for word, before, behind, rule in _RULES:
        if word not in sentence:
            continue
        for match in before.finditer(sentence, begin):
            yield from _directed(sentence, match, behind, rule, speaker)


def _directed(
    sentence: str,
    preposition: re.Match[str],
    verbs: re.Pattern[str],
    rule: str,
    speaker: Speaker,
) -> Iterator[Found]:
    start = preposition.end()
    clause = sentence[sentence.rfind("，", 0, preposition.start()) + 1 : start]
    if _UNASKED.search(clause) or MEANS.search(sentence, 0, start):
        return
    best: tuple[tuple[NamedBody, ...], re.Match[str]] | None = None
    for end in name_ends(sentence, start, speaker):
        if LONGER.match(sentence, end):
            continue
        verb = verbs.match(sentence, end)
        if verb is None or (clause.endswith("未经") and _OF.match(sentence, verb.end())):
            continue
        if rule == "through" and _PREAMBLE.match(sentence, verb.end()):
            continue
        ends = verb["verb"] == "同意" and verb.end() == len(sentence)
        asked = preposition[0] in ("征得", "商") or _MUST.search(clause)
        if ends and not asked:
            continue
        if preposition[0] in _ASKED and sentence.startswith("的", verb.end()):
            continue
        if sentence[preposition.start()] == "在" and verb["verb"] not in _AT:
            continue
        named = sentence[start:end]
        bodies = speaker.bodies(named)
        if not bodies and _WHERE.match(named):
            bodies = speaker.bodies(_WHERE.sub("", named))
        bodies = tuple(b for b in bodies if not b.name.endswith(COURTS))
        if bodies:
            best = bodies, verb
    if best is None:
        return
    bodies, verb = best
    if _REFUSED.match(sentence, verb.end()):
        return
    kind = _KINDS[rule]
    if verb["verb"] in ("备案", "备查", "登记", "办理"):
        kind = DutyKind.ACCEPTS
    for body in bodies:
        yield Found(body, kind, rule, preposition.start(), verb.start(), confidence=0.85)
