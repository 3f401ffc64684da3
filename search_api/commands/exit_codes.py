"""What the command line ends with; README.md tells them to people."""

from __future__ import annotations

WRONG, USAGE, CANNOT_RUN, INTERRUPTED = 1, 2, 3, 130
