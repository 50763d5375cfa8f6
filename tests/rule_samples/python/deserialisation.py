"""Data that a service reads."""

import base64
import hmac
import io
import json
import pickle
import xml.sax
import xml.sax.handler

import jsonpickle
import redis
import torch
import yaml
from flask import Flask, request
from lxml import etree

app = Flask(__name__)
store = redis.Redis()
KEY = b""


@app.route("/cart", methods=["POST"])
def cart():
    # ruleid: python-unsafe-deserialisation
    first = pickle.loads(request.data)
    # ruleid: python-unsafe-deserialisation
    second = pickle.loads(base64.b64decode(request.cookies["cart"]))
    # ruleid: python-unsafe-deserialisation
    third = jsonpickle.decode(request.form["cart"])
    # ruleid: python-unsafe-deserialisation
    fourth = pickle.load(request.files["cart"])
    # ok: python-unsafe-deserialisation
    return {"carts": [first, second, third, fourth, json.loads(request.data)]}


def load(payload):
    # ruleid: python-unsafe-deserialisation-bytes
    return pickle.loads(payload)


def unpack(row):
    # ruleid: python-unsafe-deserialisation-bytes
    return pickle.loads(base64.b64decode(row["value"]))


def copy(basket):
    # ok: python-unsafe-deserialisation-bytes
    return pickle.loads(pickle.dumps(basket))


def worker(connection):
    # ruleid: python-unsafe-deserialisation
    job = pickle.loads(connection.recv(4096))
    # ruleid: python-unsafe-deserialisation-received
    model = pickle.loads(requests.get("http://models.example.org/latest", timeout=5).content)
    # ok: python-unsafe-deserialisation-received
    note = json.loads(connection.recv(4096))
    # ok: python-unsafe-deserialisation-received
    return job, model, note, pickle.loads(pickle.dumps(note))


def fetched():
    answer = requests.get("http://models.example.org/older", timeout=9)
    # ruleid: python-unsafe-deserialisation-received
    return dill.loads(answer.content)


def site(path):
    # ruleid: python-unsafe-deserialisation-yaml-file
    first = yaml.unsafe_load(path.read_text())
    # ruleid: python-unsafe-deserialisation-yaml-file
    second = yaml.load(open("site.yml"), Loader=yaml.UnsafeLoader)
    with open("own.yml") as file:
        # ruleid: python-unsafe-deserialisation-yaml-file
        third = yaml.load(file, Loader=yaml.Loader)
    # ok: python-unsafe-deserialisation-yaml-file
    fourth = yaml.safe_load(path.read_text())
    # ok: python-unsafe-deserialisation-yaml-file
    return first, second, third, fourth, yaml.load(path.read_text(), Loader=yaml.SafeLoader)


def own_cache():
    with open("cache.bin", "rb") as file:
        # ok: python-unsafe-deserialisation
        return pickle.load(file)


def signed(payload, signature):
    if not hmac.compare_digest(hmac.new(KEY, payload, "sha256").digest(), signature):
        raise ValueError
    # ok: python-unsafe-deserialisation
    return pickle.loads(payload)


def settings(text):
    # ruleid: python-unsafe-deserialisation-yaml
    first = yaml.load(text)
    # ruleid: python-unsafe-deserialisation-yaml
    second = yaml.load(text, Loader=yaml.Loader)
    # ruleid: python-unsafe-deserialisation-yaml
    third = yaml.unsafe_load(text)
    # ok: python-unsafe-deserialisation-yaml
    fourth = yaml.safe_load(text)
    # ok: python-unsafe-deserialisation-yaml
    fifth = yaml.load(text, Loader=yaml.SafeLoader)
    # ok: python-unsafe-deserialisation-yaml
    return first, second, third, fourth, fifth, yaml.load(text, yaml.CSafeLoader)


def model(path):
    # ruleid: python-unsafe-deserialisation-torch
    first = torch.load(path)
    # ruleid: python-unsafe-deserialisation-torch
    second = torch.load(path, weights_only=False)
    # ok: python-unsafe-deserialisation-torch
    third = torch.load(path, weights_only=True)
    # ok: python-unsafe-deserialisation-torch
    return first, second, third, torch.load("model.pt")


@app.route("/order", methods=["POST"])
def order():
    # ruleid: python-xxe
    loose = etree.XMLParser(resolve_entities=True, load_dtd=True)
    first = etree.fromstring(request.data, loose)
    # ruleid: python-xxe-request
    second = etree.fromstring(request.data)
    # ruleid: python-xxe-request
    third = etree.parse(io.BytesIO(request.get_data()))
    # ok: python-xxe
    strict = etree.XMLParser(resolve_entities=False, no_network=True)
    # ok: python-xxe-request
    fourth = etree.fromstring(request.data, strict)
    # ok: python-xxe-request
    return [first, second, third, fourth, etree.parse("price.xml")]


def sax(handler):
    parser = xml.sax.make_parser()
    # ruleid: python-xxe
    parser.setFeature(xml.sax.handler.feature_external_ges, True)
    # ok: python-xxe
    parser.setFeature(xml.sax.handler.feature_external_ges, False)
    parser.setContentHandler(handler)
    return parser


def parsed(payload):
    # ok: python-unsafe-deserialisation-bytes
    return json.loads(payload)
