"""Reads the carriers' XML feeds and answers the carriers' status requests."""

import argparse
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, urlsplit

import defusedxml.ElementTree
import requests
from lxml import etree

TRACK = re.compile(r"[A-Z0-9-]{6,32}")


def read_manifest(raw):
    parser = etree.XMLParser(resolve_entities=True, load_dtd=True, no_network=False)
    return etree.fromstring(raw, parser)


def read_receipt(raw):
    return defusedxml.ElementTree.fromstring(raw)


def parcels(tree, depot):
    return tree.xpath("//parcel[@depot='" + depot + "']/@number")


def weights(tree, depot):
    return tree.xpath("//parcel[@depot=$depot]/@weight", depot=depot)


class Carrier(BaseHTTPRequestHandler):
    manifest = etree.Element("manifest")

    def do_POST(self):
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/manifest":
            type(self).manifest = read_manifest(raw)
        else:
            receipt = read_receipt(raw)
            self.log_message("receipt with %d lines", len(receipt))
        self.send_response(204)
        self.end_headers()

    def do_GET(self):
        query = parse_qs(urlsplit(self.path).query)
        depot = query.get("depot", [""])[0]
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("X-Depot", depot)
        self.send_header("X-Depot-Query", quote(depot))
        self.end_headers()
        listed = weights(self.manifest, depot) if "weights" in query else parcels(self.manifest, depot)
        self.wfile.write("\n".join(listed).encode())


def fetch(carrier, number):
    if not TRACK.fullmatch(number):
        raise ValueError("number")
    answer = requests.get(f"https://{carrier}.track.example.com/v1/{number}", timeout=10)
    answer.raise_for_status()
    return answer.json()


def known(carrier, numbers):
    found = []
    for number in numbers:
        try:
            found.append(fetch(carrier, number))
        except Exception:
            pass
    return found


def first_known(carrier, numbers):
    for number in numbers:
        try:
            return fetch(carrier, number)
        except ValueError:
            print(f"{number}: not a parcel number", file=sys.stderr)
    return None


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, default=8080)
    options.add_argument("--track", nargs="*", default=[])
    given = options.parse_args()
    if given.track is not []:
        for item in known("north", given.track):
            print(item)
        return
    ThreadingHTTPServer(("127.0.0.1", given.port), Carrier).serve_forever()


if __name__ == "__main__":
    main()
