"""Measures against hand-made labels and judgements."""
