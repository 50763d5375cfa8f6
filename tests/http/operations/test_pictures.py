"""Pictures of executions: drawn anew without what is not seen, shown to whom the execution is, and bounded."""

from __future__ import annotations

import io
import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select, update

from services.container import Container
from services.operations.executions.record import PictureRecord
from services.operations.face import FACE
from services.settings.settings import Settings
from tests.http.conftest import error_code
from tests.http.three_users import admin, alice, app_with_users, bob
from tests.support.scan_start import Headers
from tests.support.setting import settings_in

__all__ = ["admin", "alice", "bob"]

PATH = "/dashboard/api/pictures"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path / "data")


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    with app_with_users(settings) as app:
        container: Container = app.extensions["tailrace"]
        container.users.grant("alice", "publish", "jobs.*")
        yield app


def encoded(format: str, size: tuple[int, int] = (60, 40), mode: str = "RGB", **more: object) -> bytes:
    file = io.BytesIO()
    Image.new(mode, size, 5).save(file, format, **more)  # type: ignore[arg-type]
    return file.getvalue()


def with_metadata() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "A secret camera"
    exif[0x0112] = 6  # lies on its side
    return encoded("JPEG", exif=exif, comment=b"a secret comment")


def animated() -> bytes:
    file = io.BytesIO()
    frames = [Image.new("P", (30, 20), number) for number in range(20)]
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    return file.getvalue()


def bomb() -> bytes:
    """A PNG of 60,000 × 60,000 pixels that says so in 100 bytes."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 9)) + chunk(b"IEND", b"")


def report(client: FlaskClient, headers: Headers, picture: str) -> int:
    data = {"execution_id": "e1", "picture": picture}
    event = {"channel": "jobs.gate", "type": "execution.started", "data": data}
    return client.post("/api/v1/publish", json=event, headers=headers).status_code


@pytest.mark.parametrize(
    ("file", "media_type", "size"),
    [
        (with_metadata(), "image/jpeg", (40, 60)),
        (encoded("PNG", mode="RGBA"), "image/png", (60, 40)),
        (encoded("WEBP"), "image/png", (60, 40)),
        (encoded("PNG", size=(3000, 1500)), "image/webp", (2560, 1280)),
        (animated(), "image/png", (30, 20)),
    ],
    ids=["photo", "drawing", "webp", "large", "animated"],
)
def test_a_picture_is_drawn_anew(
    client: FlaskClient, alice: Headers, file: bytes, media_type: str, size: tuple[int, int]
) -> None:
    answer = client.post(PATH, data=file, headers=alice, content_type="image/x")
    assert answer.status_code == 201, answer.text
    shown = client.get(answer.json["url"], headers=alice)
    assert (shown.status_code, shown.mimetype) == (200, media_type)
    assert shown.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert b"secret" not in shown.data
    image = Image.open(io.BytesIO(shown.data))
    assert (image.size, getattr(image, "n_frames", 1), dict(image.getexif())) == (size, 1, {})


@pytest.mark.parametrize(
    "file",
    [
        b"", b"no picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>", bomb(), encoded("PNG")[:-30],
        encoded("BMP"), encoded("TIFF"), b"%PDF-1.7\n", os.urandom(20_000),
    ],
    ids=["empty", "text", "svg", "bomb", "cut", "bmp", "tiff", "pdf", "noise"],
)  # fmt: skip
def test_what_is_no_picture_is_refused(client: FlaskClient, container: Container, alice: Headers, file: bytes) -> None:
    assert client.post(PATH, data=file, headers=alice).status_code == 400
    with container.database.session() as session:
        assert session.scalars(select(PictureRecord.id)).all() == []


def test_a_picture_of_more_than_5_mib_is_too_large(client: FlaskClient, alice: Headers) -> None:
    large = b"\0" * (5 * 2**20 + 1)
    assert client.post(PATH, data=large, headers=alice, content_type="image/png").status_code == 413
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
    form = "multipart/form-data; boundary=x"
    body = head + large + b"\r\n--x--\r\n"
    assert client.post(PATH, data=body, headers=alice, content_type=form).status_code == 413


def test_who_sees_the_execution_sees_its_picture(
    client: FlaskClient, container: Container, alice: Headers, bob: Headers, admin: Headers
) -> None:
    form = {"file": (io.BytesIO(encoded("PNG")), "a.png")}
    answer = client.post(PATH, data=form, headers=alice, content_type="multipart/form-data")
    picture, url = answer.json["picture"], answer.json["url"]
    assert [client.get(url, headers=who).status_code for who in (alice, bob, admin)] == [200, 404, 404]
    assert report(client, admin, picture) == 400
    assert report(client, alice, "another") == 400
    assert report(client, alice, picture) == 201
    container.service(FACE).reports.read()
    assert [client.get(url, headers=who).status_code for who in (alice, bob, admin)] == [200, 404, 200]


def test_pictures_are_for_those_who_report(client: FlaskClient, bob: Headers) -> None:
    assert client.post(PATH, data=encoded("PNG"), headers=bob).status_code == 403


def test_what_nothing_shows_is_deleted_after_a_day(client: FlaskClient, container: Container, alice: Headers) -> None:
    used, unused, new = (client.post(PATH, data=encoded("PNG"), headers=alice).json["picture"] for _ in range(3))
    assert report(client, alice, used) == 201
    container.service(FACE).reports.read()
    with container.database.session() as session:
        session.execute(update(PictureRecord).where(PictureRecord.id != new).values(created_at=1.0))
    container.service(FACE).pictures.expire()
    status = {one: client.get(f"{PATH}/{one}", headers=alice).status_code for one in (used, unused, new)}
    assert status == {used: 200, unused: 404, new: 200}
    assert sorted(path.name for path in (container.settings.data / "pictures").iterdir()) == sorted([used, new])


def test_the_oldest_make_room(client: FlaskClient, container: Container, alice: Headers) -> None:
    first, second = (client.post(PATH, data=encoded("PNG"), headers=alice).json["picture"] for _ in range(2))
    with container.database.session() as session:
        session.execute(update(PictureRecord).values(size_bytes=150 * 2**20))
    third = client.post(PATH, data=encoded("PNG"), headers=alice).json["picture"]
    gone = client.get(f"{PATH}/{first}", headers=alice)
    assert (gone.status_code, error_code(gone)) == (404, "no_picture")
    assert [client.get(f"{PATH}/{one}", headers=alice).status_code for one in (second, third)] == [200, 200]
