"""An ODT is read as a word processor shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.screening.reading.reader import read, refusal, texts
from tests.unit.screening.reading.word_file import odt, replaced


def style(name: str, properties: str) -> str:
    return f'<style:style style:name="{name}" style:family="text"><style:text-properties {properties}/></style:style>'


def test_headings_lists_tables_tabs_links_and_boxes(tmp_path: Path) -> None:
    body = """
        <text:h text:outline-level="1">Ada  Pell</text:h>
        <text:p>ada@example.org<text:tab/>+44 20<text:s text:c="2"/>7946</text:p>
        <text:list><text:list-item><text:p>one</text:p></text:list-item>
          <text:list-item><text:p><text:a xmlns:xlink="x" xlink:href="https://x.example">two</text:a></text:p></text:list-item></text:list>
        <table:table><table:table-row><table:table-cell><text:p>Tools</text:p></table:table-cell>
          <table:table-cell><text:p>Docker, Git</text:p></table:table-cell></table:table-row></table:table>
        <text:p>before<draw:frame><draw:text-box><text:p>in a box</text:p></draw:text-box></draw:frame></text:p>
        <text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>
    """
    master = """<style:master-page style:name="Standard"><style:header><text:p>On top</text:p></style:header>
        <style:footer><text:p>Below</text:p></style:footer></style:master-page>"""
    document = read(odt(tmp_path, body, master=master))
    assert texts(document) == [
        "On top", "Ada Pell", "ada@example.org\t+44 20 7946", "one", "two", "Tools\tDocker, Git", "before", "in a box",
        "Below",
    ]  # fmt: skip
    assert document.lines[1].heading
    assert [line.text for line in document.lines if line.bullet] == ["one", "two"]
    assert document.links == ["https://x.example"]


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ('text:display="none"', "marked as hidden"),
        ('fo:color="#ffffff"', "background colour"),
        ('fo:color="#203040" fo:background-color="#203040"', "background colour"),
        ('fo:font-size="1pt"', "tiny"),
    ],
)
def test_what_is_not_shown_is_hidden(properties: str, reason: str, tmp_path: Path) -> None:
    body = '<text:p>seen <text:span text:style-name="T1">Kubernetes</text:span></text:p>'
    document = read(odt(tmp_path, body, style("T1", properties)))
    assert texts(document) == ["seen"]
    assert [(hidden.text, hidden.reason) for hidden in document.hidden] == [("Kubernetes", reason)]


@pytest.mark.parametrize("value", ["²", "9" * 5000, "-1", "1e9", ""])
def test_a_number_that_is_none_is_passed_over(value: str, tmp_path: Path) -> None:
    body = f'<text:p><text:span text:style-name="T1">seen<text:s text:c="{value}"/>twice</text:span></text:p>'
    for unit in ("pt", "%"):
        assert texts(read(odt(tmp_path, body, style("T1", f'fo:font-size="{value}{unit}"')))) == ["seen twice"]


def test_white_on_dark_is_seen(tmp_path: Path) -> None:
    body = '<text:p><text:span text:style-name="T1">Kubernetes</text:span></text:p>'
    document = read(odt(tmp_path, body, style("T1", 'fo:color="#ffffff" fo:background-color="#203040"')))
    assert texts(document) == ["Kubernetes"]


def test_an_encrypted_file_is_named_so(tmp_path: Path) -> None:
    path = replaced(odt(tmp_path, "<text:p>x</text:p>"), "META-INF/manifest.xml", b"<m><encryption-data/></m>")
    assert refusal(path).code == "encrypted"
