from __future__ import annotations

from pathlib import Path

import pytest

from services import host_guard
from services.errors import BadRequest
from services.scanning.source.location import parse_archive_name, parse_location, readable_name
from tests.support.setting import DEFAULTS

SETTINGS = DEFAULTS
PRIVATE = SETTINGS.changed(server={"allow_private_hosts": True})
SSH = SETTINGS.changed(scanning={"allow_ssh": True})


@pytest.fixture(autouse=True)
def public_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Resolve names without a network. All addresses are public, except that one name also has a private one."""

    def look_up(host: str, port: int) -> list[str]:
        return ["140.82.121.4", "10.0.0.8"] if host == "mixed.example.com" else ["140.82.121.4"]

    monkeypatch.setattr(host_guard, "_getaddrinfo", look_up)


@pytest.mark.parametrize(
    ("typed", "url", "owner", "name", "refs"),
    [
        ("https://github.com/pallets/flask", "https://github.com/pallets/flask", "pallets", "flask", ()),
        ("  https://github.com/pallets/flask/ ", "https://github.com/pallets/flask", "pallets", "flask", ()),
        ("https://github.com/pallets/flask.git", "https://github.com/pallets/flask.git", "pallets", "flask", ()),
        ("https://www.github.com/pallets/flask", "https://github.com/pallets/flask", "pallets", "flask", ()),
        ("HTTPS://GitHub.com/pallets/flask", "https://github.com/pallets/flask", "pallets", "flask", ()),
        ("https://github.com:443/pallets/flask", "https://github.com/pallets/flask", "pallets", "flask", ()),
        ("github.com/pallets/flask", "https://github.com/pallets/flask", "pallets", "flask", ()),
        (
            "https://github.com/pallets/flask?tab=readme-ov-file#top",
            "https://github.com/pallets/flask",
            "pallets",
            "flask",
            (),
        ),
        ("https://github.com/pallets/flask/issues/12", "https://github.com/pallets/flask", "pallets", "flask", ()),
        (
            "https://github.com/pallets/flask/tree/3.0.x",
            "https://github.com/pallets/flask",
            "pallets",
            "flask",
            ("3.0.x",),
        ),
        ("https://github.com/p/f/tree/a/b", "https://github.com/p/f", "p", "f", ("a/b", "a")),
        ("https://github.com/p/f/blob/main/x.py", "https://github.com/p/f", "p", "f", ("main/x.py", "main")),
        ("https://github.com/p/f/releases/tag/v1", "https://github.com/p/f", "p", "f", ("v1",)),
        ("https://github.com/tree/tree/tree/x", "https://github.com/tree/tree", "tree", "tree", ("x",)),
        ("https://gitlab.com/g/sub/p/-/tree/dev", "https://gitlab.com/g/sub/p", "g/sub", "p", ("dev",)),
        ("https://gitlab.com/g/sub/p/-/merge_requests", "https://gitlab.com/g/sub/p", "g/sub", "p", ()),
        ("https://codeberg.org/o/r/src/branch/main", "https://codeberg.org/o/r", "o", "r", ("main",)),
        ("https://git.example.com:8443/r.git", "https://git.example.com:8443/r.git", "git.example.com", "r", ()),
        ("https://1.1.1.1/o/r", "https://1.1.1.1/o/r", "o", "r", ()),
        ("https://[2606:4700::1111]/o/r", "https://[2606:4700::1111]/o/r", "o", "r", ()),
        ("https://xn--bcher-kva.example/o/r", "https://xn--bcher-kva.example/o/r", "o", "r", ()),
    ],
)
def test_an_address_is_understood_as_pasted(typed: str, url: str, owner: str, name: str, refs: tuple[str, ...]) -> None:
    location = parse_location(typed, SETTINGS)
    assert (location.kind, location.url, location.owner, location.repo_name, location.refs) == (
        "https",
        url,
        owner,
        name,
        refs,
    )
    assert parse_location(location.address, SETTINGS) == location


@pytest.mark.parametrize(
    "typed",
    [
        "", "   ", "flask", "pallets/flask", "https://", "https:///x/y", "https://github.com", "https://github.com/",
        "https://github.com/pallets",
        "-oProxyCommand=touch /tmp/x", "--upload-pack=touch /tmp/x", "ext::sh -c touch% /tmp/x", "fd::17/foo", "EXT::x",
        "transport::https://a.b/c/d",
        "git://github.com/o/r", "http://github.com/o/r", "ftp://github.com/o/r", "rsync://h/o/r", "javascript://alert(1)",
        "data:text/plain,x",
        "ssh://git@github.com/o/r", "git@github.com:o/r.git", "git+ssh://git@github.com/o/r", "ssh://-oProxyCommand=x/o/r",
        "https://user@github.com/o/r", "https://user:secret@github.com/o/r", "https://:secret@github.com/o/r",
        "https://@github.com/o/r",
        "https://github.com@evil.example/o/r", "https://github.com/o/r\n", "https://github.com/o\n/r",
        "https://github.com/o/\x00r", "https://github.com/o/r\u202e",
        "https://github.com/-o/r/", "https://github.com/o/--upload-pack=x", "https://github.com/o/../r",
        "https://github.com/o/..", "https://github.com/./..",
        "https://github.com/o/r%2f..%2f", "https://github.com/o/r;id", "https://github.com/o/$(id)",
        "https://github.com/o/r`id`", "https://github.com/o/r r",
        "https://gіthub.com/o/r", "https://bücher.example/o/r", "https://github.com\\@evil.example/o/r",
        "https://-evil.example/o/r", "https://ev_il..example/o/r",
        "https://github.com:0x1bb/o/r", "https://github.com:99999/o/r", "https://[::1/o/r", "https://github.com/o/r/tree/-x",
        "https://github.com/o/r/tree/a..b",
        "https://github.com/o/r/tree/a%20b", "https://github.com/o/r/tree/a%0ab",
        "https://github.com/" + "a/" * 600 + "r",
        "file:///etc", "file://host/etc", "/etc/passwd", "/", "\\\\host\\share", "C:\\repo", "~/repo", "./repo",
        "../repo",
    ],
)  # fmt: skip
def test_a_hostile_or_meaningless_address_is_refused(typed: str) -> None:
    if typed == "https://github.com/o/r\n":  # a stray newline around pasted text is no attack
        assert parse_location(typed, SETTINGS).url == "https://github.com/o/r"
        return
    with pytest.raises(BadRequest) as refusal:
        parse_location(typed, SETTINGS)
    assert "secret" not in str(refusal.value)
    assert str(refusal.value).isprintable()


@pytest.mark.parametrize(
    "host",
    [
        "localhost", "LOCALHOST", "localhost.", "api.localhost", "127.0.0.1", "127.1", "127.0.0.1.", "0.0.0.0", "0",
        "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1",
        "017700000001", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.0.1", "169.254.169.254", "100.64.0.1",
        "100.100.100.200", "192.0.2.1", "198.18.0.1",
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "[::]", "[::1]", "[fe80::1]", "[fc00::1]", "[fd12::1]",
        "[ff02::1]",
        "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
        "[::ffff:10.0.0.1]", "[2002:7f00:1::]", "[64:ff9b::7f00:1]", "[64:ff9b::10.0.0.1]", "[2001:db8::1]", "intranet",
        "db", "printer.local", "vault.internal",
        "nas.lan", "router.home.arpa", "mixed.example.com",
    ],
)  # fmt: skip
def test_a_private_host_is_refused(host: str) -> None:
    with pytest.raises(BadRequest):
        parse_location(f"https://{host}/o/r", SETTINGS)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8080", "10.1.2.3", "[::1]:3000", "gitea.local"])
def test_a_private_host_is_accepted_where_it_is_allowed(host: str) -> None:
    assert parse_location(f"https://{host}/o/r", PRIVATE).url == f"https://{host}/o/r"


def test_plain_http_is_for_private_hosts_that_are_allowed() -> None:
    assert parse_location("http://127.0.0.1:8080/r.git", PRIVATE).url == "http://127.0.0.1:8080/r.git"
    for typed, settings in [("http://127.0.0.1:8080/r.git", SETTINGS), ("http://github.com/o/r", PRIVATE)]:
        with pytest.raises(BadRequest):
            parse_location(typed, settings)


def test_credentials_in_the_url_are_pointed_to_their_own_field() -> None:
    with pytest.raises(BadRequest, match="the field for access tokens"):
        parse_location("https://x-token:secret@github.com/o/r", SETTINGS)


def test_a_name_that_cannot_be_looked_up_is_left_to_the_clone(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(host: str, port: int) -> list[str]:
        raise OSError("no network")

    monkeypatch.setattr(host_guard, "_getaddrinfo", fail)
    assert parse_location("https://github.com/o/r", SETTINGS).host == "github.com"


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("ssh://git@github.com/o/r.git", "ssh://git@github.com/o/r.git"),
        ("git@github.com:o/r.git", "ssh://git@github.com/o/r.git"),
        ("ssh://github.com:2222/o/r", "ssh://git@github.com:2222/o/r"),
        ("ssh://git@[2606:4700::1111]/o/r", "ssh://git@[2606:4700::1111]/o/r"),
    ],
)
def test_ssh_is_accepted_where_it_is_enabled(typed: str, url: str) -> None:
    location = parse_location(typed, SSH)
    assert (location.kind, location.url, location.owner, location.repo_name) == ("ssh", url, "o", "r")


@pytest.mark.parametrize(
    "typed",
    [
        "ssh://-oProxyCommand=x@github.com/o/r",
        "ssh://git:pw@github.com/o/r",
        "ssh://git@10.0.0.1/o/r",
        "ssh://git@[2606:4700::1111%a;touch x;]/o/r",
        "ssh://git@[2606:4700::1111%25a]/o/r",
        "ssh://git@%5B::1%5D/o/r",
        "ssh://git@github.com/-oProxyCommand=x",
        "ssh://git@github.com/o/$(touch x)",
        "ssh://git@github.com:22;x/o/r",
        "ssh://git%20x@github.com/o/r",
        "ssh://git@gіthub.com/o/r",
        "ssh://git@\uff47ithub.com/o/r",
        "-x@github.com:o/r",
    ],
)
def test_a_hostile_ssh_address_is_refused_even_so(typed: str) -> None:
    with pytest.raises(BadRequest):
        parse_location(typed, SSH)


def test_a_local_folder_must_be_below_a_listed_root(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    for folder in (root / "project", outside / "project", tmp_path / "root-2" / "project"):
        folder.mkdir(parents=True)
    (root / "link").symlink_to(outside / "project")
    (tmp_path / "alias").symlink_to(root)
    (root / "a-file").touch()
    settings = SETTINGS.changed(scanning={"local_roots": (root,)})
    for typed in (
        str(root / "project"),
        f"file://{root}/project",
        f"file://localhost{root}/project/",
        str(tmp_path / "alias/project"),
    ):
        location = parse_location(typed, settings)
        assert (location.kind, location.url, location.owner, location.repo_name) == (
            "local",
            str(root / "project"),
            "local",
            "project",
        )
    refused = [
        outside / "project", root / "link", root / ".." / "outside" / "project", tmp_path / "root-2" / "project",
        root / "a-file",
        root / "missing", tmp_path, Path("/"),
    ]  # fmt: skip
    for folder in refused:
        with pytest.raises(BadRequest, match="TAILRACE_LOCAL_ROOTS") as refusal:
            parse_location(str(folder), settings)
        assert str(tmp_path) not in str(refusal.value)


def test_a_root_may_itself_be_a_symbolic_link(tmp_path: Path) -> None:
    (tmp_path / "disk" / "project").mkdir(parents=True)
    (tmp_path / "repositories").symlink_to(tmp_path / "disk")
    settings = SETTINGS.changed(scanning={"local_roots": (tmp_path / "repositories",)})
    assert parse_location(str(tmp_path / "repositories" / "project"), settings).repo_name == "project"


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("flask-3.0.zip", "flask-3.0"), ("flask.tar.gz", "flask"), ("flask.TGZ", "flask"), ("a/b\\c.zip", "c"),
        ("../../etc/passwd.zip", "passwd"),
        (".zip", "archive"), ("", "archive"), ("mein projekt (1).zip", "mein-projekt-1"), ("<script>.zip", "script"),
        ("ü.zip", "archive"),
    ],
)  # fmt: skip
def test_an_archive_is_named_after_its_file(filename: str, name: str) -> None:
    assert parse_archive_name(filename) == ("upload", name)


def test_a_readable_name_is_short() -> None:
    assert readable_name("a" * 500) == "a" * 100
