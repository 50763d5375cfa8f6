"""False alarms: what an engine says of a place that, by where the file lies or what stands there, is harmless."""

from __future__ import annotations

import re
from functools import cached_property

from services.scanning.analysis.file_lines import FileLines
from services.scanning.analysis.go_version import GoVersions
from services.scanning.analysis.issue import Issue
from services.scanning.analysis.kind import HARD_CODED_KEY, SHAPES, kind_of
from services.scanning.files.translation import is_locale, is_translation

_GUESSES = frozenset(("Keyword", "BasicAuth", "S105", "S106", "S107"))

_SHARED_VARIABLE = "go-bug-loop-variable"
_OWN_VARIABLES = (1, 22)
"""Since this version of Go every round of a loop has its own (https://go.dev/blog/loopvar-preview)."""

# Ruff says so of a command that is constant.
_SEEMS_SAFE = "seems safe"
_PORTED = re.compile(r"S\d{3}")
_NOSEC = re.compile(r"#\s{0,8}nosec\b([^#]{0,200})")
_LITERAL = re.compile(r"(?:\"([^\"\n]{0,200})\"|'([^'\n]{0,200})')")
_STAND_IN = re.compile(r"example|placeholder|change[-_ ]?me|dummy|redacted|x{6}|0{8}|\*{4}", re.IGNORECASE)
_LINE_COMMENT = {
    **dict.fromkeys(("python", "ruby"), ("#",)),
    **dict.fromkeys(("javascript", "typescript", "tsx", "java", "c_sharp", "go", "c", "cpp", "kotlin"), ("//",)),
    "php": ("//", "#"),
}
_BLOCK_COMMENTS = frozenset(("javascript", "typescript", "tsx", "java", "c_sharp", "go", "c", "cpp", "kotlin", "php"))
"""Their comments begin with ``/*``, and usually each of its lines with a star."""
_MOST_COMMENT_LINES = 1000
_KEY_MARK = "-----BEGIN "
"""What reads or writes keys knows how they begin. The detector of secrets looks for what follows."""
_QUOTED = re.compile(r"""\"{3}|'{3}|"(?:[^"\\]|\\.)*+"?|'(?:[^'\\]|\\.)*+'?|#.*""")
_ALGORITHM = re.compile(
    r"(?:(?:with|and|of|RSA(?:SSA|ES)?|PKCS\d{0,2}|SHA\d{0,3}|MD\d|AES\d{0,3}|3?DES|HMAC|EC|ECDSA|DSA|PSS|OAEP|MGF\d"
    r"|PBKDF\d|[EHPR]S\d{3}|CBC|GCM|ECB|CTR|CFB|OFB|padding|v?\d{1,4})[-_/]?){1,12}",
    re.IGNORECASE,
)
_BLANK = re.compile(r"(?:your[-_ ].*|<[^<>]*>|\*+|x+|todo)?", re.IGNORECASE)


class FalseAlarms:
    """Those among the issues of one file, which is read when one of them asks for it."""

    def __init__(self, text: FileLines, go: GoVersions) -> None:
        self._text = text
        self._file = text.file
        self._go = go

    def __contains__(self, issue: Issue) -> bool:
        if issue.rule == _SHARED_VARIABLE:
            version = self._go.of(self._file.path)
            return version is not None and version >= _OWN_VARIABLES
        if issue.rule in SHAPES:
            return is_locale(self._file.path)
        if issue.engine == "ruff" and self._is_vouched(issue):
            return True
        if issue.engine == "semgrep" and self._is_comment(issue.line):
            return True
        if kind_of(issue.engine, issue.rule) == HARD_CODED_KEY:
            is_guess = issue.rule in _GUESSES or issue.engine != "secrets"  # a token's form is no guess
            if is_guess and (self._is_stand_in(issue) or issue.line in self._documented):
                return True
            if issue.engine == "semgrep" and _KEY_MARK in self._text.line(issue.line):
                return True
            return issue.rule in _GUESSES and is_translation(self._file)
        return issue.engine == "ruff" and _SEEMS_SAFE in issue.message

    def _is_vouched(self, issue: Issue) -> bool:
        """Whether the author says ``nosec`` to bandit, whose rules ruff has taken over: to all of them, or to some."""
        said = _NOSEC.search(self._text.line(issue.line)) if _PORTED.fullmatch(issue.rule) else None
        if said is None:
            return False
        numbers = re.findall(r"\bB(\d{3})\b", said[1])
        return not numbers or issue.rule[1:] in numbers

    def _is_comment(self, number: int) -> bool:
        """Whether the whole line is one. Some rules are regular expressions, which know no comments."""
        line, language = self._text.line(number).strip(), self._file.language
        if line.startswith(_LINE_COMMENT.get(language, ())) and not line.startswith("#["):
            return True
        ends_early = "*/" in line.removesuffix("*/")
        return language in _BLOCK_COMMENTS and not ends_early and self._is_in_block(number)

    def _is_in_block(self, number: int) -> bool:
        """Whether the line and those above it begin with stars, up to one that begins the comment."""
        for above in range(number, max(0, number - _MOST_COMMENT_LINES), -1):
            line = self._text.line(above).lstrip()
            if not line.startswith("*"):
                return line.startswith("/*")
        return False

    @cached_property
    def _documented(self) -> frozenset[int]:
        """Lines inside texts in three quotes of Python, where examples stand."""
        inside: set[int] = set()
        opened = ""
        for number, line in enumerate(self._text.lines if self._file.language == "python" else [], start=1):
            began_inside, at = bool(opened), 0
            while at < len(line):
                if opened:
                    end = line.find(opened, at)
                    at, opened = (len(line), opened) if end < 0 else (end + 3, "")
                    continue
                quoted = _QUOTED.search(line, at)
                if quoted is None:
                    break
                at = quoted.end()
                opened = quoted[0] if quoted[0] in ('"' * 3, "'" * 3) else ""
            if began_inside and opened:
                inside.add(number)
        return frozenset(inside)

    def _is_stand_in(self, issue: Issue) -> bool:
        """Whether the key is a word that says that a key belongs here."""
        line = self._text.line(issue.line)
        values = [first or second for first, second in _LITERAL.findall(line)] if len(line) < 1000 else []
        values = values[1:] if len(values) > 1 else values  # after the name, if that is quoted
        is_whole = "://" not in line and '"""' not in line and "'''" not in line
        return bool(values) and is_whole and all(map(_is_no_key, values))


def _is_no_key(value: str) -> bool:
    return any(pattern.fullmatch(value) for pattern in (_BLANK, _ALGORITHM)) or _STAND_IN.search(value) is not None
