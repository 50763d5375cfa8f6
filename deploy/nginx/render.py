#!/usr/bin/env python3
"""Prints the nginx configuration for one installation: tailrace.conf with its names between at signs filled in.

    python3 deploy/nginx/render.py --server-name tailrace.example.com \\
        --certificate /etc/ssl/tailrace.pem --key /etc/ssl/tailrace.key > /etc/nginx/conf.d/tailrace.conf

Needs nothing but Python's standard library. A value that could end its directive is refused.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def plain(text: str) -> str:
    if not re.fullmatch(r"[\w./:@*\[\]-]+", text):
        raise argparse.ArgumentTypeError(f"{text!r} holds a character that nginx would read as something else")
    return text


def port(text: str) -> int:
    if not 0 < int(text) < 65_536:
        raise argparse.ArgumentTypeError(f"{text} is no port")
    return int(text)


def options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--server-name", required=True, type=plain, metavar="HOST", help="the name that browsers use")
    add("--certificate", required=True, type=plain, metavar="FILE", help="the certificate with its chain (PEM)")
    add("--key", required=True, type=plain, metavar="FILE", help="the certificate's private key (PEM)")
    add(
        "--upstream",
        action="append",
        type=plain,
        metavar="HOST:PORT",
        help="a server; repeat for more (127.0.0.1:8000)",
    )
    add(
        "--static",
        default=str(HERE.parents[1] / "static"),
        type=plain,
        metavar="FOLDER",
        help="the static files (%(default)s)",
    )
    add(
        "--cors-origin",
        action="append",
        default=[],
        type=plain,
        metavar="ORIGIN",
        help="one of TAILRACE_CORS_ORIGINS; repeat",
    )
    add("--https-port", default=443, type=port, metavar="PORT", help="(%(default)s)")
    add("--http-port", default=80, type=port, metavar="PORT", help="only redirects to HTTPS (%(default)s)")
    add("--log-folder", default="/var/log/nginx", type=plain, metavar="FOLDER", help="(%(default)s)")
    add("--upload-mib", default=201, type=int, metavar="N", help="TAILRACE_UPLOAD_BYTES and a little (%(default)s)")
    add("--keepalive-s", default=60, type=int, metavar="N", help="below keepalive in gunicorn.conf.py (%(default)s)")
    return parser


def render(chosen: argparse.Namespace) -> str:
    values = vars(chosen) | {
        "upstreams": "\n".join(
            f"    server {address} max_fails=0;" for address in chosen.upstream or ["127.0.0.1:8000"]
        ),
        "cors_origins": "\n".join(f'    "~*^1:{re.escape(origin)}$" $http_origin;' for origin in chosen.cors_origin),
    }
    template = (HERE / "tailrace.conf").read_text(encoding="utf-8")
    return re.sub(r"@([a-z_]+)@", lambda match: str(values[match[1]]), template)


if __name__ == "__main__":
    sys.stdout.write(render(options().parse_args()))
