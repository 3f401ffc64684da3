"""Titles within a title stand in single marks, wherever a document is named."""

from __future__ import annotations

import pytest

from indexer.model.citing import citation, in_marks


@pytest.mark.parametrize(
    ("title", "known"),
    [
        ("关于印发《加装电梯办法》的通知", "《关于印发〈加装电梯办法〉的通知》"),
        ("《加装电梯办法》", "《加装电梯办法》"),
        ("《甲办法》和《乙办法》", "《〈甲办法〉和〈乙办法〉》"),
    ],
)
def test_titles_in_titles_have_single_marks(title: str, known: str) -> None:
    assert in_marks(title) == known


def test_a_citation_has_the_number_and_the_article() -> None:
    known = "《加装电梯办法》（栖建发〔2024〕3号）第三条"
    assert citation("加装电梯办法", "栖建发〔2024〕3号", "第三条") == known
    assert citation("加装电梯办法", None) == "《加装电梯办法》"
