"""The analyst's desk: what the library holds, counted; see README.md."""
