"""A ref: the branch, tag or full commit id that a person chose. The rules are those of git-check-ref-format(1)."""

from __future__ import annotations

import re

from services.errors import BadRequest

MAX_REF_CHARACTERS = 200
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?\Z")
# Control characters, space, the syntax of git's revisions and pathspecs, and ":" and "+", which make a refspec.
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f~^:?*\[\\\"'`$<>|;&]|\.\.|@\{|//|/\.|\.lock(?:/|\Z)|\.(?:/|\Z)")


def check_ref(ref: str) -> str:
    """The ref in a form that is safe to give to git.

    Raises:
        BadRequest: it is neither the name of a branch or tag nor a full commit id.
    """
    if len(ref) > MAX_REF_CHARACTERS:
        raise BadRequest(
            f"The ref is longer than {MAX_REF_CHARACTERS} characters; give a branch, tag or full commit id."
        )
    if not ref or ref[0] in "-/.+" or ref[-1] in "/." or ref == "@" or _FORBIDDEN.search(ref) or not ref.isprintable():
        raise BadRequest("The ref is not valid; give a branch, tag or full commit id.")
    return ref.lower() if is_commit(ref.lower()) else ref


def is_commit(ref: str) -> bool:
    """Whether the ref is a full commit id (SHA-1 or SHA-256)."""
    return _COMMIT.match(ref) is not None
