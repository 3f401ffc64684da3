"""Servers that the tests marked ``cluster`` start for real, and may kill."""

from tests.servers.opensearch import OpenSearchCluster, server
from tests.servers.postgresql import PostgreSQL, postgresql_folder

__all__ = ["OpenSearchCluster", "PostgreSQL", "postgresql_folder", "server"]
