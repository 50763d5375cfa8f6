"""A git failure: what git printed, as a sentence that says what went wrong and how to fix it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.errors import BadRequest, NotFound, TailraceError, TooLarge, Unavailable
from services.scanning.source.git import Git, GitFailed
from services.scanning.source.location import Location
from services.url import split_url

_REDIRECTED = re.compile(
    r"returned error: 30[12378]|unable to update url base from redirection|redirect", re.IGNORECASE
)
_LOCATION = re.compile(r"<= Recv header: location: (\S+)", re.IGNORECASE)
_ABSENT = re.compile(r"returned error: 404|could not read (?:Username|Password)|does not exist", re.IGNORECASE)
_REFUSED = re.compile(
    r"Authentication failed|returned error: 40[13]|Permission denied|access denied|Invalid credentials", re.IGNORECASE
)
_FOREIGN = re.compile(r"dubious ownership|unsafe repository", re.IGNORECASE)
_NO_REF = re.compile(r"couldn't find remote ref|no such remote ref|not our ref|does not allow request for unadvertised")
_OTHER_FORMAT = re.compile(r"mismatched algorithms: client sha1; server sha256")
_UNREACHABLE = re.compile(
    r"Could not resolve|Failed to connect|Connection (?:refused|timed out|reset)|Couldn't connect"
    r"|Network is unreachable|No route to host|Operation timed out|Empty reply|Connection closed|Operation too slow",
    re.IGNORECASE,
)
_CERTIFICATE = re.compile(
    r"SSL certificate|certificate verif|Host key verification failed|server certificate", re.IGNORECASE
)
_NOT_GIT = re.compile(
    r"not valid: is this a git repository|does not appear to be a git repository|not a git repository", re.IGNORECASE
)
_DAMAGED = re.compile(
    r"fsck error|index-pack failed|bad object|loose object [0-9a-f]|invalid path|inflate|early EOF|not a commit",
    re.IGNORECASE,
)


def is_without_ref(output: str) -> bool:
    """Whether the remote has no such branch, tag or commit."""
    return _NO_REF.search(output) is not None


def is_other_format(output: str) -> bool:
    """Whether the remote names objects by SHA-256, and the repository here by SHA-1."""
    return _OTHER_FORMAT.search(output) is not None


def explain(
    output: str, location: Location, refs: Sequence[str], *, has_token: bool, secrets: Sequence[str] = ()
) -> TailraceError:
    """The error to raise for what git printed."""
    where = location.repo_name if location.kind == "local" else location.url
    if _NO_REF.search(output):
        if not refs:
            return BadRequest("The repository is empty: it has no commit yet. Commit something, and push it.")
        return NotFound(f"The repository has no branch, tag or commit {refs[-1]}; check the spelling or leave it out.")
    if "File too large" in output or "File size limit exceeded" in output:
        return TooLarge("The repository is larger than this server accepts; the limit is TAILRACE_REPOSITORY_BYTES.")
    if _REFUSED.search(output) and has_token:
        return BadRequest(f"{location.host} rejected the access token; check that it may read this repository.")
    if _FOREIGN.search(output):
        return BadRequest(
            f"The folder of {where} belongs to another user of the server's machine, and git reads no such repository."
            " The server's operator can give it to the server's user (chown), or analyse a copy of it."
        )
    if _is_absent(output) or _REFUSED.search(output):
        if location.kind == "local":
            return NotFound(
                f"The server's user finds no repository {where}, or may not read it: check its path and permissions."
            )
        if location.kind == "ssh":
            return NotFound(f"There is no repository at {where}, or this server's ssh key may not read it.")
        if has_token:
            return NotFound(f"The access token can read no repository at {where}; check the URL and the token.")
        return NotFound(f"There is no public repository at {where}; check the URL, or give an access token.")
    if _REDIRECTED.search(output):
        return BadRequest(f"{where} redirects elsewhere; use the address where a browser ends up.")
    if _CERTIFICATE.search(output):
        return Unavailable(f"The certificate or host key of {location.host} is not valid; nothing was cloned.")
    if _UNREACHABLE.search(output):
        return Unavailable(f"{location.host} could not be reached; check the URL or try again later.")
    if _NOT_GIT.search(output):
        return BadRequest(f"There is no git repository at {where}; give the address that you would give to git clone.")
    if "No space left" in output:
        return Unavailable("The server's disk is full; its operator needs to make room.")
    if _DAMAGED.search(output):
        return BadRequest(
            f"The repository at {where} contains damaged or unsafe objects: {_last_words(output, secrets)}"
        )
    return BadRequest(f"The repository at {where} could not be cloned: {_last_words(output, secrets)}")


def redirect_target(git: Git, url: str, output: str) -> str | None:
    """Where the remote redirects to, if it failed for that reason and stays on the same host.

    Raises:
        BadRequest: it redirects to another host; the message says where.
    """
    if not _REDIRECTED.search(output):
        return None
    try:
        git.run(
            "-c",
            "credential.helper=",
            "ls-remote",
            url,
            "HEAD",
            environment={"GIT_TRACE_CURL": "1", "GIT_TRACE_CURL_NO_DATA": "1"},
        )
        return None
    except GitFailed as failed:
        found = _LOCATION.search(failed.output)
    if found is None:
        return None
    target = found[1].partition("/info/refs")[0]
    if target.startswith("/"):
        return None if target.startswith("//") else "/".join(url.split("/")[:3]) + target
    before, after = split_url(url), split_url(target)
    if before and after and (before.scheme, before.netloc) == (after.scheme, after.netloc):
        return target
    shown = target if re.fullmatch(r"https://[A-Za-z0-9.:/_~-]{1,300}", target) else "another host"
    raise BadRequest(f"{url} redirects to {shown}, which this server does not follow; use the new address.")


def _is_absent(output: str) -> bool:
    lines = output.lower().splitlines()
    return bool(_ABSENT.search(output)) or any("not found" in line.partition("repository ")[2] for line in lines)


def _last_words(output: str, secrets: Sequence[str]) -> str:
    """git's last ``fatal:``, ``error:`` or ``remote:`` line: printable, short and without secrets."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if line.startswith(("fatal:", "error:", "remote:"))]
    said = (telling or lines or [""])[-1]
    for secret in secrets:
        said = said.replace(secret, "***")
    said = re.sub(r"(?<![^\s'\"])/[^\s'\"]*/clone-\w+/[^\s'\"]*", "the repository", said)
    said = "".join(character if character.isprintable() else " " for character in said)
    return (said.partition(": ")[2] or said or "git gave no reason")[:200].rstrip(".") + "."
