"""Files that a service reads, writes and unpacks."""

import os
import shutil
import tarfile
import zipfile
from pathlib import Path

from django.http import FileResponse
from fastapi import FastAPI, UploadFile
from flask import Flask, abort, request, send_file, send_from_directory
from werkzeug.utils import secure_filename

app = Flask(__name__)
api = FastAPI()
BASE = Path("/srv/files")


@app.route("/download")
def download():
    name = request.args.get("file")
    # ruleid: python-path-traversal
    first = send_file("/srv/files/" + name)
    # ruleid: python-path-traversal, python-bug-left-open
    second = open(os.path.join("/srv/files", name)).read()
    # ruleid: python-path-traversal
    third = (BASE / name).read_text()
    # ok: python-path-traversal
    fourth = send_from_directory("/srv/files", name)
    # ok: python-path-traversal
    # ruleid: python-bug-left-open
    fifth = open(os.path.join("/srv/files", secure_filename(name))).read()
    # ok: python-path-traversal
    # ruleid: python-bug-left-open
    sixth = open(os.path.join("/srv/files", os.path.basename(name))).read()
    path = os.path.realpath(os.path.join("/srv/files", name))
    if not path.startswith("/srv/files/"):
        abort(404)
    # ok: python-path-traversal
    return first, second, third, fourth, fifth, sixth, send_file(path)


@app.post("/upload")
def upload():
    file = request.files["file"]
    # ruleid: python-path-traversal
    file.save("/srv/files/" + file.filename)
    # ok: python-path-traversal
    file.save("/srv/files/" + secure_filename(file.filename))
    # ok: python-path-traversal
    # ruleid: python-bug-left-open
    return open("/srv/files/readme.txt").read()


@api.get("/reports/{name}")
async def report(name: str):
    path = (BASE / name).resolve()
    if not path.is_relative_to(BASE):
        raise ValueError
    # ok: python-path-traversal
    return path.read_bytes()


@api.delete("/reports/{name}")
async def delete(name: str, number: int):
    # ruleid: python-path-traversal
    os.remove(f"/srv/files/{name}")
    # ok: python-path-traversal
    os.remove(f"/srv/files/{number}.txt")


def media(request, path):
    # ruleid: python-path-traversal
    return FileResponse(open("/srv/media/" + path, "rb"))


def read(path):
    # ok: python-path-traversal
    # ruleid: python-bug-left-open
    return open(path).read()


def unpack(path, target):
    with tarfile.open(path) as archive:
        # ruleid: python-zip-slip
        archive.extractall(target)
    archive = tarfile.open(path)
    # ruleid: python-zip-slip
    archive.extractall(path=target)
    # ok: python-zip-slip
    archive.extractall(target, filter="data")


def unpack_checked(path, target):
    with tarfile.open(path) as archive:
        for member in archive.getmembers():
            if not os.path.realpath(os.path.join(target, member.name)).startswith(target):
                raise ValueError(member.name)
        # ok: python-zip-slip
        archive.extractall(target)


def unzip(path, target):
    with zipfile.ZipFile(path) as archive:
        # ok: python-zip-slip
        archive.extractall(target)
        for info in archive.infolist():
            out = os.path.join(target, info.filename)
            # ruleid: python-zip-slip-written
            with open(out, "wb") as file:
                shutil.copyfileobj(archive.open(info), file)
        for name in archive.namelist():
            # ruleid: python-zip-slip-written
            Path(target, name).write_bytes(archive.read(name))
        for name in archive.namelist():
            # ok: python-zip-slip-written
            # ruleid: python-bug-left-open
            open(os.path.join(target, os.path.basename(name)), "wb").write(archive.read(name))
        for info in archive.infolist():
            out = Path(target, info.filename).resolve()
            if not out.is_relative_to(target):
                continue
            # ok: python-zip-slip-written
            out.write_bytes(archive.read(info))


class Files(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        name = parse_qs(urlparse(self.path).query)["name"][0]
        # ruleid: python-path-traversal
        with open("/srv/files/" + name, "rb") as file:
            shutil.copyfileobj(file, self.wfile)

    def do_PUT(self):
        name = os.path.basename(self.path)
        # ok: python-path-traversal
        with open("/srv/files/" + name, "wb") as file:
            shutil.copyfileobj(self.rfile, file)


@app.route("/note")
def note():
    name = request.args["name"]
    if name.startswith("/"):
        abort(400)
    # ruleid: python-path-traversal, python-bug-left-open
    return open(os.path.join("/srv/notes", name)).read()


@app.route("/page")
def page():
    name = request.args["name"]
    if ".." in name or name.startswith("/"):
        abort(400)
    # ok: python-path-traversal
    # ruleid: python-bug-left-open
    return open(os.path.join("/srv/pages", name)).read()


@app.route("/picture", methods=["POST"])
def picture():
    sent = request.files["picture"]
    # ok: python-path-traversal
    image = PIL.Image.open(sent)
    # ruleid: python-path-traversal
    sent.save(os.path.join("/srv/pictures", sent.filename))
    return str(image.size)


class Static:
    def _answer(self, request, encoding):
        place = Path(encoding)
        # ok: python-path-traversal
        return place.open("rb"), request.headers


def shown(request, error):
    place = Path(exception.filename)
    # ok: python-path-traversal
    return place.read_text(), request.path


def unpacked(archive, folder):
    for member in archive.infolist():
        name = member.filename
        target = resolve_dest(folder, name)
        # ok: python-zip-slip-written
        with open(target, "wb") as file:
            file.write(archive.read(member))
