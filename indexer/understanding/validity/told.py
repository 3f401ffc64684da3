"""What is named and is no target: told of in passing, a draft, a paper that is no instrument."""

from __future__ import annotations

import re

from analyzers.folding import fold
from indexer.understanding.validity.references import Reference
from indexer.understanding.validity.spans import pattern

_HISTORY_AFTER = pattern(
    r"^[ ]*(?:第[^,。]{1,3}次)?(?:修正|修订|修改|批准)|^[ ]*(?:明确)?(?:规定|要求|指出|明确),"
    r"|^[ ]*的(?:规定|要求|精神|有关规定|相关规定|决定精神)"
    r"|^[ ]*(?:已经|业经|已由|已于|经)[^。;]{0,90}(?:通过|审议|批准|同意|施行|公布)"
    r"|^[ ]*,?现?(?:予以?)(?:公布|发布|印发)|^[ ]*(?:所附|附件|中?所列|所载|中?列明)"
    r"|^[ ]*(?:一文|中)?(?:写道|声称|称|表示|提到|提出|载明|记载|所述)"
    r"|^[ ]*(?:制定|制订|印发|下发)(?:的|了)|^[ ]*以?外(?=,|$)"
    r"|^[ ]*,?自(?:{D}|[^,。;]{2,10})起(?:施行|实施|执行|生效)(?!的)"
)
HISTORY_BEFORE = re.compile(
    r"(?:根据|依据|依照|按照|参照|遵照|贯彻落实|贯彻|落实|为了?[^,]{0,12}|现公布|现发布|现印发|现将"
    r"|违反|适用|转发|公布|印发|发布)(?:了|国务院|中共中央|省政府|市政府)?$"
)
# Papers that lapse and are no instruments: permits, certificates, rulings.
_PAPER = re.compile(
    r"(?:证|证书|证明|执照|通知书|决定书|意见书|申请书|合同|协议|批准书|许可书|印章|公章|票据|凭证"
    r"|牌照|证件|批件|批复书|登记表|审批表|裁定书|判决书|调解书|任务书|票)$"
)


def is_history(after: str, before: str) -> bool:
    """Whether the title is only told of: 根据《甲》修正的, 《甲》已经…通过, 现公布《甲》."""
    if _HISTORY_AFTER.search(after) is not None:
        return True
    return HISTORY_BEFORE.search(before.rsplit(",", 1)[-1]) is not None


_DRAFT = re.compile(r"[(](?:[^()]{0,12})?(?:征求意见|送审|审议|讨论|草案)[^()]{0,8}[)]$|草案$")


def is_draft(one: Reference) -> bool:
    """《甲（送审稿）》 is talked about, and is nothing yet that could end."""
    return one.title is not None and _DRAFT.search(fold(one.title)) is not None


# A short name that the text did not explain: 2018年版《办法》.
_KIND_ONLY = re.compile(
    r"(?:办法|规定|条例|通知|意见|细则|解释|决定|方案|公告|安排|规则|暂行办法)$"
)


def is_paper(one: Reference) -> bool:
    if one.title is None:
        return False
    short = one.number is None and _KIND_ONLY.fullmatch(one.title) is not None
    return short or _PAPER.search(one.title) is not None
