"""Whether a document may be shown: claims that no reader is told of."""

from __future__ import annotations

from indexer.model.evidence import Basis, Values
from indexer.model.findings import FindingKind

# A claim that holds the document back, or that staff have released it.
PUBLICATION = "publication"
# Claims for staff: of no document that is shown.
FINDINGS = "findings"
INTERNAL = (FINDINGS, PUBLICATION)
WITHHELD, RELEASED = "withheld", "released"


def is_published(values: Values) -> bool:
    """Staff's word; else nothing that withholds, by declaration or by a finding."""
    claims = values.get(PUBLICATION, ())
    reviewed = [v.value for v in claims if v.evidence.basis is Basis.REVIEWED and v.value]
    if reviewed:
        return reviewed[-1] != WITHHELD
    return all(claim.value != WITHHELD for claim in claims)


def withheld_for(values: Values) -> str:
    """Why it is not published, for staff: the kinds found, or who says so."""
    found = dict.fromkeys(
        FindingKind(v.evidence.rule).label
        for v in values.get(PUBLICATION, ())
        if v.evidence.rule in list(FindingKind)
    )
    if found:
        return "、".join(found)
    bases = {v.evidence.basis for v in values.get(PUBLICATION, ()) if v.value == WITHHELD}
    return "工作人员决定" if Basis.REVIEWED in bases else "清单或记录写明不公开"
