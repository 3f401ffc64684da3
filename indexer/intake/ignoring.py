"""``.policyignore``: what a folder's people don't mean as documents, in the syntax of .gitignore.

One in a subfolder adds to those above it, and has the last word there; so where only a subfolder is
asked for, those of the folders that it lies in hold, too.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

from indexer.model.errors import UsageError

# Loaded where a folder has rules: a server, which knows paths but walks none, does without.
if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

NAME = ".policyignore"


class Ignoring:
    """The rules that hold in a folder."""

    def __init__(self, rules: tuple[tuple[str, str, GitIgnoreSpec], ...] = ()) -> None:
        # Of the names that each is about, what it does not see and what stands before them.
        self._rules = rules

    @classmethod
    def above(cls, folder: Path) -> Self:
        """Those of the folders in which the folder lies where a walk begins."""
        whole, made = folder.absolute(), cls()
        for above in reversed(whole.parents):
            lead = f"{whole.relative_to(above).as_posix()}/"
            made = made.within(above, "", lead)
        return made

    def within(self, folder: Path, prefix: str, lead: str = "") -> Self:
        """Those of a folder below, which may have its own. Raises UsageError for a pattern that
        is none."""
        path = folder / NAME
        try:
            raw = path.read_bytes()
        except OSError:
            return self
        return type(self)((*self._rules, (prefix, lead, _read(path, raw))))

    def ignores(self, name: str, *, folder: bool) -> bool:
        """``name`` is relative to the folder where the walk began, with ``/``."""
        for prefix, lead, spec in reversed(self._rules):
            shown = lead + name.removeprefix(prefix) + ("/" if folder else "")
            said = spec.check_file(shown).include
            if said is not None:
                return said
        return False


def _read(path: Path, raw: bytes) -> GitIgnoreSpec:
    """UTF-8, with a mark or without, or what Chinese Windows writes."""
    from pathspec import GitIgnoreSpec
    from pathspec.patterns.gitignore import GitIgnorePatternError

    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030", "replace")
    lines = text.splitlines()
    for number, line in enumerate(lines, start=1):
        try:
            GitIgnoreSpec.from_lines([line])
        except (GitIgnorePatternError, ValueError) as error:
            message = f"{path} 第{number}行不是 .gitignore 的写法：{line[:60]}"
            raise UsageError(message, field="policyignore") from error
    return GitIgnoreSpec.from_lines(lines)
