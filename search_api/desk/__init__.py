"""Staff's desk: pages under /admin, for what the interface does under /api/v1/admin."""
