"""Bodies that stand before what they are to do: as subject, behind 由, with 会同."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from indexer.model.responsibilities import DutyKind
from indexer.understanding.responsibilities.bodies import COUNTIES, PROVINCES
from indexer.understanding.responsibilities.facts import (
    COURTS,
    SHORT_DUTY,
    Found,
    Speaker,
    name_ends,
)
from indexer.understanding.responsibilities.named import NamedBody
from indexer.understanding.responsibilities.others import others_before, others_end
from indexer.understanding.responsibilities.wording import BETWEEN, STEM, VERB, behind

_STARTS = re.compile(r"[，,：:]|（(?:以下|下)(?:统一|统)?(?:简称|称)为?[：:]?“?")
_BY = re.compile(
    r"(?<![自理缘事])由(?!于|此|来)|(?<=[府门关厅局会暂])(?:授权|委托)(?!的|书|人|代|给|其)"
    # 必须有主管部门参加审查.
    r"|(?<=必须|应当)有(?=[^，。；]{2,40}参加)"
)
# 市人民政府设立协调办公室，负责日常工作.
_SET_UP = re.compile(r"(?:设立|成立|组建)(?!的|以)(?=[^，。；、]{4,24}(?:，?(?:负责|统一|具体)))")
_IS = re.compile(
    r"(?:是|为|作为)(?P<matter>[^，。；是]{0,40}?)的?(?P<role>(?:行政)?主管(?:部门"
    r"|机关|单位)|登记管理机关|行政执法机关|监督管理(?:机关|部门)|审批机关|责任主体|第一责任(?:人|单位)|责任单位"
    r"|牵头(?:部门|单位)|实施主体|管护主体|监管主体|管理机构|执法主体)(?=$|[，。；（(])"
)
# 公安机关是负责登记的部门.
_IS_ONE = re.compile(r"是(?:负责|主管|承担)[^，。；（(]{2,40}的(?:部门|机关|机构)(?=$|[，。；（(])")
# 可以, 有权 give a power, and who has it answers for the matter.
_MODAL = re.compile(r"(?:应当|应|要(?!求)|须|必须|可以|有权|可(?![能见行靠持再]))(?!有|无|收|为)")
_WITH = re.compile(
    r"(?:应当|依法|可以)?(?:会同|商(?=国务院|同级|有关|省|市|国家|财政|教育|公安"
    r"|民政|司法|自然|生态|住房|交通|水利|农业|商务|文化|卫生|应急|人力|发展|工业|科技|税务|海关|中国))"
)
# 不予核发 tells who decides; 不得 tells what nobody does.
_REFUSES = re.compile(
    r"(?P<accepts>不予(?:受理|登记|备案)|不再(?:受理|办理|登记))|(?P<approves>不再(?:审批|审核|批准)|不予(?:行政)?(?:许可|核发|颁发|批准|审批|核准|认定|通过))"
    r"|(?P<declines>不予(?=[^，。；]{2,24}(?<!的)(?:$|[，。；])))"
)
_REFUSAL = {
    "accepts": DutyKind.ACCEPTS,
    "approves": DutyKind.APPROVES,
    "declines": DutyKind.CARRIES_OUT,
}
# 公安机关不得收取费用: what an office is told not to do.
_MUST_NOT = re.compile(r"不得(?=[^，。；]{3})(?![^，。；]{1,16}的，)")
_DENIED = re.compile(r"不得|不予|不再|无权|禁止|严禁|未(?!经|成年|来)|无法|没有")
_NO_DEED = re.compile(r"的|[^，。；]{0,30}[的时后]，")
# 本市加强…中心（以下简称中心）建设: of the sentence, not in it.
_OF_ANOTHER = re.compile(r"[，。；由向报经对将把是]|加强|推进|完善|设立|成立")
# 责成市城管局提出意见: minutes give duties so. What they propose (建议) is none yet.
_ASKED = re.compile(r"(?:会议)?(?:要求|责成|商请|请)(?=[市省县区各])")
# What a body does, by whatever verb: no list that goes on, nobody within it (主任会议, 有关部门),
# no denial, and nothing that others do (由市政府确定的单位).
_ACTS = re.compile(
    r"(?!的|[、和与及或等以人员内]|负责人|主要|主任|主席|委员长|秘书长|成员|代表|组成|授权|有关"
    r"|相关|所属|机关|各|指派|委派|卫生院|医院|中心|学校|[^，。；]{0,8}改为|不|无|未|没有|为主|而|所|来|$|[（(，。；])"
    r"(?![^，。；、]{1,8}的(?!规定|要求|标准|程序|原则|办法))[^，。；（、]{2,}"
)
# 本条例所称…，是指由…举办的: what a word means.
MEANS = re.compile(r"所称[^。；]{1,60}?(?:是|指|包括|系)|是指")
# 街道办事处（乡镇人民政府）, 中心（以下简称…）.
_ASIDE = re.compile(r"[（(][^（）()]{1,24}[）)]|”?）")
# 对…进行业务指导, 对…给予30％补助: what is done, whatever its noun.
_DOES = re.compile(r"对.*(?:进行|实施|实行|开展|给予|予以)$")
# 采取措施的期限不得超过…: of the measure, and no duty; …扣押商品的，纳税人应当…: a condition.
_CONDITION = re.compile(
    r"[^，。；]{1,60}的，|[^，。；]{1,40}时，(?:被|当事人|[^，。；]{2,8}(?:应当|不得|有权))|[^，。；]{1,60}，(?:参照|依照)?适用|[^，。；]{1,40}所需(?:经费|费用|资金)"
    r"|[^，。；]{1,40}的(?:经费|资金|费用|收费项目|收费标准|期限|标准|范围|方式|程序"
    r"|条件)[^，。；]{0,6}(?:不得|应当|为|一般|依照|按照)"
)
_NO_VERB = (
    r"(?!应当|可以|必须|组织|会同|依法|负责|按照|根据|依照|在|对(?!外)|要|督促|责成|设立|确定|领导|指导"
    r"|批准|同意|授权|委托|报)"
)
# 由财政部门拨付经费的单位: which ones.
_WHICH = re.compile(
    r"[^，。；、给对向符]{2,16}的(?:(?:事业)?(?:单位|企业|机构"
    r"|组织(?![、和](?:协调|指挥|实施|管理|领导|指导))|项目|场所)"
    r"|[^，。；、的]{0,6}(?:收费|基金))(?=$|[，。；、和自])"
)
# 国务院 ends before 建设主管部门, and is not what builds.
LONGER = re.compile(
    rf"(?:{STEM})[、和](?=[^，。；]{{2,120}}部门)|(?:{STEM})(?:行政|主管|管理|监督|安全)*(?:部门|机关|机构)"
    r"|办事处|便民|党群|监督管理(?:部门|机构)"
    rf"|{_NO_VERB}[^，。；：、的由向是为]{{2,10}}(?:工作|办事)(?:部门|机构)(?=负责|应当|可以|承担|办理)"
    rf"|{_NO_VERB}[^，。；：、的由向是为]{{2,10}}(?:行政|主管)(?:管理|主管)*部门"
    r"|(?:管理|负责|主管|承担|从事|分管)[^，。；]{1,16}的(?:部门|机关|机构)"
)
_OR_SO = re.compile(
    r"和单位|(?<=部门)等(?=，|应当|按照|可以|负责|共同)"
    r"|(?<=的部门)(?:或者|或|和|、)(?:工作)?机构"
)
_GOVERNMENT = re.compile(r"政府(?!采购|信息|投资|性|部门|规章|网站|指导|债券|办|主导|引导)")
_TREASURY = re.compile(r"财政(?!拨款|性|资金|预算|部门|支出|收入)")
# 教育行政部门和学校应当…: others in the list, who are no public bodies, end it.
_OTHERS = re.compile(
    r"(?:(?:、|以及|或者|[和及与])(?:其他|各级各类|各类|各|有关|相关)?(?:其(?:工作|执法|管理)?人员|其(?:交通|人民)?警察|学校|幼儿园|中小学校|高等(?:学校|院校)"
    r"|医院|医疗(?:卫生)?机构|教育机构|科研(?:机构|院所)|新闻媒体|广播电视|用人单位|企业事业单位|企业|事业单位"
    r"|[^，。；、和的]{2,8}科研(?:机构|院所|单位)|组织|社会团体|社会组织|群众组织|人民团体|行业协会|家庭|物业服务(?:企业|人)|运营单位|管理单位|建设单位|施工单位))+"
    r"(?=，?(?:应当|应(?!急)|必须|可以|按照|依法|在|协助|配合|共同|做好|负责|开展))"
)
# 价格主管部门确定和调整价格，应当…: what it does when it is to do so.
_DOING = re.compile(
    r"(?:制定|制订|确定|调整|作出|做出|实施|开展|进行|办理|受理|收到|接到|发现|编制|审查|审批|审核"
    r"|组织|建立|处理|查处|采取|认为|拟定|起草|发布|公布|变更|撤销|征收|征用|评估|检查|执行|行使|履行"
    r"|选择|设置|委托|购买|提供|指定|责成|划定|拟订|修改|举行|召开|需要|经|自|因|以|根据|按照|依照"
    r"|依据|结合|为了?|通过|在|对)(?!的)"
    r"[^。；]{1,70}(?<!的)，(?=(?:还|也|都|均|并)?(?:应当|应(?!急)|必须|可以|有权))"
    # 乡镇人民政府制定的预案，应当报县人民政府备案.
    r"|(?:制定|通过|作出|编制|发布)的[^。；]{1,60}，(?=应当(?:及时|依法|自[^，。；]{1,24}日内|在[^，。；]{1,24})?(?:报|送|向|备案|抄送))"
    # 依法没收的烟草专卖品，应当销毁.
    r"|(?:依法)?(?:没收|收缴|扣押|查封|暂扣|罚没|收回)的[^，。；]{1,40}，(?=应当|必须|可以)"
    # 发现…的，应当: who finds it has to; 责令…的，应当: whom it tells.
    r"|(?:发现|接到|收到|认为|对|受理|决定|认定|查明|需要|作出|吊销|撤销|扣留|给予|提出(?=需要))[^，。；]{1,80}的，(?:或者[^。；]{1,80}的，)?"
    r"(?=(?:还|也|都|均|并)?(?:应当|应(?!急)|必须|可以|有权))"
)
# 林业、水务等部门，按照各自职责…
_GOES_ON = re.compile(
    r"，(?:应当|必须|按(?:照|各自)|根据各自|依照各自|在各自|应(?!急)|负责|分别|依法|统一|可以"
    r"|对[^，。；]{2,40}(?:实施|进行|履行)[^，。；]{0,8}(?:监督|管理|指导))"
)
# What was done is no duty: 市财政局制定了…
_DONE = re.compile(r"了(?!解)|过(?!程)|的|之?[前后]，")
# A verb that begins a noun: 管理人员, 登记证.
_NOUN = re.compile(
    r"督查(?:室|组)|监察(?:局|委)|领导(?:人员|干部|班子|成员|小组|机构|体制)"
    r"|代表(?:组成|担任|出席)|"
    r"(?:管理|登记|许可|监督|检查|审批|执法|备案|规划|建设|公布|发布|规定"
    r"|制定)(?:人员|机构|部门|机关|证|的|单位|权限|条例|办法|信息)"
)


def subjects(sentence: str, begin: int, speaker: Speaker) -> Iterator[Found]:
    """At the beginning of a clause, each as far as the last one's verb."""
    starts = [begin, *(m.end() for m in _STARTS.finditer(sentence, begin))]
    done = begin
    for start in starts:
        aside = start > begin and sentence[start - 1] not in "，,：:"
        if start < done or (aside and _OF_ANOTHER.search(sentence, begin, start)):
            continue
        for one in _subject(sentence, start, speaker, "subject"):
            done = max(done, one.verb)
            yield one


def by(sentence: str, begin: int, speaker: Speaker) -> Iterator[Found]:
    """Behind 由; who is set up to do it."""
    if "立" in sentence or "组建" in sentence:
        for match in _SET_UP.finditer(sentence, begin):
            for one in _subject(sentence, match.end(), speaker, "by"):
                yield replace(one, rule="set_up")
    for match in _BY.finditer(sentence, begin):
        yield from _subject(sentence, match.end(), speaker, "by")


def _subject(sentence: str, start: int, speaker: Speaker, rule: str) -> tuple[Found, ...]:
    """The bodies that stand at ``start``, with the verb that follows them."""
    while start < len(sentence) and sentence[start] in " 　":
        start += 1
    asked = _ASKED.match(sentence, start)
    start = asked.end() if asked else start
    plain: tuple[tuple[NamedBody, ...], _After] | None = None
    for end in name_ends(sentence, start, speaker):
        # 负责管理地震工作的部门或者机构: one of them, by whatever name.
        same = _OR_SO.match(sentence, end)
        end = same.end() if same else end
        if LONGER.match(sentence, end):
            continue
        aside = _ASIDE.match(sentence, end)
        stands = aside.end() if aside else end
        others = _OTHERS.match(sentence, stands)
        stands = others.end() if others else stands
        after = _after(sentence, stands, speaker)
        # Behind 由 whatever is said next is the body's to do, by whatever verb.
        acts = (
            rule == "by"
            and after is None
            and (_ACTS.match(sentence, stands) or _ACTS.match(sentence, behind(sentence, stands)))
            and not MEANS.search(sentence, 0, start)
            and not sentence.endswith(PROVINCES, start, end)
        )
        if after is None and not acts:
            continue
        bodies = speaker.bodies(sentence[start:end])
        if rule == "by" and not bodies and end == start + 2:
            bodies = _own(sentence, start, speaker)
        bodies = tuple(b for b in bodies if not b.name.endswith(COURTS))
        if bodies and after is not None:
            return _of(bodies, after, start, rule, sentence, speaker)
        # 由县（市、区）殡仪馆承担 is nobody's of the county.
        if bodies and not COUNTIES.search(sentence[start:end]):
            # a longer name may follow: 由市政府督查室跟踪
            plain = bodies, _After(DutyKind.CARRIES_OUT, stands)
    if plain is None:
        means = rule == "by" and MEANS.search(sentence, 0, start)
        plain = None if means else _beside_others(sentence, start, speaker)
    if plain is None:
        after_others = others_before(sentence, start)
        return _subject(sentence, after_others, speaker, rule) if after_others else ()
    return _of(*plain, start, rule, sentence, speaker)


def _beside_others(
    sentence: str, start: int, speaker: Speaker
) -> tuple[tuple[NamedBody, ...], _After] | None:
    """教育行政部门和其他负有职责的单位应当…: as many of the list as are bodies."""
    for end in reversed(list(name_ends(sentence, start, speaker))):
        for stands in others_end(sentence, end):
            after = _after(sentence, stands, speaker)
            bodies = speaker.bodies(sentence[start:end]) if after else ()
            bodies = tuple(b for b in bodies if not b.name.endswith(COURTS))
            if bodies and after:
                return bodies, after
    return None


def _own(sentence: str, start: int, speaker: Speaker) -> tuple[NamedBody, ...]:
    """由政府购买学位, 由财政补助: of the one that speaks, or of the place."""
    if _GOVERNMENT.match(sentence, start):
        return tuple(replace(b, written="政府") for b in speaker.bodies("人民政府"))
    if _TREASURY.match(sentence, start):
        return tuple(replace(b, written="财政") for b in speaker.bodies("财政部门"))
    return ()


@dataclass(frozen=True, slots=True)
class _After:
    """What follows a body: ``with_``: the span of those it acts with."""

    kind: DutyKind
    verb: int
    matter: str = ""
    with_: tuple[int, int] | None = None


def _after(sentence: str, at: int, speaker: Speaker) -> _After | None:
    is_ = _IS.match(sentence, at)
    if is_:
        kind = DutyKind.LEADS if "牵头" in is_["role"] else DutyKind.RESPONSIBLE
        return _After(kind, is_.start(), is_["matter"].strip("的"))
    if _IS_ONE.match(sentence, at):
        return _After(DutyKind.RESPONSIBLE, at)
    modal = acted = False
    asked = at  # behind 应当
    told: int | None = None  # where the duty's words begin: 对…, 将…, else the verb
    if _GOES_ON.match(sentence, at):
        at += 1
    doing = _DOING.match(sentence, at)
    if doing and not _DENIED.search(sentence, at, doing.end()):
        at = doing.end()
    for _ in range(8):
        refused = _REFUSES.match(sentence, at)
        if refused:
            return _After(_REFUSAL[refused.lastgroup or ""], at)
        if sentence.startswith("组织", at):
            helped = _with(sentence, at + 2, speaker)
            if helped and helped.with_ and speaker.bodies(sentence[slice(*helped.with_)]):
                return helped
        verb = VERB.match(sentence, at)
        if verb:
            kind = DutyKind[verb.lastgroup or ""]
            begins = at if told is None else told
            if _tells(sentence, verb, modal):
                return _After(kind, begins)
            return _After(DutyKind.CARRIES_OUT, asked) if modal else None
        with_ = _WITH.match(sentence, at)
        if with_:
            return _with(sentence, with_.end(), speaker)
        if _MUST_NOT.match(sentence, at):
            return _After(DutyKind.CARRIES_OUT, at)
        if _DENIED.match(sentence, at):
            return None
        between = BETWEEN.match(sentence, at)
        if between is None:
            between = _DOING.match(sentence, at)
            if between is None or _DENIED.search(sentence, at, between.end()):
                break
        if not modal and _MODAL.match(sentence, at):
            modal, asked = True, between.end()
        acted = acted or _DOES.match(between[0]) is not None
        if between[0].startswith(("对", "将", "与", "为", "向")):
            told = at if told is None else told
        at = between.end()
    if acted and not modal:
        does = len(sentence) - at >= 2 and not _NO_DEED.match(sentence, at)
        return _After(DutyKind.CARRIES_OUT, at if told is None else told) if does else None
    if modal and len(sentence) - at >= (2 if acted else 4) and not _DENIED.match(sentence, at):
        return _After(DutyKind.CARRIES_OUT, at if told is None else told)
    return None


def _tells(sentence: str, verb: re.Match[str], modal: bool) -> bool:
    """Whether what a verb says is a duty. ``modal``: 应当 or the like stands before it."""
    if _NOUN.match(sentence, verb.start()) or _DONE.match(sentence, verb.end()):
        return False
    if modal:
        return True
    conditional = _CONDITION.match(sentence, verb.start()) or _WHICH.match(sentence, verb.start())
    return conditional is None and not sentence.startswith("改为", verb.end())


def _with(sentence: str, at: int, speaker: Speaker) -> _After | None:
    """会同 other bodies, and what they do together, by whatever verb."""
    plain = _After(DutyKind.LEADS, at)
    for end in name_ends(sentence, at, speaker):
        more = _OR_SO.match(sentence, end)
        rest = more.end() if more else end
        rest = rest + 1 if sentence.startswith("，", rest) else rest
        for _ in range(4):
            if VERB.match(sentence, rest):
                return _After(DutyKind.LEADS, rest, with_=(at, end))
            between = BETWEEN.match(sentence, rest)
            if between is None:
                break
            rest = between.end()
        if not _ACTS.match(sentence, rest) or LONGER.match(sentence, end):
            continue
        if plain.with_ is None or speaker.bodies(sentence[at:end]):
            plain = _After(DutyKind.LEADS, end, with_=(at, end))
    return plain if len(sentence) - at >= SHORT_DUTY else None


def _of(
    bodies: Sequence[NamedBody],
    after: _After,
    start: int,
    rule: str,
    sentence: str,
    speaker: Speaker,
) -> tuple[Found, ...]:
    own = [Found(b, after.kind, rule, start, after.verb, after.matter) for b in bodies]
    if after.with_ is None:
        return tuple(own)
    beside = speaker.bodies(sentence[slice(*after.with_)])
    helpers = [Found(b, DutyKind.ASSISTS, rule, start, after.verb) for b in beside]
    return (*own, *helpers)
