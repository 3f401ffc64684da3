"""Makes the files of the sample corpus from its texts: ``python -m sample_corpus.make``.

texts/*.txt ─► Text (source.py) ─► one renderer a format ─► files/…, expected.jsonl, manifest.csv
"""
