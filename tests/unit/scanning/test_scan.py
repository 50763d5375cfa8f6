"""A scan, run in this process on small folders: what it publishes, in which order, and what it leaves behind."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest

from services.errors import BadRequest, TailraceError
from services.scanning.analysis.issue import Issue
from services.scanning.report.comparison import compare
from services.scanning.report.json import from_json
from services.scanning.scan_folder import ScanFolder
from services.settings.settings import Settings
from tests.support.chat_server import Asked, ChatServer, Reply
from tests.support.git_repository import make_repository
from tests.support.scan_job import ScanJob
from tests.support.setting import settings_in

ORDER = ["graph_building", "graph_complete", "collecting_files", "files_collected", "rlm_started"]
BETWEEN = {"clone_progress", "graph_progress", "batch_error", "structure_complete"}
SHELL = "import subprocess\n\n\ndef go(command):\n    subprocess.call(command, shell=True)\n"

MakeJob = Callable[..., ScanJob]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Without history, which is told whenever it is there (`test_scan_history`)."""
    scanning = {"local_roots": (tmp_path / "repositories",), "batch_files": 2, "history_commits": 0}
    return settings_in(tmp_path / "data", scanning=scanning)


@pytest.fixture
def make_job(tmp_path: Path, settings: Settings) -> MakeJob:
    def make(files: Mapping[str, str | bytes], scan_id: str = "a1", **changes: Any) -> ScanJob:
        repository = make_repository(tmp_path / "repositories" / scan_id, files)
        params = {
            "scan_id": scan_id,
            "repo_name": scan_id,
            "owner": "local",
            "url": str(repository),
            "address": str(repository),
        }
        return ScanJob(settings.changed(**changes), params, tmp_path / "jobs" / scan_id)

    return make


def folder_of(settings: Settings, scan_id: str = "a1") -> ScanFolder:
    return ScanFolder(settings.data, scan_id)


def stored_graph(settings: Settings) -> dict[str, Any]:
    return dict(msgspec.json.decode(gzip.decompress(folder_of(settings).graph().read_bytes())))


def types(job: ScanJob) -> list[str]:
    return [event.type for event in job.events if event.type not in BETWEEN]


def last_batch(job: ScanJob) -> dict[str, Any]:
    return dict([event.data for event in job.events if event.type == "batch_complete"][-1])


def test_it_tells_everything_in_the_order_of_the_contract(make_job: MakeJob) -> None:
    job = make_job({"a.py": SHELL, "b.py": "import a\n", "c.js": "eval(x)\n"})
    job.run()
    assert types(job) == [*ORDER, "batch_complete", "batch_complete"]
    assert all(event.data["repo_name"] == "a1" and event.data["at"] > 1e12 for event in job.events)
    told = {event.type: event.data for event in job.events}
    assert told["graph_complete"]["languages"] == {"python": 2, "javascript": 1}
    assert told["files_collected"]["file_count"] == 3
    assert job.fractions == sorted(job.fractions)


def test_a_batch_tells_its_own_issues_and_the_summary_of_all_so_far(make_job: MakeJob) -> None:
    job = make_job({"a.py": SHELL, "b.py": f"# {'-' * 200}\n", "c.py": SHELL})
    job.run()
    first, second = (event.data for event in job.events if event.type == "batch_complete")
    assert list(first["issues_by_file"]) == ["a.py"]
    assert list(second["issues_by_file"]) == ["c.py"]
    assert first["files"] == ["b.py", "a.py"]  # the largest first, where none is imported
    assert {"line", "column", "rule", "severity", "message", "engine"} == set(first["issues_by_file"]["a.py"][0])
    assert second["summary"]["total_files"] == 3
    assert second["summary"]["total_issues"] == 2 * first["summary"]["total_issues"] > 0
    assert (second["batch"], second["total_batches"], second["summary"]["batches_completed"]) == (2, 2, 2)


def test_the_graph_can_be_read_as_soon_as_it_is_told(make_job: MakeJob, settings: Settings) -> None:
    job = make_job({"a.py": SHELL})
    publish = job.context.publish
    seen: list[dict[str, Any]] = []

    def look(type: str, data: Mapping[str, Any]) -> None:
        if type == "graph_complete":
            seen.append(stored_graph(settings))
        publish(type, data)

    job.context.publish = look  # type: ignore[method-assign]
    job.run()
    assert [node["kind"] for node in seen[0]["nodes"]] == ["file", "function"]


def test_what_a_repository_suppresses_is_in_no_event_and_the_report_says_so(
    make_job: MakeJob, settings: Settings
) -> None:
    ours = '[[suppress]]\nrule = "shell-injection"\npath = "vendor_tools/"\n'
    job = make_job({"a.py": SHELL, "vendor_tools/b.py": SHELL, ".tailrace.toml": ours})
    job.run()
    found = [path for event in job.events if event.type == "batch_complete" for path in event.data["issues_by_file"]]
    assert found == ["a.py"]
    report = from_json(folder_of(settings).report("json").read_bytes())
    assert report.notes == [".tailrace.toml suppressed 1 issue of shell-injection in vendor_tools/."]


def test_a_renamed_and_edited_file_keeps_its_issues(make_job: MakeJob, settings: Settings) -> None:
    text = "".join(f"VALUE_{number} = {number}\n" for number in range(300)) + SHELL
    make_job({"src/utils.py": text}, "a1").run()
    make_job({"src/utilities.py": f"{text}# a comment\n"}, "b2").run()
    before, after = (from_json(folder_of(settings, scan_id).report("json").read_bytes()) for scan_id in ("a1", "b2"))
    compared = compare(before, after)
    assert [len(compared[name]) for name in ("new", "fixed", "unchanged")] == [0, 0, 1]


def test_an_empty_repository_has_one_empty_batch(make_job: MakeJob) -> None:
    job = make_job({".gitkeep": ""})
    result = job.run()
    assert types(job) == [*ORDER, "batch_complete"]
    assert last_batch(job)["total_batches"] == 1
    assert result["summary"]["total_issues"] == 0


def test_the_report_the_exports_and_the_coloured_graph_are_kept(make_job: MakeJob, settings: Settings) -> None:
    job = make_job({"a.py": SHELL, "b.py": "import a\n"})
    result = job.run()
    folder = folder_of(settings)
    report = from_json(folder.report("json").read_bytes())
    assert report.commit == result["commit"] is not None
    assert report.summary == result["summary"]
    assert set(report.fingerprints) == set(report.issues_by_file) == {"a.py"}
    assert {engine.name for engine in report.engines} >= {"ruff", "bandit"}
    for extension in ("sarif", "html", "md"):
        assert folder.report(extension).stat().st_size > 100
    nodes = stored_graph(settings)["nodes"]
    assert {node["path"]: node["severity"] for node in nodes if node["kind"] == "file"}["a.py"] == "high"
    assert not list(folder.path.glob("findings*"))


def test_only_what_was_analysed_is_kept_of_the_sources(make_job: MakeJob, settings: Settings) -> None:
    job = make_job({"src/a.py": SHELL, "logo.png": b"\x89PNG\0", "node_modules/x/y.js": "1", "secret.bin": b"\0"})
    job.run()
    kept = {
        str(path.relative_to(folder_of(settings).tree))
        for path in folder_of(settings).tree.rglob("*")
        if path.is_file()
    }
    assert kept == {"src/a.py"}


def test_every_event_fits_and_says_what_it_leaves_out(make_job: MakeJob) -> None:
    files = {f"a{number}.py": SHELL * 30 for number in range(4)}
    job = make_job(files, streaming={"max_event_bytes": 4096}, scanning={"batch_files": 4})
    job.run()
    batch = last_batch(job)
    assert len(msgspec.json.encode(batch)) <= 4096
    assert (
        sum(batch["truncated"].values()) + sum(map(len, batch["issues_by_file"].values()))
        == batch["summary"]["total_issues"]
    )


def test_names_and_text_that_are_no_utf_8_harm_nobody(make_job: MakeJob, tmp_path: Path) -> None:
    job = make_job(
        {
            "a.py": b"# \xff\xfe\npassword = 'hunter2hunter2'\n",
            "b\u2028\n.py": SHELL,
            "c.py": "\ud83d".encode("utf-8", "surrogatepass"),
        }
    )
    job.run()
    assert types(job)[-1] == "batch_complete"


def test_an_unchanged_file_is_not_checked_twice(make_job: MakeJob, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"a.py": SHELL, "b.js": "eval(x)\n"}
    first, second = make_job(files, "a1"), make_job(files, "b2")
    found = first.run()["summary"]
    for start in ("tool_engine.Program", "resident_engine.Resident"):
        monkeypatch.setattr(f"services.scanning.engines.{start}", lambda *_, **__: pytest.fail("an engine was started"))
    assert second.run()["summary"] == found


def zipped(files: Mapping[str, str]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as members:
        for name, content in files.items():
            members.writestr(name, content)
    return archive.getvalue()


def upload_job(settings: Settings, tmp_path: Path, content: bytes) -> tuple[ScanJob, Path]:
    archive = settings.data / "uploads" / "a1"
    archive.parent.mkdir(parents=True)
    archive.write_bytes(content)
    params = {"scan_id": "a1", "repo_name": "code", "owner": "upload", "url": "code (uploaded)", "upload": "a1"}
    return ScanJob(settings, params, tmp_path / "jobs" / "a1"), archive


def test_an_uploaded_archive_is_analysed_and_removed(settings: Settings, tmp_path: Path) -> None:
    job, archive = upload_job(settings, tmp_path, zipped({"code/a.py": SHELL}))
    result = job.run()
    assert result["commit"] is None and result["files"] == 1
    assert not archive.exists()


def test_an_archive_that_is_none_is_removed_too(settings: Settings, tmp_path: Path) -> None:
    job, archive = upload_job(settings, tmp_path, b"no archive")
    with pytest.raises(TailraceError):
        job.run()
    assert not archive.exists()


def test_an_archive_that_is_gone_is_a_sentence(settings: Settings, tmp_path: Path) -> None:
    job, archive = upload_job(settings, tmp_path, b"")
    archive.unlink()
    with pytest.raises(BadRequest, match="upload it again"):
        job.run()


def test_engine_text_that_cannot_be_written_is_made_writable(
    make_job: MakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    from services.scanning.engines.metrics import Metrics

    broken = Issue(1, 1, "rule\udcff", "low", "quotes \udcfe", "metrics")
    monkeypatch.setattr(Metrics, "check", lambda _self, _root, files, _timeout: {file.path: [broken] for file in files})
    for scan_id in ("found", "cached"):
        job = make_job({"a.py": "x = 1\n"}, scan_id)
        job.run()
        [issue] = last_batch(job)["issues_by_file"]["a.py"]
        assert (issue["message"], issue["rule"]) == ("quotes ?", "rule?")


def model_answer(asked: Asked) -> str:
    if "describe a code base" in asked.system:
        return "It runs what it is told."
    finding = {"path": "a.py", "line": 5, "severity": "critical", "rule": "shell", "message": "It runs a shell."}
    return json.dumps({"findings": [finding], "summaries": {"a.py": "Runs a command."}})


def test_a_language_model_is_one_more_engine_and_describes_the_repository(
    make_job: MakeJob, settings: Settings
) -> None:
    with ChatServer(model_answer).running() as model:
        job = make_job({"a.py": SHELL, "b.py": "x = 1\n"}, language_model={"base_url": model.url, "model": "tiny"})
        job.run()
    assert types(job)[-2:] == ["batch_complete", "repository_insight"]
    assert job.events[-1].data["summary"] == "It runs what it is told."
    report = from_json(folder_of(settings).report("json").read_bytes())
    assert report.insight == "It runs what it is told."
    assert ("rlm", "critical") in {(issue.engine, issue.severity) for _, issue in report.issues()}


def test_a_language_model_that_does_not_answer_costs_its_findings_only(make_job: MakeJob) -> None:
    with ChatServer(lambda _asked: Reply(status=401)).running() as model:
        job = make_job({"a.py": SHELL}, language_model={"base_url": model.url})
        job.run()
    kinds = [event.type for event in job.events]
    assert kinds.index("batch_error") < kinds.index("batch_complete")
    assert last_batch(job)["issues_by_file"]["a.py"]
