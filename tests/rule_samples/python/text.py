"""Regular expressions on text from outside."""

import re

from flask import Flask, request

app = Flask(__name__)
NAME = re.compile(r"^([A-Z][a-z]*[ -]?)+$")
WORDS = re.compile(r"^(\w+\s*)+$")
HOST = re.compile(r"^([a-z0-9-]+\.)+[a-z]{2,}$")


@app.route("/check")
def check():
    # ruleid: python-regex-dos
    first = WORDS.match(request.args["words"])
    # ruleid: python-regex-dos
    second = re.fullmatch("(-?[a-z]+)*", request.args["slug"])
    # ok: python-regex-dos
    third = HOST.match(request.args["host"])
    # ok: python-regex-dos
    fourth = re.fullmatch(r"(?:[^,]+,)*[^,]+", request.args["list"])
    # ok: python-regex-dos
    fifth = WORDS.match(request.args["words"][:40])
    # ok: python-regex-dos
    sixth = WORDS.match("a few words")
    return [first, second, third, fourth, fifth, sixth]


def is_name(text):
    if len(text) > 60:
        return False
    # ok: python-regex-dos
    return bool(WORDS.match(text))


def is_title(text):
    # ruleid: python-regex-dos
    return bool(re.search(r"^(?:[a-z]+ ?)+$", text))
