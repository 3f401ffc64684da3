"""A small library for tests above the catalogue: real catalogue, reference engine."""

from __future__ import annotations

from pathlib import Path

from analyzers.analyzer import default_analyzer
from indexer.catalogue import Catalogue
from indexer.engines.memory import MemoryStore
from indexer.model import PolicyDocument


def open_catalogue(folder: Path) -> Catalogue:
    return Catalogue.open(f"sqlite:///{folder / 'catalogue.db'}")


def open_store(folder: Path) -> MemoryStore:
    return MemoryStore(folder, default_analyzer(), 0)


def put(catalogue: Catalogue, *documents: PolicyDocument) -> None:
    with catalogue.write() as writer:
        for document in documents:
            writer.put(document)
