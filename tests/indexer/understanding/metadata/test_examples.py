"""The examples beside each rule hold."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import indexer.understanding.metadata

MODULES = sorted(m.name for m in pkgutil.iter_modules(indexer.understanding.metadata.__path__))


@pytest.mark.parametrize("name", MODULES)
def test_examples_beside_the_rules(name: str) -> None:
    module = importlib.import_module(f"indexer.understanding.metadata.{name}")
    result = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert result.failed == 0, f"indexer/metadata/{name}.py: {result.failed} examples fail"
