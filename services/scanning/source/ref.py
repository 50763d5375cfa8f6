"""A ref: the branch, tag or commit id that a person chose. The rules are those of git-check-ref-format(1)."""

from __future__ import annotations

import re

from services.errors import BadRequest

MAX_REF_CHARACTERS = 200
_SHORT_COMMIT = re.compile(r"[0-9a-f]{7,63}\Z")
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?\Z")
# Control characters, space, the syntax of git's revisions and pathspecs, and ":" and "+", which make a refspec.
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f~^:?*\[\\\"'`$<>|;&]|\.\.|@\{|//|/\.|\.lock(?:/|\Z)|\.(?:/|\Z)")


def check_ref(ref: str) -> str:
    """The ref in a form that is safe to give to git.

    Raises:
        BadRequest: it is neither the name of a branch or tag nor a commit id.
    """
    if len(ref) > MAX_REF_CHARACTERS:
        raise BadRequest(f"The ref is longer than {MAX_REF_CHARACTERS} characters; give a branch, tag or commit id.")
    if not ref or ref[0] in "-/.+" or ref[-1] in "/." or ref == "@" or _FORBIDDEN.search(ref) or not ref.isprintable():
        raise BadRequest("The ref is not valid; give a branch, tag or commit id.")
    return ref.lower() if is_commit(ref.lower()) else ref


def is_commit(ref: str) -> bool:
    """Whether the ref is a full commit id (SHA-1 or SHA-256)."""
    return _COMMIT.match(ref) is not None


def is_short_commit(ref: str) -> bool:
    """Whether the ref may be the beginning of a commit id; it may be a branch as well."""
    return _SHORT_COMMIT.match(ref) is not None and not is_commit(ref)


def is_sha256(ref: str) -> bool:
    """Whether the ref is a full commit id of a repository that names its objects by SHA-256."""
    return is_commit(ref) and len(ref) == 64
