"""Roles, and who is asking."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from indexer.catalogue.auditing import Via
from indexer.model.errors import NotAllowed
from indexer.model.labels import LabelledEnum


class Role(LabelledEnum):
    """Each may do all that the one before it may."""

    READER = "reader", "读者"
    EDITOR = "editor", "编辑"
    ADMIN = "admin", "管理员"

    def includes(self, other: Role) -> bool:
        order = list(Role)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks. ``who`` is what the audit log tells; ``issuers``: whose documents may be changed,
    by the names of today, empty for all; ``key`` tells it from others: the id of its key, or the
    subject of its token; ``via``: the way in, for the audit log."""

    who: str
    role: Role
    issuers: frozenset[str] = frozenset()
    key: str | None = None
    via: Via = "api"

    def require(self, role: Role) -> None:
        """Raises NotAllowed."""
        if not self.role.includes(role):
            raise NotAllowed(f"需要{role.label}（{role.value}）的权限，这里是{self.role.label}")

    def covers(self, issuers: Iterable[str], current: Callable[[str], str] = str) -> bool:
        """Whether documents of these issuers are the caller's to change: of several, one's own
        among them is enough. ``current`` gives the name of today for a former one."""
        if not self.issuers:
            return True
        own = {current(name) for name in self.issuers}
        return any(current(name) in own for name in issuers)

    def require_issuers(self, issuers: Iterable[str], current: Callable[[str], str] = str) -> None:
        """Raises NotAllowed for documents of others."""
        if not self.covers(issuers, current):
            told = "、".join(sorted(self.issuers))
            raise NotAllowed(f"只能处理以下机关的文件：{told}")
