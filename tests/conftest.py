"""Makes the fixtures in ``tests/support`` available to every test."""

import pytest
from hypothesis import settings

pytest.register_assert_rewrite("tests.support")

settings.register_profile("tailrace", deadline=None)  # a slow, busy machine is no failure
settings.load_profile("tailrace")

pytest_plugins = [
    "tests.support.chromium",
    "tests.support.git_repository",
    "tests.support.job_server",
    "tests.support.network",
    "tests.support.nginx",
    "tests.support.open_stream",
    "tests.support.postgres",
    "tests.support.prometheus",
    "tests.support.redis_server",
    "tests.support.schedule",
    "tests.support.server",
    "tests.support.shared_server",
]
