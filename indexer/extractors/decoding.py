"""Bytes → text, in the encodings that offices have, without control characters."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

import charset_normalizer

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_SAMPLE = 1 << 16
_BAD = 0.02  # of the characters that may be lost before the encoding itself is in doubt
_LEAST_UTF16 = 0.2
_DECLARED = 0.1  # what a declaration counts, against the share of common characters

# The most frequent characters of official texts, in both scripts. Of a text that is read in its
# own encoding they are most; of one that is misread, hardly any.
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子"
    "说产种面方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机"
    "当使点从业本去把性应开它合还因由其些然前外天政四日社义事平形相全表间样与关各重新线内数正心反"
    "明看原又比或但质气第向道此变条只没结解问意建月公无系立代已通并提直题程五果料员位入常文总次品"
    "式活设及管特件长求基资边流路级少统接知组见计别根期论运农指九区强放决做必先回任取据处给光门即"
    "保治北造百规热领七海口东导金增争济油思交受联什认六共权收证改清己再转更单切打教速带安场车务具"
    "万每目至达走积示报类八名确技信马节整空元况今集土许步群需段研界究且织影算低持音书布复容须际商"
    "非验连深难近千周素备办青省列习响约支般便往历市克消构府称准精值号率族划选标存候亲快效院查型按"
    "格易置派层片始专状育识适属包住调满县局照参红细引该严监督印贯彻执落责任法律章则附"
    "個們這為國來時說對會發動過種後學經進開關電機與實務處導級據設權條規總報農業區縣辦廳標準證號應"
    "將場員項請頒佈際專單續達調適簡廣術環險訂舊歲圖書聯從長門問間無體當點還實現樣結變題"
)
_CHINESE = re.compile("[\u3400-\u9fff\uf900-\ufaff\ue000-\uf8ff\ufffd\U00020000-\U0003ffff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and how it was read; ``replaced`` counts what could not be decoded."""

    text: str
    encoding: str
    replaced: int = 0

    @property
    def warnings(self) -> tuple[str, ...]:
        if self.replaced:
            return (f"有 {self.replaced} 处无法按 {self.encoding} 解码",)
        return (f"文件混用 {self.encoding} 编码",) if "、" in self.encoding else ()


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Decode by byte order mark, then UTF-8, then whichever of the ``declared`` encoding,
    GB18030, Big5 and UTF-16 without a mark makes the most common characters; what fits none is
    read line by line, with U+FFFD for the rest.

    UTF-8 comes before the declaration: bytes that happen to be valid UTF-8 are UTF-8, whatever
    a page says of itself.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data.decode(encoding, "replace").removeprefix("\ufeff")
            lost = text.count("\ufffd")
            if lost <= _BAD * len(text):
                return Decoded(text, encoding.removesuffix("-sig"), lost)
            data = data.removeprefix(mark)  # set before a text of another encoding
    readings = list(_readings(data, declared))
    if readings:
        return max(readings, key=lambda reading: reading[0])[1]
    return _forgiving(data)


def _readings(data: bytes, declared: str | None) -> Iterator[tuple[float, Decoded]]:
    """The encodings that fit every byte, each with how much its text looks like one."""
    if b"\0" not in data[:_SAMPLE]:
        utf8 = _strict(data, "utf-8")
        if utf8 is not None:
            yield 2.0, utf8
            return
    wanted = (declared or "").lower()
    if wanted in ("gb2312", "gbk", "gb_2312-80", "x-gbk"):
        wanted = "gb18030"  # the superset; pages that say gb2312 use more than it has
    others = dict.fromkeys((wanted, "utf-8", "gb18030", "big5hkscs", "utf-16-le", "utf-16-be"))
    for encoding in filter(None, others):
        even = data[: len(data) // 2 * 2] if encoding.startswith("utf-16-") else data
        reading = _strict(even, encoding)
        if reading is None:
            continue
        looks = _looks(reading.text[:_SAMPLE]) + (_DECLARED if encoding == wanted else 0.0)
        # Nearly any bytes are UTF-16 of something.
        if not encoding.startswith("utf-16") or looks >= _LEAST_UTF16:
            yield looks, reading


def _strict(data: bytes, encoding: str) -> Decoded | None:
    try:
        return Decoded(data.decode(encoding), encoding)
    except (UnicodeError, LookupError):
        return None


def _looks(text: str) -> float:
    """Common characters among the Chinese ones, less what stands in no text."""
    chinese = _CHINESE.findall(text)
    common = sum(c in _COMMON for c in chinese) / len(chinese) if chinese else 0.3
    odd = sum(1 for c in text if c < " " and c not in "\t\r\n\f")
    strange = sum(1 for c in text if "\u0100" <= c < "\u2000" or "\ua000" <= c < "\uf900")
    return common - 4 * (odd + strange) / max(len(text), 1)


def _forgiving(data: bytes) -> Decoded:
    """One bad byte must not lose a document; another encoding must not become rubbish; and a
    file put together of two encodings is read in both."""
    readings = [
        Decoded(text := data.decode(encoding, "replace"), encoding, text.count("\ufffd"))
        for encoding in ("gb18030", "utf-8")
    ]
    best = min(reversed(readings), key=lambda reading: reading.replaced)
    lines = _by_lines(data)
    if lines.replaced < best.replaced and "、" in lines.encoding:
        best = lines
    if best.replaced > len(best.text) * _BAD:
        guess = charset_normalizer.from_bytes(data[:_SAMPLE]).best()
        if guess is not None:
            other = data.decode(guess.encoding, "replace")
            return Decoded(other, guess.encoding, other.count("\ufffd"))
    return best


def _by_lines(data: bytes) -> Decoded:
    texts: list[str] = []
    used: dict[str, None] = {}
    for line in data.split(b"\n"):
        readings = [_strict(line, encoding) for encoding in ("utf-8", "gb18030")]
        fitting = [reading for reading in readings if reading is not None]
        if not fitting:
            texts.append(line.decode("utf-8", "replace"))
            continue
        texts.append(fitting[0].text)
        if not line.isascii():
            used[fitting[0].encoding] = None
    text = "\n".join(texts)
    return Decoded(text, "、".join(used) or "utf-8", text.count("\ufffd"))


_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u2069]")
# Harmless in text and common: zero-width marks are dropped without a word.
_INVISIBLE = frozenset("\ufeff\u200b\u200c\u200d\u2060")


def without_controls(text: str) -> tuple[str, int]:
    """The text without control and direction characters, and how many visible harm was in them.

    Line ends become ``\\n``; tabs and form feeds stay.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\x85", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    harmful = 0

    def drop(found: re.Match[str]) -> str:
        nonlocal harmful
        harmful += found[0] not in _INVISIBLE
        return ""

    return _CONTROLS.sub(drop, text), harmful
