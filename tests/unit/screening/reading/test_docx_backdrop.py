"""White text in a DOCX is hidden on white, and seen on a dark cell, table or shape."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.screening.reading.reader import read, texts
from tests.unit.screening.reading.word_file import docx, p

WHITE = '<w:color w:val="FFFFFF"/>'
DARK_CELL = '<w:tcPr><w:shd w:val="clear" w:fill="203040"/></w:tcPr>'
WHITE_BODY = p("Kafka", WHITE)
INLINE_PHOTO = '<w:p><w:r><w:drawing><wp:inline><a:blip r:embed="r"/></wp:inline></w:drawing></w:r></w:p>'


def table(style: str, cell: str = "") -> str:
    content = f"<w:tc>{cell}{p('Kafka', WHITE)}</w:tc><w:tc>{p('seen')}</w:tc>"
    return f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/></w:tblPr><w:tr>{content}</w:tr></w:tbl>'


def shape(fill: str, *, behind: int = 0) -> str:
    box = f"<wps:txbx><w:txbxContent>{p('Kafka', WHITE)}</w:txbxContent></wps:txbx>"
    drawn = f'<wp:anchor behindDoc="{behind}"><wps:wsp><wps:spPr>{fill}</wps:spPr>{box}</wps:wsp></wp:anchor>'
    return f"<w:p><w:r><w:drawing>{drawn}</w:drawing></w:r></w:p>"


def twice(body: str) -> str:
    """The same shape as older programs read it, too."""
    fallback = "<mc:Fallback><w:pict><v:shape><v:textbox/></v:shape></w:pict></mc:Fallback>"
    drawn = body.replace("<w:drawing>", "<mc:AlternateContent><mc:Choice><w:drawing>")
    return drawn.replace("</w:drawing>", f"</w:drawing></mc:Choice>{fallback}</mc:AlternateContent>")


DARK = '<a:solidFill><a:srgbClr val="102030"/></a:solidFill>'
LIGHT = '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>'
THEME = '<a:solidFill><a:schemeClr val="accent1"/></a:solidFill>'


@pytest.mark.parametrize(
    "body",
    [
        table("TableGrid"),
        p("seen") + INLINE_PHOTO + WHITE_BODY,
        p("seen") + shape(LIGHT),
        p("seen") + shape("<a:noFill/>"),
        p("seen") + twice(shape("<a:noFill/>")),
        shape(DARK).replace("Kafka", "seen") + WHITE_BODY,
        table("TableGrid", DARK_CELL).replace("Kafka", "seen") + WHITE_BODY,
    ],
)
def test_white_on_white_is_hidden_beside_tables_and_shapes(body: str, tmp_path: Path) -> None:
    document = read(docx(tmp_path, body))
    assert "Kafka" not in " ".join(texts(document))
    assert "seen" in " ".join(texts(document))
    assert [(hidden.text, hidden.reason) for hidden in document.hidden] == [("Kafka", "background colour")]


@pytest.mark.parametrize(
    "body",
    [
        table("TableGrid", DARK_CELL),
        table("ColorfulGrid"),
        shape(DARK),
        shape(THEME),
        shape("<a:gradFill/>"),
        shape("<a:noFill/>") + shape(DARK).replace("Kafka", "Spark"),
        WHITE_BODY + shape(DARK, behind=1).replace("Kafka", "Spark"),
    ],
)
def test_white_on_what_is_dark_or_may_be_is_seen(body: str, tmp_path: Path) -> None:
    document = read(docx(tmp_path, body))
    assert "Kafka" in " ".join(texts(document))
    assert not document.hidden
