"""Servers that the tests marked ``cluster`` start for real, and may kill."""

from tests.servers.opensearch import Node, OpenSearchCluster, Place, free_ports, server
from tests.servers.postgresql import PostgreSQL, postgresql_folder

__all__ = [
    "Node",
    "OpenSearchCluster",
    "Place",
    "PostgreSQL",
    "free_ports",
    "postgresql_folder",
    "server",
]
