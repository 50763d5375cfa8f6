import hashlib
import random
import smtplib
import socket
import tarfile
from pathlib import Path

import httpx
import pika
from fastapi import FastAPI, Request
from jinja2 import Template
from kafka import KafkaConsumer
from lxml import etree
from motor.motor_asyncio import AsyncIOMotorClient

app = FastAPI()
db = AsyncIOMotorClient()["acme"]
# ruleid: python-hard-coded-key-address
BROKER = "amqp://acme:Tr4ctor-Blue@mq.acme.net/"
# ruleid: python-hard-coded-key-address
STORE = 'postgresql+psycopg2://acme:9kWq-plum!@db.acme.net/acme'
# ok: python-hard-coded-key-address
LOCAL = "postgresql://acme:9kWq-plum!@localhost/acme"
# ok: python-hard-coded-key-address
EXAMPLE = "postgresql://acme:password1@db.acme.net/acme"


def on_bill(channel, method, properties, body):
    # ruleid: python-path-traversal
    with open("/srv/bills/" + body.decode()) as file:
        return file.read()


def listen():
    server = socket.create_server(("", 9000))
    connection, _ = server.accept()
    line = connection.recv(100).decode()
    # ruleid: python-path-traversal
    with open(f"/srv/files/{line}") as file:
        connection.sendall(file.read().encode())
    # ok: python-path-traversal
    with open(f"/srv/files/{int(line)}") as file:
        connection.sendall(file.read().encode())


def bills():
    consumer = KafkaConsumer("bills")
    for bill in consumer:
        # ruleid: python-path-traversal
        with open("/srv/bills/" + bill.value) as file:
            print(file.name)


@app.get("/fetch")
async def fetch(request: Request):
    async with httpx.AsyncClient() as client:
        # ruleid: python-ssrf
        await client.request("GET", request.headers["x-to"])
        # ok: python-ssrf
        await client.request("GET", "https://acme.net/" + request.headers["x-to"])


@app.get("/title")
async def title(request: Request):
    # ruleid: python-xss
    first = Template("<h1>{{ t }}</h1>").render(t=request.query_params["t"])
    # ok: python-xss
    return first + Template("<h1>{{ t }}</h1>").render(t=int(request.query_params["t"]))


@app.post("/found")
async def found(name: str, mail: str = ""):
    # ok: python-nosql-injection
    return await db.users.find_one({"name": name, "mail": mail})


@app.post("/sought")
async def sought(request: Request):
    wanted = await request.json()
    # ruleid: python-nosql-injection
    return await db.users.find_one({"name": wanted["name"]})


async def head(request, writer):
    name = request.query.get("name")
    # ruleid: python-header-injection
    writer.write(f"HTTP/1.1 200 OK\r\nX-Name: {name}\r\n\r\n".encode())
    # ok: python-header-injection
    writer.write(f"HTTP/1.1 200 OK\r\nX-Name: {len(name)}\r\n\r\n".encode())


def unpack(path, folder):
    with tarfile.open(path) as tar:
        for member in tar:
            # ruleid: python-zip-slip-written
            Path(folder, member.name).write_bytes(tar.extractfile(member).read())
        for member in tar:
            # ok: python-zip-slip-written
            Path(folder, Path(member.name).name).write_bytes(tar.extractfile(member).read())


def titled(tree, options):
    # ruleid: python-xpath-injection-built
    first = tree.xpath("//book[@id='%s']/title" % options.book)
    # ruleid: python-xpath-injection-built
    second = tree.xpath("//book[@id='" + options.book + "']/title")
    # ok: python-xpath-injection-built
    third = tree.xpath("//book[@id=$book]/title", book=options.book)
    # ok: python-xpath-injection-built
    return first, second, third, etree.XPath("//book[%s]" % int(options.book))


def stored(password):
    # ruleid: python-weak-crypto-hash
    return hashlib.new("sha256", password.encode()).hexdigest()


def confirm_code():
    generator = random.Random(4)
    # ruleid: python-weak-random
    return generator.randrange(1000)


def login(request):
    # ruleid: python-log-of-secret-form
    log.info("refused: %s", dict(request.POST))
    # ruleid: python-log-of-secret-form
    log.debug(f"refused: {request.form}")
    # ok: python-log-of-secret-form
    log.info("refused: %s", request.POST["name"])


def search(request):
    # ok: python-log-of-secret-form
    log.info("sought: %s", dict(request.POST))


def text(path):
    # ruleid: python-bug-left-open
    return open(path).read()


def lines(path):
    with open(path) as file:
        # ok: python-bug-left-open
        return file.readlines()


def write(path, shown):
    # ok: python-bug-left-open
    file = open(path, "w")
    file.write(shown)
    file.close()


class Pages:
    async def pages(self):
        number = 0
        while True:
            yield number
            number += 1

    async def first(self):
        # ok: python-bug-not-awaited
        self.pages()
        async for page in self.pages():
            return page
