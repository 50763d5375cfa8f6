"""The history of a scan: who changed what how often, and a scan that goes on where there is none to be had."""

from __future__ import annotations

import gc
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.scanning.history.history import History
from services.scanning.history.history_scan import HistoryScan
from services.scanning.report.json import from_json
from services.scanning.report.report import Report
from services.scanning.scan_folder import ScanFolder
from services.settings.settings import Settings
from tests.support.git_repository import commit, git, make_repository
from tests.support.git_server import serve_repositories
from tests.support.scan_job import ScanJob
from tests.support.setting import settings_in

MakeJob = Callable[..., ScanJob]
BRANCHES = "def go(x):\n    if x and x > 1:\n        return 1\n    return 2\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(
        tmp_path / "data",
        server={"allow_private_hosts": True},
        scanning={"local_roots": (tmp_path / "repositories",), "clone_timeout_s": 20.0},
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """``a.py`` is changed in all of four commits, ``b.py`` came with the third; a merge changes nothing itself."""
    folder = make_repository(tmp_path / "repositories" / "a1", {"a.py": BRANCHES, "old.py": "x = 1\n"})
    commit(folder, {"a.py": f"{BRANCHES}# 2\n"}, "Second")
    git(folder, "checkout", "--quiet", "-b", "side")
    commit(folder, {"a.py": f"{BRANCHES}# 3\n", "b.py": "y = 1\n"}, "Third")
    git(folder, "checkout", "--quiet", "main")
    git(folder, "merge", "--quiet", "--no-ff", "-m", "Merge", "side")
    as_bob = ("-c", "user.name=Bob", "-c", "user.email=BOB@example.com")
    (folder / "a.py").write_text(BRANCHES)
    git(folder, *as_bob, "commit", "--quiet", "--all", "--author", "Bob <bob@example.com>", "--message", "Fourth")
    return folder


@pytest.fixture
def make_job(tmp_path: Path, settings: Settings) -> MakeJob:
    def make(address: str, ref: str | None = None, **scanning: Any) -> ScanJob:
        params = {"scan_id": "a1", "repo_name": "a1", "owner": "local", "url": address, "address": address, "ref": ref}
        return ScanJob(settings.changed(scanning=scanning), params, tmp_path / "jobs")

    return make


def report_of(settings: Settings) -> Report:
    return from_json(ScanFolder(settings.data, "a1").report("json").read_bytes())


def told(job: ScanJob) -> dict[str, Any]:
    [event] = [event for event in job.events if event.type == "history_complete"]
    return dict(event.data)


def counts(history: History) -> dict[str, tuple[int, int]]:
    return {path: (file.commits, file.authors) for path, file in history.files.items()}


def test_churn_and_authors_of_each_file_are_told_and_kept(
    make_job: MakeJob, repository: Path, settings: Settings
) -> None:
    job = make_job(str(repository))
    result = job.run()
    history = report_of(settings).history
    assert counts(history) == {"a.py": (4, 2), "old.py": (1, 1), "b.py": (1, 1)}
    assert (history.commits, history.authors, history.is_whole, history.reason) == (4, 2, True, "")
    assert history.files["a.py"].last == history.until > 0
    assert [told(job)[name] for name in ("commits", "authors", "files")] == [4, 2, 3]
    assert result["history"] == history.facts()
    kept = (ScanFolder(settings.data, "a1").path / "history.json").read_text()
    assert "bob" not in kept.lower()
    assert '"commits":4' in kept


def test_authors_are_named_if_a_setting_says_so(make_job: MakeJob, repository: Path, settings: Settings) -> None:
    make_job(str(repository), history_names=True).run()
    assert report_of(settings).history.files["a.py"].names == ["Ada", "Bob"]


def test_only_the_newest_commits_are_read_and_the_edge_adds_nothing(
    make_job: MakeJob, tmp_path: Path, settings: Settings
) -> None:
    folder = make_repository(tmp_path / "repositories" / "line", {"a.py": BRANCHES, "old.py": "x = 1\n"})
    for number in range(3):
        commit(folder, {"a.py": f"{BRANCHES}# {number}\n"}, "Change")
    make_job(str(folder), history_commits=2).run()
    history = report_of(settings).history
    assert counts(history) == {"a.py": (2, 1)}
    assert not history.is_whole


def test_no_contents_of_files_are_fetched(make_job: MakeJob, repository: Path) -> None:
    job = make_job(str(repository))
    job.run()
    fetched = job.context.workdir / "history" / "repository.git"
    objects = git(fetched, "cat-file", "--batch-check=%(objecttype)", "--batch-all-objects")
    assert set(objects.split()) == {"commit", "tree"}


def test_a_repository_with_one_commit_has_a_history_of_one(
    make_job: MakeJob, tmp_path: Path, settings: Settings
) -> None:
    make_job(str(make_repository(tmp_path / "repositories" / "one", {"a.py": BRANCHES}))).run()
    history = report_of(settings).history
    assert (history.reason, counts(history)) == ("", {"a.py": (1, 1)})


def test_a_folder_without_git_is_analysed_without_history(
    make_job: MakeJob, tmp_path: Path, settings: Settings
) -> None:
    folder = tmp_path / "repositories" / "plain"
    folder.mkdir(parents=True)
    (folder / "a.py").write_text(BRANCHES)
    job = make_job(str(folder))
    job.run()
    assert told(job)["reason"] == "The folder is not a git repository."
    assert "History: The folder is not a git repository." in report_of(settings).notes


def test_without_the_setting_nothing_is_fetched_or_told(
    make_job: MakeJob, repository: Path, settings: Settings
) -> None:
    job = make_job(str(repository), history_commits=0)
    job.run()
    assert "history_complete" not in [event.type for event in job.events]
    assert not (job.context.workdir / "history").exists()
    assert report_of(settings).notes == []


def test_a_server_without_filters_is_not_made_to_send_everything(
    make_job: MakeJob, repository: Path, tmp_path: Path, settings: Settings
) -> None:
    git(repository, "config", "uploadpack.allowFilter", "false")
    with serve_repositories(tmp_path / "repositories") as server:
        make_job(f"{server.url}/a1").run()
    report = report_of(settings)
    assert report.history.reason == "The server cannot leave the contents of files out."
    assert report.files


def test_a_server_with_filters_gives_the_same_over_http(
    make_job: MakeJob, repository: Path, tmp_path: Path, settings: Settings
) -> None:
    git(repository, "config", "uploadpack.allowFilter", "true")
    with serve_repositories(tmp_path / "repositories") as server:
        make_job(f"{server.url}/a1").run()
    assert counts(report_of(settings).history)["a.py"] == (4, 2)


def test_a_remote_that_is_gone_meanwhile_costs_the_history_alone(
    make_job: MakeJob, repository: Path, settings: Settings
) -> None:
    job = make_job(str(repository))
    drop = job.context.drop_early_access

    def vanish() -> None:
        drop()
        shutil.rmtree(repository)

    job.context.drop_early_access = vanish  # type: ignore[method-assign]
    job.run()
    report = report_of(settings)
    assert report.files
    assert report.history.commits == 0
    assert report.history.reason


def test_a_remote_that_stalls_meanwhile_holds_up_no_report(
    make_job: MakeJob, repository: Path, tmp_path: Path, settings: Settings
) -> None:
    with serve_repositories(tmp_path / "repositories") as server:
        job = make_job(f"{server.url}/a1", history_s=0.2)
        drop = job.context.drop_early_access

        def stall() -> None:
            drop()
            server.stalls.set()

        job.context.drop_early_access = stall  # type: ignore[method-assign]
        job.run()
    report = report_of(settings)
    assert report.files
    assert report.history.reason.startswith("It did not arrive in time")


@pytest.mark.parametrize("digits", [0, 8])
def test_a_repository_with_sha256_ids_has_a_history(
    make_job: MakeJob, tmp_path: Path, settings: Settings, digits: int
) -> None:
    folder = tmp_path / "repositories" / "new"
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--object-format=sha256", "--initial-branch=main")
    commit(folder, {"a.py": BRANCHES}, "First")
    short = commit(folder, {"a.py": f"{BRANCHES}# 2\n"}, "Second")[:digits]
    make_job(str(folder), ref=short or None).run()
    history = report_of(settings).history
    assert (history.reason, counts(history)) == ("", {"a.py": (2, 1)})


def test_commits_with_odd_names_and_times_are_counted(make_job: MakeJob, tmp_path: Path, settings: Settings) -> None:
    folder = make_repository(tmp_path / "repositories" / "odd", {"a.py": BRANCHES, "line\nend.py": "x = 1\n"})
    (folder / "a.py").write_text("x = 2\n")
    odd = ("-c", "user.name=:100644 \x1b[31m", "-c", "user.email= : ")
    environment = {"GIT_AUTHOR_NAME": ":100644 x", "GIT_COMMITTER_DATE": "@1 +0000", "PATH": "/usr/bin:/bin"}
    identity = {"GIT_COMMITTER_NAME": "x", "GIT_COMMITTER_EMAIL": "x", "GIT_AUTHOR_EMAIL": ":1 2\x01"}
    subprocess.run(
        ["git", "-C", str(folder), *odd, "commit", "--quiet", "--all", "--message", ":100644\n:"],
        env=environment | identity,
        check=True,
    )
    make_job(str(folder)).run()
    history = report_of(settings).history
    assert counts(history)["a.py"] == (2, 2)
    assert history.since == 1


def test_hotspots_are_product_files_by_changes_times_complexity(
    make_job: MakeJob, repository: Path, settings: Settings
) -> None:
    commit(repository, {"c.py": f"{BRANCHES}{BRANCHES}{BRANCHES}", "tests/test_a.py": 9 * BRANCHES}, "Fifth")
    make_job(str(repository)).run()
    report = report_of(settings)
    assert [(spot.path, spot.score, spot.commits, spot.complexity) for spot in report.hotspots] == [
        ("a.py", 12, 4, 3),
        ("c.py", 9, 1, 9),
    ]
    folder = ScanFolder(settings.data, "a1")
    assert "| a.py | 12 | 4 | 3 | 2 |" in folder.report("md").read_text()
    assert "<h2>Hotspots</h2>" in folder.report("html").read_text()


def test_a_history_that_is_known_in_time_decides_which_file_is_analysed_first(
    make_job: MakeJob, tmp_path: Path
) -> None:
    folder = make_repository(tmp_path / "repositories" / "churn", {"a.py": "x = 1\n" * 99, "b.py": "x = 1\n"})
    for number in range(3):
        commit(folder, {"b.py": f"x = {number}\n"}, "Change")
    job = make_job(str(folder), batch_files=1)
    publish = job.context.publish

    def once_it_is_known(type: str, data: dict[str, Any]) -> None:
        publish(type, data)
        if type == "graph_complete":
            every = [one for one in gc.get_objects() if isinstance(one, HistoryScan)]
            [history] = [one for one in every if one._home.is_relative_to(tmp_path)]
            history.result(wait=True)

    job.context.publish = once_it_is_known  # type: ignore[method-assign]
    job.run()
    assert [event.data["files"] for event in job.events if event.type == "batch_complete"] == [["b.py"], ["a.py"]]
