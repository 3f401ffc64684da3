"""The table of words that ranking by meaning ships: fitted to an encoder's vectors.

    python -m benchmarks.word_table ../shared/data indexer/meaning/table.npz

``../shared/data/meaning`` holds what multilingual-e5-small made of 55,795 articles of law and of
their words. Wanted are numbers for each word, such that the weighted sum of an article's words
points where the encoder's vector of the whole article does: least squares over all articles, drawn
towards the encoder's own vectors of the words, by conjugate gradients. Before that all is turned
into the 128 directions in which articles differ most. Words that the encoder was not asked about
(newer sub-words of the analyzer) are drawn towards nothing; of those in no article, the table
has what the encoder says of them.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from itertools import islice
from pathlib import Path

import numpy as np
from scipy import sparse

from analyzers.analyzer import default_analyzer
from benchmarks import workload

DIMENSIONS = 128
WORDS = 40_000  # the most frequent: 5.5 MB with their names
STEPS = 12
TOWARDS = 1.0  # how strongly words are drawn to the encoder's vectors of them


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    reader.add_argument("data", type=Path)
    reader.add_argument("output", type=Path)
    reader.add_argument("--dimensions", type=int, default=DIMENSIONS)
    reader.add_argument("--limit", type=int, help="only the first articles, to try it")
    chosen = reader.parse_args()
    path = chosen.data / "statute_retrieval" / "articles.jsonl.gz"
    texts = [f"{a['title']}\n{a['text']}" for a in workload.rows(path, chosen.limit)]
    meaning = chosen.data / "meaning"
    articles = np.load(meaning / "article_vectors.npy").astype(np.float32)[: len(texts)]
    of_words = np.load(meaning / "word_vectors.npy").astype(np.float32)
    asked = (meaning / "words.txt").read_text(encoding="utf-8").split("\n")
    began = time.perf_counter()
    held = [Counter(default_analyzer().terms(text)) for text in texts]
    frequency = Counter(word for words in held for word in words)
    words = [word for word, _ in frequency.most_common(WORDS)]
    unseen = (word for word in asked if word and word not in frequency)
    words += islice(unseen, WORDS - len(words))
    matrix = weighed(held, words, frequency)
    goals = unit(articles - articles.mean(0))
    turn = np.linalg.svd(goals[:: max(1, len(goals) // 12_000)], full_matrices=False)[2]
    turn = turn[: chosen.dimensions].T
    known = dict(zip(asked, (of_words - of_words.mean(0)) @ turn, strict=False))
    none = np.zeros(turn.shape[1], np.float32)
    start = np.stack([known.get(word, none) for word in words])
    table = fitted(matrix, goals @ turn, start)
    made = unit(matrix @ table)
    alike = float((made * unit(goals @ turn)).sum(1).mean())
    rarity = rarities(words, frequency, len(texts))
    save(chosen.output, words, table * rarity[:, None], made.mean(0))
    print(
        f"{len(words)} words, {table.shape[1]} numbers each, {chosen.output.stat().st_size} bytes; "
        f"cosine with the encoder {alike:.3f}; {time.perf_counter() - began:.0f} s"
    )


def rarities(words: list[str], frequency: Counter[str], count: int) -> np.ndarray:
    held = np.array([frequency[word] for word in words], np.float32)
    return np.maximum(np.log((count + 1) / (held + 0.5)), 0).astype(np.float32)


def weighed(
    held: list[Counter[str]], words: list[str], frequency: Counter[str]
) -> sparse.csr_matrix:
    """A row of length 1 for each text: rarity · count / (count + 1), as makers.py weighs."""
    places = {word: place for place, word in enumerate(words)}
    rarity = rarities(words, frequency, len(held))
    rows, columns, values = [], [], []
    for row, counts in enumerate(held):
        for word, count in counts.items():
            if word in places:
                rows.append(row)
                columns.append(places[word])
                values.append(rarity[places[word]] * count / (count + 1))
    made = sparse.csr_matrix(
        (np.array(values, np.float32), (rows, columns)), (len(held), len(words))
    )
    lengths = np.sqrt(np.asarray(made.multiply(made).sum(1)).ravel())
    return (sparse.diags((1 / np.maximum(lengths, 1e-6)).astype(np.float32)) @ made).tocsr()


def fitted(matrix: sparse.csr_matrix, goals: np.ndarray, start: np.ndarray) -> np.ndarray:
    """start · a + d, the d that makes matrix · (start · a + d) nearest to the goals, with a
    penalty on d; all columns at once."""
    first = matrix @ start
    scaled = start * ((first * goals).sum() / (first * first).sum())
    turned = matrix.T.tocsr()
    residue = turned @ (goals - matrix @ scaled)
    found, step = np.zeros_like(scaled), residue.copy()
    left = (residue * residue).sum(0)
    for _ in range(STEPS):
        image = turned @ (matrix @ step) + TOWARDS * step
        length = left / np.maximum((step * image).sum(0), 1e-12)
        found += length * step
        residue -= length * image
        now = (residue * residue).sum(0)
        step = residue + now / np.maximum(left, 1e-12) * step
        left = now
    return scaled + found


def unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def save(path: Path, words: list[str], rows: np.ndarray, centre: np.ndarray) -> None:
    """As makers.py reads it: each row in bytes of its largest number."""
    largest = np.maximum(np.abs(rows).max(1), 1e-9)
    np.savez(
        path,
        words=np.frombuffer("\n".join(words).encode(), np.uint8),
        rows=np.round(rows / largest[:, None] * 127).astype(np.int8),
        scales=(largest / 127).astype(np.float16),
        centre=centre.astype(np.float32),
    )


if __name__ == "__main__":
    main()
