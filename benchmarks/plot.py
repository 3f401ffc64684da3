"""The plots: time of a query by engine, and growth with the library, on logarithmic scales."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib
from matplotlib.figure import Figure

from benchmarks.measures import Row

matplotlib.use("Agg")


def draw(results: Mapping[str, Sequence[Row]], path: Path) -> None:
    """Write an SVG: one panel a corpus, the warm queries of every engine."""
    from matplotlib import pyplot

    figure, panels = pyplot.subplots(1, len(results), figsize=(5.5 * len(results), 3.2))
    for panel, (name, rows) in zip(panels, results.items(), strict=True):
        shown = [row for row in rows if row.name.endswith(", warm")]
        engines = list(shown[0].values)
        width = 0.8 / len(shown)
        for i, row in enumerate(shown):
            places = [n + (i - (len(shown) - 1) / 2) * width for n in range(len(engines))]
            values = [row.values[e] for e in engines]
            bars = panel.barh(places, values, width, label=row.name.removesuffix(", warm"))
            panel.bar_label(bars, fmt="%.3g", padding=3, fontsize=8)
        panel.set_yticks(range(len(engines)), engines)
        panel.invert_yaxis()
        panel.set_xscale("log")
        panel.set_xlim(right=max(v for r in shown for v in r.values.values()) * 4)
        panel.set_xlabel("ms, top 10 with three facets, one core")
        panel.set_title(name)
    panels[0].legend(fontsize=8)
    figure.tight_layout()
    _save(figure, path)


# Panel → the rows that it shows.
GROWTH = {
    "s of one core": ("ingestion, processor time", "index, with analysis"),
    "MB of memory": (
        "ingestion, memory of all its processes", "memory of that process", "the same, memory",
    ),
    "MB on disk": ("library on disk", "index on disk"),
    "ms a whole search": (
        "whole search, words, p50", "whole search, words, p95",
        "whole search, questions, p50", "whole search, questions, p95",
    ),
    "ms of the engine, OR of 6": ("OR of 6 words, warm",),
    "ms of the engine, AND": ("AND of 2 or 3 words, warm",),
}  # fmt: skip


def draw_growth(grown: Mapping[int, Sequence[Row]], path: Path) -> None:
    """Write an SVG: what is measured against the documents, log–log."""
    from matplotlib import pyplot

    figure, panels = pyplot.subplots(2, 3, figsize=(14, 7.5))
    for panel, (label, names) in zip(panels.flat, GROWTH.items(), strict=True):
        for title, points in lines(grown, names).items():
            panel.plot(*zip(*points, strict=True), marker="o", markersize=3, label=title)
        panel.set_xscale("log")
        panel.set_yscale("log")
        panel.set_xlabel("documents")
        panel.set_ylabel(label)
        panel.grid(alpha=0.3)
        if panel.lines:
            panel.legend(fontsize=7)
    figure.tight_layout()
    _save(figure, path)


def _save(figure: Figure, path: Path) -> None:
    """The same bytes each time that the same is drawn."""
    from matplotlib import pyplot

    matplotlib.rcParams["svg.hashsalt"] = "benchmarks"
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)


def lines(
    grown: Mapping[int, Sequence[Row]], names: Sequence[str]
) -> dict[str, list[tuple[int, float]]]:
    """Engine and measure → (documents, value), as far as it was measured."""
    found: dict[str, list[tuple[int, float]]] = {}
    for size, rows in sorted(grown.items()):
        for row in rows:
            if row.name in names:
                for engine, value in row.values.items():
                    found.setdefault(f"{engine}: {row.name}", []).append((size, value))
    return found
