"""A location: where a repository is, read from what a person typed or pasted.

There are three kinds: ``https`` (and plain ``http`` to private hosts where those are allowed), ``ssh`` where it is
enabled, and ``local``, a folder below a listed root. Everything else is refused before anything runs. Addresses copied
from a browser work: ``www``, a trailing slash, a query, ``/tree/<ref>``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, unquote

from services.errors import BadRequest
from services.host_guard import check_host_name, leads_to_private, refuse_private_host
from services.scanning.settings import ScanningSettings
from services.scanning.source.ref import check_ref
from services.settings.settings import Settings
from services.url import split_url

MAX_URL_CHARACTERS = 1000
_SEGMENT = re.compile(r"[A-Za-z0-9_.~+][A-Za-z0-9_.~+-]{0,99}\Z")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_HELPER = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*::")
_SCP = re.compile(r"(?:(?P<user>[A-Za-z0-9_.-]+)@)?(?P<host>[A-Za-z0-9.-]+\.[A-Za-z0-9-]+):(?!//)(?P<path>.+)\Z")
_BARE_HOST = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::[0-9]+)?/")
_SSH_USER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}\Z")
# What follows the repository in addresses copied from GitHub, GitLab, Gitea and Bitbucket; then come a ref and a path.
_REF_MARKS = (
    ("-", "tree"), ("-", "blob"), ("-", "commit"), ("-", "commits"), ("-", "tags"), ("src", "branch"), ("src", "tag"),
    ("src", "commit"), ("releases", "tag"), ("tree",), ("blob",), ("commit",), ("commits",), ("src",),
)  # fmt: skip
# Hosts where a repository is always owner/name, so that whatever follows is one of its pages.
_TWO_SEGMENT_HOSTS = frozenset(("github.com", "bitbucket.org", "codeberg.org"))
_EXAMPLE = "https://github.com/owner/repository"


@dataclass(frozen=True, slots=True)
class Location:
    """``url`` is for git: no credentials, no query, no ref. Parsing ``address`` gives an equal location again."""

    kind: Literal["https", "ssh", "local"]
    url: str
    host: str
    owner: str
    repo_name: str
    port: int = 0
    user: str = ""
    refs: tuple[str, ...] = ()
    """Possible refs after ``/tree/``, longest first: a branch's name can contain slashes, and a path can follow."""
    allow_private: bool = False
    roots: tuple[Path, ...] = ()

    @property
    def address(self) -> str:
        return f"{self.url}/tree/{self.refs[0]}" if self.refs else self.url


def parse_location(url: str, settings: Settings) -> Location:
    """Read what a person typed. Connects to nothing, but looks up the host's name (for at most 3 s).

    Raises:
        BadRequest: it is not the address of a repository, or the server does not fetch from there.
    """
    text = url.strip()
    if not text:
        raise BadRequest(f"The URL is empty; write it like {_EXAMPLE}.")
    if len(text) > MAX_URL_CHARACTERS:
        raise BadRequest(f"The URL is longer than {MAX_URL_CHARACTERS} characters.")
    if not text.isprintable():
        raise BadRequest("The URL contains control or invisible characters; type it by hand.")
    if text.startswith("-"):
        raise BadRequest(f"The URL starts with a hyphen; write it like {_EXAMPLE}.")
    if _HELPER.match(text):
        raise BadRequest(f"Addresses of the form {text.partition('::')[0]}::… are not accepted; use https://.")
    if text.startswith("/"):
        return _local(text, settings)
    scheme = _SCHEME.match(text)
    if scheme is None:
        return _without_scheme(text, settings)
    match scheme[1].lower():
        case "https" | "http":
            return _web(text, settings)
        case "file":
            return _file(text, settings)
        case "ssh" | "git+ssh" | "ssh+git":
            return _ssh(text, settings)
        case other:
            raise BadRequest(f"Addresses that start with {other}:// are not accepted; use https://.")


def parse_archive_name(filename: str) -> tuple[str, str]:
    """``(owner, repo_name)`` of an uploaded archive; the owner is always ``upload``."""
    name = filename.replace("\\", "/").rsplit("/", 1)[-1]
    stem = re.sub(r"\.(zip|tgz|tbz2?|txz|tar(\.(gz|bz2|xz))?)\Z", "", name, flags=re.IGNORECASE)
    return "upload", readable_name(stem) or "archive"


def readable_name(text: str) -> str:
    """A name that fits into one path segment of a URL: other characters become hyphens."""
    return re.sub(r"[^A-Za-z0-9_.]+", "-", text).strip("-.")[:100]


def _without_scheme(text: str, settings: Settings) -> Location:
    scp = _SCP.match(text)
    if scp and not scp["path"].partition("/")[0].isdigit():
        return _ssh(f"ssh://{scp['user'] or 'git'}@{scp['host']}/{scp['path'].lstrip('/')}", settings)
    if _BARE_HOST.match(text):
        return _web(f"https://{text}", settings)
    raise BadRequest(f"This is not the address of a repository; write it like {_EXAMPLE}.")


def _web(text: str, settings: Settings) -> Location:
    parts, port = _split(text)
    if parts.username is not None or parts.password is not None:
        raise BadRequest("The URL contains a user name or password; remove it and use the field for access tokens.")
    is_plain = parts.scheme.lower() == "http"
    host = check_host_name(parts.hostname or "", allow_private=settings.server.allow_private_hosts)
    port = port or (80 if is_plain else 443)
    if is_plain:
        if not settings.server.allow_private_hosts or not leads_to_private(host, port):
            raise BadRequest("Others can read and change what plain http:// transfers; use https://.")
    elif not settings.server.allow_private_hosts:
        refuse_private_host(host, port)
    if host.startswith("www.") and host.removeprefix("www.") in (*_TWO_SEGMENT_HOSTS, "gitlab.com"):
        host = host.removeprefix("www.")
    repository, rest = _repository_path(host, parts.path)
    shown_port = "" if port == (80 if is_plain else 443) else f":{port}"
    return Location(
        kind="https",
        url=f"{'http' if is_plain else 'https'}://{_shown_host(host)}{shown_port}/{'/'.join(repository)}",
        host=host,
        port=port,
        owner="/".join(repository[:-1]) or host.replace(":", "-"),
        repo_name=_repo_name(repository[-1]),
        refs=_refs(rest),
        allow_private=settings.server.allow_private_hosts,
    )


def _ssh(text: str, settings: Settings) -> Location:
    if not settings.of(ScanningSettings).allow_ssh:
        raise BadRequest(
            "This server does not fetch over ssh; use the https:// address, with an access token if it is private."
        )
    parts, port = _split(text)
    user = parts.username or "git"
    if parts.password is not None or not _SSH_USER.match(user):
        raise BadRequest(
            "The user name in the ssh address is not valid; write it like ssh://git@host/owner/repository."
        )
    host = check_host_name(parts.hostname or "", allow_private=settings.server.allow_private_hosts)
    port = port or 22
    if not settings.server.allow_private_hosts:
        refuse_private_host(host, port)
    repository, rest = _repository_path(host, parts.path)
    shown_port = "" if port == 22 else f":{port}"
    return Location(
        kind="ssh",
        url=f"ssh://{user}@{_shown_host(host)}{shown_port}/{'/'.join(repository)}",
        host=host,
        port=port,
        user=user,
        owner="/".join(repository[:-1]) or host.replace(":", "-"),
        repo_name=_repo_name(repository[-1]),
        refs=_refs(rest),
        allow_private=settings.server.allow_private_hosts,
    )


def _shown_host(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _file(text: str, settings: Settings) -> Location:
    parts = split_url(text)
    if parts is None or parts.netloc not in ("", "localhost"):
        raise BadRequest("A file:// address must not name a host; write it like file:///srv/repositories/name.")
    return _local(unquote(parts.path), settings)


def _local(text: str, settings: Settings) -> Location:
    """A folder below a listed root. "Not below" and "not there" get one answer, which tells nothing of the disk."""
    refusal = BadRequest(
        "This server may not read that folder; its operator lists the allowed ones in TAILRACE_LOCAL_ROOTS."
    )
    if "\0" in text or not text.isprintable():
        raise refusal
    try:
        path = Path(text).resolve(strict=True)
        roots = tuple(root.resolve() for root in settings.of(ScanningSettings).local_roots)
    except (OSError, RuntimeError):
        raise refusal from None
    if not any(path.is_relative_to(root) for root in roots) or not path.is_dir():
        raise refusal
    name = path.parent.name if path.name == ".git" else path.name
    repo_name = readable_name(name.removesuffix(".git")) or "repository"
    return Location(kind="local", url=str(path), host="", owner="local", repo_name=repo_name, roots=roots)


def _split(text: str) -> tuple[SplitResult, int]:
    parts = split_url(text)
    if parts is None:
        raise BadRequest(f"The host or port in the URL is not valid; write it like {_EXAMPLE}.")
    return parts, parts.port or 0


def _repository_path(host: str, path: str) -> tuple[list[str], list[str]]:
    """The segments that name the repository, and those that follow: a ref and perhaps a path."""
    segments = [segment for segment in path.split("/") if segment]
    rest: list[str] = []
    for mark in _REF_MARKS:
        starts = range(2, len(segments) - len(mark))
        start = next((i for i in starts if tuple(segments[i : i + len(mark)]) == mark), None)
        if start is not None:
            segments, rest = segments[:start], segments[start + len(mark) :]
            break
    if host in _TWO_SEGMENT_HOSTS:
        if len(segments) < 2:
            raise BadRequest(f"The URL names no repository; write it like https://{host}/owner/repository.")
        segments = segments[:2]
    segments = segments[: segments.index("-")] if "-" in segments[1:] else segments
    if not segments:
        raise BadRequest(f"The URL names no repository; write it like {_EXAMPLE}.")
    if not all(_SEGMENT.match(segment) and segment.strip(".") for segment in segments):
        raise BadRequest(f"The URL's path contains characters that no repository name has; write it like {_EXAMPLE}.")
    return segments, rest


def _repo_name(segment: str) -> str:
    name = readable_name(segment.removesuffix(".git"))
    if not name:
        raise BadRequest(f"The URL names no repository; write it like {_EXAMPLE}.")
    return name


def _refs(rest: list[str]) -> tuple[str, ...]:
    if not rest:
        return ()
    decoded = [unquote(segment) for segment in rest[:8]]
    return tuple(check_ref("/".join(decoded[:length])) for length in range(len(decoded), 0, -1))
