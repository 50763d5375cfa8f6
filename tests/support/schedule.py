"""Which files one process of a test run gets together, one after the other: those that share a server
(`shared_server`), which is then started once, not once in each process.

A file that is not listed goes to whichever process is free.
"""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped]

TOGETHER = {
    "the pages of analyses": (
        "tests/browser/test_pages_explanation.py",
        "tests/browser/test_pages_hostile_address.py",
        "tests/browser/test_pages_layout.py",
        "tests/browser/test_pages_live_list.py",
        "tests/browser/test_pages_report.py",
        "tests/browser/test_pages_scan.py",
        "tests/browser/test_pages_scan_facts.py",
    ),
    "the pages of chat": (
        "tests/browser/test_pages_chat.py",
        "tests/browser/test_pages_chat_reading.py",
        "tests/browser/test_pages_chat_resume.py",
        "tests/browser/test_pages_chat_shared.py",
    ),
    "scripted agents": (
        "tests/integration/agents/test_a2a_server.py",
        "tests/integration/agents/test_a2a_server_javascript.py",
    ),
    "one worker": (
        "tests/integration/test_attack.py",
        "tests/integration/test_database_lock.py",
        "tests/integration/test_stream.py",
        "tests/integration/test_stream_ending.py",
        "tests/integration/test_stream_renewal.py",
    ),
    "behind nginx": (
        "tests/browser/test_client_buffering_proxy.py",
        "tests/browser/test_screening_through_nginx.py",
        "tests/integration/test_nginx.py",
        "tests/integration/test_poll_departure.py",
        "tests/integration/test_request_edge.py",
    ),
}
_GROUP_OF = {file: group for group, files in TOGETHER.items() for file in files}


class ScheduleBySharedServer(LoadFileScheduling):  # type: ignore[misc]
    def _split_scope(self, nodeid: str) -> str:
        file = str(super()._split_scope(nodeid))
        return _GROUP_OF.get(file, file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ScheduleBySharedServer | None:
    return ScheduleBySharedServer(config, log) if config.getoption("dist") == "loadfile" else None
