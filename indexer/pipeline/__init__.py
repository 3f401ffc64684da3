"""Sources → catalogue."""

from indexer.pipeline.ingest import Ingestion
from indexer.pipeline.lock import writer_lock
from indexer.pipeline.progress import Reporter, Silent, Stop
from indexer.pipeline.summary import Note, Summary

__all__ = ["Ingestion", "Note", "Reporter", "Silent", "Stop", "Summary", "writer_lock"]
