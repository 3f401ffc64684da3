"""Publishing, withholding, removing: each with who, why and its entry in the audit log."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.catalogue import Act, Catalogue
from indexer.model import PolicyDocument
from indexer.model.publication import withheld_for
from indexer.stewardship.correcting import By


def decide(
    catalogue: Catalogue, ids: Sequence[str], by: By, *, published: bool
) -> dict[str, PolicyDocument]:
    """Publish or withhold them, all or none; as they were before. Raises DocumentNotFound."""
    before = {identity: catalogue.document(identity) for identity in ids}
    action = "document.publish" if published else "document.withhold"
    with catalogue.write() as writer:
        for identity, document in before.items():
            details = {"before": "published" if document.published else "withheld", "why": by.why}
            if published and not document.published:
                details["found"] = withheld_for(document.values)
            writer.publish(identity, published, who=by.who)
            writer.audit(Act(by.who, action, identity, details, by.via))
    return before


def remove(catalogue: Catalogue, ids: Sequence[str], by: By) -> dict[str, PolicyDocument]:
    """Remove them, all or none; as they were before. They stay away as long as their files stay
    as they are. Raises DocumentNotFound."""
    before = {identity: catalogue.document(identity) for identity in ids}
    with catalogue.write() as writer:
        for identity, document in before.items():
            details = {"title": document.title, "why": by.why}
            writer.delete(identity)
            writer.audit(Act(by.who, "document.remove", identity, details, by.via))
    return before
