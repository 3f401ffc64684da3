"""The Whoosh engine: Whoosh stores, NumPy scores. README.md is the map."""
