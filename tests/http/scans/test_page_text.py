"""Pages in another language: with a catalogue that wraps every text,
a page shows only wrapped texts and names that people gave.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from blueprints.edge import page_text
from tests.http.conftest import sign_in_by_form
from tests.support.pseudo_locale import LANGUAGE, untranslated, write_catalogues

NAMES = {"Tailrace", "local/", "demo", "local/demo", "a.py", "local/demo · Tailrace", "a.py · local/demo · Tailrace"}
NAMES |= {"CycloneDX 1.6", "JSON", "SARIF 2.1.0"}
NAMES |= {"curl", "Python", "requests", "JavaScript", "React", "Idempotency-Key"}
NAMES |= {"https://github.com/owner/name"}
"""What is called the same in every language."""

HERE = {"Accept-Language": LANGUAGE}


@pytest.fixture(autouse=True)
def catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_catalogues(tmp_path / "translations")
    monkeypatch.setattr(page_text, "CATALOGUES", tmp_path / "translations")


def english(page: str) -> list[str]:
    return [text for text in untranslated(page) if text not in NAMES and not text.startswith("/")]


def test_the_login_page(client: FlaskClient) -> None:
    page = client.get("/login", headers=HERE).text
    assert f'<html lang="{LANGUAGE}"' in page
    assert "<h1>⟦Sign in⟧</h1>" in page
    assert not english(page)


PAGES = ["/", "/analysis", "/analysis?q=nothing", "/analysis/{}", "/analysis/{}/files/a.py", "/playground"]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_a_face(client: FlaskClient, done: str, path: str) -> None:
    sign_in_by_form(client, "alice")
    page = client.get(path.format(done), headers=HERE).text
    assert page.count("⟦") > 20
    assert not english(page)


def test_without_a_catalogue_for_it_a_language_gets_english(client: FlaskClient) -> None:
    page = client.get("/login", headers={"Accept-Language": "tlh"}).text
    assert '<html lang="en"' in page
    assert "<h1>Sign in</h1>" in page


def test_a_page_carries_the_texts_of_its_scripts(client: FlaskClient) -> None:
    sign_in_by_form(client, "alice")
    page = client.get("/", headers=HERE).text
    island = re.search(r'<script type="application/json" id="texts">(.*?)</script>', page)
    assert island
    texts = json.loads(island[1])
    assert texts["Connecting…"] == "⟦Connecting…⟧"
    assert texts["%(num)s file"] == {"one": "⟦%(num)s file⟧", "other": "⟦%(num)s files⟧"}
    assert 'id="texts"' not in client.get("/").text, "English needs no catalogue"
