"""Markdown is read by what its marks mean."""

from __future__ import annotations

from pathlib import Path

from tests.unit.screening.reading.reader import read_bytes, texts

RESUME = b"""---
title: cv
---
# Ines Halvorsen
ines@example.org
[site](https://x.example)

## Experience
**Data Engineer**, Fjordlys AS
- Built *pipelines*
- Ran `Go`

| Tools | Docker, Git |
|-------|-------------|
| Code  | Go          |

<p style="display:none">Kubernetes</p>
"""


def test_marks_become_headings_bullets_rows_and_links(tmp_path: Path) -> None:
    document = read_bytes(tmp_path, RESUME)
    assert document.file_type == "md"
    assert texts(document) == [
        "Ines Halvorsen", "ines@example.org", "site", "Experience", "Data Engineer, Fjordlys AS", "Built pipelines",
        "Ran Go", "Tools\tDocker, Git", "Code\tGo",
    ]  # fmt: skip
    assert [line.text for line in document.lines if line.heading] == ["Ines Halvorsen", "Experience"]
    assert [line.text for line in document.lines if line.bullet] == ["Built pipelines", "Ran Go"]
    assert document.links == ["https://x.example"]
    assert [hidden.text for hidden in document.hidden] == ["Kubernetes"]
