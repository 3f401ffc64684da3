"""Which maker a library has: the encoder that a setting names, else the table that is shipped.

An encoder that cannot be used is no reason for the table: its vectors would be made anew, and the
encoder's after that. Questions are then ranked by their words.
"""

from __future__ import annotations

from pathlib import Path

from analyzers.analyzer import Analyzer
from indexer.meaning import encoder as encoders
from indexer.meaning.makers import Maker, WordTable, fingerprint


def chosen_maker(analyzer: Analyzer, encoder: Path | None) -> Maker:
    """Raises EncoderError."""
    return WordTable(analyzer) if encoder is None else encoders.Encoder(encoder)


def chosen_fingerprint(analyzer: Analyzer, encoder: Path | None) -> str:
    """That of the maker, without loading it. Raises EncoderError."""
    return fingerprint(analyzer) if encoder is None else encoders.fingerprint(encoder)
