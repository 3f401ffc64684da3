"""Adjacent pairs of Chinese characters, as numbers.

Words alone miss strings that straddle them; pairs miss none. A pair's code is the first
character's offset from U+3400 times 2¹⁶ plus the second's. The Chinese characters here are
U+3400 to U+9FFF and U+3007 (〇); a string with others is found by its other pairs and the text.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analyzers.folding import FIRST_CHINESE, LAST_CHINESE

_FIRST, _LAST = FIRST_CHINESE, LAST_CHINESE
# 〇 is typed as a Chinese character; it takes the first code after the block.
_ZERO = 0x3007


def pair_codes(folded: str) -> NDArray[np.uint32]:
    """The code of each adjacent pair of Chinese characters of a folded text, in text order.

    Shape (number of pairs,); a pair that stands twice is given twice.
    """
    codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), np.uint32)
    # Unsigned: what stands before the block wraps around to far above it.
    index = np.where(codes == _ZERO, np.uint32(_LAST + 1), codes) - np.uint32(_FIRST)
    chinese = index <= _LAST + 1 - _FIRST
    both = chinese[:-1] & chinese[1:]
    return (index[:-1][both] << np.uint32(16)) | index[1:][both]


def pair_strings(folded: str) -> list[str]:
    """The same pairs as two-character strings, in text order, repeated as often as they stand."""
    chinese = [_is_chinese(c) for c in folded]
    return [folded[i : i + 2] for i in range(len(folded) - 1) if chinese[i] and chinese[i + 1]]


def pair_code(a: str, b: str) -> int:
    """The code of one pair. Raises ValueError if either is no Chinese character."""
    codes = pair_codes(a + b)
    if len(codes) != 1:
        raise ValueError(f"not a pair of Chinese characters: {a + b!r}")
    return int(codes[0])


def chinese_pairs(folded: str) -> list[str]:
    """The distinct pairs of a folded query as two-character strings, in order."""
    return list(dict.fromkeys(pair_strings(folded)))


def query_pairs(folded: str) -> list[int]:
    """The distinct pair codes of a folded query, in order of first appearance."""
    return list(dict.fromkeys(pair_codes(folded).tolist()))


def is_chinese(folded: str) -> bool:
    """Whether the text is Chinese characters and nothing else."""
    return bool(folded) and all(map(_is_chinese, folded))


def _is_chinese(character: str) -> bool:
    return _FIRST <= ord(character) <= _LAST or ord(character) == _ZERO
