"""Starting a screening over HTTP, as the tests of several files do."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from flask.testing import FlaskClient
from reportlab.pdfgen.canvas import Canvas
from werkzeug.test import TestResponse

DESCRIPTION = "Data engineer\n\nMust have:\n- Python\n- PostgreSQL\n"
Headers = dict[str, str]


def resume(name: str, *skills: str) -> bytes:
    """A plain résumé of an invented person."""
    mail = name.split()[0].lower()
    return f"""{name}
{mail}@example.org

Experience
Data Engineer, Fjordlys AS    Mar 2019 - present
Built pipelines with {" and ".join(skills) or "great care"}.

Skills
{", ".join(skills)}
""".encode()


def one_page_pdf(name: str, *skills: str) -> bytes:
    """Likewise, as a PDF."""
    page = io.BytesIO()
    drawn = Canvas(page)
    for place, line in enumerate(resume(name, *skills).decode().splitlines()):
        drawn.drawString(60, 780 - 18 * place, line)
    drawn.save()
    return page.getvalue()


STACK = {
    "ada.txt": resume("Ada Winterbourne", "Python", "PostgreSQL"),
    "ben.txt": resume("Ben Okonjo-Hale", "Python"),
    "cy.txt": resume("Cyrus Vandermolen"),
}


def post(client: FlaskClient, headers: Headers, files: Mapping[str, bytes], **fields: str) -> TestResponse:
    stack = [(io.BytesIO(content), name) for name, content in files.items()]
    if "opening_id" not in fields:
        fields.setdefault("job_description", DESCRIPTION)
    return client.post("/api/v1/screenings", data={"files": stack, **fields}, headers=headers)


def start(client: FlaskClient, headers: Headers, files: Mapping[str, bytes] = STACK, **fields: str) -> dict[str, Any]:
    answer = post(client, headers, files, **fields)
    assert answer.status_code == 202, answer.text
    return dict(answer.json)
