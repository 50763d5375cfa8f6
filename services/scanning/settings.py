"""The settings of repository analysis."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from services.settings import parse
from services.settings.setting import Group, setting


@dataclass(frozen=True, slots=True)
class ScanningSettings(Group):
    key: ClassVar = "scanning"
    title: ClassVar = "Repository analysis"

    local_roots: tuple[Path, ...] = setting(
        "TAILRACE_LOCAL_ROOTS",
        (),
        parse.folders,
        "Folders (colons between) whose repositories may be analysed by path.",
    )
    allow_ssh: bool = setting(
        "TAILRACE_ALLOW_SSH", False, parse.flag, "Let repositories be cloned over ssh with the server's keys."
    )
    clone_timeout_s: float = setting(
        "TAILRACE_CLONE_TIMEOUT_S", 300.0, parse.number(1), "Seconds that a clone may take."
    )
    history_commits: int = setting(
        "TAILRACE_HISTORY_COMMITS",
        500,
        parse.whole(0, 100_000),
        "How many commits back a repository's history is read, without the contents of files, to see which files change"
        " often; 0 reads none.",
    )
    history_s: float = setting(
        "TAILRACE_HISTORY_S",
        30.0,
        parse.number(0, 3600),
        "Seconds that the report waits for the history after everything else is done.",
    )
    history_names: bool = setting(
        "TAILRACE_HISTORY_NAMES",
        False,
        parse.flag,
        "Name the authors of a file's changes; without it they are counted.",
    )
    repository_bytes: int = setting(
        "TAILRACE_REPOSITORY_BYTES", 1 * 2**30, parse.whole(1024), "Size on disk of one unpacked repository."
    )
    repository_files: int = setting("TAILRACE_REPOSITORY_FILES", 50_000, parse.whole(1), "Files in one repository.")
    source_file_bytes: int = setting(
        "TAILRACE_SOURCE_FILE_BYTES", 1 * 2**20, parse.whole(1024), "Largest source file that is analysed."
    )
    batch_files: int = setting(
        "TAILRACE_BATCH_FILES", 10, parse.whole(1, 1000), "Files analysed per batch, at most: the first one is small."
    )
    engine_timeout_s: float = setting(
        "TAILRACE_ENGINE_TIMEOUT_S", 60.0, parse.number(0.1), "Seconds that one engine may spend on one batch."
    )
    copy_tokens: int = setting(
        "TAILRACE_COPY_TOKENS",
        50,
        parse.whole(0, 10_000),
        "How many names, words and operators of a function must stand elsewhere, too, to be told as duplicated code; 0"
        " looks for none.",
    )
    compared_tokens: int = setting(
        "TAILRACE_COMPARED_TOKENS",
        2_000_000,
        parse.whole(1000),
        "Names, words and operators of one repository that are compared in search of duplicated code, about 25 MB.",
    )
    file_issues: int = setting(
        "TAILRACE_FILE_ISSUES", 1000, parse.whole(1), "Issues kept of one file, the worst; the others are counted."
    )
    issues: int = setting(
        "TAILRACE_SCAN_ISSUES", 20_000, parse.whole(1), "Issues kept of one analysis; the others are counted."
    )
    kept: int = setting(
        "TAILRACE_SCANS_KEPT", 50, parse.whole(1), "Finished analyses kept per user; older ones are deleted."
    )
    verdicts: int = setting(
        "TAILRACE_SCAN_VERDICTS",
        10_000,
        parse.whole(1),
        "Issues of one user's repositories that may have a verdict: accepted, false positive, a note or an assignee.",
    )
    osv_url: str = setting(
        "TAILRACE_OSV_URL",
        "",
        parse.web_address,
        "An OSV endpoint, such as https://api.osv.dev, to be asked for known vulnerabilities. It learns the names and"
        " versions of the packages that a repository depends on; without it nobody is asked.",
    )
    osv_s: float = setting(
        "TAILRACE_OSV_S", 60.0, parse.number(1, 3600), "Seconds that the OSV endpoint may take for one analysis."
    )
    model_s: float = setting(
        "TAILRACE_LLM_SCAN_S", 900.0, parse.number(1), "Seconds of one analysis spent on model calls."
    )
    model_tokens: int = setting(
        "TAILRACE_LLM_SCAN_TOKENS", 500_000, parse.whole(1000), "Tokens that one analysis may send and receive."
    )
