"""Sizes and hostile names in the sentences that people read."""

from __future__ import annotations


def readable_size(size: int) -> str:
    """A limit such as "200 MiB" or "1.5 MiB"."""
    for unit, name in ((2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB")):
        if size >= unit:
            return f"{size / unit:,.1f}".removesuffix(".0") + f" {name}"
    return f"{size:,} bytes"


def shown_name(name: str) -> str:
    """Printable and short, whatever a stranger called their file."""
    return "".join(character if character.isprintable() else "?" for character in name[:80]) or "?"
