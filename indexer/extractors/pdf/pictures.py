"""Pictures of a page that may hold text which its text layer does not tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from indexer.extractors.pdf.drawing import Picture
from indexer.extractors.pdf.page import PageContent, Run

_TOUCH = 3.0  # points; scanners cut a page in strips
_MOST = 300  # pictures of a page looked at one by one
_AREA = 0.04  # of the page; a seal or a square code is smaller
_NARROW = 20.0  # points; a frame or a rule is narrower
_STRIP = (0.3, 10.0, 3.0)  # of the page's width, points of height, times as wide: a line of text
_FULL = 400.0  # characters on a page that is set rather sparsely
_LAYER = 10  # characters that nobody sees over a picture: what it says was recognised
_SMALL = 0.1  # of the page; a picture that is smaller, and on most pages, is an emblem
_REPEATS = 3


def unread(content: PageContent) -> tuple[Picture, ...]:
    """The pictures large enough to hold text with too little text over them to be all of it."""
    if not content.pictures:
        return ()
    joined = _joined(content.pictures[:_MOST])
    return tuple(p for p in joined if _is_large(p, content) and not _is_read(p, content))


def emblems(pages: Iterable[PageContent]) -> frozenset[tuple[int, ...]]:
    """The places of small pictures that most pages have: emblems of a letterhead."""
    counts = Counter[tuple[int, ...]]()
    total = 0
    for content in pages:
        total += 1
        counts.update({place(p) for p in unread(content) if _share(p, content) < _SMALL})
    enough = max(_REPEATS, total // 2)
    return frozenset(key for key, count in counts.items() if count >= enough)


def place(picture: Picture) -> tuple[int, ...]:
    """Where it stands, within what layouts differ from page to page."""
    sides = (picture.x0, picture.y0, picture.x1, picture.y1)
    return tuple(round(side / 4.0) for side in sides)


def share(pictures: Sequence[Picture], content: PageContent) -> float:
    """Of the page, that the pictures cover."""
    return min(1.0, sum(_share(picture, content) for picture in pictures))


def within(run: Run, pictures: Sequence[Picture]) -> bool:
    middle = (run.x0 + run.x1) / 2
    return any(p.x0 <= middle <= p.x1 and p.y0 <= run.middle <= p.y1 for p in pictures)


def _is_large(picture: Picture, content: PageContent) -> bool:
    wide, high = picture.x1 - picture.x0, picture.y1 - picture.y0
    if _share(picture, content) >= _AREA and min(wide, high) >= _NARROW:
        return True
    share, points, times = _STRIP
    return wide >= share * content.width and high >= points and wide >= times * high


def _is_read(picture: Picture, content: PageContent) -> bool:
    characters = sum(len(run.text) for run in content.runs if within(run, (picture,)))
    if content.unseen and not content.thin and characters >= _LAYER:
        return True
    return characters >= _FULL * _share(picture, content)


def _share(picture: Picture, content: PageContent) -> float:
    area = (picture.x1 - picture.x0) * (picture.y1 - picture.y0)
    return area / max(1.0, content.width * content.height)


def _joined(pictures: Sequence[Picture]) -> list[Picture]:
    """Strips and tiles of one picture made one."""
    found: list[Picture] = []
    for picture in pictures:
        whole = picture
        while True:
            apart = [other for other in found if not _touch(whole, other)]
            if len(apart) == len(found):
                break
            for other in found:
                if _touch(whole, other):
                    whole = _around(whole, other)
            found = apart
        found.append(whole)
    return found


def _touch(one: Picture, other: Picture) -> bool:
    return (
        one.x0 - _TOUCH <= other.x1
        and other.x0 - _TOUCH <= one.x1
        and one.y0 - _TOUCH <= other.y1
        and other.y0 - _TOUCH <= one.y1
    )


def _around(one: Picture, other: Picture) -> Picture:
    return Picture(
        min(one.x0, other.x0),
        min(one.y0, other.y0),
        max(one.x1, other.x1),
        max(one.y1, other.y1),
    )
