"""Lines set one above the other with something beside that belongs to both: two bodies and their
bracket or 联合发布, as on the covers of standards."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.extractors.pdf.page import Run

_STEP = 0.35  # of a letter's height between the middles of two lines
_TALL = 1.8  # times as high as most characters
_FEWEST = 3  # characters of a line
_ALIKE = 0.72  # the smaller line to the larger; raised figures are smaller still
_SHARED = 0.4  # of the narrower line's width stands below the other


def unstacked(runs: Sequence[Run]) -> list[list[Run]]:
    """What was taken for one line as the lines that it is: those above each other first, then
    what stands between them; ``[runs]`` where it is one line."""
    if len(runs) < 3:
        return [list(runs)]
    tall = _TALL * _usual(runs)  # a bracket, an initial, a letter of a watermark
    levels = _levels([run for run in runs if _height(run) < tall])
    above = [run for run in runs if _height(run) >= tall]
    main = max(levels, key=_characters)
    stacked = [level for level in levels if level is main or _is_beside(level, main)]
    if len(stacked) < 2:
        return _between(levels, main, above) or [list(runs)]
    rest = [run for level in levels if level not in stacked for run in level]
    return _with_bridges(stacked, [*rest, *above])


def _between(levels: list[list[Run]], main: list[Run], above: list[Run]) -> list[list[Run]]:
    """The largest part may itself be what stands between: 联合发布 beside two short names."""
    others = [level for level in levels if level is not main]
    for number, upper in enumerate(others):
        for lower in others[number + 1 :]:
            if _is_beside(lower, upper):
                rest = [r for level in levels if level not in (upper, lower) for r in level]
                return _with_bridges([upper, lower], [*rest, *above])
    return []


def _with_bridges(stacked: list[list[Run]], others: list[Run]) -> list[list[Run]]:
    lines = [list(level) for level in stacked]
    bridges: list[Run] = []
    for run in others:
        fitting = [line for line in lines if _overlap(run, line) > 0.5 * _height(run)]
        touched = [line for line in lines if _overlap(run, line) > 0.15 * _height(run)]
        if not touched:
            lines.append([run])
        elif len(fitting) == 1 and len(touched) == 1:
            fitting[0].append(run)
        else:
            bridges.append(run)
    lines.sort(key=lambda line: line[0].middle)
    return [*lines, bridges] if bridges else lines


def _levels(runs: Sequence[Run]) -> list[list[Run]]:
    """The runs by the heights of their middles, from the top."""
    step = _STEP * _usual(runs)
    levels: list[list[Run]] = []
    for run in sorted(runs, key=lambda r: r.middle):
        if levels and run.middle - levels[-1][0].middle < step:
            levels[-1].append(run)
        else:
            levels.append([run])
    return levels


def _usual(runs: Sequence[Run]) -> float:
    """The height of most characters."""
    heights = sorted(_height(run) for run in runs for _ in run.text)
    return heights[len(heights) // 2]


def _is_beside(level: list[Run], main: list[Run]) -> bool:
    """Whether the level is a line of its own above or below the other."""
    if min(_characters(level), _characters(main)) < _FEWEST:
        return False
    sizes = sorted((_median_height(level), _median_height(main)))
    if sizes[0] < _ALIKE * sizes[1]:
        return False
    step = abs(level[0].middle - main[0].middle)
    wide = min(_x1(level), _x1(main)) - max(_x0(level), _x0(main))
    narrower = min(_x1(level) - _x0(level), _x1(main) - _x0(main))
    return step > 0.8 * sizes[0] and wide > _SHARED * narrower


def _characters(level: Sequence[Run]) -> int:
    return sum(len(run.text) for run in level)


def _height(run: Run) -> float:
    return max(run.y1 - run.y0, 1e-3)


def _median_height(level: Sequence[Run]) -> float:
    heights = sorted(_height(run) for run in level)
    return heights[len(heights) // 2]


def _x0(level: Sequence[Run]) -> float:
    return min(run.x0 for run in level)


def _x1(level: Sequence[Run]) -> float:
    return max(run.x1 for run in level)


def _overlap(run: Run, line: Sequence[Run]) -> float:
    y0, y1 = min(r.y0 for r in line), max(r.y1 for r in line)
    return min(run.y1, y1) - max(run.y0, y0)
