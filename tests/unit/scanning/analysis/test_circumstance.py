"""Circumstances: deprecated code, prescribed algorithms and checks that somebody asked to leave out are hints."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.scanning.analysis.circumstance import Circumstances
from services.scanning.analysis.enclosing import enclosing
from services.scanning.analysis.file_lines import FileLines
from services.scanning.analysis.library import Libraries
from services.scanning.files.source_file import SourceFile
from tests.support.report import issue

TLS, HASH, INJECTION = "python-tls-verification-off", "go-weak-crypto-hash", "python-sql-injection"


def severity(root: Path, text: str, rule: str, engine: str = "semgrep", path: str = "a.txt") -> str:
    """Of a high issue at the line that holds ``<here>``."""
    place = root.resolve() / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)
    line = next(number for number, one in enumerate(text.split("\n"), start=1) if "<here>" in one)
    text_of = FileLines(root.resolve(), SourceFile(path, "python", len(text), ""))
    circumstances = Circumstances(text_of, Libraries(root.resolve()))
    return circumstances.weighed(issue(line, rule=rule, engine=engine)).severity


DEPRECATED = {
    "java class": "/**\n * @deprecated use B\n */\n@Beta\npublic class A {\n\n    void f() {\n        <here>\n",
    "java method": "class A {\n    @Deprecated\n    @Override\n    void f() { <here>\n    }\n}\n",
    "c sharp": '[Obsolete("use B")]\npublic class A\n{\n    public void F()\n    {\n        <here>\n    }\n}\n',
    "go": "// F does it.\n//\n// Deprecated: use G.\nfunc F() {\n\t<here>\n}\n",
    "php": "/**\n * @deprecated 3.0\n */\nclass A\n{\n    public function f(\n        $x\n    ) {\n        <here>\n",
    "rust": "#[deprecated]\nfn f() {\n    <here>\n}\n",
    "python": "class A:\n    @deprecated('use g')\n    def f(self):\n        if x:\n            <here>\n",
    "a comment at the margin": "class A:\n    @deprecated\n    def f(self):\n        if x:\n# y\n            <here>\n",
    "javascript": "/** @deprecated */\nfunction f() {\n  if (a) {\n  } else {\n    <here>\n  }\n}\n",
}
CURRENT = {
    "the method before": "class A {\n    @Deprecated\n    void f() {\n    }\n\n    void g() { <here>\n    }\n}\n",
    "a word": "def f():\n    # deprecated names are read, too\n    <here>\n",
    "what is called": "class A:\n    def f(self):\n        self.deprecated()\n        <here>\n",
}


@pytest.mark.parametrize("name", DEPRECATED)
def test_what_is_deprecated_is_a_hint_but_for_what_follows_data(name: str, tmp_path: Path) -> None:
    assert severity(tmp_path, DEPRECATED[name], "complexity", "metrics") == "low"
    assert severity(tmp_path, DEPRECATED[name], TLS) == "low"
    assert severity(tmp_path, DEPRECATED[name], INJECTION) == "high"


@pytest.mark.parametrize("name", CURRENT)
def test_what_stands_beside_deprecated_code_is_not(name: str, tmp_path: Path) -> None:
    assert severity(tmp_path, CURRENT[name], "complexity", "metrics") == "high"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("lib/legacy/zstd_v02.c", "low"),
        ("src/java-deprecated/A.java", "low"),
        ("src/v1-legacy/a.c", "low"),
        ("src/legacy.c", "high"),
        ("delegacy/a.c", "high"),
    ],
)
def test_a_folder_says_that_all_of_it_is_kept_as_it_was(path: str, expected: str, tmp_path: Path) -> None:
    assert severity(tmp_path, "<here>\n", "complexity", "metrics", path) == expected


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("// mysql_native_password\nfunc scramble(password []byte) {\n\tsha1.New() <here>\n}\n", "auth.go", "low"),
        ("func lmHash(password string) {\n\tdes.NewCipher(k) <here>\n}\n", "ntlm/hash.go", "low"),
        ("CryptCreateHash(x, CALG_MD4, 0, 0, &h); // <here>\n", "lib/md4.c", "low"),
        ("def sign(key):\n    return hmac.new(key, text, 'sha1') # <here>\n", "sign.py", "low"),
        ("GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'\nsha1(key + GUID) # <here>\n", "accept.py", "low"),
        ("radius = 3\ndef store(password):\n    return hashlib.md5(password) # <here>\n", "surfboard.py", "high"),
        ("def store(password):\n    return hashlib.md5(password) # <here>\n", "user.py", "high"),
        ("def digest(token):\n    return hashlib.sha1(token) # <here>\n", "token.py", "high"),
    ],
)
def test_a_protocol_prescribes_its_algorithm(text: str, path: str, expected: str, tmp_path: Path) -> None:
    assert severity(tmp_path, text, HASH, path=path) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def connect(verify):\n    if not verify:\n        context.verify_mode = CERT_NONE # <here>\n", "low"),
        ('switch name {\ncase "skip-verify":\n\tconfig = &tls.Config{InsecureSkipVerify: true} // <here>\n}\n', "low"),
        ("if (options.strictSSL) {\n  a();\n} else {\n  agent.rejectUnauthorized = false; // <here>\n}\n", "low"),
        ("if ($this->insecure)\n{\n    curl_setopt($c, CURLOPT_SSL_VERIFYPEER, 0); // <here>\n}\n", "low"),
        ("def connect(verify):\n    context.verify_mode = CERT_NONE # <here>\n", "high"),
        ("if (config.tls) {\n  agent.rejectUnauthorized = false; // <here>\n}\n", "high"),
        ('switch kind {\ncase "https":\n\tconfig = &tls.Config{InsecureSkipVerify: true} // <here>\n}\n', "high"),
        ("if (this.ignoreCertErrors) {\n  agent.rejectUnauthorized = false; // <here>\n}\n", "low"),
        ("if request.validate_cert:\n    a()\nelse:\n    curl.setopt(VERIFYPEER, 0) # <here>\n", "low"),
        ("if (host) {\n  agent.rejectUnauthorized = false; // <here>\n}\n", "high"),
        ("if verify:\n    check()\ncontext.verify_mode = CERT_NONE # <here>\n", "high"),
    ],
)
def test_certificates_that_somebody_asked_not_to_check(text: str, expected: str, tmp_path: Path) -> None:
    assert severity(tmp_path, text, TLS) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("void f(char *s)\n{\n\tchar name[32];\n\tstrcpy(name, s); // <here>\n}\n", "high"),
        (
            "struct user { char name[32]; };\nvoid f(struct user *u, char *s) { sprintf(u->name, s); } // <here>\n",
            "high",
        ),
        ("void f(char *s)\n{\n\tchar *name = room(s);\n\tstrcpy(name, s); // <here>\n}\n", "low"),
        ("void f(wchar_t *to, wchar_t *s)\n{\n\twcscat(to, s); // <here>\n}\n", "low"),
        ("void f(char *to, char *s)\n{\n\tint n = to[0];\n\tstrcpy(to, s); // <here>\n}\n", "low"),
        ("void f(char *path)\n{\n\tsprintf((char*)path, s); // <here>\n}\n", "low"),
        ("void f(va_list a)\n{\n\tchar out[9];\n\tvsprintf(out, s, a); // <here>\n}\n", "high"),
        ("void f(char *line)\n{\n\tgets(line); // <here>\n}\n", "high"),
    ],
)
def test_text_is_copied_to_an_array_or_to_memory_of_unknown_size(text: str, expected: str, tmp_path: Path) -> None:
    assert severity(tmp_path, text, "c-buffer-overflow") == expected


@pytest.mark.parametrize(
    ("language", "expected"), [("python", "low"), ("php", "low"), ("yaml", "high"), ("bash", "high")]
)
def test_a_word_for_a_password_is_a_guess_in_code(language: str, expected: str, tmp_path: Path) -> None:
    text = FileLines(tmp_path, SourceFile("a", language, 1, ""))
    assert (
        Circumstances(text, Libraries(tmp_path)).weighed(issue(rule="Keyword", engine="secrets")).severity == expected
    )


def test_a_file_that_is_gone_changes_nothing(tmp_path: Path) -> None:
    circumstances = Circumstances(FileLines(tmp_path, SourceFile("gone.py", "python", 1, "")), Libraries(tmp_path))
    assert circumstances.weighed(issue(rule=TLS, engine="semgrep")).severity == "high"


def test_the_heads_around_a_line_are_found_in_a_file_of_any_depth() -> None:
    lines = [f"{' ' * depth}if x:" for depth in range(300)]
    assert list(enclosing(lines, 300)) == list(range(300, 0, -1))
    assert list(enclosing(lines, 301)) == [] == list(enclosing(lines, 0))
