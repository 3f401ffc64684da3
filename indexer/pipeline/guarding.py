"""The last line of defence: a defect of ours costs one document, not the run."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from indexer.model.errors import PolicySearchError, Quarantined, QuarantineReason

log = logging.getLogger(__name__)

T = TypeVar("T")


def guarded(work: Callable[[], T]) -> T:
    """Do the work. Raises Quarantined for whatever unforeseen it raises, with its type."""
    try:
        return work()
    except PolicySearchError:
        raise
    except Exception as error:
        log.exception("a document could not be understood")
        detail = f"理解文字时出错（{type(error).__name__}）"
        raise Quarantined(QuarantineReason.CRASHED, detail) from error
