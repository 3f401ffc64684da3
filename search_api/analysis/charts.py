"""Charts as SVG, made here: no script, no style, the same picture in the page and as a file.

Colours are attributes, for the file; on the page the classes give them their theme. Each family
has a texture too, so that none is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from search_api.analysis.trend import FAMILIES, YearEnd

_INK, _LINE = "#465063", "#dce0e7"
_FONT = 'font-family="sans-serif" font-size="12"'
_PATTERNS = (
    '<defs><pattern id="p2" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<rect class="p2a" width="6" height="6" fill="#b0564f"/>'
    '<path class="p2b" d="M-1 1l2-2M0 6l6-6M5 7l2-2" fill="none" stroke="#fff" '
    'stroke-width="1.2"/></pattern>'
    '<pattern id="p3" width="5" height="5" patternUnits="userSpaceOnUse">'
    '<rect class="p3a" width="5" height="5" fill="#7d8898"/>'
    '<path class="p3b" d="M2.5 0v5" fill="none" stroke="#fff"/></pattern></defs>'
)
_FILLS = (
    'class="ch1" fill="#1f7a66"',
    'class="ch2" fill="url(#p2)"',
    'class="ch3" fill="url(#p3)"',
    'class="ch4" fill="#fff" stroke="#7a62b8" stroke-width="2"',
)
_WIDTH, _HIGH, _LEFT, _RIGHT, _TOP, _FOOT = 640, 240, 44, 12, 20, 24
_MOST_TICKS = 5
_LABEL = 56
# Below this a part has no room for its number.
_ROOM = 30


def bars(years: Sequence[YearEnd], label: str) -> Markup:
    """A stacked bar for each year, its whole above it."""
    step = _step(max((y.total.count for y in years), default=0))
    top = step * max(1, -(-max((y.total.count for y in years), default=1) // step))
    base = _TOP + _HIGH
    scale = _HIGH / top
    parts = [_PATTERNS]
    for tick in range(0, top + 1, step):
        y = round(base - tick * scale, 1)
        parts.append(
            f'<path class="svg-soft" d="M{_LEFT} {y}H{_WIDTH}" stroke="{_LINE}"/>'
            + _text(_LEFT - 6, y + 4, str(tick), "end")
        )
    pitch = (_WIDTH - _LEFT - _RIGHT) / max(len(years), 1)
    width = round(min(pitch * 0.68, 40), 1)
    # Labels are larger on phones: of many years every second or third one has its label.
    every = max(1, -(-_LABEL // max(int(pitch), 1)))
    for index, year in enumerate(years):
        middle = _LEFT + pitch * (index + 0.5)
        y = float(base)
        for number, fill in zip(year.parts, _FILLS, strict=True):
            height = number.count * scale
            y -= height
            if number.count:
                parts.append(_rect(middle - width / 2, y, width, height, fill))
        if (len(years) - 1 - index) % every == 0:
            parts.append(_text(middle, y - 5, str(year.total.count)))
            parts.append(_text(middle, base + 17, str(year.year)))
    return _svg(_WIDTH, base + _FOOT, label, "".join(parts))


def strip(counts: Sequence[int], label: str) -> Markup:
    """One bar of the families' shares."""
    total, x = sum(counts), 0.0
    parts = [_PATTERNS]
    for count, fill in zip(counts, _FILLS, strict=True):
        width = _WIDTH * count / total if total else 0.0
        if count:
            parts.append(_rect(x, 2, width, 40, fill))
            if width > _ROOM:
                box = 14 + 8 * len(str(count))
                middle = x + width / 2
                parts.append(
                    f'<rect class="lb" x="{middle - box / 2:.1f}" y="12" width="{box}" '
                    f'height="20" rx="10" fill="#fff"/>' + _text(middle, 26, str(count))
                )
        x += width
    return _svg(_WIDTH, 44, label, "".join(parts))


def swatch(index: int) -> Markup:
    """Of a legend; within a page that has the patterns."""
    return Markup(
        '<svg viewBox="0 0 14 14" aria-hidden="true" focusable="false">'
        f'<rect x="1" y="1" width="12" height="12" {_FILLS[index]}/></svg>'
    )


def standalone(chart: Markup, title: str) -> str:
    """The chart as a file: with its title, its legend, a ground of its own."""
    inner = str(chart)
    head = inner[: inner.index(">") + 1]
    wide, high = (int(n) for n in head.split('viewBox="0 0 ')[1].split('"')[0].split())
    legend = "".join(
        f'<rect x="{10 + column * 310}" y="{high + 44 + row * 22}" width="12" height="12" {fill}/>'
        + _text(28 + column * 310, high + 54 + row * 22, name, "start")
        for (name, _), fill, (row, column) in zip(
            FAMILIES, _FILLS, ((0, 0), (0, 1), (1, 0), (1, 1)), strict=True
        )
    )
    whole = high + 90
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {whole}" width="{wide}" '
        f'height="{whole}"><title>{escape(title)}</title><rect width="{wide}" height="{whole}" '
        f'fill="#fff"/>{_text(10, 22, title, "start")}<g transform="translate(0 34)">'
        f"{inner[len(head) : -len('</svg>')]}</g>{legend}</svg>"
    )


def _svg(width: int, height: float, label: str, inner: str) -> Markup:
    return Markup(
        f'<svg viewBox="0 0 {width} {height:.0f}" role="img" aria-label="{escape(label)}">'
        f"{inner}</svg>"
    )


def _rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" {fill}/>'


def _text(x: float, y: float, words: str, anchor: str = "middle") -> str:
    return (
        f'<text class="svg-t" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{_INK}" '
        f"{_FONT}>{escape(words)}</text>"
    )


def _step(peak: int) -> int:
    """Between ticks: 1, 2 or 5 of a power of ten.

    >>> _step(3), _step(16), _step(84), _step(26_000)
    (1, 5, 20, 10000)
    """
    unit = 1
    while True:
        for one in (1, 2, 5):
            if unit * one * _MOST_TICKS >= peak:
                return unit * one
        unit *= 10
