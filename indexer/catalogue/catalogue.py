"""Opening the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Self

from indexer.catalogue.database import Database
from indexer.catalogue.reading import Reader
from indexer.catalogue.sharing import Sharing, sharing
from indexer.catalogue.sources import Sources

if TYPE_CHECKING:
    from indexer.catalogue.writing import Writer


class Catalogue(Reader):
    """A context manager; reading is safe from several threads and processes, and sees every
    commit at once. One process writes at a time; others that try wait, then CatalogueError.

    Methods raise CatalogueError where the database fails, and DocumentNotFound as they say.
    """

    @classmethod
    def open(cls, url: str, *, create: bool = True) -> Self:
        """``url`` as SQLAlchemy reads it. Brings the tables up to date. With ``create`` false a
        missing SQLite file is an error."""
        return cls(Database(url, create=create))

    @contextmanager
    def write(self) -> Iterator[Writer]:
        """Changes that become visible together on a clean exit; none of them on an exception."""
        # Imported only where something is written: it knows how statements about validity resolve,
        # and a process that serves need not.
        from indexer.catalogue.writing import Writer

        with self.database.writing() as connection:
            writer = Writer(connection)
            yield writer
            writer.finish()

    @property
    def sources(self) -> Sources:
        """What is known of the files, members and records behind the documents."""
        return Sources(self.database)

    def sharing(self) -> AbstractContextManager[Sharing]:
        """Held while a process ingests: what it has in hand, other workers put off."""
        return sharing(self.database)

    def is_replaced(self) -> bool:
        """Whether another catalogue was put in this one's place since it was opened."""
        return self.database.is_replaced()

    def close(self) -> None:
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
