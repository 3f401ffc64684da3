"""What may have ended a document, as all that is said of it has it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from indexer.catalogue.catalogue import Catalogue
from indexer.model import Basis, Evidence, Mention, RelationType
from indexer.model.errors import DocumentNotFound
from tests.indexer.catalogue.making import document
from tests.indexer.catalogue.test_succession import library

DOGS = "云栖市犬类管理规定"
REPEAL = Mention(RelationType.REPEALS, Evidence(Basis.EXTRACTED, "test", "废止"), target_title=DOGS)
_ENDING = (RelationType.REPEALS, RelationType.LAPSES, RelationType.VERSION_OF)


def test_endings_are_those_of_the_relations(catalogue: Catalogue) -> None:
    with catalogue.write() as writer:
        for each in library():
            writer.put(each)
        writer.put(replace(document("sweep", "关于废止部分法规的决定"), mentions=(REPEAL,)))
        writer.put(document("dogs", DOGS, effective="2001-01-01"))
    assert [len(catalogue.endings(i)) for i in ("old", "new", "dogs")] == [1, 0, 1]
    for identity in ("old", "middle", "new", "sweep", "dogs"):
        said = [
            link
            for link in catalogue.relations(identity)
            if link.direction == "in" and link.relation.mention.type in _ENDING
        ]
        assert sorted(catalogue.endings(identity), key=repr) == sorted(said, key=repr)
    with pytest.raises(DocumentNotFound):
        catalogue.endings("none")
