"""Text that may be shown: one line, as long as a report's text may be, and without what looks like a credential.

What a program writes before it dies is a stranger's text. The secret is removed before the text is cut, so that no half
of one remains, and every pattern takes time in proportion to the text's length.
"""

from __future__ import annotations

import re

LONGEST = 255
"""Characters of a text in a report."""

_LONGEST_READ = 16_384
_BEGINNING = 64
_LEAST_SECRET = 8
"""Shorter ones would be found by chance, in words."""
_REDACTED = "[redacted]"
_QUIET = (
    r"(?:token|password|passwd|pwd|[_-]pass|secret|api[_-]?key|access[_-]?key|private[_-]?key|authorization|cookie"
    r"|credentials?)"
)
_RULES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[A-Za-z0-9+/=\s]*", _REDACTED),
        (r"eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){0,4}", _REDACTED),  # a JWT
        (r"\b(?:gh[a-z]_|github_pat_|glpat-|xox[a-z]-|sk-|sk_live_|AKIA|ASIA|AIza)[A-Za-z0-9_-]{8,}", _REDACTED),
        (r"(?i)\b(bearer|basic)\s{1,8}[A-Za-z0-9._~+/=-]{4,}", rf"\1 {_REDACTED}"),
        # name=value, "name": "value", --name value
        (
            rf"""(?i)({_QUIET}["']?\s{{0,8}}[=:]\s{{0,8}}["']?)(?!bearer |basic )[^\s"'&;,{{}}\[\]]+""",
            rf"\1{_REDACTED}",
        ),
        (rf"(?i)(--?(?:[a-z]{{1,20}}-)?{_QUIET}\s{{1,8}})[^\s\-][^\s]*", rf"\1{_REDACTED}"),
        # https://user:password@host, as of a database or a clone
        (r"(?i)\b([a-z][a-z0-9+.-]{0,30}://)[^\s/@\"']+@", rf"\1{_REDACTED}@"),
    )
)


def shown(text: str, *, secrets: tuple[str, ...] = ()) -> str:
    """``text`` as it may be reported; ``secrets`` are known ones. What is too long loses its middle: its beginning
    names the error, and its end says most.
    """
    if len(text) > 2 * _LONGEST_READ:
        text = f"{text[:_LONGEST_READ]} … {text[-_LONGEST_READ:]}"
    for secret in secrets:
        text = text.replace(secret, _REDACTED) if len(secret) >= _LEAST_SECRET else text
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    line = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    return line if len(line) <= LONGEST else f"{line[:_BEGINNING]}…{line[_BEGINNING + 1 - LONGEST :]}"
