"""A real Prometheus with the configuration and the rules of ``deploy/prometheus``, in quicker time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from tests.support.alert import DEPLOY, SEEN, read_yaml
from tests.support.condition import wait_until
from tests.support.port import free_port
from tests.support.program import Program
from tests.support.promql import hurry

TIMES = 60
"""A minute of the rules takes a second."""

StartPrometheus = Callable[..., "Prometheus"]


class Prometheus:
    """Scrapes ``targets`` (``host:port``) every second, with every window of the shipped rules divided by `TIMES`."""

    def __init__(self, folder: Path, targets: list[str]) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._write(folder, targets)
        self._program = Program(
            [
                "prometheus",
                f"--config.file={folder}/prometheus.yml",
                f"--storage.tsdb.path={folder}/series",
                f"--web.listen-address=127.0.0.1:{self.port}",
            ],
            folder / "prometheus.log",
        )

    def start(self) -> None:
        self._program.start(self._is_ready)

    def stop(self) -> None:
        self._program.stop()

    def state(self, alert: str) -> str:
        """Return ``inactive``, ``pending`` or ``firing``."""
        states = {active["state"] for active in self._get("alerts")["alerts"] if active["labels"]["alertname"] == alert}
        return next((state for state in ("firing", "pending") if state in states), "inactive")

    def wait_until_firing(self, alert: str, *, within_s: float = 60.0) -> None:
        wait_until(lambda: self.state(alert) == "firing", f"{alert} fires", within_s=within_s)

    def wait_until_clear(self, alert: str, *, within_s: float = 60.0) -> None:
        wait_until(lambda: self.state(alert) == "inactive", f"{alert} clears", within_s=within_s)

    def query(self, expression: str) -> list[dict[str, Any]]:
        """Return the instant vector that the expression has now."""
        return list(self._get("query", query=expression)["result"])

    def check_seen(self, file: str) -> None:
        """Every alert that this test file answers for (`SEEN`) has fired, and is clear again."""
        alerts = SEEN[Path(file).name]
        assert set(alerts) - self.has_fired() == set(), "these have not fired"
        for alert in alerts:
            self.wait_until_clear(alert, within_s=120)

    def has_fired(self) -> set[str]:
        """Return the names of all alerts that have fired since the start."""
        fired = self.query('max_over_time(ALERTS{alertstate="firing"}[1h])')
        return {series["metric"]["alertname"] for series in fired}

    def _get(self, path: str, **query: str) -> Any:
        answer = requests.get(f"{self.url}/api/v1/{path}", params=query, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]

    def _is_ready(self) -> bool:
        try:
            return requests.get(f"{self.url}/-/ready", timeout=2).status_code == 200
        except requests.RequestException:
            return False

    def _write(self, folder: Path, targets: list[str]) -> None:
        configuration = read_yaml(DEPLOY / "prometheus.yml")
        configuration["global"] |= {"scrape_interval": "1s", "evaluation_interval": "1s"}
        configuration["scrape_configs"][0]["static_configs"] = [{"targets": targets}]
        (folder / "prometheus.yml").write_text(yaml.safe_dump(configuration))
        (folder / "rules").mkdir()
        for file in DEPLOY.glob("rules/*.yml"):
            rules = read_yaml(file)
            for rule in (rule for group in rules["groups"] for rule in group["rules"]):
                rule["expr"] = hurry(rule["expr"], TIMES)
                rule["for"] = hurry(rule.get("for", "0s"), TIMES)
            (folder / "rules" / file.name).write_text(yaml.safe_dump(rules))


@pytest.fixture
def start_prometheus(tmp_path: Path) -> Iterator[StartPrometheus]:
    """``start_prometheus("127.0.0.1:8000", …)`` returns one that scrapes. It stops when the test ends."""
    started: list[Prometheus] = []

    def start(*targets: str) -> Prometheus:
        folder = tmp_path / f"prometheus-{len(started)}"
        folder.mkdir()
        prometheus = Prometheus(folder, list(targets))
        started.append(prometheus)
        prometheus.start()
        return prometheus

    yield start
    for prometheus in started:
        prometheus.stop()
