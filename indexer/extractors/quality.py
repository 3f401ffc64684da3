"""How far an extracted text can be trusted, by the text alone.

Used twice: page by page to choose between two readings of a PDF, and at the end of every
extraction, whatever the format, for the mark that staff see.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from indexer.model import Quality

Codes = NDArray[np.uint32]
Flags = NDArray[np.bool_]

# Below these a document is marked for a look. Real, good files of the development data stand at
# mapped ≥ 0.998, garbage ≤ 0.002, coverage ≥ 0.7 (blank backs of covers and of sections).
_MIN_MAPPED = 0.98
_MAX_GARBAGE = 0.01
_MIN_COVERAGE = 0.6
_MIN_CONFIDENCE = 0.90  # RapidOCR is surer than that of all but bad pages
_MIN_CHINESE = 0.3
_FEW = 20  # characters; a shorter text shows no ratios

_CID = re.compile(r"\(cid:\d+\)")
_UNMAPPED = ((0xFFFD, 0xFFFD), (0xE000, 0xF8FF), (0xF0000, 0x10FFFF))
_CHINESE = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
_OTHER_LETTERS = (
    *((0x41, 0x5A), (0x61, 0x7A), (0xC0, 0x24F), (0x370, 0x52F), (0x5D0, 0x6FF)),
    *((0x3041, 0x30FF), (0xAC00, 0xD7A3), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A)),
)
_BLANK = ((0x09, 0x0D), (0x20, 0x20), (0xA0, 0xA0), (0x2000, 0x200B), (0x3000, 0x3000))
_CONTROL = ((0x00, 0x08), (0x0E, 0x1F), (0x7F, 0x9F))
# Text of GB 18030 read as Latin-1: runs of accented letters; and what converters leave behind.
_MOJIBAKE = re.compile("[\u00a1-\u00ff]{4,}|锟斤拷|烫烫烫|屯屯屯|[ÃÂ][\u0080-\u00bf]")
# The rare characters that UTF-8 makes of common ones when it is read as GB 18030 (鐨勪腑鏂).
_MISREAD = np.array([ord(c) for c in "锛鐨勩涓鏄鍦绗鍙鏉鍥"], dtype=np.uint32)
# 规(guī)范: mirrors strew the reading of a character after it to mark their copies.
_PINYIN = re.compile(
    r"[\u4e00-\u9fff][(（](?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])"
    r"[aoeiuvüāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]{1,3}(?:ng|n|r)?[)）](?=[\u4e00-\u9fff])"
)
_FEWEST_PINYIN = 3
# One character over and over is noise, but for what forms and tables of contents are ruled with.
_RULED = np.array([ord(c) for c in ".·…!—-_=*＿－─━|+~、。○〇□■×xX0123456789"], dtype=np.uint32)
_RUN = 8


@dataclass(frozen=True, slots=True)
class Counts:
    """What :func:`count` finds in a text, in characters."""

    visible: int
    letters: int
    chinese: int
    unmapped: int
    garbage: int
    pinyin: int

    @property
    def mapped(self) -> float:
        return 1.0 - self.unmapped / self.visible if self.visible else 1.0

    @property
    def chinese_share(self) -> float:
        return self.chinese / self.letters if self.letters else 1.0

    @property
    def garbage_share(self) -> float:
        return min(1.0, self.garbage / self.visible) if self.visible else 0.0


def count(text: str) -> Counts:
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
    blank = _within(codes, _BLANK)
    chinese = int(_within(codes, _CHINESE).sum())
    cids = sum(len(found[0]) for found in _CID.finditer(text)) if "(cid:" in text else 0
    garbage = int(_within(codes, _CONTROL).sum()) + _repeated(codes, blank)
    garbage += sum(len(found[0]) for found in _MOJIBAKE.finditer(text))
    misread = int(np.isin(codes, _MISREAD).sum())
    if misread > max(3, chinese // 20):  # one of them is a rare word, many are a misreading
        garbage += chinese
    return Counts(
        visible=len(codes) - int(blank.sum()),
        letters=chinese + int(_within(codes, _OTHER_LETTERS).sum()),
        chinese=chinese,
        unmapped=int(_within(codes, _UNMAPPED).sum()) + cids,
        garbage=garbage,
        pinyin=len(_PINYIN.findall(text)),
    )


def _within(codes: Codes, ranges: tuple[tuple[int, int], ...]) -> Flags:
    inside: Flags = np.zeros(len(codes), dtype=np.bool_)
    for low, high in ranges:
        inside |= (codes >= low) & (codes <= high)
    return inside


def _repeated(codes: Codes, blank: Flags) -> int:
    """Characters in runs of one and the same."""
    if len(codes) < _RUN:
        return 0
    starts = np.flatnonzero(np.concatenate(([True], codes[1:] != codes[:-1])))
    lengths = np.diff(np.append(starts, len(codes)))
    noise = (lengths >= _RUN) & ~blank[starts]
    if not noise.any():
        return 0
    noise &= ~np.isin(codes[starts], _RULED)
    return int(lengths[noise].sum())


# Anything that count() may hold against a text.
_SUSPECT = re.compile(
    "[\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff\x00-\x08\x0e-\x1f\x7f-\x9f]|\\(cid:"
    "|[\u00a1-\u00ff]{2}|[锛鐨勩涓鏄鍦绗鍙鏉鍥锟烫屯]|(\\S)\\1{7}"
)


_QUESTIONS = re.compile(r"\?{2,}")
_FEWEST_QUESTIONS, _QUESTIONS_SHARE = 8, 0.02  # of the visible characters


def is_good(text: str) -> bool:
    """Whether a page's text needs no second reading."""
    if not _SUSPECT.search(text):
        return True
    counts = count(text)
    return counts.mapped >= _MIN_MAPPED and counts.garbage_share <= _MAX_GARBAGE


def score(text: str) -> float:
    """To choose between two readings of one page: well-read characters, bad ones against it."""
    counts = count(text)
    return counts.visible - 3.0 * (counts.unmapped + counts.garbage)


def assess(text: str, known: Quality | None = None, *, pages: int | None = None) -> Quality:
    """The quality of a whole text. ``known`` brings what only the extractor knows, coverage and
    confidence, and doubts of its own; those stay first."""
    known = known or Quality()
    counts = count(text)
    quality = replace(
        known,
        mapped=round(counts.mapped, 4),
        chinese=round(counts.chinese_share, 4),
        garbage=round(counts.garbage_share, 4),
    )
    doubts = dict.fromkeys((*known.doubts, *_doubts(quality, counts, pages), *_lost(text, counts)))
    return replace(quality, doubts=tuple(doubts))


def _doubts(quality: Quality, counts: Counts, pages: int | None) -> list[str]:
    doubts = []
    if quality.mapped < _MIN_MAPPED:
        doubts.append(f"{_percent(1 - quality.mapped)} 的字符无法识别")
    if quality.garbage > _MAX_GARBAGE:
        doubts.append(f"约 {_percent(quality.garbage)} 的文字疑似乱码")
    if counts.letters >= _FEW and quality.chinese < _MIN_CHINESE:
        doubts.append(f"中文仅占 {_percent(quality.chinese)}")
    if quality.coverage < _MIN_COVERAGE:
        total = f"{pages} 页中" if pages else ""
        doubts.append(f"{total}{_percent(1 - quality.coverage)} 的页面没有文字")
    if quality.confidence is not None and quality.confidence < _MIN_CONFIDENCE:
        doubts.append(f"文字识别的平均可信度仅 {_percent(quality.confidence)}")
    if counts.pinyin >= _FEWEST_PINYIN:
        doubts.append(f"夹有 {counts.pinyin} 处注音，疑为转载网页加入的干扰")
    if counts.visible < _FEW:
        doubts.append(f"全文只有 {counts.visible} 个字符")
    return doubts


def _lost(text: str, counts: Counts) -> list[str]:
    """What a program writes for characters that the encoding it was told to use has not."""
    marks = sum(map(len, _QUESTIONS.findall(text)))
    if marks < _FEWEST_QUESTIONS or marks < _QUESTIONS_SHARE * counts.visible:
        return []
    return [f"有 {marks} 个成串的问号，原来的文字可能在转换编码时丢失"]


def _percent(share: float) -> str:
    return f"{share:.1%}" if share < 0.1 else f"{share:.0%}"
