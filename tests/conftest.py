"""Makes the fixtures of ``tests/support`` known to every test."""

import pytest

pytest.register_assert_rewrite("tests.support")

pytest_plugins = [
    "tests.support.chromium",
    "tests.support.git_repository",
    "tests.support.job_server",
    "tests.support.network",
    "tests.support.nginx",
    "tests.support.open_stream",
    "tests.support.postgres",
    "tests.support.redis_server",
    "tests.support.server",
    "tests.support.shared_server",
]
