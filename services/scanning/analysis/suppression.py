"""Suppression: what a repository itself asks not to be told of, in a file `.tailrace.toml` at its root.

    [[suppress]]
    rule = "S101"           # of any engine; or "ruff:S101"; or a kind of issue, such as "assert"
    path = "tests/"         # a folder, or a pattern in which * stands for anything; without, everywhere
    reason = "pytest's way" # for readers of the report

Strangers write it, so it is data of a bounded size, and every report says what it left out.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated

import msgspec

from services.errors import TooLarge
from services.files.run_folder import read_bounded
from services.scanning.analysis.issue import Issue
from services.scanning.analysis.kind import kind_of
from services.visible import visible

NAME = ".tailrace.toml"
MAX_BYTES = 16 * 1024
MAX_RULES = 100
_MAX_TOLD = 20
_Short = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rule: _Short
    path: _Short = "*"
    reason: Annotated[str, msgspec.Meta(max_length=200)] = ""

    def covers(self, path: str, issue: Issue) -> bool:
        names = (issue.rule, f"{issue.engine}:{issue.rule}", kind_of(issue.engine, issue.rule))
        if self.rule not in names:
            return False
        return path.startswith(self.path) if self.path.endswith("/") else fnmatchcase(path, self.path)


class _File(msgspec.Struct, forbid_unknown_fields=True):
    suppress: Annotated[list[Rule], msgspec.Meta(max_length=MAX_RULES)] = []


class Suppression:
    """Of one scan. Counts what it leaves out."""

    def __init__(self, rules: Sequence[Rule] = (), problem: str = "") -> None:
        self._rules = rules
        self._problem = problem
        self._count: Counter[Rule] = Counter()

    def without_suppressed(self, path: str, issues: Sequence[Issue]) -> Sequence[Issue]:
        if not self._rules:
            return issues
        kept = []
        for issue in issues:
            rule = next((rule for rule in self._rules if rule.covers(path, issue)), None)
            if rule is None:
                kept.append(issue)
            else:
                self._count[rule] += 1
        return kept

    @property
    def notes(self) -> list[str]:
        """For the report: what was left out by which rule, or why the file was not used."""
        if self._problem:
            return [f"{NAME} was not used: {self._problem}"]
        told = [_sentence(rule, count) for rule, count in self._count.most_common(_MAX_TOLD)]
        left = self._count.total() - sum(count for _, count in self._count.most_common(_MAX_TOLD))
        return [*told, f"{NAME} suppressed {left:,} more."] if left else told


def read_suppression(checkout: Path) -> Suppression:
    """What the repository asks for. A file that cannot be read suppresses nothing, and the report says why."""
    try:
        text = read_bounded(checkout / NAME, MAX_BYTES).decode("utf-8")
        return Suppression(msgspec.convert(tomllib.loads(text), _File).suppress)
    except FileNotFoundError:
        return Suppression()
    except TooLarge:
        return Suppression(problem=f"it is larger than {MAX_BYTES // 1024} KiB.")
    except OSError:
        return Suppression(problem="it is not a file.")
    except RecursionError:
        return Suppression(problem="it is nested too deeply.")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        return Suppression(problem=f"{visible(str(error))[:200].rstrip('.')}.")


def _sentence(rule: Rule, count: int) -> str:
    where = "" if rule.path == "*" else f" in {rule.path}"
    reason = f" ({rule.reason})" if rule.reason else ""
    return f"{NAME} suppressed {count:,} issue{'' if count == 1 else 's'} of {rule.rule}{where}{reason}."
