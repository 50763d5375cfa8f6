"""The engines that every scan runs. All work offline and need no key."""

from __future__ import annotations

from services.scanning.engines.bandit import Bandit
from services.scanning.engines.engine import Engine
from services.scanning.engines.flawfinder import Flawfinder
from services.scanning.engines.lizard import Lizard
from services.scanning.engines.oxlint import Oxlint
from services.scanning.engines.ruff import Ruff
from services.scanning.engines.secret import Secrets
from services.scanning.engines.shellcheck import Shellcheck
from services.scanning.engines.yamllint import Yamllint
from services.scanning.engines.zizmor import Zizmor


def offline_engines() -> list[Engine]:
    """New instances, the slowest first, because a batch waits for its last engine."""
    return [Bandit(), Lizard(), Secrets(), Ruff(), Oxlint(), Flawfinder(), Shellcheck(), Zizmor(), Yamllint()]
