"""The OSV endpoint (https://google.github.io/osv.dev/api/): which known vulnerabilities packages have.

``/v1/querybatch`` names them, ``/v1/vulns/{id}`` describes each. What fails is said, and costs only itself.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from urllib.parse import quote

import msgspec

from services.http_exchange.address import operators_address
from services.http_exchange.exchange import exchange
from services.http_exchange.failure import ExchangeFailed
from services.http_exchange.patience import Patience
from services.scanning.dependencies.osv.record import Record, vulnerabilities_of
from services.scanning.dependencies.package import Package
from services.scanning.dependencies.vulnerability import Vulnerability

BATCH = 1000
"""Packages that OSV takes in one question."""

MAX_PAGES = 10
"""Of answers about the same packages."""

MAX_VULNERABILITIES = 1000
"""That are described; those that affect most packages are no more important, so the others are only counted."""

_BATCH_BYTES = 32 * 2**20
_RECORD_BYTES = 4 * 2**20
_AT_ONCE = 4
_PAUSE_S = 0.5
_ID = re.compile(r"[A-Za-z0-9][\w.:-]{0,99}\Z")
T = TypeVar("T")


class _Hit(msgspec.Struct):
    id: str


class _Result(msgspec.Struct):
    vulns: list[_Hit] = []
    next_page_token: str = ""


class _Batch(msgspec.Struct):
    results: list[_Result | None] = []


class Answer(msgspec.Struct):
    """``problems`` are sentences."""

    vulnerabilities: list[Vulnerability] = []
    problems: list[str] = []


class OsvEndpoint:
    """``within_s`` is for everything that is asked of it."""

    def __init__(self, url: str, within_s: float) -> None:
        self._url = url.rstrip("/")
        self._patience = Patience(within_s)
        self._problems: dict[str, None] = {}

    def ask(self, packages: Sequence[Package]) -> Answer:
        """Packages without a version are left out: nobody knows which one is meant."""
        by_purl: dict[str, Package] = {package.purl: package for package in packages if package.version}
        asked = list(by_purl.values())
        affected: dict[str, list[Package]] = {}
        for start in range(0, len(asked), BATCH):
            self._ask_batch(asked[start : start + BATCH], affected)
        named = sorted(affected)
        if len(named) > MAX_VULNERABILITIES:
            more = len(named) - MAX_VULNERABILITIES
            self._problems[f"{more:,} more known vulnerabilities are not described: there are too many."] = None
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="osv") as pool:
            records = list(pool.map(self._record, named[:MAX_VULNERABILITIES]))
        found = vulnerabilities_of(zip(records, map(affected.__getitem__, named), strict=False))
        return Answer(found, list(self._problems))

    def _ask_batch(self, packages: Sequence[Package], affected: dict[str, list[Package]]) -> None:
        waiting = [(package, "") for package in packages]
        for _ in range(MAX_PAGES):
            if not waiting:
                return
            queries = [_query(package, token) for package, token in waiting]
            batch = self._asked("POST", "/v1/querybatch", _BATCH_BYTES, _Batch, {"queries": queries})
            if batch is None:
                return
            if len(batch.results) != len(waiting):
                self._fail("answered something that cannot be read")
                return
            more = []
            for (package, _token), result in zip(waiting, batch.results, strict=True):
                for hit in result.vulns if result else ():
                    if _ID.match(hit.id) and package not in affected.setdefault(hit.id, []):
                        affected[hit.id].append(package)
                if result and result.next_page_token:
                    more.append((package, result.next_page_token))
            waiting = more
        if waiting:
            self._fail("did not stop naming vulnerabilities")

    def _record(self, record_id: str) -> Record:
        """The id alone, if it cannot be described."""
        return self._asked("GET", f"/v1/vulns/{quote(record_id)}", _RECORD_BYTES, Record) or Record(record_id)

    def _asked(self, method: str, path: str, most: int, kind: type[T], body: Any = None) -> T | None:
        """Asked twice if need be; what went wrong is noted."""
        for is_last in (False, True):
            try:
                return msgspec.json.decode(self._exchanged(method, path, most, body), type=kind)
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                self._fail("answered something that cannot be read")
                return None
            except ExchangeFailed as failed:
                if is_last or not self._patience.allows(_PAUSE_S):
                    self._fail(str(failed))
                    return None
                time.sleep(_PAUSE_S)
        return None

    def _exchanged(self, method: str, path: str, most: int, body: Any) -> bytes:
        address = operators_address(self._url + path)
        if address is None:
            raise ExchangeFailed("has an address that HTTP cannot ask")
        sent = None if body is None else msgspec.json.encode(body)
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        with exchange(method, address, self._patience, allow_private=True, headers=headers, body=sent) as answer:
            if answer.status != 200:
                raise ExchangeFailed(f"answered {answer.status}")
            return answer.read_all(most)

    def _fail(self, reason: str) -> None:
        self._problems[f"The vulnerability database {reason}; vulnerabilities may be missing or lack details."] = None


def _query(package: Package, page_token: str) -> dict[str, Any]:
    version = package.version.removeprefix("v") if package.ecosystem == "Go" else package.version
    name = package.name if package.ecosystem == "NuGet" else package.key[1]  # NuGet's are told apart by case
    query = {"package": {"name": name, "ecosystem": package.ecosystem}, "version": version}
    return query | ({"page_token": page_token} if page_token else {})
