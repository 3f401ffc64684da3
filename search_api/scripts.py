"""The scripts of the pages and of the box for other sites, which web/scripts/build.py makes.

Without a build they are not there: pages name none that is not, and all works by forms and links.
"""

from __future__ import annotations

from pathlib import Path

_WEB = Path(__file__).parent / "web"
BUILT = _WEB / "built"
# What other sites load; it stands apart because its folder is a package for npm.
WIDGET = _WEB / "widget" / "widget.js"
_SERVED = (".js", ".txt")


def are_built() -> bool:
    return WIDGET.exists() and BUILT.exists()


def built_files() -> list[Path]:
    """What is served, with the licences beside."""
    return [p for p in BUILT.iterdir() if p.suffix in _SERVED] if BUILT.exists() else []
