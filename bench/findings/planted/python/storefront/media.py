"""Uploads and downloads: product pictures, manuals, bulk archives."""

import subprocess
import tarfile
import zipfile
from pathlib import Path

from flask import Blueprint, abort, jsonify, request, send_file, send_from_directory
from werkzeug.utils import secure_filename

bp = Blueprint("media", __name__, url_prefix="/media")
ROOT = Path("/srv/shop/media")
MANUALS = ROOT / "manuals"
SIZES = {"s": "120x120", "m": "480x480", "l": "1200x1200"}


@bp.post("/pictures")
def add_picture():
    picture = request.files["picture"]
    target = ROOT / "pictures" / picture.filename
    picture.save(target)
    return jsonify(name=target.name), 201


@bp.post("/documents")
def add_document():
    upload = request.files["document"]
    name = secure_filename(upload.filename)
    if not name:
        abort(400)
    upload.save(ROOT / "documents" / name)
    return jsonify(name=name), 201


@bp.get("/manuals/<path:name>")
def manual(name):
    wanted = (MANUALS / name).resolve()
    if not wanted.is_relative_to(MANUALS) or not wanted.is_file():
        abort(404)
    return send_file(wanted)


@bp.get("/raw")
def raw():
    name = request.args["name"]
    if name.startswith("/"):
        abort(400)
    return send_file(ROOT / name)


@bp.get("/pictures/<path:name>")
def picture(name):
    return send_from_directory(ROOT / "pictures", name)


@bp.post("/resize/<int:number>")
def resize(number):
    size = SIZES.get(request.form.get("size", "m"), "480x480")
    source = ROOT / "pictures" / f"{number}.jpg"
    subprocess.run(["convert", str(source), "-resize", size, f"{source}.{size}.jpg"], check=True)
    return "", 204


@bp.post("/caption/<int:number>")
def caption(number):
    text = request.form["text"]
    source = ROOT / "pictures" / f"{number}.jpg"
    command = "convert {0} -gravity south -annotate 0 '{1}' {0}".format(source, text)
    subprocess.run(command, shell=True, check=True, timeout=30)
    return "", 204


@bp.post("/bulk")
def bulk():
    shelf = ROOT / "bulk"
    names = []
    with zipfile.ZipFile(request.files["archive"].stream) as archive:
        for entry in archive.infolist():
            if entry.is_dir():
                continue
            place = shelf / entry.filename
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(archive.read(entry))
            names.append(entry.filename)
    return jsonify(names=names)


@bp.post("/bundle")
def bundle():
    shelf = (ROOT / "bundles").resolve()
    with tarfile.open(fileobj=request.files["archive"].stream, mode="r:gz") as archive:
        archive.extractall(shelf, filter="data")
    return "", 204


@bp.post("/sheets")
def sheets():
    shelf = (ROOT / "sheets").resolve()
    with zipfile.ZipFile(request.files["archive"].stream) as archive:
        for entry in archive.namelist():
            place = (shelf / entry).resolve()
            if not place.is_relative_to(shelf):
                abort(400)
            if not entry.endswith("/"):
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(archive.read(entry))
    return "", 204
