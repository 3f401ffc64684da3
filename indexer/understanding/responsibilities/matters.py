"""What a duty is about."""

from __future__ import annotations

import re

_LEADING_VERB = re.compile(
    r"^(?:(?:负责|主管|牵头|承担|组织实施|组织|统筹|指导|协调|协助|配合|参与|做好"
    r"|开展|实施|依法|具体|全面|统一|加强|推进|监督"
    r"|审批|审核|受理|落实|制定|编制|查处|对|本行政区域内?的?|本辖区内?的?|全国|全省"
    r"|全市|全县|所属|各自|相关|有关|应当|和|、|并|及)+)"
)
_TAIL = re.compile(
    r"(?:的)?(?:监督管理|综合管理|日常管理|组织实施|统筹协调"
    r"|指导协调)?(?:等)?(?:相关|有关)?(?:工作|职责|任务|事项)?$"
)


def matter_of(duty: str) -> str:
    """What a duty is about; empty where its words do not tell.

    >>> matter_of("负责停车场的监督管理工作"), matter_of("主管全国教育工作")
    ('停车场', '教育')
    """
    first = re.split(r"[，,；;。：:]", duty, maxsplit=1)[0]
    bare = _LEADING_VERB.sub("", first)
    bare = _TAIL.sub("", bare).strip("的 　")
    return bare if 2 <= len(bare) <= 40 else ""
