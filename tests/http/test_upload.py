"""Multipart bodies: a file of any size and content arrives byte for byte. A refusal says why and leaves nothing."""

from __future__ import annotations

import io
import random
import tracemalloc
from collections.abc import Sequence
from pathlib import Path

import pytest
from flask import Flask, request
from hypothesis import given, settings
from hypothesis import strategies as st

from blueprints.edge.upload import receive
from services.errors import BadRequest, TailraceError, TooLarge
from services.files.intake import Intake, IntakeLimits

ROOMY = IntakeLimits(files=5, file_bytes=4 * 2**20, total_bytes=8 * 2**20)
Part = tuple[str, str | tuple[str, bytes]]
"""A field's name, with its text or with a file's name and bytes."""


def body_of(parts: Sequence[Part], boundary: bytes = b"limit") -> bytes:
    """Write the body by RFC 7578, by hand, so that the test does not read Werkzeug's own output."""
    body = b""
    for field, value in parts:
        body += b'--%s\r\nContent-Disposition: form-data; name="%s"' % (boundary, field.encode())
        if isinstance(value, str):
            body += b"\r\n\r\n%s\r\n" % value.encode()
        else:
            body += b'; filename="%s"\r\nContent-Type: application/zip\r\n\r\n%s\r\n' % (value[0].encode(), value[1])
    return body + b"--%s--\r\n" % boundary


def receive_body(
    folder: Path, body: bytes, limits: IntakeLimits = ROOMY, boundary: str = "limit"
) -> tuple[list[tuple[str, bytes]], dict[str, str]]:
    content_type = f"multipart/form-data; boundary={boundary}"
    with (
        Flask(__name__).test_request_context(method="POST", input_stream=io.BytesIO(body), content_type=content_type,
                                             content_length=len(body)),
        Intake(folder, limits) as intake,
    ):  # fmt: skip
        form = receive(request, intake, "file")
        return [(file.name, file.path.read_bytes()) for file in intake.files], form.to_dict()


def refused(folder: Path, body: bytes, limits: IntakeLimits = ROOMY) -> TailraceError:
    with pytest.raises(TailraceError) as refusal:
        receive_body(folder, body, limits)
    assert list(folder.iterdir()) == []
    return refusal.value


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("uploads")


NEARLY_A_BOUNDARY = st.sampled_from([b"\r\n--limi", b"\r\n--Limit--\r\n", b"\r\n", b"\r", b"\n--"])


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.integers(0, 700_000), min_size=1, max_size=3),
    st.integers(0, 2**32),
    st.lists(NEARLY_A_BOUNDARY, max_size=9),
)
def test_random_files_of_any_size_arrive_byte_for_byte(
    folder: Path, sizes: list[int], seed: int, pieces: list[bytes]
) -> None:
    source = random.Random(seed)
    files = []
    for number, size in enumerate(sizes):
        content = source.randbytes(size // (len(pieces) + 1))
        for piece in pieces:
            content += piece + source.randbytes(size // (len(pieces) + 1))
        files.append((f"{number}.bin", content))
    assert receive_body(folder, body_of([("file", file) for file in files])) == (files, {})
    assert list(folder.iterdir()) == []


def test_fields_are_read_beside_files(folder: Path) -> None:
    parts: list[Part] = [("title", "Zwölf"), ("file", ("a b.zip", b"1")), ("note", ""), ("file", ("", b""))]
    assert receive_body(folder, body_of(parts)) == ([("a b.zip", b"1")], {"title": "Zwölf", "note": ""})


def test_a_file_is_never_held_in_memory(folder: Path) -> None:
    body = body_of([("file", ("a.zip", random.Random(1).randbytes(4 * 2**20)))])
    content_type = "multipart/form-data; boundary=limit"
    with (
        Flask(__name__).test_request_context(method="POST", input_stream=io.BytesIO(body), content_type=content_type,
                                             content_length=len(body)),
        Intake(folder, ROOMY) as intake,
    ):  # fmt: skip
        tracemalloc.start()
        receive(request, intake, "file")
        _, most_bytes = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert most_bytes < 2**20


SMALL = IntakeLimits(files=2, file_bytes=2**20, total_bytes=3 * 2**19)


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ([("file", ("big.zip", b"x" * (2**20 + 1)))], "big.zip is larger than 1 MiB, the most this server accepts."),
        ([("file", (f"{n}.zip", b"x" * 2**20)) for n in "ab"], "These files together are larger than 1.5 MiB"),
        (
            [("file", ("huge.zip", b"x" * (4 * 2**20)))],
            "The upload is larger than 1.5 MiB, the most this server accepts.",
        ),
        ([("note", "x" * 65_537), ("file", ("a", b""))], "A field of the form is larger than 64 KiB."),
        ([("note", "x" * 200_000), ("file", ("a", b""))], "A field of the form is larger than 64 KiB."),
        ([("n" * 140_000, "x"), ("file", ("a", b""))], "The headers of a part are larger than 64 KiB."),
    ],
)
def test_what_was_too_large_is_said(folder: Path, parts: list[Part], says: str) -> None:
    refusal = refused(folder, body_of(parts), SMALL)
    assert isinstance(refusal, TooLarge)
    assert says in str(refusal)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (body_of([("file", (f"{n}.zip", b"x")) for n in "abc"]), "Send at most 2 files at a time."),
        (body_of([("archive", ("a.zip", b"x"))]), "Attach files in the field 'file' only."),
        (body_of([("note", "x"), ("file", ("", b""))]), "Attach a file in the field 'file'."),
        (body_of([("file", "a.zip")]), "Attach a file in the field 'file'."),
        (body_of([(f"n{number}", "x") for number in range(23)]), "The form has too many fields."),
        (body_of([("file", ("a.zip", b"x" * 100_000))])[:70_000], "The multipart body cannot be read."),
        (body_of([("file", ("a.zip", b"x"))], b"other"), "The multipart body cannot be read."),
        (b"--limit\r\nContent-Type: a/b\r\n\r\nx\r\n--limit--", "The multipart body cannot be read."),
        (
            b'--limit\r\nContent-Disposition: form-data; filename="a"\r\n\r\nx\r\n--limit--',
            "The multipart body cannot be read.",
        ),
        (b"", "The multipart body cannot be read."),
    ],
)
def test_what_is_not_the_expected_form_is_refused(folder: Path, body: bytes, says: str) -> None:
    refusal = refused(folder, body, SMALL)
    assert isinstance(refusal, BadRequest)
    assert says in str(refusal)


@pytest.mark.parametrize(("length", "is_taken"), [(70, True), (100, True), (101, False), (4000, False)])
def test_a_boundary_is_little_longer_than_its_standard_allows(folder: Path, length: int, is_taken: bool) -> None:
    boundary = "x" * length
    body = body_of([("file", ("a.zip", b"x"))], boundary.encode())
    if is_taken:
        assert receive_body(folder, body, boundary=boundary)[0] == [("a.zip", b"x")]
    else:
        with pytest.raises(BadRequest):
            receive_body(folder, body, boundary=boundary)
