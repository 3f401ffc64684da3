"""What the pages show, put together from the service's answers; see README.md."""
