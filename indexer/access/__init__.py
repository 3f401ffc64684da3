"""Who may do what: keys, roles, and how often."""

from indexer.access.keys import Key, Keys
from indexer.access.roles import Caller, Role
from indexer.access.throttle import Rate, Throttle

__all__ = ["Caller", "Key", "Keys", "Rate", "Role", "Throttle"]
