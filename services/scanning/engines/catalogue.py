"""The engines that every scan runs. All work offline and need no key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from services.scanning.engines.bandit import Bandit
from services.scanning.engines.cppcheck import Cppcheck
from services.scanning.engines.engine import Engine
from services.scanning.engines.flawfinder import Flawfinder
from services.scanning.engines.metrics import Metrics
from services.scanning.engines.oxlint import Oxlint
from services.scanning.engines.ruff import Ruff
from services.scanning.engines.secret import Secrets
from services.scanning.engines.semgrep import Semgrep
from services.scanning.engines.shellcheck import Shellcheck
from services.scanning.engines.yamllint import Yamllint
from services.scanning.engines.zizmor import Zizmor
from services.scanning.files.source_file import SourceFile


def offline_engines() -> list[Engine]:
    """New instances, the slowest first, because a batch waits for its last engine."""
    slow: list[Engine] = [Semgrep(), Cppcheck(), Bandit(), Metrics(), Secrets(), Ruff()]
    return [*slow, Oxlint(), Flawfinder(), Shellcheck(), Zizmor(), Yamllint()]


def used_engines(engines: Iterable[Engine], files: Sequence[SourceFile]) -> list[Engine]:
    """Those that check any of the files."""
    return [engine for engine in engines if any(map(engine.handles, files))]
