"""The plot of a search benchmark: time of a query by engine, on a logarithmic scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib

from benchmarks.measures import Row

matplotlib.use("Agg")


def draw(results: Mapping[str, Sequence[Row]], path: Path) -> None:
    """Write an SVG: one panel a corpus, the warm queries of every engine."""
    from matplotlib import pyplot

    matplotlib.rcParams["svg.hashsalt"] = "benchmarks"
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
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)
