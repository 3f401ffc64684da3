"""What a builder makes of texts, against doing it one by one."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analyzers.pairs import pair_codes
from indexer.engines.whoosh.builder import narrowed, pairs_of, widened

# Chinese, not Chinese, and what is taken for a border between texts.
letters = st.sampled_from("政府信息公开〇ab 1\n\u3400\u3401")


@given(texts=st.lists(st.text(letters, max_size=12), min_size=1, max_size=8))
def test_pairs_of_many_texts_are_those_of_each(texts: list[str]) -> None:
    codes, lengths = pairs_of(texts)
    each = [pair_codes(text) for text in texts]
    assert lengths.tolist() == [len(found) for found in each]
    assert codes.tolist() == np.concatenate(each).tolist()


def test_pair_codes_keep_their_order_in_fewer_bits() -> None:
    ends = "\u3007\u3400\u3401政\u9ffe\u9fff"
    codes = np.unique(np.concatenate([pair_codes(a + b) for a in ends for b in ends]))
    keys = narrowed(codes.astype(np.uint64))
    assert (np.diff(keys.astype(np.int64)) > 0).all()
    assert int(keys.max()) < 2**30
    assert widened(keys).tolist() == codes.tolist()
