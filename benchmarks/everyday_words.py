"""The table of everyday words that orders the passages of answers: what says the same is near.

    python -m benchmarks.everyday_words ENCODER DICTIONARY indexer/meaning/everyday.npz

``ENCODER`` is a folder with a sentence encoder (indexer/meaning/encoder.py; shipped is what
bge-small-zh-v1.5 makes), ``DICTIONARY`` the one of jieba (``dict.txt``: word, count, kind). Of its
most frequent words, names left out, each is encoded by itself; what all have in common is left
out, and of the directions in which they differ the 128 strongest stay. The counts say how much a
word tells: as they are of no library, neither is what comes of them.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from indexer.meaning.encoder import Encoder
from indexer.meaning.makers import Vectors

WORDS, DIMENSIONS = 40_000, 128
LONGEST = 6  # characters
_NAMES = frozenset(("nr", "nrt", "nrfg", "ns"))
_BATCH = 2_000
# A word that is a twentieth of all (its logarithm is 3) says nothing; rarer than so many counts in
# the dictionary all say as much.
_COMMON, _RARE = 3.0, 50


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    reader.add_argument("encoder", type=Path)
    reader.add_argument("dictionary", type=Path)
    reader.add_argument("output", type=Path)
    chosen = reader.parse_args()
    counts = dict(_counts(chosen.dictionary))
    total = sum(count for count, _ in counts.values())
    fit = [(count, word) for word, (count, kind) in counts.items() if _is_fit(word, kind)]
    words = [word for _, word in sorted(fit, reverse=True)[:WORDS]]
    rows = _strongest(_encoded(Encoder(chosen.encoder), words))
    rarity = [max(0.0, math.log(total / (counts[w][0] + _RARE)) - _COMMON) / 3 for w in words]
    largest = np.abs(rows).max(1, keepdims=True)
    np.savez(
        chosen.output,
        words=np.frombuffer("\n".join(words).encode(), np.uint8),
        rows=np.round(rows / largest * 127).astype(np.int8),
        rarity=np.array(rarity, np.float16),
    )
    print(f"{len(words)} words, {rows.shape[1]} numbers each, {chosen.output.stat().st_size} bytes")


def _counts(path: Path) -> Iterator[tuple[str, tuple[int, str]]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        word, count, *kind = line.split()
        yield word, (int(count), kind[0] if kind else "")


def _is_fit(word: str, kind: str) -> bool:
    return len(word) <= LONGEST and word.isalpha() and not word.isascii() and kind not in _NAMES


def _encoded(encoder: Encoder, words: list[str]) -> Vectors:
    made = []
    for at in range(0, len(words), _BATCH):
        made.append(encoder.texts(words[at : at + _BATCH]))
        print(f"{at + len(made[-1])} of {len(words)}", flush=True)
    return np.concatenate(made)


def _strongest(vectors: Vectors) -> Vectors:
    """Rows of length 1 in the directions in which they differ most."""
    differing = vectors - vectors.mean(0)
    _, directions = np.linalg.eigh(differing.T @ differing)
    rows = differing @ directions[:, ::-1][:, :DIMENSIONS]
    turned: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return turned


if __name__ == "__main__":
    main()
