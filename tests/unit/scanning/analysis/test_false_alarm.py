"""False alarms: constant commands, keys that stand in for keys, and translations are left out, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.scanning.analysis.batch import BatchResult, analyse
from services.scanning.analysis.false_alarm import FalseAlarms
from services.scanning.analysis.file_lines import FileLines
from services.scanning.analysis.go_version import GoVersions
from services.scanning.analysis.issue_room import IssueRoom
from services.scanning.engines.ruff import Ruff
from services.scanning.files.source_file import SourceFile
from tests.support.report import issue

HARMLESS = [
    'import subprocess\n\n\ndef f():\n    subprocess.run("make clean && make", shell=True)\n',
    'PARTNER_TOKEN = "CHANGE_ME"\n',
    'API_TOKEN = "example-0000000000000000"\n',
    'DATABASE_PASSWORD = "<your password>"\n',
    "import subprocess\n\n\ndef f(name):\n    subprocess.run(name, shell=True)  # nosec\n",
    "import subprocess\n\n\ndef f(name):\n    subprocess.run(name, shell=True)  # nosec B101, B602 - ours\n",
]
FAULTS = [
    'def f(db, days):\n    db.execute(f"DELETE FROM t WHERE age > {days}")\n',
    'def f(db, key):\n    if not key:\n        key = "id"\n    db.execute("SELECT * FROM t ORDER BY " + key)\n',
    'def f(db, key):\n    column = COLUMNS.get(key) or key\n    db.execute(f"SELECT * FROM t ORDER BY {column}")\n',
    'def f(db, ids):\n    marks = ", ".join(str(i) for i in ids)\n'
    '    db.execute(f"SELECT * FROM t WHERE id IN ({marks})")\n',
    'def f(db, name):\n    db.execute(\n        "SELECT * FROM t "\n        f"WHERE name = {name}",\n    )\n',
    'def f(db, names):\n    parts = ["SELECT * FROM t WHERE a"]\n    parts.append(names)\n'
    '    db.execute("SELECT * FROM t " + " ".join(parts))\n',
    'import subprocess\n\n\ndef f(name):\n    subprocess.run(f"lp {name}", shell=True)\n',
    'import pickle\n\n\ndef f(path):\n    with open(path, "rb") as file:\n        return pickle.load(file)\n',
    "import pickle\n\n\ndef f(body):\n    return pickle.loads(body)\n",
    "import subprocess\n\n\ndef f(name):\n    subprocess.run(name, shell=True)  # nosec B404\n",
    "import hashlib\n\n\ndef store(password):\n    return hashlib.md5(password).hexdigest()\n",
    "import hashlib\n\n\ndef cached_token(token):\n    return hashlib.md5(token).hexdigest()\n",
    "import urllib.request\n\n\ndef f(url):\n    urllib.request.urlopen(url)\n",
    'API_TOKEN = "9f86d081884c7d65-9a2feaa0c55a"\n',
    'DATABASE_PASSWORD = "Wz61-dusk-Crimson"\n',
    "def f(db, name):\n    db.execute(f\"SELECT * FROM t WHERE name = '{name}'\")" + " " * 500 + "# long\n",
]


def checked(root: Path, text: str) -> tuple[list[str], list[str]]:
    """The rules of security that ruff reports, and those of them that are left."""
    (root / "a.py").write_text(text)
    file = SourceFile("a.py", "python", len(text), "")
    found = Ruff().check(root, [file], 60.0)["a.py"]
    alarms = FalseAlarms(FileLines(root, file), GoVersions(root))
    security = [issue for issue in found if issue.rule[0] == "S"]
    return [issue.rule for issue in security], [issue.rule for issue in security if issue not in alarms]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_harmless_where_it_stands_is_left_out(text: str, tmp_path: Path) -> None:
    reported, left = checked(tmp_path.resolve(), text)
    assert reported and left == []


@pytest.mark.parametrize("text", FAULTS)
def test_what_may_come_from_outside_stays(text: str, tmp_path: Path) -> None:
    reported, left = checked(tmp_path.resolve(), text)
    assert reported and left == reported


def test_a_file_that_is_gone_hides_nothing(tmp_path: Path) -> None:
    alarms = FalseAlarms(FileLines(tmp_path, SourceFile("gone.py", "python", 1, "")), GoVersions(tmp_path))
    assert issue(1, rule="S608") not in alarms
    assert issue(1, rule="S105") not in alarms


def test_a_label_in_a_translation_is_no_password(tmp_path: Path) -> None:
    (tmp_path / "de.json").write_text('{"password": "Passwort123!"}\n')
    alarms = FalseAlarms(FileLines(tmp_path, SourceFile("de.json", "json", 1, "")), GoVersions(tmp_path))
    assert issue(1, rule="Keyword", engine="secrets") in alarms


@pytest.mark.parametrize(
    ("path", "is_harmless"),
    [("esm/locale/sl.js", True), ("i18n/sr-cyrl.ts", True), ("locale/parse.js", False), ("lib/sl.js", False)],
)
def test_the_rules_of_one_language_may_be_long(tmp_path: Path, path: str, is_harmless: bool) -> None:
    alarms = FalseAlarms(FileLines(tmp_path, SourceFile(path, "javascript", 1, "")), GoVersions(tmp_path))
    assert (issue(1, rule="complexity", engine="metrics") in alarms) is is_harmless
    assert issue(1, rule="no-cond-assign", engine="oxlint") not in alarms


def test_a_token_that_is_known_by_its_form_stands_in_for_none(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text('KEY = "AKIA0000000000000000"\n')
    alarms = FalseAlarms(FileLines(tmp_path, SourceFile("a.py", "python", 1, "")), GoVersions(tmp_path))
    assert issue(1, rule="AWSKey", engine="secrets") not in alarms
    assert issue(1, rule="Keyword", engine="secrets") in alarms


def test_an_analysis_leaves_them_out(tmp_path: Path) -> None:
    (tmp_path / "harmless.py").write_text(HARMLESS[0])
    (tmp_path / "fault.py").write_text(FAULTS[0])
    files = [SourceFile(name, "python", 1, name) for name in ("harmless.py", "fault.py")]
    results: list[BatchResult] = []
    analyse(
        tmp_path.resolve(),
        files,
        batch_files=10,
        engine_timeout_s=60.0,
        cache=None,
        room=IssueRoom(10, 10),
        on_batch=results.append,
        on_error=lambda error: pytest.fail(error.error),
        engines=[Ruff()],
    )
    assert [issue.rule for issue in results[0].issues_by_file["fault.py"]] == ["S608"]
    assert "harmless.py" not in results[0].issues_by_file


def alarms_of(root: Path, text: str, language: str = "python") -> FalseAlarms:
    (root / "a.txt").write_text(text)
    file = SourceFile("a.txt", language, len(text), "")
    return FalseAlarms(FileLines(root.resolve(), file), GoVersions(root))


@pytest.mark.parametrize(
    ("language", "line", "is_comment"),
    [
        ("ruby", "  # Nokogiri.XML(text) { |config| config.noent }", True),
        ("python", "x = 1  # y", False),
        ("java", "/**\n *\n * new ObjectInputStream(in).readObject()", True),
        ("java", "/* new ObjectInputStream(in).readObject() */", True),
        ("java", "/* why */ new ObjectInputStream(in).readObject()", False),
        ("java", "/*\n * why */ new ObjectInputStream(in).readObject()", False),
        ("javascript", "const size = width\n  * eval(text)", False),
        ("php", "# unserialize($text)", True),
        ("php", "#[Route] unserialize($text)", False),
        ("go", "\t// exec.Command(name)", True),
        ("c", "#define COPY(a, b) strcpy(a, b)", False),
        ("c", "  *name = strcpy(a, b);", False),
        ("c", "    /* apr1:\n     * Then as many characters of the MD5", True),
        ("c", "  * name = strcpy(a, b);", False),
        ("yaml", "# run: ${{ github.event.title }}", False),
    ],
)
def test_a_rule_that_knows_no_comments_finds_nothing_in_them(
    language: str, line: str, is_comment: bool, tmp_path: Path
) -> None:
    alarms, last = alarms_of(tmp_path, f"{line}\n", language), line.count("\n") + 1
    assert (issue(last, rule=f"{language}-xxe", engine="semgrep") in alarms) == is_comment
    assert issue(last, rule="S314", engine="ruff") not in alarms


def test_an_example_in_a_docstring_holds_no_key(tmp_path: Path) -> None:
    key = "password = 'Wz61-dusk-Crimson'"
    lines = [key, "def f():", '    """Connect.', "", "    db = 'mongodb://foo:bar@bar.com'", "    ```", "    '''", key]
    lines += ["    '''", '    """', key, '    """A line."""', key]
    alarms = alarms_of(tmp_path, "\n".join(lines))
    for rule, engine in (("Keyword", "secrets"), ("python-hard-coded-key-address", "semgrep")):
        found = [number for number in range(1, len(lines) + 1) if issue(number, rule=rule, engine=engine) not in alarms]
        assert found == [1, 2, 3, 10, 11, 12, 13]
    assert issue(8, rule="AWSKey", engine="secrets") not in alarms  # its form is no example's
    assert issue(8, rule="Keyword", engine="secrets") not in alarms_of(tmp_path, "\n".join(lines), "ruby")


def test_a_docstring_may_have_single_quotes(tmp_path: Path) -> None:
    alarms = alarms_of(
        tmp_path, "'''Connects.\n\npassword = 'Wz61-dusk-Crimson'\n'''\npassword = 'Wz61-dusk-Crimson'\n"
    )
    found = [number for number in (3, 5) if issue(number, rule="Keyword", engine="secrets") not in alarms]
    assert found == [5]


def test_three_quotes_in_a_text_or_a_comment_begin_no_docstring(tmp_path: Path) -> None:
    lines = ["""is_text = '\"\"\"' in line""", '# """', "password = 'Wz61-dusk-Crimson'", "x = 1", "'''a'''", "y = 2"]
    alarms = alarms_of(tmp_path, "\n".join(lines))
    assert all(issue(number, rule="Keyword", engine="secrets") not in alarms for number in range(1, 7))


def test_how_a_key_begins_is_no_key(tmp_path: Path) -> None:
    alarms = alarms_of(tmp_path, '#define BEGIN "-----BEGIN ' + 'PRIVATE KEY-----"\n', "c")
    assert issue(1, rule="c-hard-coded-key-bytes-table", engine="semgrep") in alarms
    assert issue(1, rule="PrivateKey", engine="secrets") not in alarms


@pytest.mark.parametrize(
    ("value", "is_key"),
    [
        ("RSASSA-PKCS1-V1_5", False),
        ("AES-128-CBC", False),
        ("AES/CBC/PKCS5Padding", False),
        ("SHA256withRSA", False),
        ("HS256", False),
        ("correct-RSA-7", True),
        ("PROD-SHARED-7", True),
        ("K7-WX9Q", True),
    ],
)
def test_the_name_of_an_algorithm_is_no_key(value: str, is_key: bool, tmp_path: Path) -> None:
    alarms = alarms_of(tmp_path, f"signature = key.sign(digest, '{value}')\n")
    assert (issue(1, rule="javascript-hard-coded-key", engine="semgrep") not in alarms) == is_key
