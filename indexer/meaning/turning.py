"""What was learned of a library's questions: how their vectors are turned.

A question's vector q becomes q + qW + the mean way of its pieces. W is the same for all questions;
what two adjacent characters of a question mean beside that, in this library, is in a row of their
own: 打工 and 欠薪 lead where their questions were answered. Of pieces that no judged question had
nothing is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from analyzers.folding import fold
from indexer.meaning.makers import Vectors

# Questions are not longer than this to learning: a pasted page is like no question.
_LONGEST = 200


def pieces(question: str) -> list[str]:
    """Its adjacent pairs of characters, once each.

    >>> pieces("不发工资怎么办")
    ['不发', '发工', '工资', '资怎', '怎么', '么办']
    """
    return list(dict.fromkeys(map("".join, pairwise(fold(question[:_LONGEST])))))


@dataclass(frozen=True, slots=True, eq=False)
class Turn:
    """``whole``: W. ``known``: piece → its row of ``ways``."""

    whole: Vectors
    known: Mapping[str, int]
    ways: Vectors

    def of(self, made: Vectors, question: str) -> Vectors:
        """The vector that a maker ``made`` of a question, turned."""
        said = pieces(question)
        rows = [self.known[piece] for piece in said if piece in self.known]
        turned = made + made @ self.whole
        if rows:
            turned = turned + self.ways[rows].sum(0) / np.float32(len(said) ** 0.5)
        return np.asarray(turned, np.float32)
