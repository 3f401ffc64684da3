"""Recognised pages of a long scan, kept until the file is read whole.

The fence gives a file its seconds, and reads on where they did not suffice; where those for a scan
are over, too, a later run goes on there. What is kept lies in the library's own folder, and goes
when the file has been read whole, or after some weeks. Outside of a fence nothing is kept: the
system's folder for temporary files is everybody's.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import orjson

from indexer.extractors.pdf.drawing import Ruling
from indexer.extractors.pdf.page import Run
from indexer.extractors.recognition.ocr import Recognised
from indexer.extractors.recognition.orientation import Lie
from indexer.extractors.recognition.where_kept import where_kept


@dataclass(frozen=True, slots=True)
class Kept:
    """The pages and pictures of one file, by a key of each. ``folder`` None: nothing is kept."""

    folder: Path | None

    @classmethod
    def of(cls, path: Path, scratch: Path | None) -> Kept:
        return cls(None if scratch is None else where_kept(path, scratch))

    def page(self, key: int | str) -> Recognised | None:
        if self.folder is None:
            return None
        try:
            found = orjson.loads((self.folder / str(key)).read_bytes())
        except (OSError, orjson.JSONDecodeError):
            return None
        found["runs"] = tuple(Run(**run) for run in found["runs"])
        for way in ("horizontal", "vertical"):
            found[way] = tuple(Ruling(**ruling) for ruling in found[way])
        return Recognised(**{**found, "lie": Lie(found["lie"])})

    def forget(self) -> None:
        """The file has been read whole."""
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)

    def keep(self, key: int | str, page: Recognised) -> None:
        """Where it cannot be kept it is recognised again."""
        if self.folder is None:
            return
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            partial = self.folder / f"{key}.partial"
            partial.write_bytes(orjson.dumps(page))
            partial.rename(self.folder / str(key))
        except OSError:
            return
