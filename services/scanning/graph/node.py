"""The parts of a code graph: nodes (files, classes, functions) and the edges between them."""

from __future__ import annotations

import hashlib
from typing import Literal

import msgspec

from services.scanning.files.role import PRODUCT, Role

NodeKind = Literal["file", "class", "function"]
EdgeKind = Literal["contains", "imports", "calls"]


class Node(msgspec.Struct, frozen=True):
    """``size`` is in bytes for files and in lines for the others; ``line`` counts from 1 (0 for files).

    ``role`` is the file's (`services/scanning/files/role`).
    """

    id: str
    path: str
    kind: NodeKind
    language: str
    name: str
    line: int
    size: int
    role: Role = PRODUCT
    complexity: int = 0
    """Of a file: the independent paths of all its functions."""


class Edge(msgspec.Struct, frozen=True, order=True):
    """``from`` and ``to`` are ids of nodes; the Python names differ because ``from`` is a keyword."""

    source: str = msgspec.field(name="from")
    target: str = msgspec.field(name="to")
    kind: EdgeKind


def node_id(path: str, kind: NodeKind, name: str = "", occurrence: int = 0) -> str:
    """Short, and the same in every scan while path and qualified name stay the same."""
    key = f"{path}\0{kind}\0{name}\0{occurrence}".encode()
    return kind[0] + hashlib.blake2b(key, digest_size=7).hexdigest()
