"""The documentation is true: settings and make targets exist, links and citations lead somewhere."""

from __future__ import annotations

import fnmatch
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs import write_settings

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [*ROOT.glob("*.md"), *(page for top in ("docs", "deploy", "clients") for page in (ROOT / top).rglob("*.md"))]
)
LONGEST_LINE = 120  # except in tables, whose rows cannot be broken
NAMED_ELSEWHERE = {
    "CELERY_BROKER_URL",
    "DATABASE_URL",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_HEADERS",
    "OTEL_SERVICE_NAME",
    "REDIS_URL",
}
SETTINGS = [item for group in write_settings.groups() for item in group.settings()]
NAMED_FOR_CLIENTS = {"TAILRACE_URL", "TAILRACE_TOKEN"}  # read by other people's programs: clients/python, flask tail


def test_the_page_of_settings_is_what_the_settings_say() -> None:
    assert write_settings.PAGE.read_text(encoding="utf-8") == write_settings.render(), "stale: run `make docs`"


def test_every_setting_has_a_name_in_the_common_style_and_a_reason() -> None:
    for item in SETTINGS:
        name, why = item.metadata["name"], item.metadata["why"]
        assert name.startswith("TAILRACE_") or name in NAMED_ELSEWHERE
        assert why.endswith("."), f"{name}: the reason is a sentence"


def test_no_page_or_unit_names_a_setting_that_does_not_exist() -> None:
    known = {item.metadata["name"] for item in SETTINGS} | NAMED_FOR_CLIENTS
    known |= {f"{name}_FILE" for name in known}
    listed = subprocess.run(
        ["git", "grep", "-Il", "TAILRACE_", "--", "*.md", "deploy"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    files = [ROOT / name for name in listed.stdout.splitlines()]  # tracked text only: no caches, no pictures
    wrong = {
        path: [
            name for name in re.findall(r"\bTAILRACE_[A-Z_]+\*?", path.read_text()) if not fnmatch.filter(known, name)
        ]
        for path in files
    }
    assert not {path: names for path, names in wrong.items() if names}


def test_no_page_names_a_make_target_that_does_not_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    wrong = {path: set(re.findall(r"\bmake ([a-z-]+)\b`", path.read_text())) - targets for path in PAGES}
    assert not {path: names for path, names in wrong.items() if names}


def anchors(page: Path) -> set[str]:
    """Return the anchors that links to a page may use: its headings, as GitHub names them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_files_lead_somewhere(page: Path) -> None:
    wrong = []
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
        if "://" in target or target.startswith("mailto:"):
            continue
        name, _, anchor = target.partition("#")
        file = page.parent / name if name else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            wrong.append(target)
    assert not wrong


def cited(pattern: str) -> Iterator[tuple[str, str]]:
    """Yield each of our files that cites something, with what the pattern's group found there."""
    listed = subprocess.run(
        ["git", "grep", "-IlE", "contract|docs/"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    for name in listed.stdout.splitlines():
        if name != "tests/unit/test_documentation.py":
            for found in re.findall(pattern, (ROOT / name).read_text()):
                yield name, found


def test_every_section_of_the_contract_that_is_cited_exists() -> None:
    sections = re.findall(r"^## (\d+)\. ", (ROOT / "docs/contract.md").read_text(), re.MULTILINE)
    cites = list(cited(r"contract,\s+sections?\s+(\d+(?:(?:, | and | to )\d+)*)"))
    assert cites, "the pattern finds nothing any more"
    assert not [(file, found) for file, found in cites if not set(re.findall(r"\d+", found)) <= set(sections)]


def test_every_page_of_docs_that_is_cited_exists() -> None:
    cites = list(cited(r"\b(docs/(?:adr/\d{4}[\w-]*(?:\.md)?|[\w-]+\.md))"))
    assert cites, "the pattern finds nothing any more"
    assert not [
        (file, name) for file, name in cites if not (ROOT / name).exists() and not list(ROOT.glob(f"{name}-*.md"))
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_that_a_page_names_exists(page: Path) -> None:
    named = re.findall(
        r"`((?:services|blueprints|static/js|templates|tests|clients|deploy|bench)/[\w./*@-]*)`", page.read_text()
    )
    tests = re.findall(r"`(test_[\w*]+\.py)`", page.read_text())
    wrong = [name for name in named if not list(ROOT.glob(name.rstrip("/")))]
    assert not wrong + [name for name in tests if not list((ROOT / "tests").rglob(name))]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_lines_of_prose_fit_a_screen(page: Path) -> None:
    lines = enumerate(page.read_text().splitlines(), 1)
    assert not [number for number, line in lines if len(line) > LONGEST_LINE and not line.startswith("|")]


def test_every_test_that_the_page_on_security_names_exists() -> None:
    named = set(
        re.findall(r"`((?:unit|http|integration|browser)/[a-z0-9_/]+\.py)`", (ROOT / "docs/security.md").read_text())
    )
    assert len(named) > 30
    assert {name for name in named if not (ROOT / "tests" / name).is_file()} == set()
