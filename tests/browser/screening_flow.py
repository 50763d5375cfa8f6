"""The stack that the tests of screening pages drop, and how they get to a finished screening."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

from reportlab.pdfgen import canvas

from tests.support.condition import wait_until
from tests.support.server import Server

CRITERIA = [
    {"id": "python", "kind": "must", "text": "Python"},
    {"id": "kubernetes", "kind": "must", "text": "Kubernetes"},
    {"id": "terraform", "kind": "nice", "text": "Terraform", "stars": 2},
    {"id": "note", "kind": "note", "text": "Would they enjoy being on call?"},
]
DESCRIPTION = """Data engineer

Must have:
- Python
- Kubernetes

Nice to have:
- Terraform
"""
HOSTILE = '<img src=x onerror=alert(1)> & "co".txt'


def resume(name: str, *lines: str, skills: str = "Excel") -> str:
    mail = name.split()[0].lower()
    return "\n".join([
        name, f"{mail}@example.org", "", "Experience", "Data Engineer, Fjordlys AS    Mar 2019 - present", *lines, "",
        "Skills", skills,
    ])  # fmt: skip


STACK = {
    "strong.txt": resume("Ines Halvorsen", "Ran Python and Kubernetes in production.", skills="Python, Terraform"),
    "listed.txt": resume("Devon Achterberg", "Wrote reports.", skills="Python, Kubernetes"),
    "denied.txt": resume("Priya Nandakumar", "Built pipelines with Python.", "No experience with Kubernetes."),
    "silent.txt": resume("Bronagh Tierney", "Led a team of nine."),
    HOSTILE: resume("Kofi Mensah", "Taught Python.", skills="Python"),
}


def pdf(text: str) -> bytes:
    """The text as a page whose lines have boxes."""
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=(595, 842))
    for number, line in enumerate(text.splitlines()):
        page.drawString(60, 780 - 18 * number, line)
    page.save()
    return out.getvalue()


def stack_in(folder: Path) -> list[Path]:
    """The stack as files: one more as a PDF, the same again under another name, and two that nobody can read."""
    contents = {name: text.encode() for name, text in STACK.items()}
    contents["page.pdf"] = pdf(resume("Tomasz Wieniawa", "Ran Kubernetes.", "Taught Terraform.", skills="Python, Go"))
    contents["again.pdf"] = contents["page.pdf"]
    contents["empty.pdf"] = b""
    contents["broken.pdf"] = b"%PDF-1.7\nno page, no table, nothing"
    folder.mkdir(exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in contents]


def screened(server: Server, files: list[Path], **fields: str) -> dict[str, Any]:
    """A finished screening, as the API shows it."""
    api = server.api()
    parts = [("files", (path.name, path.read_bytes())) for path in files]
    data = {"job_description": DESCRIPTION, "criteria": json.dumps(CRITERIA), "as_of": "2026-11-25", **fields}
    answer = api.post("/api/v1/screenings", data=data, files=parts)
    assert answer.status_code == 202, answer.text
    path = f"/api/v1/screenings/{answer.json()['screening_id']}"
    wait_until(lambda: api.get(path).json()["status"] == "succeeded", "the screening has finished", within_s=90)
    return dict(api.get(path).json())


def candidate_named(screening: dict[str, Any], name: str) -> str:
    return next(one["candidate_id"] for one in screening["ranking"] if one["profile"]["name"] == name)
