"""HTML is read as a browser without scripts shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.screening.reading.reader import read_bytes, refusal, texts


def page(body: str, style: str = "") -> bytes:
    return (
        f"<!doctype html><html><head><title>T</title><style>{style}</style></head><body>{body}</body></html>".encode()
    )


def test_blocks_lists_headings_and_links(tmp_path: Path) -> None:
    document = read_bytes(
        tmp_path,
        page(
            "<h1>Ines\n  Halvorsen</h1><p>One <b>two</b><br>three</p><ul><li>first</li><li>second</ul>"
            '<a href="https://x.example/ines">site</a><script>var Kubernetes</script>'
        ),
    )
    assert texts(document) == ["Ines Halvorsen", "One two", "three", "first", "second", "site"]
    assert [line.heading for line in document.lines][:2] == [True, False]
    assert [line.bullet for line in document.lines] == [False, False, False, True, True, False]
    assert document.links == ["https://x.example/ines"]


def test_what_stands_side_by_side_is_one_line(tmp_path: Path) -> None:
    document = read_bytes(
        tmp_path,
        page(
            "<table><tr><th>Tools</th><td>Docker, Git</td></tr><tr><td>2019</td>"
            "<td><p>Baker</p><p>Bread.</p></td></table>"
            "<div class=row><b>Head Baker</b><span>2015 - 2022</span></div>"
            '<p><span style="float:right">2012</span>Apprentice</p>',
            ".row {display: flex; justify-content: space-between}",
        ),
    )
    assert texts(document) == [
        "Tools\tDocker, Git", "2019\tBaker", "Bread.", "Head Baker\t2015 - 2022", "2012\tApprentice",
    ]  # fmt: skip


def test_columns_of_a_layout_are_read_one_after_the_other(tmp_path: Path) -> None:
    side = "".join(f"<p>side {number}</p>" for number in range(5))
    main = "".join(f"<p>main {number}</p>" for number in range(6))
    document = read_bytes(tmp_path, page(f'<div style="display:flex"><aside>{side}</aside><main>{main}</main></div>'))
    assert texts(document) == [*(f"side {number}" for number in range(5)), *(f"main {number}" for number in range(6))]


@pytest.mark.parametrize(
    ("style", "reason"),
    [
        ("display: none", "marked as hidden"),
        ("visibility: hidden", "marked as hidden"),
        ("opacity: 0", "invisible"),
        ("opacity: 1%", "invisible"),
        ("color: transparent", "invisible"),
        ("color: #fff", "background colour"),
        ("color: #fefefe; background: white", "background colour"),
        ("color: rgb(20 20 20); background-color: #111", "background colour"),
        ("font-size: 1px", "tiny"),
        ("font-size: 0", "tiny"),
        ("font: 0/0 a", "tiny"),
        ("position: absolute; left: -9999px", "off the page"),
        ("text-indent: -9999px", "off the page"),
        ("position: absolute; width: 1px; height: 1px; overflow: hidden; clip: rect(0,0,0,0)", "marked as hidden"),
    ],
)
@pytest.mark.parametrize("where", ["attribute", "sheet"])
def test_what_nobody_sees_is_hidden(style: str, reason: str, where: str, tmp_path: Path) -> None:
    sheet, attribute = ("", f'style="{style}"') if where == "attribute" else (f"p.trick, #none {{{style}}}", "")
    document = read_bytes(tmp_path, page(f'<p>Seen</p><p class="trick" {attribute}>Kubernetes <b>Kafka</b></p>', sheet))
    assert texts(document) == ["Seen"]
    assert [(hidden.text, hidden.reason) for hidden in document.hidden] == [("Kubernetes Kafka", reason)]


def test_white_on_a_dark_panel_is_seen(tmp_path: Path) -> None:
    document = read_bytes(tmp_path, page('<div style="background:#123456;color:#fff"><p>Ines <i>H</i></p></div>'))
    assert texts(document) == ["Ines H"]
    assert not document.hidden


def test_a_clip_that_cuts_nothing_off_hides_nothing(tmp_path: Path) -> None:
    assert texts(read_bytes(tmp_path, page('<p style="clip: auto; opacity: 100%">Seen</p>'))) == ["Seen"]


def test_print_rules_and_pictures_behind_the_text_hide_nothing(tmp_path: Path) -> None:
    style = "@media print {p {display: none}} div {background: url(x.png); color: white}"
    assert texts(read_bytes(tmp_path, page("<p>Seen</p><div>On a picture</div>", style))) == ["Seen", "On a picture"]


def test_a_page_nested_beyond_reason_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "deep.html"
    path.write_bytes(page("<div>" * 20_000 + "deep"))
    assert refusal(path).code == "no_text"


def test_a_period_that_breaks_in_its_cell_is_whole_and_a_rating_is_no_bullet(tmp_path: Path) -> None:
    rows = "<tr><td>Jan. 2020 –<br>present<br>Ghent<td>Auditor<tr><td>French<td>●●●●○"
    document = read_bytes(tmp_path, page(f"<table>{rows}</table>", "body {font: bold 10pt Arial}"))
    assert texts(document) == ["Jan. 2020 – present\tAuditor", "Ghent", "French\t●●●●○"]
    assert [(line.size, line.bold, line.bullet) for line in document.lines] == [(10, True, False)] * 3
