"""The catalogue's migrations, run by ``indexer.catalogue.database.migrate``."""
