"""Companies that stand in a list of offices are none; what nobody can be sent to is no body."""

import pytest

from indexer.understanding.metadata.authority import Authority
from indexer.understanding.responsibilities.bodies import bodies_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("供水、燃气等单位", []),
        ("公安、供水等单位", ["公安部门"]),
        ("各个行政机关", []),
        ("公安、消防等单位", ["公安部门", "消防部门"]),
        ("安监、供电、燃气等部门", ["安监部门", "供电部门", "燃气部门"]),
    ],
)
def test_bodies_of_a_list(text: str, names: list[str]) -> None:
    assert [body.name for body in bodies_in(text, Authority.load(), ())] == names
