from __future__ import annotations

import random
import subprocess
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from services.errors import BadRequest, NotFound, TooLarge, Unavailable
from services.scanning.source.location import parse_location
from services.scanning.source.source import fetch
from tests.support.condition import wait_until
from tests.support.git_repository import commit, git
from tests.support.git_server import GitServer, serve_repositories
from tests.unit.scanning.source.fetching import LIMITS, Source, files_below

TOKEN = "ghp_a-secret-that-must-not-leak"


def test_a_clone_over_http_holds_the_files_and_nothing_else(
    source: Source, server: GitServer, repository: Path
) -> None:
    checkout = source.fetch(f"{server.url}/owner/project.git")
    assert checkout.commit == git(repository, "rev-parse", "main")
    assert checkout.ref is None
    assert files_below(checkout.path) == {"a.py", "package/b.py"}
    assert (checkout.path / "a.py").read_text() == "two = 2\n"
    assert list(source.folder.iterdir()) == [checkout.path]


@pytest.mark.parametrize("ref", ["feature/old", "v1", "commit"])
def test_a_branch_a_tag_and_a_commit_can_be_chosen(
    source: Source, server: GitServer, repository: Path, ref: str
) -> None:
    first = git(repository, "rev-parse", "main~1")
    checkout = source.fetch(f"{server.url}/owner/project.git", ref=first if ref == "commit" else ref)
    assert checkout.commit == first
    assert (checkout.path / "a.py").read_text() == "one = 1\n"


@pytest.mark.parametrize(
    "tail", ["tree/feature/old", "tree/feature/old/package", "blob/feature/old/package/b.py", "tree/v1"]
)
def test_a_pasted_address_chooses_its_ref(source: Source, server: GitServer, tail: str) -> None:
    checkout = source.fetch(f"{server.url}/owner/project.git/{tail}")
    assert checkout.ref == ("v1" if tail.endswith("v1") else "feature/old")
    assert (checkout.path / "a.py").read_text() == "one = 1\n"


def test_only_one_commit_is_transferred(source: Source, server: GitServer, repository: Path) -> None:
    commit(repository, {"big.bin": bytes(range(256)) * 40_000}, "Ten megabytes")
    commit(repository, {"big.bin": b"small"}, "Small again")
    source.fetch(f"{server.url}/owner/project.git")
    assert max(progress.bytes for progress in source.progress) < 100_000


def test_progress_is_told_in_phases(source: Source, server: GitServer, repository: Path) -> None:
    source.fetch(f"{server.url}/owner/project.git")
    phases = [progress.phase for progress in source.progress]
    assert phases[0] == "connecting"
    assert "receiving" in phases
    assert source.progress[-1].percent == 100


def test_a_missing_ref_is_named(source: Source, server: GitServer) -> None:
    with pytest.raises(NotFound, match="no branch, tag or commit nightly"):
        source.fetch(f"{server.url}/owner/project.git", ref="nightly")
    with pytest.raises(NotFound, match="no branch, tag or commit"):
        source.fetch(f"{server.url}/owner/project.git", ref="f" * 40)
    assert source.leaves_nothing()


def test_an_empty_repository_is_said_to_be_empty(source: Source, server: GitServer, tmp_path: Path) -> None:
    git(tmp_path / "repositories", "init", "--quiet", "empty.git")
    with pytest.raises(BadRequest, match="empty"):
        source.fetch(f"{server.url}/empty.git")


def test_a_missing_repository_suggests_an_access_token(source: Source, server: GitServer) -> None:
    with pytest.raises(NotFound, match="or give an access token"):
        source.fetch(f"{server.url}/owner/other.git")
    assert source.leaves_nothing()


def test_an_old_git_that_would_not_pin_the_address_is_not_used(
    source: Source, server: GitServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho git version 2.30.2\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    with pytest.raises(Unavailable, match=r"older than 2\.37"):
        source.fetch(f"{server.url}/owner/project.git")


def test_the_checked_address_is_the_one_connected_to(source: Source, server: GitServer) -> None:
    """The name resolves nowhere by itself (RFC 6761), so a clone that works has used the address we looked up."""
    location = parse_location(f"http://127.0.0.1:{server.port}/owner/project.git", source.settings)
    named = replace(location, host="git.invalid", url=location.url.replace("127.0.0.1", "git.invalid"))
    checkout = fetch(
        named,
        source.folder / "tree",
        ref=None,
        access_token=None,
        limits=LIMITS,
        on_progress=source.progress.append,
        look_up=lambda host, port: ["127.0.0.1"],
    )
    assert checkout.commit


def test_an_unreachable_host_is_said_so(source: Source) -> None:
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1 could not be reached"):
        source.fetch("http://127.0.0.1:9/owner/project")


class TestAccessToken:
    @pytest.fixture(autouse=True)
    def private(self, server: GitServer) -> None:
        server.password = TOKEN

    def test_without_one_the_repository_is_not_found(self, source: Source, server: GitServer) -> None:
        with pytest.raises(NotFound, match="give an access token"):
            source.fetch(f"{server.url}/owner/project.git")

    def test_with_it_the_clone_works(self, source: Source, server: GitServer) -> None:
        source.fetch(f"{server.url}/owner/project.git", token=TOKEN)
        assert set(server.passwords) == {f"x-access-token:{TOKEN}"}

    def test_a_user_name_may_stand_before_it(self, source: Source, server: GitServer) -> None:
        source.fetch(f"{server.url}/owner/project.git", token=f"ada:{TOKEN}")
        assert set(server.passwords) == {f"ada:{TOKEN}"}

    def test_a_wrong_one_is_said_to_be_wrong_without_being_shown(self, source: Source, server: GitServer) -> None:
        with pytest.raises(BadRequest, match="rejected the access token") as refusal:
            source.fetch(f"{server.url}/owner/project.git", token="wrong-secret")
        assert "wrong-secret" not in str(refusal.value)

    @pytest.mark.parametrize("token", ["a\nb", "a\x00b", "ü", "x" * 5000, "a\rb"])
    def test_one_that_could_forge_a_line_is_refused(self, source: Source, server: GitServer, token: str) -> None:
        with pytest.raises(BadRequest, match="access token"):
            source.fetch(f"{server.url}/owner/project.git", token=token)
        assert not server.passwords

    def test_shell_characters_in_it_are_only_characters(
        self, source: Source, server: GitServer, tmp_path: Path
    ) -> None:
        server.password = f"a$(touch {tmp_path}/hacked)`touch {tmp_path}/hacked`\"';\\n"
        source.fetch(f"{server.url}/owner/project.git", token=server.password)
        assert not (tmp_path / "hacked").exists()

    def test_it_is_on_no_disk_and_in_no_command_line(self, source: Source, server: GitServer) -> None:
        server.stalls.set()
        failure: list[BaseException] = []

        def run() -> None:
            try:
                source.fetch(f"{server.url}/owner/project.git", token=TOKEN)
            except BaseException as error:
                failure.append(error)

        thread = threading.Thread(target=run)
        thread.start()
        wait_until(lambda: server.requests, "git asks the server")
        lines = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
        written = [path.read_bytes() for path in source.folder.rglob("*") if path.is_file()]
        server.stalls.clear()
        thread.join()
        assert not failure
        assert any(b"git" in line and server.url.encode() in line for line in lines)
        assert written
        for text in [*lines, *written, *(path.read_bytes() for path in source.folder.rglob("*") if path.is_file())]:
            assert TOKEN.encode() not in text

    def test_it_is_not_sent_to_the_host_of_a_redirect(self, source: Source, server: GitServer, tmp_path: Path) -> None:
        with serve_repositories(tmp_path / "repositories", password="x") as other:
            server.redirects["/owner/moved"] = f"{other.url}/owner/project"
            with pytest.raises(BadRequest, match="redirects to"):
                source.fetch(f"{server.url}/owner/moved.git", token=TOKEN)
            assert not other.requests

    def test_it_is_refused_where_it_would_not_be_used(self, source: Source, repository: Path) -> None:
        with pytest.raises(BadRequest, match="only with https"):
            source.fetch(str(repository), token=TOKEN)


def test_a_redirect_on_the_same_host_is_followed(source: Source, server: GitServer) -> None:
    server.redirects["/renamed/"] = "/owner/"
    server.redirects["/gitlab/project/"] = f"{server.url}/owner/project.git/"
    assert source.fetch(f"{server.url}/renamed/project.git").commit
    source.folder = source.folder / "2"
    assert source.fetch(f"{server.url}/gitlab/project").commit


def test_a_redirect_to_another_host_says_where(source: Source, server: GitServer) -> None:
    server.redirects["/owner/moved"] = "https://git.example.com/owner/moved"
    with pytest.raises(BadRequest, match=r"https://git\.example\.com/owner/moved.* use the new address"):
        source.fetch(f"{server.url}/owner/moved.git")


def test_a_redirect_without_end_is_not_followed(source: Source, server: GitServer) -> None:
    server.redirects["/owner/a/"] = "/owner/b/"
    server.redirects["/owner/b/"] = "/owner/a/"
    with pytest.raises(BadRequest, match="redirects"):
        source.fetch(f"{server.url}/owner/a")


@pytest.mark.parametrize("content", ["zeros", "noise"])
def test_a_repository_over_the_size_limit_is_refused(
    source: Source, server: GitServer, repository: Path, content: str
) -> None:
    # Zeros are small in transit and large in the tree; noise is just as large in transit.
    noise = random.Random(7).randbytes(3 * 2**20)
    commit(repository, {"big.bin": bytes(3 * 2**20) if content == "zeros" else noise}, "Large")
    with pytest.raises(TooLarge, match="TAILRACE_REPOSITORY_BYTES"):
        source.fetch(f"{server.url}/owner/project.git", limits=replace(LIMITS, repository_bytes=2**20))
    assert source.leaves_nothing()


def test_too_many_files_are_refused_before_they_are_written(
    source: Source, server: GitServer, repository: Path
) -> None:
    commit(repository, {f"f{number}": "" for number in range(60)}, "Many")
    with pytest.raises(TooLarge, match="50 files"):
        source.fetch(f"{server.url}/owner/project.git", limits=replace(LIMITS, repository_files=50))
    assert source.leaves_nothing()


def test_a_tree_bomb_is_refused_at_once(source: Source, server: GitServer, repository: Path) -> None:
    blob = git(repository, "hash-object", "-w", "a.py")
    inner = "".join(f"100644 blob {blob}\tf{number}\n" for number in range(10))
    tree = _make_tree(repository, inner)
    for _ in range(10):  # 10^11 files
        tree = _make_tree(repository, "".join(f"040000 tree {tree}\td{number}\n" for number in range(10)))
    bomb = git(repository, "commit-tree", tree, "-m", "bomb")
    git(repository, "update-ref", "refs/heads/bomb", bomb)
    with pytest.raises(TooLarge, match="files"):
        source.fetch(f"{server.url}/owner/project.git", ref="bomb")


def test_a_tree_too_deep_to_be_removed_again_is_refused(source: Source, server: GitServer, repository: Path) -> None:
    blob = git(repository, "hash-object", "-w", "a.py")
    tree = _make_tree(repository, f"100644 blob {blob}\tx\n")
    for _ in range(120):
        tree = _make_tree(repository, f"040000 tree {tree}\td\n")
    git(repository, "update-ref", "refs/heads/deep", git(repository, "commit-tree", tree, "-m", "deep"))
    with pytest.raises(BadRequest, match="levels deep"):
        source.fetch(f"{server.url}/owner/project.git", ref="deep")
    assert source.leaves_nothing()


def _make_tree(repository: Path, entries: str) -> str:
    command = ["git", "-C", str(repository), "mktree"]
    return subprocess.run(command, input=entries, capture_output=True, text=True, check=True).stdout.strip()


def test_a_server_that_stalls_is_given_up(source: Source, server: GitServer) -> None:
    server.stalls.set()
    with pytest.raises(Unavailable, match="TAILRACE_CLONE_TIMEOUT_S"):
        source.fetch(f"{server.url}/owner/project.git", limits=replace(LIMITS, clone_timeout_s=1))
    assert source.leaves_nothing()


def test_symbolic_links_and_submodules_are_not_checked_out(source: Source, server: GitServer, repository: Path) -> None:
    (repository / "link.py").symlink_to("/etc/passwd")
    (repository / "package" / "up").symlink_to("../..")
    commit(
        repository, {".gitmodules": f'[submodule "s"]\n\tpath = s\n\turl = {server.url}/owner/project.git\n'}, "Links"
    )
    git(repository, "update-index", "--add", "--cacheinfo", f"160000,{git(repository, 'rev-parse', 'HEAD')},s")
    git(repository, "commit", "--quiet", "--message", "Submodule")
    checkout = source.fetch(f"{server.url}/owner/project.git")
    assert files_below(checkout.path) == {".gitmodules", "a.py", "package/b.py"}


def test_nothing_of_the_repository_runs(source: Source, server: GitServer, repository: Path, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    attributes = "* filter=evil\n*.py filter=lfs diff=lfs\n"
    commit(repository, {".gitattributes": attributes, ".lfsconfig": "[lfs]\nurl = file:///etc\n"}, "Filters")
    for name in ("post-checkout", "post-merge", "reference-transaction", "pre-auto-gc", "fsmonitor"):
        hook = repository / ".git" / "hooks" / name
        hook.write_text(f"#!/bin/sh\ntouch {mark}\n")
        hook.chmod(0o755)
    for key, value in {
        "core.fsmonitor": f"touch {mark}",
        "core.sshCommand": f"touch {mark}",
        "filter.evil.smudge": f"touch {mark}",
        "uploadpack.packObjectsHook": f"touch {mark};",
        "core.alternateRefsCommand": f"touch {mark}",
        "core.gitProxy": f"touch {mark}",
    }.items():
        git(repository, "config", key, value)
    for url in (f"{server.url}/owner/project.git", str(repository)):
        checkout = source.fetch(url)
        assert (checkout.path / "a.py").read_text() == "two = 2\n"
        source.folder = source.folder / "next"
    assert not mark.exists()
