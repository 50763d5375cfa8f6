from __future__ import annotations

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.errors import BadRequest
from services.scanning.source.ref import check_ref, is_commit

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    "ref", ["main", "v1.0", "feature/x", "release-2.x", "ünïcode", "a@b", COMMIT, "dependabot/npm_and_yarn/x-1.2"]
)
def test_a_name_is_accepted(ref: str) -> None:
    assert check_ref(ref) == ref


def test_a_commit_id_is_written_in_lower_case() -> None:
    assert check_ref(COMMIT.upper()) == COMMIT
    assert is_commit(COMMIT)
    assert not is_commit(COMMIT[:12])


@pytest.mark.parametrize(
    "ref",
    [
        "", "-x", "--upload-pack=touch x", "a b", "a\nb", "a\x00b", "a..b", "a~1", "a^", "a:b", "+main", "a?b", "a*b",
        "a[b",
        "a\\b", "/a", "a/", "a//b", ".a",
        "a/.b", "a.", "a.lock", "a.lock/b", "@", "a@{1}", "refs/heads/a:refs/heads/b", "a\u202eb", "a;b", "$(x)", "`x`",
        "a" * 201,
    ],
)  # fmt: skip
def test_anything_else_is_refused(ref: str) -> None:
    with pytest.raises(BadRequest):
        check_ref(ref)


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=12, alphabet=st.sampled_from("ab/.-@{}~^:?*[\\ \t\x7flock1")))
def test_what_is_accepted_git_accepts_too(ref: str) -> None:
    try:
        check_ref(ref)
    except BadRequest:
        return
    assert (
        subprocess.run(["git", "check-ref-format", "--branch", ref], capture_output=True, check=False).returncode == 0
    )
