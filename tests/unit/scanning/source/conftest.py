"""Makes the source stage's fixtures available to the tests in this folder."""

from tests.unit.scanning.source.fetching import repository, server, settings, source

__all__ = ["repository", "server", "settings", "source"]
