"""A guard: code around a linter's guess that makes it harmless, in Python.

Ruff and bandit name every SQL statement and command line that is built from pieces, every unpickled file and every MD5.
Read as text, the function around such a place often says that nothing from outside can reach it: the pieces are
numbers, constants or one of an allowed list, the file is the program's own, the hash names an entry of a cache.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_MAX_LINES = 200  # of a function that is read
_STATEMENT_LINES = 25
_MAX_CHARACTERS = 250  # of a line; a longer one is taken for something unsafe
_MAX_EXPRESSION = 2000  # characters: some patterns take quadratic time
_LEFT = "a_line_that_is_not_read"
_MAX_DEPTH = 4
_STRING = re.compile(
    r"(?P<prefix>\b[rRbBuUfF]{1,2})?(?:\"\"\"(?P<a>(?:[^\"\\]|\\.|\"(?!\"\"))*)\"\"\""
    r"|'''(?P<b>(?:[^'\\]|\\.|'(?!''))*)'''"
    r"|\"(?P<c>(?:[^\"\\\n]|\\.)*)\"|'(?P<d>(?:[^'\\\n]|\\.)*)')",
    re.DOTALL,
)
_HOLE = re.compile(r"\{([^{}!:]*(?:\[[^\]{}]*\])?[^{}!:]*)(?:![rsa])?(?::[^{}]*)?\}")
_CONSTANT = r"_*[A-Z][A-Z0-9_]+"
# What gives nothing but a number, a quoted text or an entry of a table of constants.
_SAFE_CALL = re.compile(
    rf"\b(?:int|float|len|abs|round|bool|id|hash|shlex\.quote|shlex\.join|pipes\.quote|quote_ident|quote_identifier|"
    rf"quote_name|uuid4|uuid\.uuid4|time\.time|range|(?:\w+\.)*{_CONSTANT}(?:\.get)?)(?:\([^()]*\)|\[[^\[\]]*\])"
)
_ESCAPED = re.compile(r"\b(?:[\w.]+\.)?(?:escape|conditional_escape|format_html(?:_join)?|dumps|clean)\([^()]*\)")
_CHOICE = re.compile(r"\bif\b[^\n]*?\belse\b")
_LOOP = re.compile(r"\bfor\s+([\w, ()]+?)\s+in\s+([\s\S]*)")
_COUNTED = re.compile(rf"\(*(?:0|range|enumerate|sorted\({_CONSTANT}|\(?\s*,|{_CONSTANT})")
_KEYWORD = re.compile(r"\b\w+\s*=(?!=)")
_NAME = re.compile(r"(?<![\w.])[A-Za-z_][\w.]*")
_CONTINUED = re.compile(r"\s*(?:[rRbBuUfF]{0,2}[\"']|[+%.])")
_WORDS = frozenset(
    re.findall(
        r"\S+",
        "if else for in and or not is None True False str text sa.text sqlalchemy.text os.path.join Path enumerate"
        " range dedent textwrap.dedent",
    )
)
_DEFINITION = re.compile(r"(\s*)(?:async\s+)?def\s+(\w+)")
_HEAD = re.compile(r"\s*(?:async\s+)?def\s+\w+\([^)]*\)[^\n]*")
_OPENED = re.compile(r"(?:([\w.]+)\.)?open\(\s*([^,\n]*?)\s*(?:,[^\n]*)?\)")
_OPENERS = frozenset(("gzip", "bz2", "lzma", "io", "codecs"))
_HASHED = re.compile(
    r"cache|e_?tag|checksum|fingerprint|dedup|bucket|shard|colou?r|gravatar|avatar|content_?hash|file_?hash|hash_?file|"
    r"digest_of_file|revision|chunk|memo|partition|file_?name|short_?id|\bgit\b|integrity|hash_of|same_|cdn|version",
    re.IGNORECASE,
)
_SECRET = re.compile(r"passw|token|secret|sign|auth|credential|session|api_?key|otp|csrf", re.IGNORECASE)
_FIXED_ADDRESS = re.compile(r"[fF]?[\"']https?://[\w.:-]+/")


class Code:
    """The lines of a file, and questions about a place in it."""

    def __init__(self, text: str) -> None:
        self._lines = [line if len(line) <= _MAX_CHARACTERS else _LEFT for line in text.split("\n")]

    def is_constant_text(self, line: int, column: int) -> bool:
        """Whether the text that begins here is made of what is safe alone."""
        text = _first(self._from(line, column)).strip()
        return bool(text) and self._is_safe(text, line, _MAX_DEPTH)

    def is_constant_argument(self, line: int, column: int) -> bool:
        """Whether the first argument of the call that begins here is made of what is safe alone."""
        argument = self._argument(line, column)
        return bool(argument) and self._is_safe(argument, line, _MAX_DEPTH)

    def is_fixed_address(self, line: int, column: int) -> bool:
        argument = self._argument(line, column)
        return bool(argument) and (
            _FIXED_ADDRESS.match(argument) is not None or self._is_safe(argument, line, _MAX_DEPTH)
        )

    def is_own_file(self, line: int, column: int) -> bool:
        """Whether the file that the call reads was opened under a constant path."""
        argument = self._argument(line, column)
        if argument.isidentifier():
            found = re.search(
                rf"\bwith\s+(.*?)\s+as\s+{argument}\b|^\s*{argument}\s*=(?!=)\s*(.*)", self._around(line), re.MULTILINE
            )
            argument = (found[1] or found[2]) if found else ""
        opened = _OPENED.match(argument)
        if opened is None:
            return False
        path = opened[2] if not opened[1] or opened[1] in _OPENERS else opened[1]
        return self._is_safe(path, line, _MAX_DEPTH)

    def is_no_secret_hash(self, line: int) -> bool:
        """Whether what is hashed is named like content, and not like a secret."""
        said = self._name_around(line) + " " + self._lines[line - 1]
        return bool(_HASHED.search(said)) and not _SECRET.search(said)

    def _is_safe(self, expression: str, line: int, depth: int) -> bool:
        if len(expression) > _MAX_EXPRESSION:
            return False
        names, safe = _names(expression)
        return all(name in safe or self._is_safe_name(name, line, depth) for name in names)

    def _is_safe_name(self, name: str, line: int, depth: int) -> bool:
        last = name.rpartition(".")[2]
        if name in _WORDS or re.fullmatch(_CONSTANT, last) or last in ("__tablename__", "db_table"):
            return True
        if "." in name or depth == 0:
            return False
        around = self._around(line)
        if re.search(_CHECKS.replace("NAME", name), around):
            return True
        values = list(_values(name, around))
        if _is_parameter(name, around) and not _is_set_at_once(name, around):
            return False
        return bool(values) and all(self._is_safe(value, line, depth - 1) for value in values)

    def _from(self, line: int, column: int) -> str:
        return "\n".join(self._lines[line - 1 : line - 1 + _STATEMENT_LINES])[max(0, column - 1) :]

    def _argument(self, line: int, column: int) -> str:
        call = self._from(line, column)
        begin = re.match(r"[\w.]+\(\s*(?:args\s*=\s*)?", call)
        return _first(call[begin.end() :]).strip() if begin else ""

    def _around(self, line: int) -> str:
        """The function around this line, up to it."""
        return "\n".join(self._lines[self._begin(line) : line])

    def _name_around(self, line: int) -> str:
        found = _DEFINITION.match(self._lines[self._begin(line)])
        return found[2] if found else ""

    def _begin(self, line: int) -> int:
        indent = _indent(self._lines[line - 1])
        for number in range(line - 1, max(-1, line - 1 - _MAX_LINES), -1):
            found = _DEFINITION.match(self._lines[number])
            if found and len(found[1]) < indent:
                return number
        return max(0, line - 1 - _MAX_LINES)


_CHECKS = (
    r"(?:\b(?:if|elif|and|or|not|assert)|[(=])\s*NAME\s+(?:not\s+)?in\s+(?:[A-Z{(\[]"
    r"|\w*(?i:allow|valid|known|permitted|column|field|choices))"
    r"|(?:fullmatch|match)\([^\n]*?,\s*NAME\b|\bNAME\.(?:isdigit|isalnum|isidentifier|isdecimal|isnumeric)\("
    r"|[(,]\s*NAME\s*:\s*(?:int|float|bool|UUID|Literal\[[^\n]*?\])\s*[,)=]"
)


def _values(name: str, text: str) -> Iterator[str]:
    for found in re.finditer(rf"^[ \t]*{name}\s*(?::[^=\n]+)?[-+*/%|]?=(?!=)[ \t]*", text, re.MULTILINE):
        yield _first(text[found.end() : found.end() + 2000])
    for found in re.finditer(rf"^[ \t]*(?:async\s+)?for\s+{name}\s+in\s+([^\n]*):", text, re.MULTILINE):
        yield found[1]
    for found in re.finditer(rf"\b{name}\.(?:append|extend|insert|add|update)\(", text):
        yield _first(text[found.end() : found.end() + 2000])


def _is_parameter(name: str, function: str) -> bool:
    head = _HEAD.match(function)
    return bool(head and re.search(rf"[(,]\s*\*{{0,2}}{name}\s*[,:=)]", head[0]))


def _is_set_at_once(name: str, function: str) -> bool:
    """Whether a parameter gets another value in any case, and not only under a condition."""
    head = _HEAD.match(function)
    body = [line for line in function[head.end() if head else 0 :].split("\n") if line.strip()]
    least = min(map(_indent, body), default=0)
    return any(re.match(rf"\s{{{least}}}{name}\s*=(?!=)", line) for line in body)


def _names(expression: str) -> tuple[set[str], set[str]]:
    """The names in an expression whose values become part of it, and those of them that only count."""
    holes: list[str] = []

    def literal(found: re.Match[str]) -> str:
        if found["prefix"] and "f" in found["prefix"].lower():
            content = next((found[part] for part in "abcd" if found[part] is not None), "")
            holes.extend(_HOLE.findall(content.replace("{{", "").replace("}}", "")))
        return " "

    bare = _KEYWORD.sub(" ", _without_calls(_STRING.sub(literal, expression)))
    bare = _CHOICE.sub(" ", bare)
    counters: set[str] = set()
    loop = _LOOP.search(bare)
    if loop:
        bare = bare[: loop.start()]
        if _COUNTED.match(loop[2].strip()):
            counters = set(re.findall(r"\w+", loop[1])[:1])
    names = set(_NAME.findall(bare))
    for hole in holes:
        names |= set(_NAME.findall(_CHOICE.sub(" ", _without_calls(_STRING.sub(" ", hole)))))
    return names, counters


def _without_calls(expression: str) -> str:
    for _ in range(_MAX_DEPTH):
        shorter = _ESCAPED.sub("0", _SAFE_CALL.sub("0", expression))
        if shorter == expression:
            break
        expression = shorter
    return expression


def _first(text: str) -> str:
    """The expression with which a text begins. Strings on the next line are a part of it."""
    depth = position = 0
    while position < len(text):
        string = _STRING.match(text, position)
        if string:
            position = string.end()
            continue
        sign = text[position]
        if sign in "([{":
            depth += 1
        elif sign in ")]}":
            depth -= 1
        if depth < 0 or (depth == 0 and (sign in ",#" or (sign == "\n" and not _CONTINUED.match(text, position)))):
            break
        position += 2 if sign == "\\" else 1
    return text[:position]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
