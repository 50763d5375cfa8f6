"""The dependencies of one scan: what its manifests name, and which known vulnerabilities that has.

The vulnerability database is asked while the engines work.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import msgspec

from services.scanning.dependencies.inventory import take_stock
from services.scanning.dependencies.manifest_search import find_manifests
from services.scanning.dependencies.osv.client import OsvClient
from services.scanning.dependencies.osv.endpoint import Answer
from services.scanning.dependencies.reader import read_manifests
from services.scanning.dependencies.vulnerability import Dependencies
from services.scanning.settings import ScanningSettings

_MAX_NOTES = 50


class DependencyScan:
    """Make it before the child gives up its network; `close` it at the end."""

    def __init__(self, limits: ScanningSettings) -> None:
        self.paths: list[str] = []
        """The manifests that were found."""
        self._dependencies = Dependencies()
        self._asked: Future[Answer] | None = None
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="dependencies")
        self._client = OsvClient(limits.osv_url, limits.osv_s) if limits.osv_url else None

    def read(self, checkout: Path) -> None:
        """Read the manifests of a checkout, and begin to ask about what they name."""
        manifests = find_manifests(checkout)
        self.paths = manifests.paths
        packages, problems = read_manifests(checkout, manifests.paths) if manifests.paths else ([], {})
        wrong = (manifests.left_out | problems).items()
        notes = [f"Dependencies: {' '.join(filter(None, (path, problem)))}." for path, problem in wrong]
        self._dependencies = Dependencies(packages=take_stock(packages), notes=notes[:_MAX_NOTES])
        if self._client is not None and packages:
            self._asked = self._pool.submit(self._client.ask, self._dependencies.packages)

    def result(self) -> Dependencies:
        """Blocks until the vulnerability database has answered, or time is up."""
        if self._client is None or self._asked is None:
            return self._dependencies
        answer = self._asked.result()
        return msgspec.structs.replace(
            self._dependencies,
            vulnerabilities=answer.vulnerabilities,
            asked=self._client.host,
            notes=self._dependencies.notes + answer.problems,
        )

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        if self._client is not None:
            self._client.close()
