"""Circumstances: what stands around an issue and makes it a hint, though it is one.

- Deprecated code: nobody plans work on its shape, and who uses it was told.
- A protocol that prescribes a broken algorithm leaves no choice, and inside an HMAC or OAEP it isn't broken. A file
  named after the algorithm, or after the library that has it, offers it to others.
- A check of certificates that is left out where somebody asked for that is no news to them.
- A word like "password" before a text in code: most often a field's name, a default or an example. Other rules tell
  what looks like a service's key or is given to what takes one. In settings, scripts of a shell and the like it is no
  hint.
- Text that is copied to memory of no size that the file tells: most often it was just made for that text.
- In a library the callers decide which text comes in and which setting is chosen. Of 43 reports of our rules in
  well-kept libraries and frameworks readers wanted three (`bench/findings/README.md`, round 6). What is critical, text
  from outside that becomes code or a command, is no hint there either.

In an application, what follows data from a stranger stays as bad as it is.
"""

from __future__ import annotations

import re

import msgspec

from services.scanning.analysis.enclosing import enclosing, head_of
from services.scanning.analysis.file_lines import FileLines
from services.scanning.analysis.issue import SEVERITIES, Issue
from services.scanning.analysis.kind import INJECTIONS, SHAPES, WEAKNESSES, kind_of
from services.scanning.analysis.library import Libraries
from services.scanning.measurement.syntax import SYNTAX

_GUESSED_KEY = "Keyword"
_UNLIMITED_COPY = "c-buffer-overflow"
_DEPRECATED = re.compile(r"@deprecated\b|\[(?:System\.)?Obsolete\b|#\[deprecated\b|// ?Deprecated:", re.IGNORECASE)
_LEGACY_FOLDER = re.compile(r"deprecated|(?:^|[-_.])(?:legacy|obsolete)(?:$|[-_.])", re.IGNORECASE)
_PRESCRIBED = re.compile(
    r"ntlm|lanman|native_?password|sha256_?password|\bapop\b|cram_?-?md5|scram|digest_?-?auth|auth_?-?digest|kerberos"
    r"|sec-websocket|websocket_?guid|258eafa5|oauth_?1|hmac|oaep|mgf1|\bpbkdf1|\brfc[ -]?\d{3,5}|\betag\b|content-md5"
    r"|gravatar|mschap|radius_?-?(?:auth|secret)|\bvnc|\brfb\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"\s*(?:[})]\s{0,8})?(?:if|elif|elsif|elseif|else\s{1,8}if|unless|case|when|switch|match)\b")
_ASKED_FOR = re.compile(
    r"verif|validate_?cert|insecure|skip_|unsafe|trust_?(?:all|any|local)|self_?-?signed|no_?check"
    r"|check_?(?:host|cert|ssl)|cert_?reqs"
    r"|strict_?ssl|reject_?unauthorized"
    r"|(?:allow|accept|ignore|disable)_?(?:all|any|bad|invalid|untrusted|cert|ssl|tls|https)",
    re.IGNORECASE,
)
_COPIED_TO = re.compile(
    r"\b(?:(?:str|wcs|lstr)(?:cpy|cat)|v?sprintf)\s{0,8}\(\s{0,8}(?:\([\w *]{1,40}\)\s{0,4})?([A-Za-z_][\w.>-]{0,100})"
)
_IMPLEMENTS = re.compile(
    r"md[245]|sha-?1|rc4|arcfour|gcrypt|openssl|boringssl|wolfssl|bearssl|mbedtls|gnutls|nettle", re.IGNORECASE
)
_NEAR = 3
"""Lines before and after that may name the protocol."""


def is_legacy(path: str) -> bool:
    """Whether a folder's name says that what it holds is kept as it was."""
    return any(_LEGACY_FOLDER.search(part) for part in path.split("/")[:-1])


class Circumstances:
    """Of the issues of one file."""

    def __init__(self, text: FileLines, libraries: Libraries) -> None:
        self._text = text
        self._libraries = libraries
        self._is_legacy = is_legacy(text.file.path)

    def weighed(self, issue: Issue) -> Issue:
        """The issue, or the same as a hint."""
        if issue.severity == SEVERITIES[0] or not self._is_hint(issue, kind_of(issue.engine, issue.rule)):
            return issue
        return msgspec.structs.replace(issue, severity=SEVERITIES[0])

    def _is_hint(self, issue: Issue, kind: str) -> bool:
        if kind in SHAPES | WEAKNESSES and self._is_deprecated(issue):
            return True
        if issue.severity != "critical" and kind in INJECTIONS | WEAKNESSES and self._is_up_to_callers():
            return True
        if kind == "weak-crypto":
            return self._is_prescribed(issue)
        if kind == "tls-verification-off":
            return self._is_asked_for(issue)
        if issue.rule == _GUESSED_KEY:
            return self._text.file.language in SYNTAX
        return issue.rule == _UNLIMITED_COPY and self._is_of_unknown_size(issue)

    def _is_up_to_callers(self) -> bool:
        return self._text.file.role == "product" and self._libraries.hold(self._text.file.path)

    def _is_deprecated(self, issue: Issue) -> bool:
        lines = self._text.lines
        return self._is_legacy or any(
            _DEPRECATED.search(line) for place in enclosing(lines, issue.line) for line in head_of(lines, place)
        )

    def _is_prescribed(self, issue: Issue) -> bool:
        if _IMPLEMENTS.search(self._text.file.path.rpartition("/")[2]):
            return True
        lines, number = self._text.lines, issue.line
        near = lines[max(0, number - 1 - _NEAR) : number + _NEAR]
        around = [lines[place - 1] for place in enclosing(lines, number)]
        return any(_PRESCRIBED.search(text[:400]) for text in (self._text.file.path, *near, *around))

    def _is_asked_for(self, issue: Issue) -> bool:
        lines = self._text.lines
        heads = (lines[place - 1][:400] for place in enclosing(lines, issue.line))
        return any(_CONDITION.match(head) and _ASKED_FOR.search(head) for head in heads)

    def _is_of_unknown_size(self, issue: Issue) -> bool:
        """Whether no line of the file declares what is written to as an array."""
        called = _COPIED_TO.search(self._text.line(issue.line)[:400])
        if called is None:
            return False
        name = called[1].rpartition(">")[2].rpartition(".")[2]
        return not any(f" {name}[" in line and "char" in line for line in self._text.lines)
