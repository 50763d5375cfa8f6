"""The rules of semgrep's engine: our own, in ``services/scanning/rules/<language>/*.yaml``.

A rule is named after its kind (``python-sql-injection-django``), tells its CWE, and its severity is its risk. The
format is semgrep's: https://semgrep.dev/docs/writing-rules/rule-syntax. Rules of semgrep's registry may not be shipped
by others, so none of them is here.

What several files of a folder need, such as what a request is, stands once, in ``parts.yml``, as YAML anchors.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import yaml

RULES = Path(__file__).resolve().parents[1] / "rules"
PARTS = "parts.yml"


@cache
def rules_of(folder: str) -> tuple[dict[str, Any], ...]:
    """The rules of one folder, by file and then in their order."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where it is built
    parts = RULES / folder / PARTS
    before = parts.read_text(encoding="utf-8") if parts.is_file() else ""
    texts = (before + path.read_text(encoding="utf-8") for path in sorted((RULES / folder).glob("*.yaml")))
    return tuple(rule for text in texts for rule in yaml.load(text, loader)["rules"])  # noqa: S506 - a safe loader


def folders() -> list[str]:
    return sorted(path.name for path in RULES.iterdir() if any(path.glob("*.yaml")))


@cache
def names_of(folder: str) -> frozenset[str]:
    return frozenset(rule["id"] for rule in rules_of(folder))


@cache
def fingerprint() -> str:
    """Changes with every change of a rule."""
    digest = hashlib.sha256()
    for path in sorted((*RULES.glob("*/*.yaml"), *RULES.glob(f"*/{PARTS}"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@cache
def encoded(chosen: frozenset[str]) -> bytes:
    """The rules of these folders as the engine reads them."""
    return msgspec.json.encode({"rules": [rule for folder in sorted(chosen) for rule in rules_of(folder)]})
