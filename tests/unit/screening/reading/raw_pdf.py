"""Writes PDFs object by object, for what no program that makes them would do."""

from __future__ import annotations

from pathlib import Path

BOX = "800 0 0 0 700 700 d1 0 0 700 700 re f"
"""A letter of a Type 3 font: a filled square."""


def raw_pdf(path: Path, content: str, font: str, *, properties: str = "", catalog: str = "", more: str = "") -> Path:
    """One page. Object 6 is a square to draw; ``more`` are objects 7 and so on, parted by blank lines."""
    resources = f"<</Font<</F1 5 0 R>>/Properties<<{properties}>>>>"
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources{resources}>>",
        _stream(content),
        font,
        _stream(BOX),
        *filter(None, more.split("\n\n")),
    ]
    text, places = "%PDF-1.7\n", list[int]()
    for number, thing in enumerate(objects, 1):
        places.append(len(text))
        text += f"{number} 0 obj\n{thing}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{len(text)}\n%%EOF"
    path.write_bytes(f"{text}xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode("latin-1"))
    return path


def type3_font(codes: dict[str, int], *, map_object: int | None) -> str:
    """``codes`` are those of the letters. Without a map (`unicode_map`) nothing says what a code means."""
    procedures = " ".join(f"/g{code} 6 0 R" for code in codes.values())
    differences = " ".join(f"{code} /g{code}" for code in codes.values())
    widths = " ".join(["800"] * len(codes))
    to_unicode = f"/ToUnicode {map_object} 0 R" if map_object else ""
    return (
        "<</Type/Font/Subtype/Type3/FontBBox[0 0 800 800]/FontMatrix[0.001 0 0 0.001 0 0]/Resources<<>>"
        f"/CharProcs<<{procedures}>>/Encoding<</Type/Encoding/Differences[{differences}]>>"
        f"/FirstChar 1/LastChar {len(codes)}/Widths[{widths}]{to_unicode}>>"
    )


def unicode_map(codes: dict[str, int]) -> str:
    pairs = " ".join(f"<{code:02X}> <{ord(letter):04X}>" for letter, code in codes.items())
    return _stream(
        "begincmap 1 begincodespacerange <00> <FF> endcodespacerange "
        f"{len(codes)} beginbfchar {pairs} endbfchar endcmap"
    )


def _stream(content: str) -> str:
    return f"<</Length {len(content)}>>stream\n{content}\nendstream"
