"""The generations of an index: folders beside one another, and a pointer to the serving one.

CURRENT             name of the serving generation, and of the former one; replaced whole
BUILD.lock          held by the process that builds (a ``flock``: it dies with the process)
g000001/            a generation: Whoosh's files, and
g000001/generation.json   the fingerprint it was built with
"""

from __future__ import annotations

import json
import logging
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whoosh.util.filelock import FileLock

from indexer.engines.whoosh.commits import Commits
from indexer.model.errors import EngineError, NoGeneration, StaleGeneration
from indexer.runtime.disk import obstacle
from indexer.runtime.durable import sync

log = logging.getLogger(__name__)

_NAME = re.compile(r"g\d{6,}")


@dataclass(frozen=True, slots=True)
class Pointer:
    current: str | None = None
    former: str | None = None


class Generations:
    """``fingerprint``: what this configuration would build. Raises EngineError."""

    def __init__(self, root: Path, fingerprint: str) -> None:
        self.root = root
        self.fingerprint = fingerprint
        self._lock: Any = None
        self._building: str | None = None
        self._refused: str | None = None

    def folder(self, name: str) -> Path:
        return self.root / name

    # ------------------------------------------------------------ the pointer

    def pointer(self) -> Pointer:
        try:
            lines = (self.root / "CURRENT").read_text(encoding="ascii").split()
        except FileNotFoundError:
            return Pointer()
        except (OSError, UnicodeDecodeError) as error:
            raise EngineError(f"索引指针无法读取：{self.root / 'CURRENT'}：{error}") from error
        if not all(_NAME.fullmatch(line) for line in lines[:2]):
            raise EngineError(f"索引指针损坏：{self.root / 'CURRENT'}")
        return Pointer(*lines[:2])

    def _readable_pointer(self) -> Pointer | None:
        """None where it is damaged: a new index mends it, and must not be refused for it."""
        try:
            return self.pointer()
        except EngineError as error:
            log.warning("%s", error)
            return None

    def _point(self, pointer: Pointer) -> None:
        """One atomic step: a crash leaves the old pointer or the new one."""
        path = self.root / "CURRENT.new"
        try:
            path.write_text(f"{pointer.current}\n{pointer.former or ''}\n", encoding="ascii")
            sync(path)
            path.replace(self.root / "CURRENT")
            sync(self.root)
        except OSError as error:
            raise EngineError(f"索引指针无法写入：{path}：{obstacle(error)}") from error

    def serving(self) -> str:
        """Raises NoGeneration, or StaleGeneration."""
        return self._fit(self.pointer().current)

    def former(self) -> str:
        """What ``roll_back`` would make serve. Raises as ``serving`` does."""
        return self._fit(self.pointer().former)

    def _fit(self, name: str | None) -> str:
        if name is None:
            raise NoGeneration(f"索引尚未建立：{self.root}")
        if self.fingerprint_of(name) != self.fingerprint:
            raise StaleGeneration(f"索引由另一配置建立，需要重建：{self.folder(name)}")
        return name

    def fingerprint_of(self, name: str) -> str:
        path = self.folder(name) / "generation.json"
        try:
            found: str = json.loads(path.read_text(encoding="utf-8"))["fingerprint"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise EngineError(f"索引说明无法读取：{path}：{error}") from error
        return found

    def successor(self, name: str) -> str | None:
        """The generation that another process published in place of ``name``; None where there
        is none, where this configuration cannot read it, or while ``name`` is being built."""
        serving = self.pointer().current
        if serving in (None, name, self._refused) or name == self._building:
            return None
        try:
            return self._fit(serving)
        except StaleGeneration as error:
            log.warning("not taking up a generation: %s", error)
            self._refused = serving
            return None

    # ------------------------------------------------------------ building

    def begin(self) -> str:
        """A fresh generation, and the right to build it."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            self._take_lock()
            pointer = self._readable_pointer()
            if pointer is not None:  # else nobody knows which one may still be served
                self._remove_all_but(pointer)
            names = [int(p.name[1:]) for p in self.root.glob("g[0-9]*")]
            name = f"g{max(names, default=0) + 1:06d}"
            folder = self.folder(name)
            folder.mkdir()
            text = json.dumps({"fingerprint": self.fingerprint}, indent=1)
            (folder / "generation.json").write_text(text, encoding="utf-8")
            sync(folder / "generation.json")
        except OSError as error:
            raise EngineError(f"索引无法建立：{self.root}：{error}") from error
        Commits(folder).create()
        self._building = name
        return name

    def _take_lock(self) -> None:
        lock = FileLock(str(self.root / "BUILD.lock"))
        if self._lock is not None or not lock.acquire():
            raise EngineError(f"另一进程正在重建索引：{self.root}")
        self._lock = lock

    def publish(self, name: str) -> None:
        pointer = self._readable_pointer() or Pointer()
        if pointer.current != name:
            pointer = Pointer(name, pointer.current)
            self._point(pointer)
        if self._building == name:
            self._remove_all_but(pointer)
            self._finish()

    def give_up(self, name: str) -> None:
        """End a build that was not published; of other generations, nothing."""
        if self._building == name:
            shutil.rmtree(self.folder(name), ignore_errors=True)
            self._finish()

    def _finish(self) -> None:
        self._building = None
        self._lock.release()
        self._lock = None

    def _remove_all_but(self, pointer: Pointer) -> None:
        """Only while the lock is held: nobody else is building."""
        for folder in self.root.glob("g[0-9]*"):
            if folder.name not in (pointer.current, pointer.former):
                shutil.rmtree(folder, ignore_errors=True)

    def roll_back(self) -> str:
        pointer, name = self.pointer(), self.former()
        self._point(Pointer(name, pointer.current))
        return name
