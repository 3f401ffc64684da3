"""What a machine does to a library: its disk is full, it may not be written, bits of it flip, two
write at once. It may be told or mended; a wrong answer in silence is a problem.

A small library of its own, since the one that is searched meanwhile must not be hurt.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.soak.programs import run, start

WORD = "绿化养护"
_SMALL = "24m"
# Files that hold nothing that an answer is made of.
_IDLE = (".lock", "WRITELOCK", "-shm", ".log")


class Faults:
    """``problem`` is told what went wrong; ``done`` what was done."""

    def __init__(
        self,
        folder: Path,
        chance: random.Random,
        problem: Callable[[str], None],
        done: Callable[[str], None],
    ) -> None:
        self._folder, self._random = folder, chance
        self._problem, self._done = problem, done
        self._count = 0

    # ------------------------------------------------------------ a small library

    @contextmanager
    def _library(self, bound: bool = False) -> Iterator[tuple[Path, Path]]:
        """Its home and its incoming files, five of them ingested; gone after."""
        self._folder.mkdir(exist_ok=True)
        home, incoming = self._folder / "home", self._folder / "incoming"
        for made in (home, incoming):
            made.mkdir()
        self._write(incoming, 5)
        self._well(home, "ingest", str(incoming), bound=bound)
        try:
            yield home, incoming
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _write(self, incoming: Path, count: int, lines: int = 1) -> None:
        for _ in range(count):
            self._count += 1
            body = f"第一条 为了规范{WORD}，制定本办法。\n" * lines
            name = f"{self._count:06d}.txt"
            (incoming / name).write_text(f"云栖市第{self._count}号{WORD}办法\n{body}", "utf-8")

    def _well(self, home: Path, *arguments: str, bound: bool = False) -> str:
        code, told = run(home, *arguments, bound=bound)
        if code:
            self._problem(f"{arguments[0]}: {code}: {told[-500:]}")
        return told

    def _refused(self, what: str, code: int, told: str) -> None:
        """It may have gone well; else it says why, without a traceback."""
        if code not in (0, 1, 2, 3) or "Traceback" in told or (code and not told.strip()):
            self._problem(f"{what}: {code}: {told[-500:]}")

    def _found(self, home: Path, bound: bool = False) -> int | None:
        """How many documents a search finds; None where it says that it cannot."""
        code, told = run(home, "search", WORD, "--json", bound=bound)
        if code == 0:
            return int(json.loads(told)["total"])
        self._refused("search", code, told)
        return None

    def _whole(self, home: Path, incoming: Path, what: str, bound: bool = False) -> None:
        """What lies there is in the library, once, and found."""
        self._well(home, "ingest", str(incoming), bound=bound)
        there = len(list(incoming.glob("*.txt")))
        if (found := self._found(home, bound)) != there:
            self._problem(f"{what}: {found} of {there} are found")
        if "发现 0 个问题" not in (told := self._well(home, "verify", bound=bound)):
            self._problem(f"{what}: verify: {told[-500:]}")

    # ------------------------------------------------------------ faults

    def disk(self) -> None:
        """Full, at a random moment of what is written: on a tmpfs, where one may be mounted."""
        self._folder.mkdir()
        mounting = ["mount", "-t", "tmpfs", "-o", f"size={_SMALL}", "none", str(self._folder)]
        if subprocess.run(mounting, capture_output=True, check=False).returncode:
            self._folder.rmdir()
            self._done("disk (left out: no tmpfs may be mounted)")
            return
        try:
            with self._library() as (home, incoming):
                self._write(incoming, 40, lines=100)
                free = shutil.disk_usage(home).free
                filler = home.parent / "filler"
                filler.write_bytes(b"0" * (free - self._random.randrange(0, 2_000_000)))
                self._refused("full disk", *run(home, "ingest", str(incoming)))
                self._refused("full disk", *run(home, "rebuild"))
                if ((found := self._found(home)) or 0) < 5:
                    self._problem(f"full disk: {found} of 5 are found")
                filler.unlink()
                self._whole(home, incoming, "full disk")
        finally:
            subprocess.run(["umount", "--lazy", str(self._folder)], check=True)
            self._folder.rmdir()
        self._done("disk")

    def permission(self) -> None:
        """Lost on one of the folders or files."""
        if os.geteuid() == 0 and shutil.which("setpriv") is None:
            self._done("permission (left out: root may do everything)")
            return
        with self._library(bound=True) as (home, incoming):
            self._write(incoming, 2)
            lost = self._random.choice([home, *sorted(home.rglob("*"))])
            mode = lost.stat().st_mode
            lost.chmod(self._random.choice([0o000, mode & 0o555]))
            name = f"{lost.relative_to(home)} may not be written"
            for arguments in (["ingest", str(incoming)], ["rebuild"], ["status"]):
                self._refused(name, *run(home, *arguments, bound=True))
            if (found := self._found(home, bound=True)) not in (None, 5, 7):
                self._problem(f"{name}: {found} of 5 are found")
            with suppress(FileNotFoundError):  # what could be written anew has replaced it
                lost.chmod(mode)
            self._whole(home, incoming, name, bound=True)
        self._done("permission")

    def bits(self) -> None:
        """One flips in each file: the same answer, or one that says what is wrong."""
        with self._library() as (home, _):
            right = self._answer(home)
            for path in sorted(p for p in home.rglob("*") if p.is_file()):
                if path.name.endswith(_IDLE) or not path.stat().st_size:
                    continue
                self._flip(home, path, right)
        self._done("bits")

    def _flip(self, home: Path, path: Path, right: object) -> None:
        kept = self._folder / "kept"
        shutil.copytree(home, kept)
        content = bytearray(path.read_bytes())
        bit = self._random.randrange(8 * len(content))
        content[bit // 8] ^= 1 << bit % 8
        path.write_bytes(content)
        name = f"bit {bit} of {path.relative_to(home)}"
        code, told = run(home, "search", WORD, "--json")
        if code:
            self._refused(name, code, told)
        elif (answer := _answer(told)) != right and answer is not None:
            code, told = run(home, "verify")
            self._problem(f"{name}: a wrong answer in silence; verify {code}: {told[-200:]}")
        shutil.rmtree(home)
        kept.rename(home)

    def _answer(self, home: Path) -> object:
        return _answer(self._well(home, "search", WORD, "--json"))

    def two(self) -> None:
        """Write at once: both do, or one waits or is turned away and says so."""
        with self._library() as (home, incoming):
            self._write(incoming, 6)
            both = [start(home, "ingest", str(incoming)), start(home, "rebuild")]
            for process in both:
                told, _ = process.communicate()
                self._refused("two writers", process.returncode, told)
            self._whole(home, incoming, "two writers")
        self._done("two writers")


def _answer(told: str) -> object:
    """What is the same each time; None where it tells of something that is wrong."""
    answer = json.loads(told)
    if answer.get("notes"):
        return None
    return answer["total"], [(hit["id"], hit["title"], hit["highlights"]) for hit in answer["hits"]]
