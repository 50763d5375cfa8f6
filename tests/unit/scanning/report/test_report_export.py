"""The exports: each is valid in its own format, and no hostile name or message breaks out of it."""

from __future__ import annotations

import io
import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from markdown_it import MarkdownIt
from rich.console import Console

from services.scanning.report.html import content_security_policy, to_html
from services.scanning.report.json import from_json, to_json
from services.scanning.report.markdown import to_markdown
from services.scanning.report.report import GraphFacts, Report
from services.scanning.report.sarif import to_sarif
from services.scanning.report.table import summary_table
from services.visible import visible
from tests.support.report import HOSTILE_NAMES, hostile_report, issue, report

SCHEMA = json.loads((Path(__file__).parents[3] / "support" / "sarif-2.1.0.json").read_text())
EMPTY = report(issues_by_file={}, fingerprints={}, engine_failures=[], insight="")


MANY = {f"src/y{number}.py": [issue()] for number in range(1499)}
RULES = [issue(number + 1, rule=f"B{number}") for number in range(25)]


def many() -> Report:
    return report(issues_by_file={f"f{number}.py": [issue(number + 1)] for number in range(1500)}, fingerprints={})


REPORTS = {
    "plain": report(),
    "hostile": hostile_report(),
    "empty": EMPTY,
    "many": many(),
    "short": report(not_kept={"src/a.py": 4000}),
    "local": report(url="/srv/repo", commit=None),
}


@pytest.mark.parametrize("name", REPORTS)
def test_sarif_is_valid_against_the_official_schema(name: str) -> None:
    log = json.loads(to_sarif(REPORTS[name]))
    validator = jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
    assert [error.message for error in validator.iter_errors(log)] == []


def test_sarif_says_who_found_what_where() -> None:
    log = json.loads(to_sarif(report()))
    runs = {run["tool"]["driver"]["name"]: run for run in log["runs"]}
    assert sorted(runs) == ["metrics", "ruff", "secrets"]
    result = runs["ruff"]["results"][0]
    assert (result["ruleId"], result["level"], result["partialFingerprints"]) == (
        "S602",
        "error",
        {"tailrace/v1": "f1"},
    )
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "src/a.py"
    assert place["region"] == {"startLine": 3, "startColumn": 1}
    assert runs["ruff"]["invocations"][0]["executionSuccessful"] is True
    assert runs["metrics"]["invocations"][0]["executionSuccessful"] is False
    assert runs["ruff"]["versionControlProvenance"][0]["revisionId"] == "a" * 40


def test_sarif_explains_its_rules_and_calls_only_security_by_that_name() -> None:
    log = json.loads(to_sarif(report()))
    rules = {rule["id"]: rule for run in log["runs"] for rule in run["tool"]["driver"]["rules"]}
    shell, complexity = rules["S602"], rules["complexity"]
    assert shell["shortDescription"] == {"text": "Shell injection"}
    assert shell["helpUri"] == "https://cwe.mitre.org/data/definitions/78.html"
    assert "How to mend it:" in shell["help"]["text"]
    assert shell["helpUri"] in shell["help"]["markdown"]
    assert {"security", "external/cwe/cwe-78"} <= set(shell["properties"]["tags"])
    assert shell["properties"]["security-severity"] == "8.0"
    assert rules["AWSKey"]["properties"]["security-severity"] == "9.5"
    assert complexity["properties"] == {"tags": ["hygiene", "maintainability"]}
    assert complexity["fullDescription"]["text"] != shell["fullDescription"]["text"]


def test_json_keeps_everything() -> None:
    for each in REPORTS.values():
        assert from_json(to_json(each)) == each


class Outline(HTMLParser):
    """Collects every tag with its attributes, and the text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


LISTED = ("ul", "li", "blockquote")
EXPLAINED = ("h3", "h4", "strong", "pre", "code")


def outline(page: str) -> Outline:
    parser = Outline()
    parser.feed(page)
    parser.close()
    return parser


def test_html_holds_no_script_and_loads_nothing() -> None:
    page = outline(to_html(hostile_report()))
    assert not {"script", "link", "img", "iframe", "a", "form", "object"} & set(page.tags)
    names = {name for name, _ in page.attributes}
    assert not {name for name in names if name.startswith("on") or name in ("src", "href", "style")}
    for name in HOSTILE_NAMES:
        assert visible(name) in page.text
    assert "49" not in page.text.replace("%", "")


def test_html_declares_a_policy_that_fits_its_own_style() -> None:
    page = outline(to_html(report()))
    assert ("content", content_security_policy()) in page.attributes
    assert "sha256-" in content_security_policy()


def test_html_shows_the_whole_report() -> None:
    text = outline(to_html(report())).text
    for expected in (
        "alice/demo",
        "src/a.py",
        "complexity",
        "A demo.",
        "metrics took longer than 60 s",
        "too large",
        "12.5 s",
    ):
        assert expected in text
    assert "No issues were found." in outline(to_html(EMPTY)).text


@pytest.mark.parametrize("name", REPORTS)
def test_markdown_renders_to_text_and_tables_only(name: str) -> None:
    rendered = MarkdownIt("gfm-like", {"linkify": False}).render(to_markdown(REPORTS[name]))
    page = outline(rendered)
    assert set(page.tags) <= {
        "h1",
        "h2",
        "p",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "ul",
        "li",
        "blockquote",
        *EXPLAINED,
    }
    plain = [(key, value or "") for key, value in page.attributes if (key, value) != ("class", "language-text")]
    assert all(key == "style" and value.startswith("text-align") for key, value in plain)
    assert page.tags.count("h1") == 1


def test_markdown_shows_hostile_names_as_they_are() -> None:
    page = outline(MarkdownIt("gfm-like", {"linkify": False}).render(to_markdown(hostile_report())))
    for name in HOSTILE_NAMES:
        assert page.text.count(visible(name)) >= 2
    rows = [line for line in to_markdown(hostile_report()).splitlines() if line.startswith("| high")]
    assert len([row for row in rows if "Severity" not in row]) == len(HOSTILE_NAMES) + 1  # one per file, and the count


def test_markdown_says_what_it_leaves_out() -> None:
    assert "1,400 more are not listed here." in to_markdown(REPORTS["many"])
    by_file = to_markdown(REPORTS["many"], "file")
    assert by_file.count("| high | f") == 200
    assert "1,300 less important issues are not listed here." in by_file


def printed(shown: Report) -> str:
    stream = io.StringIO()
    Console(file=stream, width=200, force_terminal=True, color_system=None).print(summary_table(shown))
    return stream.getvalue()


def test_the_terminal_table_holds_no_control_characters() -> None:
    text = printed(hostile_report())
    assert "\x1b[31m" not in text
    assert "\u202e" not in text
    assert "[bold red]markup[/].py" in text


def test_the_terminal_table_shows_the_most_important_group_first() -> None:
    text = printed(report())
    assert text.index("(secrets AWSKey)") < text.index("Shell injection") < text.index("Complex")
    assert "3 issues  1 critical  1 high  1 low" in text
    assert "Incomplete: batch 1, metrics" in text
    assert "1,500" in printed(REPORTS["many"])
    assert "src/x.py:1 and 1,499 more files" in printed(report(issues_by_file={"src/x.py": [issue()], **MANY}))
    assert "… and 5 more issues in 5 more groups." in printed(report(issues_by_file={"a.py": RULES}))


def test_visible_writes_out_what_cannot_be_seen() -> None:
    seen: dict[str, Any] = {"a\nb": r"a\x0ab", "\u202e": r"\u202e", "\U000e0041": r"\U000e0041", "é 中 🙂": "é 中 🙂"}
    assert {text: visible(text) for text in seen} == seen


def test_every_export_says_how_many_issues_were_not_kept() -> None:
    short = report(not_kept={"src/a.py": 4000, "src/c.py": 1})
    note = "4,001 more issues were found in 2 files and not kept: there were too many."
    assert note in to_html(short) and note in to_markdown(short) and note in printed(short)
    assert json.loads(to_json(short))["not_kept"] == {"src/a.py": 4000, "src/c.py": 1}
    for run in json.loads(to_sarif(short))["runs"]:
        told = run["invocations"][0]["toolExecutionNotifications"]
        assert {"level": "warning", "message": {"text": note}} in told
    assert "not kept" not in to_html(report()) + to_markdown(report()) + printed(report())
    nothing = report(issues_by_file={}, fingerprints={}, not_kept={"src/a.py": 1})
    assert "1 more issue was found in 1 file" in to_markdown(nothing)
    assert "None found" not in to_markdown(nothing) and "No issues were found" not in to_html(nothing)


def test_the_page_shows_code_as_code_and_the_shapes_of_the_pages() -> None:
    shown = to_html(report(issues_by_file={"a.py": [issue(1, message="`a<b>` is `c`, not `")]}, fingerprints={}))
    assert "<code>a&lt;b&gt;</code> is <code>c</code>, not `" in shown
    assert "polygon(30% 0, 70% 0, 100% 30%" in shown  # critical is an octagon, as in static/img/icons.svg
    assert "◆" not in shown


def test_a_report_says_what_its_graph_leaves_out() -> None:
    shown = report(graph=GraphFacts(4, 3, left_out={"function": 1200, "class": 1}), skipped={}, engine_failures=[])
    for text in (to_html(shown), to_markdown(shown)):
        plain = " ".join(text.replace("\\", "").split())
        assert "1 class left out of the code graph: over its limit" in plain
        assert "1,200 functions left out of the code graph: over its limit" in plain
