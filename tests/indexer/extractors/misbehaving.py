"""Formats for the fence's tests: a text file says how its extractor shall misbehave."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from indexer.extractors.archive.extractor import ZIP
from indexer.extractors.base import Limits, TextBuilder
from indexer.extractors.fence.understanding import Given, Read, Text
from indexer.extractors.recognition.where_kept import where_kept
from indexer.model import BlockKind, ExtractedDocument, Mention, Values
from indexer.model.errors import Quarantined, QuarantineReason


class _Misbehaving:
    name = "misbehaving"
    version = "1"
    media_types = ("text/plain",)

    def extract(self, path: Path, limits: Limits) -> ExtractedDocument:
        command, _, argument = path.read_text(encoding="utf-8").partition(" ")
        _obey(command, argument, path)
        if command == "dense":
            _recognise(int(argument), path, limits)
        builder = TextBuilder(limits.characters)
        builder.add(BlockKind.PARAGRAPH, argument * (10 if command == "long" else 1))
        return ExtractedDocument(
            text=builder.text,
            blocks=builder.blocks,
            media_type="text/plain",
            extractor=self.name,
            extractor_version=self.version,
            unread=_unread(command, argument, path),
        )


def _insufficient() -> None:
    try:
        raise RuntimeError("(-4:Insufficient memory) Failed to allocate 4194304 bytes")
    except RuntimeError as error:
        raise ValueError("no picture") from error


def _unread(command: str, argument: str, path: Path) -> int:
    """``scan 3``: three pages, of which each reading manages one; ``stuck 3``: none of them."""
    if command == "stuck":
        return int(argument)
    if command == "dense":
        return 1
    if command != "scan":
        return 0
    readings = Path(tempfile.gettempdir()) / f"{path.name}.readings"
    done = len(readings.read_bytes()) + 1 if readings.exists() else 1
    readings.write_bytes(b"." * done)
    return int(argument) - done


def _recognise(pages: int, path: Path, limits: Limits) -> None:
    """``dense 2``: two pages, one a reading, that are kept, and one that takes for ever."""
    if limits.begins and limits.scratch is not None:
        kept = where_kept(path, limits.scratch)
        kept.mkdir(parents=True, exist_ok=True)
        done = len(list(kept.iterdir()))
        if done < pages:
            (kept / str(done)).write_bytes(b"")
        _obey("spin", "", path)


def _obey(command: str, argument: str, path: Path) -> None:
    match command:
        case "sleep":
            time.sleep(float(argument))
        case "spin":
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            while True:
                pass
        case "child":
            subprocess.run(["sleep", argument], check=False)
        case "segfault":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "exit":
            os._exit(int(argument))
        case "sysexit":
            sys.exit(3)
        case "bloat":
            kept = []
            while True:
                kept.append(b"x" * 2_000_000)
                time.sleep(0.001)
        case "bloat-at-once":
            bytearray(1 << 40)
        case "recurse":
            _obey(command, argument, path)
        case "bad-alloc":
            raise RuntimeError("[ONNXRuntimeError] : 6 : RUNTIME_EXCEPTION : std::bad_alloc")
        case "insufficient":
            _insufficient()
        case "raise":
            raise ZeroDivisionError("secret path /etc")
        case "refuse":
            raise Quarantined(QuarantineReason.ENCRYPTED, "需要密码")
        case "grow":
            with path.open("a") as file:
                file.write("more")
        case "litter":
            tempfile.NamedTemporaryFile(delete=False).close()
        case _:
            pass


EXTRACTORS = {"text/plain": _Misbehaving()}
CONTAINERS = {"application/zip": ZIP}


@dataclass(frozen=True)
class _Understood:
    values: Values
    mentions: tuple[Mention, ...] = ()


class MisbehavingReader:
    """Understands a text by doing what it says."""

    modules = (__name__,)

    def file(self, extracted: ExtractedDocument, given: Given) -> Read:
        command, _, argument = extracted.text.partition(" ")
        _obey(command, argument, Path(os.devnull))
        return Read(extracted, _Understood(given.declared))

    def text(self, text: Text) -> Read:
        extracted = ExtractedDocument(text.text, text.blocks or (), "text/plain", "text", "1")
        return self.file(extracted, text.given)
