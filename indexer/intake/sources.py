"""The walk: paths that a user gives → the files to read, and those refused with their reason.

Nothing is opened for reading here, so that a FIFO cannot block and a device is never touched.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.intake.ignoring import Ignoring
from indexer.model import SourceFile
from indexer.model.errors import Quarantined, QuarantineReason
from indexer.model.saved_pages import page_of
from indexer.runtime.belonging import own_names
from indexer.understanding.metadata.filename import plain_name


@dataclass(frozen=True, slots=True)
class Companions:
    """The folder of pictures, scripts and frames that a browser saves beside a page: part of the
    page, and no documents. ``name`` as a file's; ``page`` is the saved page's name, ``location``
    where the folder lies."""

    name: str
    page: str
    location: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """What a .policyignore names, a file or a folder with all in it."""

    name: str
    location: str


Found = SourceFile | Quarantined | Companions | Ignored

# Left behind by systems and office programs; nobody means them as documents.
_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db"})
# What is still being fetched: it gets its name when it is whole.
_PARTIAL = (".crdownload", ".part", ".partial", ".download")
_SYSTEM_FOLDERS = frozenset({"__MACOSX", "$RECYCLE.BIN", "System Volume Information"})


def walk(paths: Iterable[Path]) -> Iterator[Found]:
    """Each file below ``paths``, sorted within its folder, or why it is refused.

    ``SourceFile.name`` is relative to the folder given (the file's own name for a file given);
    a ``Quarantined`` carries the same name as ``path``. Hidden and temporary files are passed
    over (:func:`is_passed_over`), but not where the user names one; so are the folders that
    browsers save beside a page, each told by a ``Companions``, and what a library of this program
    keeps in its folder, which may lie among the documents (``ingest .``). A symbolic link is
    followed within the folder given, refused where it leads out of it.
    """
    for path in paths:
        yield from _walk_one(path)


def is_passed_over(name: str) -> bool:
    """Hidden files, office lock files (``~$…``), and what operating systems leave behind."""
    return (
        name.startswith((".", "~$", "._"))
        or name.lower() in _SYSTEM_FILES
        or name in _SYSTEM_FOLDERS
        or (name.startswith("~") and name.lower().endswith(".tmp"))
        or name.lower().endswith(_PARTIAL)
    )


def readable(name: str) -> str:
    """The name as valid UTF-8: bytes that are none are shown as ``\\xNN``."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _walk_one(path: Path) -> Iterator[Found]:
    name = readable(path.name or str(path))
    try:
        seen = path.stat()
    except OSError as error:
        yield _refused(error, readable(str(path)))
        return
    if stat.S_ISDIR(seen.st_mode):
        yield from _walk_folder(path, "", _Root(path), Ignoring.above(path))
    else:
        yield _file(path, name, seen)


class _Root:
    """The folder given, and the folders seen below it, so that links cannot run in a circle."""

    def __init__(self, path: Path) -> None:
        self._real = os.path.realpath(path)
        self._seen: set[tuple[int, int]] = set()

    def holds(self, path: Path) -> bool:
        real = os.path.realpath(path)
        return real == self._real or real.startswith(self._real.rstrip(os.sep) + os.sep)

    def first_visit(self, seen: os.stat_result) -> bool:
        key = (seen.st_dev, seen.st_ino)
        if key in self._seen:
            return False
        self._seen.add(key)
        return True


def _plain_first(name: str) -> tuple[bytes, bool, bytes]:
    """通知.docx before 通知 - 副本.docx: of the same bytes the first one gives its name."""
    plain = plain_name(name)
    return os.fsencode(plain), plain != name, os.fsencode(name)


def _walk_folder(folder: Path, prefix: str, root: _Root, ignoring: Ignoring) -> Iterator[Found]:
    try:
        if not root.first_visit(folder.stat()):
            return
        with os.scandir(folder) as entries:
            ordered = sorted(entries, key=lambda entry: _plain_first(entry.name))
    except OSError as error:
        yield _refused(error, prefix.rstrip("/") or readable(str(folder)))
        return
    ignoring = ignoring.within(folder, prefix)
    names = {entry.name.lower() for entry in ordered}
    own = own_names({entry.name for entry in ordered})
    for entry in ordered:
        if is_passed_over(entry.name) or entry.name in own:
            continue
        name = prefix + readable(entry.name)
        path = Path(entry.path)
        page = page_of(entry.name, names)
        location = readable(os.path.normpath(path.absolute()))
        if ignoring.ignores(name, folder=_is_folder(entry)):
            yield Ignored(name, location)
        elif page is not None and entry.is_dir():
            yield Companions(name, readable(page), location)
        else:
            yield from _entry(entry, name, root, ignoring)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _entry(entry: os.DirEntry[str], name: str, root: _Root, ignoring: Ignoring) -> Iterator[Found]:
    path = Path(entry.path)
    try:
        if entry.is_symlink() and not root.holds(path):
            yield Quarantined(QuarantineReason.OUTSIDE, path=name)
            return
        seen = path.stat()
    except OSError as error:
        yield _refused(error, name)
        return
    if stat.S_ISDIR(seen.st_mode):
        yield from _walk_folder(path, f"{name}/", root, ignoring)
    else:
        yield _file(path, name, seen)


def _file(path: Path, name: str, seen: os.stat_result) -> Found:
    if not stat.S_ISREG(seen.st_mode):
        return Quarantined(QuarantineReason.NOT_REGULAR, path=name)
    if seen.st_size == 0:
        return Quarantined(QuarantineReason.EMPTY, path=name)
    if not os.access(path, os.R_OK):
        return Quarantined(QuarantineReason.UNREADABLE, path=name)
    return SourceFile(path, name, seen.st_size, seen.st_mtime_ns)


def _refused(error: OSError, name: str) -> Quarantined:
    if isinstance(error, FileNotFoundError):
        return Quarantined(QuarantineReason.MISSING, path=name)
    return Quarantined(QuarantineReason.UNREADABLE, os.strerror(error.errno or 0), path=name)
