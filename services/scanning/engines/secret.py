"""Secrets: detect-secrets' detectors of keys, tokens and passwords, without its verification, which calls outsiders.

We drive its detectors and filters ourselves: its own driver spends 100 µs per line on inspecting parameters. A
detector sees only lines where a search of the file found its patterns, which is 50 times faster. A message names the
kind of secret, never the secret.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from services.scanning.analysis.issue import Issue, Severity
from services.scanning.engines.resident_engine import ResidentEngine
from services.scanning.files.source_file import SourceFile

# Entropy finds more hashes and test fixtures than secrets. An IP address is no secret. IBM's patterns match any
# assignment to a name like `key`, which the keyword detector sees too, in a third of the time.
SKIP = frozenset((
    "Base64HighEntropyString", "HexHighEntropyString", "IPPublicDetector",
    "CloudantDetector", "IbmCloudIamDetector", "IbmCosHmacDetector", "SoftlayerDetector",
))  # fmt: skip
CRITICAL = frozenset((
    "AWSKey", "AzureStorageKey", "GitHubToken", "GitLabToken", "PrivateKey", "Stripe", "SquareOAuth", "OpenAI",
    "PypiToken", "Npm",
))  # fmt: skip
MEDIUM = frozenset({"Keyword", "JwtToken", "Artifactory"})
LOW = frozenset({"BasicAuth"})  # mostly URLs in manuals
GUESSES = MEDIUM | LOW
_PLACEHOLDER = re.compile(
    r"(?i)[\W_]{0,40}(?:my|your|the|some|db|a|test|super|user|new|old)?[\W_]{0,40}"
    r"(?:passw(?:or)?d|pass|pwd|secret|token|(?:api[-_ ]?)?key|change[-_ ]?me|example|dummy|fake|none|null|tiger)"
    r"\d{0,40}[\W_]{0,40}"
)
_PLACEHOLDER_CHARS = 40
# Whether there is a password, what `typeof` says of one, and that of RabbitMQ's and FTP's guests.
_PLAIN_WORDS = frozenset((
    "yes", "no", "on", "off", "true", "false", "enabled", "disabled", "required", "optional", "guest",
    "function", "string", "object", "number", "boolean", "undefined", "symbol", "bigint",
))  # fmt: skip
_VARIABLE = re.compile(r"[A-Z]{1,40}(?:_[A-Z]{1,40}){1,8}")
_OF_SECRETS = ("PASS", "PWD", "TOKEN", "SECRET", "KEY", "CRED")
_EXAMPLE_HOST = re.compile(r"@(?:[a-z]{1,20}\.)?example\b")
_LABEL = re.compile(r"[^\W\d]{1,60}(?:[\s,.'’]{1,3}[^\W\d]{1,60}){1,60}[.?!:…]{0,3}|[^\W\d_]{1,60}[?!:…]")
_LABEL_CHARS = 300
_RANDOM_CHARS = 24
_RANDOM_WORDS = re.compile(r"(?:^|[:_-])[A-Za-z]{30}")  # among 30 random characters there is a digit, nearly always
_KEY_BODY = re.compile(r"[A-Za-z0-9+/]{40}")
_KEY_HEAD_LINES = 6  # what is said of its encryption, and of who wrote it
_MAX_LINE_CHARS = 4096  # longer lines are generated: minified code, encoded files
# detect-secrets' patterns take quadratic time on some texts, that of its keywords cubic time on one long word. So none
# sees a long line, and that one no long word.
_LONG_WORD = re.compile(r"\w{200}")


class Secrets(ResidentEngine):
    name = "secrets"
    package = "detect-secrets"
    module = __file__
    check_module = __name__

    def handles(self, _file: SourceFile) -> bool:
        return True


def check_file(path: str) -> list[Issue]:
    """Runs in the resident process."""
    text = Path(path).read_text(encoding="utf-8", errors="replace")
    lines = [line if len(line) <= _MAX_LINE_CHARS else "" for line in text.split("\n")]
    text = "\n".join(lines)
    issues = set()
    for name, detector, hint in _detectors():
        for number in sorted(_hinted_lines(text, hint)):
            line = lines[number - 1]
            if name == "Keyword" and _LONG_WORD.search(line):
                continue
            if name == "PrivateKey" and not _has_body(lines, number):
                continue
            for secret in detector.analyze_line(filename=path, line=line, line_number=number):
                if not _is_harmless(secret.secret_value, line, detector) and not _is_allowed(path, lines, number):
                    column = line.find(secret.secret_value) + 1
                    issues.add(Issue(number, max(1, column), name, severity(name), _message(secret.type), "secrets"))
    return sorted(_strongest(issues))


def _has_body(lines: list[str], number: int) -> bool:
    """Whether a key follows its first line, and not only what reads or writes such lines."""
    return any(_KEY_BODY.search(line) for line in lines[number - 1 : number + _KEY_HEAD_LINES])


def _hinted_lines(text: str, hint: re.Pattern[str]) -> set[int]:
    """Numbers of the lines that matches of ``hint`` touch."""
    numbers: set[int] = set()
    counted, number = 0, 1
    for match in hint.finditer(text):
        number += text.count("\n", counted, match.start())
        counted = match.start()
        numbers.update(range(number, number + text.count("\n", match.start(), match.end()) + 1))
    return numbers


def severity(name: str) -> Severity:
    if name in CRITICAL:
        return "critical"
    if name in LOW:
        return "low"
    return "medium" if name in MEDIUM else "high"


def _message(kind: str) -> str:
    what = "A password or key" if kind == "Secret Keyword" else kind
    return f"{what} appears to be in this file: remove it, and replace it wherever it is used."


def _strongest(issues: set[Issue]) -> list[Issue]:
    """A token assigned to ``password`` is one secret: the detector that knows its kind wins over those that guess."""
    named_lines = {issue.line for issue in issues if issue.rule not in GUESSES}
    return [issue for issue in issues if issue.rule not in GUESSES or issue.line not in named_lines]


@cache
def _detectors() -> list[tuple[str, Any, re.Pattern[str]]]:
    """Name, detector, and a pattern that matches every file where it can find something."""
    from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
    from detect_secrets.plugins.keyword import DENYLIST

    chosen = []
    kind: Any
    for kind in get_mapping_from_secret_type_to_class().values():
        if kind.__name__ in SKIP:
            continue
        detector = kind()
        patterns = list(getattr(detector, "denylist", ())) or [re.compile("|".join(DENYLIST), re.IGNORECASE)]
        flags = re.MULTILINE
        for pattern in patterns:
            flags |= pattern.flags & re.IGNORECASE
        hint = re.compile("|".join(f"(?:{pattern.pattern})" for pattern in patterns), flags)
        chosen.append((kind.__name__.removesuffix("Detector"), detector, hint))
    return chosen


def _is_allowed(path: str, lines: list[str], number: int) -> bool:
    """Whether ``pragma: allowlist secret`` on the line, or ``allowlist nextline secret`` above it, allows it."""
    from detect_secrets.filters import allowlist
    from detect_secrets.util.code_snippet import get_code_snippet

    return bool(allowlist.is_line_allowlisted(path, lines[number - 1], get_code_snippet(lines, number)))


def _is_prose(secret: str, line: str, detector: Any) -> bool:
    """Words where a secret is expected: a label after "password", or a token without a single digit."""
    if type(detector).__name__ == "KeywordDetector":
        return len(secret) <= _LABEL_CHARS and _LABEL.fullmatch(secret) is not None
    return len(secret) >= _RANDOM_CHARS and _RANDOM_WORDS.search(secret) is not None and "PRIVATE KEY" not in line


def _is_variable(secret: str, line: str) -> bool:
    """Whether it names the variable that holds it, as in `server-password: CI_DEPLOY_PASSWORD`, without quotes."""
    is_name = len(secret) <= _PLACEHOLDER_CHARS and _VARIABLE.fullmatch(secret) is not None
    is_quoted = f'"{secret}"' in line or f"'{secret}'" in line
    return is_name and not is_quoted and any(word in secret for word in _OF_SECRETS)


def _is_harmless(secret: str | None, line: str, detector: Any) -> bool:
    from detect_secrets.filters import heuristic

    return bool(
        not secret
        or _is_prose(secret, line, detector)
        or (len(secret) <= _PLACEHOLDER_CHARS and _PLACEHOLDER.fullmatch(secret))
        or secret.lower() in _PLAIN_WORDS
        or _is_variable(secret, line)
        or (type(detector).__name__ == "BasicAuthDetector" and _EXAMPLE_HOST.search(line))
        or heuristic.is_sequential_string(secret)
        or heuristic.is_potential_uuid(secret)
        or heuristic.is_likely_id_string(secret, line, detector)
        or heuristic.is_templated_secret(secret)
        or heuristic.is_prefixed_with_dollar_sign(secret)
        or heuristic.is_indirect_reference(line)
        or heuristic.is_not_alphanumeric_string(secret)
    )
