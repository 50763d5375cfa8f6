"""A DOCX is read as Word shows it: every paragraph once, wherever it stands, and nothing that it hides."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document
from lxml import etree

from tests.unit.screening.reading.reader import LIMITS, read, refusal, texts
from tests.unit.screening.reading.word_file import W, docx, p, replaced

BOX = "<w:txbxContent><w:p><w:r><w:t>Skills: SAP, demand forecasting</w:t></w:r></w:p></w:txbxContent>"
SHADED = '<w:shd w:val="clear" w:fill="203040"/>'


def test_case_d05_header_text_box_and_table_each_once(tmp_path: Path) -> None:
    d = Document()
    d.sections[0].header.paragraphs[0].text = "Tomasz Wieniawa   tomasz.w@example.org"
    d.sections[0].footer.paragraphs[0].text = "+48 22 555 01 23"
    d.add_paragraph("Experience")
    t = d.add_table(rows=2, cols=2)
    t.cell(0, 0).text = "03/2021 – present"
    t.cell(0, 1).text = "Senior Planner, Odra Shipping"
    t.cell(1, 0).text = "01/2019 – 02/2021"
    t.cell(1, 1).text = "Planner, Wisla Logistics"
    x = (
        '<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
        ' xmlns:v="urn:schemas-microsoft-com:vml"><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        f"<wps:wsp><wps:txbx>{BOX}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{BOX}"
        "</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    d.element.body.insert(1, etree.fromstring(x))
    d.save(str(tmp_path / "cv.docx"))
    assert texts(read(tmp_path / "cv.docx")) == [
        "Tomasz Wieniawa\ttomasz.w@example.org", "Experience", "Skills: SAP, demand forecasting",
        "03/2021 – present\tSenior Planner, Odra Shipping", "01/2019 – 02/2021\tPlanner, Wisla Logistics",
        "+48 22 555 01 23",
    ]  # fmt: skip


def test_styles_make_headings_bullets_sizes_and_blocks(tmp_path: Path) -> None:
    d = Document()
    d.add_heading("Ada Pell", 0)
    d.add_heading("Experience", 1)
    d.add_paragraph("Developer").runs[0].bold = True
    d.add_paragraph("one", style="List Bullet")
    d.add_paragraph("two", style="List Bullet")
    d.add_paragraph("after")
    d.save(str(tmp_path / "cv.docx"))
    lines = read(tmp_path / "cv.docx").lines
    assert [line.heading for line in lines] == [True, True, False, False, False, False]
    assert [line.bullet for line in lines] == [False, False, False, True, True, False]
    assert [line.block for line in lines] == [0, 1, 2, 3, 3, 4]
    assert lines[0].size == 26
    assert (lines[2].size, lines[2].bold) == (11, True)


def test_what_was_deleted_is_gone_and_what_was_inserted_is_there(tmp_path: Path) -> None:
    body = (
        "<w:p><w:del><w:r><w:delText>Kubernetes</w:delText></w:r></w:del><w:ins><w:r><w:t>Planner</w:t></w:r></w:ins>"
        "<w:smartTag><w:r><w:tab/><w:t>Odra</w:t></w:r></w:smartTag><w:r><w:br/><w:t>next</w:t></w:r></w:p>"
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>in a control</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    assert texts(read(docx(tmp_path, body))) == ["Planner\tOdra", "next", "in a control"]


def test_a_link_that_leads_nowhere_kills_nothing(tmp_path: Path) -> None:
    body = (
        '<w:p><w:hyperlink r:id="rIdNone"><w:r><w:t>site</w:t></w:r></w:hyperlink></w:p>'
        '<w:p><w:r><w:instrText> HYPERLINK "https://x.example/ines" </w:instrText></w:r>'
        "<w:r><w:t>mine</w:t></w:r></w:p>"
    )
    document = read(docx(tmp_path, body))
    assert texts(document) == ["site", "mine"]
    assert document.links == ["https://x.example/ines"]


@pytest.mark.parametrize(
    ("run", "reason"),
    [
        ("<w:vanish/>", "marked as hidden"),
        ('<w:color w:val="FFFFFF"/>', "background colour"),
        ('<w:color w:val="FDFDFD"/>', "background colour"),
        ('<w:color w:val="203040"/>' + SHADED, "background colour"),
        ('<w:sz w:val="2"/>', "tiny"),
    ],
)
def test_what_word_does_not_show_is_hidden(run: str, reason: str, tmp_path: Path) -> None:
    document = read(docx(tmp_path, p("seen") + p("Kubernetes", run)))
    assert texts(document) == ["seen"]
    assert [(hidden.text, hidden.reason) for hidden in document.hidden] == [("Kubernetes", reason)]


def test_a_style_can_hide_a_paragraph(tmp_path: Path) -> None:
    styles = (
        f'<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style>'
        "</w:styles>"
    )
    hidden = p("Kubernetes", paragraph='<w:pStyle w:val="Secret"/>')
    document = read(replaced(docx(tmp_path, p("seen") + hidden), "word/styles.xml", styles.encode()))
    assert texts(document) == ["seen"]
    assert [(hidden.text, hidden.reason) for hidden in document.hidden] == [("Kubernetes", "marked as hidden")]


@pytest.mark.parametrize("value", ["²", "9" * 5000, "-1", "1e9", ""])
def test_a_number_that_is_none_is_passed_over(value: str, tmp_path: Path) -> None:
    body = p("seen", f'<w:sz w:val="{value}"/>', f'<w:outlineLvl w:val="{value}"/>')
    assert texts(read(docx(tmp_path, body))) == ["seen"]


@pytest.mark.parametrize(
    ("run", "paragraph"),
    [
        ('<w:color w:val="FFFFFF"/>' + SHADED, ""),
        ('<w:color w:val="FFFFFF"/>', SHADED),
        ('<w:color w:val="auto"/>', ""),
        ('<w:vanish w:val="0"/>', ""),
    ],
)
def test_white_on_dark_is_seen(run: str, paragraph: str, tmp_path: Path) -> None:
    document = read(docx(tmp_path, p("Kubernetes", run, paragraph)))
    assert texts(document) == ["Kubernetes"]
    assert not document.hidden


def test_columns_of_a_layout_table_follow_one_another_and_nested_tables_are_rows(tmp_path: Path) -> None:
    side = "".join(p(f"side {number}") for number in range(5))
    inner = f"<w:tbl><w:tr><w:tc>{p('Tools')}</w:tc><w:tc>{p('Git')}</w:tc></w:tr></w:tbl>"
    main = "".join(p(f"main {number}") for number in range(5)) + inner + p("end")
    body = f"<w:tbl><w:tr><w:tc>{side}</w:tc><w:tc>{main}</w:tc></w:tr></w:tbl>"
    assert texts(read(docx(tmp_path, body))) == [
        *(f"side {number}" for number in range(5)), *(f"main {number}" for number in range(5)), "Tools\tGit", "end",
    ]  # fmt: skip


def test_a_photo_is_told_by_its_size(tmp_path: Path) -> None:
    def drawing(width_pt: int, height_pt: int) -> str:
        extent = f'<wp:extent cx="{width_pt * 12700}" cy="{height_pt * 12700}"/>'
        inline = f'<wp:inline>{extent}<a:blip r:embed="r"/></wp:inline>'
        return f"<w:p><w:r><w:t>x</w:t><w:drawing>{inline}</w:drawing></w:r></w:p>"

    assert read(docx(tmp_path, drawing(90, 120))).has_photo
    assert not read(docx(tmp_path, drawing(15, 15))).has_photo


def test_bombs_and_damage_are_refused(tmp_path: Path) -> None:
    bomb = replaced(docx(tmp_path, p("x")), "word/document.xml", b" " * (LIMITS.unpacked_bytes + 1))
    assert refusal(bomb).code == "too_large"

    entities = b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + number, b"&%c;" % (97 + number) * 10) for number in range(9)
    )
    body = b'<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>seen &j;</w:t></w:r></w:p></w:body></w:document>'
    laughs = replaced(docx(tmp_path, p("x")), "word/document.xml", entities + b"]>" + body)
    assert texts(read(laughs)) == ["seen"]

    outside = b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    stolen = replaced(docx(tmp_path, p("x")), "word/document.xml", outside + body.replace(b"&j;", b"&a;"))
    assert texts(read(stolen)) == ["seen"]

    assert refusal(replaced(docx(tmp_path, p("x")), "word/document.xml", b"no xml")).code == "corrupt"
    assert refusal(docx(tmp_path, p("  "))).code == "no_text"
