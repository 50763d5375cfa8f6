"""Makes the fixtures of the source stage known to the tests beside this file."""

from tests.unit.scanning.source.fetching import repository, server, settings, source

__all__ = ["repository", "server", "settings", "source"]
