"""The asker's repositories, as the rows of their analyses tell them: which there are, and how their analyses stand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from services.answering.asker import asker
from services.answering.markdown import code, counted, link, plain, table
from services.answering.sentences import when
from services.scanning.agent.vocabulary import Topic
from services.scanning.scan_kind import SCAN
from services.scanning.scan_run import Scan
from services.scanning.scans import Scans

MOST = 200
"""Analyses that are looked through, the newest."""
LISTED = 20


@dataclass(frozen=True, slots=True)
class Repository:
    """``scans`` are its analyses, the newest first."""

    name: str
    scans: Sequence[Scan]

    @property
    def newest(self) -> Scan:
        return self.scans[0]

    @property
    def finished(self) -> Scan | None:
        """The newest that has a report."""
        return next((scan for scan in self.scans if scan.status == "succeeded"), None)


def own_repositories(scans: Scans, user_id: str) -> list[Repository]:
    """This user's own, whatever else they may see. The one analysed last comes first."""
    by_name: dict[str, list[Scan]] = {}
    for scan in scans.list(asker(user_id), limit=MOST):
        by_name.setdefault(f"{scan.owner}/{scan.repo_name}", []).append(scan)
    return [Repository(name, found) for name, found in by_name.items()]


def own_names(scans: Scans, user_id: str) -> Collection[str]:
    """How the asker may call their repositories."""
    names = [name for repository in own_repositories(scans, user_id) for name in _called(repository.name)]
    return tuple(dict.fromkeys(names))


def _called(name: str) -> tuple[str, str]:
    return name, name.rpartition("/")[2]


# -- what rows say -----------------------------------------------------------------------------------------------------


def listed(repositories: Sequence[Repository], by_issues: bool) -> str:
    shown = list(repositories)
    if by_issues:
        shown.sort(key=lambda one: -(one.finished or one.newest).issues_found)
    rows = [
        (
            link(code(one.name), f"/analysis/{one.newest.scan_id}"),
            state_of(one.newest),
            f"{(one.finished or one.newest).issues_found:,}" if (one.finished or one.newest).summary else "·",
            f"{len(one.scans):,}",
        )
        for one in shown[:LISTED]
    ]
    said = f"You have analysed {counted(len(shown), 'repository', 'repositories')}:"
    rest = f"\n\n… and {len(shown) - LISTED:,} more on [the list](/analysis)." if len(shown) > LISTED else ""
    return f"{said}\n\n{table(('Repository', 'Newest analysis', 'Issues #', 'Analyses #'), rows)}{rest}"


def state_of(scan: Scan) -> str:
    if scan.status == "succeeded":
        return f"finished {when(scan.finished_at)}"
    if scan.status == "running":
        return f"running, {scan.progress:.0%} ({stage_of(scan)})"
    if scan.status == "queued":
        return f"waiting since {when(scan.created_at)}"
    if scan.status == "cancelled":
        return f"cancelled {when(scan.finished_at)}"
    return f"failed {when(scan.finished_at)}: {plain((scan.error or 'no reason was kept').rstrip('.'))}"


def stage_of(scan: Scan) -> str:
    titles = {stage.key: stage.name for stage in SCAN.job.stages}
    return titles.get(scan.stage, scan.stage).lower()


def of_row(topic: Topic, repository: Repository) -> str:
    """What the newest analysis of a repository is or was."""
    scan = repository.newest
    about = f"The newest analysis of {link(code(repository.name), f'/analysis/{scan.scan_id}')}"
    found = f" So far it found {counted(scan.issues_found, 'issue')}." if scan.is_live and scan.summary else ""
    if topic == "duration":
        return f"{about} {_duration(scan)}"
    if topic == "commit":
        if scan.status != "succeeded" and not scan.commit:
            return f"{about}{' is' if scan.is_live else ''} {state_of(scan)}.{found}"
        commit = f"commit {code(scan.commit)}" if scan.commit else "no commit (it was no Git repository)"
        ref = f" ({code(scan.ref)})" if scan.ref else ""
        return f"{about} {'looks' if scan.is_live else 'looked'} at {commit}{ref}."
    return f"{about}{' is' if scan.is_live else ''} {state_of(scan)}.{found}{_counted_issues(scan)}"


def _counted_issues(scan: Scan) -> str:
    if scan.status != "succeeded":
        return ""
    return f" It found {counted(scan.issues_found, 'issue')}."


def _duration(scan: Scan) -> str:
    if scan.started_at is None:
        return f"has not begun: it is {state_of(scan)}."
    if scan.finished_at is None:
        return f"began {when(scan.started_at)} and is {state_of(scan)}."
    waited = scan.started_at - scan.created_at
    took = scan.execution_time if scan.execution_time is not None else scan.finished_at - scan.started_at
    ended = "" if scan.status == "succeeded" else f" It {state_of(scan)}."
    return f"took {took:.1f} s and ended {when(scan.finished_at)}, after waiting {waited:.1f} s for its turn.{ended}"
