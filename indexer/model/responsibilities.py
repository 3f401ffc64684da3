"""Who answers for what, by the clauses that say so."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.model.evidence import Evidence
from indexer.model.labels import LabelledEnum

# A document's warning where the rules for duties failed on it.
DUTIES_UNREAD = "职责条款未能读出（程序出错），其余照常"


class DutyKind(LabelledEnum):
    RESPONSIBLE = "responsible", "负责"
    LEADS = "leads", "牵头"
    ASSISTS = "assists", "配合"
    APPROVES = "approves", "审批"
    ACCEPTS = "accepts", "受理"
    SUPERVISES = "supervises", "监督"
    ENFORCES = "enforces", "查处"
    CARRIES_OUT = "carries_out", "办理"


class BodyLevel(LabelledEnum):
    NATION = "nation", "国家"
    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "县级"
    TOWNSHIP = "township", "乡级"
    VILLAGE = "village", "村居"
    ANY = "any", "各级"


@dataclass(frozen=True, slots=True)
class Responsibility:
    """``body`` as it is written, ``name`` in full as far as it can be told; ``duty`` is what it has
    to do, in the clause's words; ``matter`` what that is about. The evidence is the clause."""

    body: str
    name: str
    level: BodyLevel
    kind: DutyKind
    duty: str
    matter: str
    evidence: Evidence
