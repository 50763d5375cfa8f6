"""What the pages say must be so: settings documented and real, make targets real, links leading somewhere."""

from __future__ import annotations

import fnmatch
import re
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest

from docs import write_settings
from services.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "deploy").rglob("*.md")])
NAMED_ELSEWHERE = {"DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL"}
NAMED_FOR_CLIENTS = {"TAILRACE_URL", "TAILRACE_TOKEN"}  # read by other people's programs: deploy/python, flask tail


def test_the_page_of_settings_is_what_the_settings_say() -> None:
    assert write_settings.PAGE.read_text(encoding="utf-8") == write_settings.render(), "stale: run `make docs`"


def test_every_setting_has_a_name_in_the_common_style_and_a_reason() -> None:
    for item in fields(Settings):
        name, why = item.metadata["name"], item.metadata["why"]
        assert name.startswith("TAILRACE_") or name in NAMED_ELSEWHERE
        assert why.endswith("."), f"{name}: the reason is a sentence"


def test_no_page_or_unit_names_a_setting_that_does_not_exist() -> None:
    known = {item.metadata["name"] for item in fields(Settings)} | NAMED_FOR_CLIENTS
    known |= {f"{name}_FILE" for name in known}
    listed = subprocess.run(
        ["git", "grep", "-Il", "TAILRACE_", "--", "*.md", "deploy"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    files = [ROOT / name for name in listed.stdout.splitlines()]  # text that is tracked: no caches, no pictures
    wrong = {
        path: [name for name in re.findall(r"\bTAILRACE_[A-Z_]+\*?", path.read_text()) if not fnmatch.filter(known, name)]
        for path in files
    }
    assert not {path: names for path, names in wrong.items() if names}


def test_no_page_names_a_make_target_that_does_not_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    wrong = {path: set(re.findall(r"\bmake ([a-z-]+)\b`", path.read_text())) - targets for path in PAGES}
    assert not {path: names for path, names in wrong.items() if names}


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_files_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", page.read_text())
    local = [target.partition("#")[0] for target in targets if "://" not in target and not target.startswith(("#", "mailto:"))]
    assert not [target for target in local if not (page.parent / target).exists()]
