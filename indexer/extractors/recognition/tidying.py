"""What recognition writes otherwise than documents do: blanks, punctuation, numbers."""

from __future__ import annotations

import re

_CJK = "\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”‘’—…"
_BLANK_AT_CHINESE = re.compile(rf"(?<=[{_CJK}])\s+|\s+(?=[{_CJK}])")
# A dash between figures comes out as the figure one: GB 3548一83.
_DASH = re.compile(r"(?<=[0-9A-Za-z])一(?=[0-9])")
# Brackets of a document number, and the zero of a year in Chinese figures.
_NUMBER = re.compile(r"[\[【〔［(（<〈]\s*((?:19|20)\d{2})\s*[\]】〕］)）>〉]\s*(\d{1,4})\s*号")
_ZERO = re.compile(r"(?<=[一二三四五六七八九〇])[O0o○]+(?=[〇O0o○一二三四五六七八九年])")
_HALF_WIDTH = re.compile(rf"(?<=[{_CJK}])[,;:?!()]|[(](?=[{_CJK}])")
_FULL_WIDTH = str.maketrans(",;:?!()", "，；：？！（）")


def tidy(text: str) -> str:
    """Without the blanks that recognition sets around Chinese characters, and with the full-width
    punctuation that belongs to them."""
    text = _DASH.sub("—", _BLANK_AT_CHINESE.sub("", text))
    text = _NUMBER.sub(r"〔\1〕\2号", text)
    text = _ZERO.sub(lambda found: "〇" * len(found[0]), text)
    return _HALF_WIDTH.sub(lambda found: found[0].translate(_FULL_WIDTH), text)
