"""All benchmarks: ``python -m benchmarks [--data ../shared/data] [--output docs]``."""

from __future__ import annotations

from benchmarks import extraction, search

options = search.arguments()
search.main(options)
extraction.main([str(options.data / "files")])
