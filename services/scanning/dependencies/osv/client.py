"""The OSV client: the endpoint in a process of its own, which alone keeps the network.

A scan's child starts it before it gives the network up, as it does with the language model's client. All that leaves it
are the names and versions of packages.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from services.process.access import Access
from services.process.limits import Limits
from services.process.resident import RequestFailed, Resident, ResidentFailed
from services.scanning.dependencies.osv.endpoint import Answer, OsvEndpoint
from services.scanning.dependencies.package import Package
from services.url import split_url

_LIMITS = Limits(memory_bytes=512 * 2**20, file_bytes=0, processes=4, open_files=64)
_CLOSING_S = 5.0
"""It ends as soon as it notices; on a busy machine that takes a while."""
_SPARE_S = 5.0
"""For the process to say itself that time is up."""


class OsvClient:
    """The thread that makes it must live until `close`. Raises: OSError, if the process cannot be started."""

    def __init__(self, url: str, within_s: float) -> None:
        self._url = url
        self._within_s = within_s
        self._resident = Resident[Answer](f"{__name__}:answer", Answer, _LIMITS, Access(network=True))
        self._resident.ask(url, within_s, [])

    @property
    def host(self) -> str:
        parts = split_url(self._url)
        return (parts.hostname or "") if parts else ""

    def ask(self, packages: Sequence[Package]) -> Answer:
        """Blocks. What could not be found out is said in the answer."""
        try:
            return self._resident.ask(self._url, self._within_s, list(packages), within_s=self._within_s + _SPARE_S)
        except (ResidentFailed, RequestFailed, OSError) as error:
            return Answer(problems=[f"The vulnerability database's client failed ({error})."])

    def close(self) -> None:
        self._resident.dismiss(_CLOSING_S)


def answer(url: str, within_s: float, packages: list[dict[str, object]]) -> Answer:
    """Runs in the process. The first question names no packages: it only starts it."""
    return OsvEndpoint(url, within_s).ask(msgspec.convert(packages, list[Package]))
