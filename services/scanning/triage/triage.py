"""Triage: what people decided about the issues of a repository, as it holds for one scan of it.

A verdict is about a file's issue, whichever scan found it. In a file that was renamed it holds under the new name
(`report/lineage`), until somebody decides there anew.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

from services.auth.identity import Identity
from services.errors import BadRequest, NotFound
from services.scanning.analysis.fingerprint import fingerprints
from services.scanning.analysis.issue import Issue
from services.scanning.scan_folder import ScanFolder
from services.scanning.scan_run import Scan
from services.scanning.triage.verdict import (
    MAX_ISSUES,
    Change,
    Place,
    Triaged,
    Verdict,
    VerdictsByFile,
    is_storable,
    numbered,
)
from services.scanning.triage.verdicts import Repository, Verdicts

_log = logging.getLogger(__name__)


class FileTriage(NamedTuple):
    """``fingerprints`` are numbered, one for each issue."""

    fingerprints: list[str] = []
    verdicts: list[Triaged] = []


class Triage:
    """Thread-safe and greenlet-safe. ``is_user`` says whether there is a user of that name."""

    def __init__(self, verdicts: Verdicts, folder: Callable[[str], ScanFolder], is_user: Callable[[str], bool]) -> None:
        self._verdicts = verdicts
        self._folder = folder
        self._is_user = is_user

    def of(self, scan: Scan) -> list[Triaged]:
        """All verdicts of the scan's repository, by the names that files have in this scan."""
        kept = self._verdicts.of(_repository(scan))
        return under_new_names(kept, self._folder(scan.scan_id).former_paths()) if kept else []

    def of_file(self, scan: Scan, path: str, issues: list[Issue]) -> FileTriage:
        """How issues of one file are named, and their verdicts; nothing while the scan runs, as nothing can be decided
        then.
        """
        if scan.is_live:
            return FileTriage()
        folder = self._folder(scan.scan_id)
        names = folder.former_paths()
        kept = self._verdicts.of(_repository(scan), [path, *names.get(path, [])])
        found = [one for one in under_new_names(kept, names) if one.path == path]
        return FileTriage(_named(folder, path, issues), found)

    def in_reports(self, scan: Scan) -> VerdictsByFile:
        """The verdicts that reports show: those that say more than that an issue is open."""
        found: VerdictsByFile = {}
        for one in self.of(scan):
            if one.verdict.says_something:
                found.setdefault(one.path, {})[one.fingerprint] = one.verdict
        return found

    def decide(self, by: Identity, scan: Scan, issues: Collection[Place], change: Change) -> list[Triaged]:
        """Change the verdicts about issues of this scan; about all of them, or none.

        Raises:
            BadRequest: no issue, too many, or the assignee is no user. NotFound: the scan has no such issue.
            LimitReached: the owner has no room for as many verdicts.
        """
        if not 0 < len(issues) <= MAX_ISSUES:
            raise BadRequest(f"'issues' names 1 to {MAX_ISSUES:,} issues.")
        if change.assignee and not self._is_user(change.assignee):
            raise BadRequest("'assignee' is not the name of a user here.", code="no_assignee")
        self._check_found(scan, issues)
        before = {(one.path, one.fingerprint): one.verdict for one in self.of(scan)}
        wanted = {place: before.get(place, Verdict()) for place in issues}
        made = self._verdicts.decide(by.username, _repository(scan), wanted, change)
        told = {"scan": scan.scan_id, "user": by.user_id, "issues": len(made)}
        _log.info("issues_triaged", extra={**told, "state": change.state or "unchanged"})
        return made

    def _check_found(self, scan: Scan, issues: Iterable[Place]) -> None:
        folder = self._folder(scan.scan_id)
        wanted: dict[str, set[str]] = {}
        for path, fingerprint in issues:
            wanted.setdefault(path, set()).add(fingerprint)
        for path, named in wanted.items():
            found = folder.issues(path).issues if is_storable(path) else []
            if named - set(_named(folder, path, found)):
                raise NotFound("The analysis found no such issue in that file; nothing was changed.", code="no_issue")


def under_new_names(kept: Iterable[Triaged], former_paths: dict[str, list[str]]) -> list[Triaged]:
    """A verdict about a file's own name stands above one about an earlier name, and the later name's above the
    earlier's.
    """
    new_names: dict[str, list[tuple[int, str]]] = {}
    for path, names in former_paths.items():
        for age, name in enumerate(names, 1):
            new_names.setdefault(name, []).append((age, path))
    nearest: dict[Place, tuple[int, Triaged]] = {}
    for one in kept:
        for age, path in new_names.get(one.path, [(0, one.path)]):
            place = (path, one.fingerprint)
            if place not in nearest or age < nearest[place][0]:
                nearest[place] = (age, _renamed(one, path))
    return [one for _, one in nearest.values()]


def _named(folder: ScanFolder, path: str, issues: list[Issue]) -> list[str]:
    """The numbered fingerprints of one file's issues."""
    return numbered(fingerprints(folder.tree, {path: issues})[path]) if issues else []


def _renamed(one: Triaged, path: str) -> Triaged:
    return Triaged(path=path, fingerprint=one.fingerprint, verdict=one.verdict, history=one.history)


def _repository(scan: Scan) -> Repository:
    return Repository(scan.owner_id, scan.url)
