"""The language of the pages: English in the source, other languages in catalogues, one per room of `templates`.

Templates and scripts say ``_("Text")``. `translations/<language>/LC_MESSAGES/<room>.po` translates one room's
templates, scripts and Python; `make texts` collects what there is to translate. A page carries the texts for its
scripts in a JSON island.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.support import Translations
from flask import Flask, request
from flask_babel import Babel, get_locale, get_translations

CATALOGUES = Path(__file__).resolve().parents[2] / "translations"
SOURCE_LANGUAGE = "en"

_PLURAL_SAMPLES = (*range(32), 100, 101, 102, 1_000, 1_000_000)
"""Between them they show every plural form of every language."""


def N_(text: str) -> str:
    """Marks a text for the catalogues where it is written; the template that shows it translates it."""
    return text


def init_app(app: Flask) -> None:
    """Answer each page in the language that its reader prefers, of those that there are catalogues for."""
    rooms = sorted({path.stem for path in CATALOGUES.glob("*/LC_MESSAGES/*.mo")}) or ["messages"]
    languages = [
        SOURCE_LANGUAGE,
        *sorted(path.name for path in CATALOGUES.glob("*") if (path / "LC_MESSAGES").is_dir()),
    ]
    Babel(
        app,
        default_locale=SOURCE_LANGUAGE,
        default_domain=";".join(rooms),
        default_translation_directories=";".join([str(CATALOGUES)] * len(rooms)),
        locale_selector=lambda: request.accept_languages.best_match(languages, SOURCE_LANGUAGE),
    )
    app.add_template_global(page_language)
    app.add_template_global(script_texts)


def page_language() -> str:
    """For ``<html lang>``."""
    locale = get_locale()
    return str(locale).replace("_", "-") if locale else SOURCE_LANGUAGE


def script_texts() -> dict[str, Any]:
    """The page's catalogue for its scripts: a text by its English one; with plurals, one for each plural category."""
    translations = get_translations()
    if not isinstance(translations, Translations):
        return {}
    texts: dict[str, Any] = {}
    for key, text in translations._catalog.items():  # no other way to read all of it
        if isinstance(key, tuple):
            texts.setdefault(key[0], _by_category(translations, key[0]))
        elif key and text:
            texts[key] = text
    return texts


def _by_category(translations: Translations, one: str) -> dict[str, str]:
    """As JavaScript asks for them: ``{"one": "1 Datei", "other": "%(num)s Dateien"}``."""
    locale = get_locale()
    categories = {locale.plural_form(number): number for number in reversed(_PLURAL_SAMPLES)} if locale else {}
    return {category: str(translations.ungettext(one, one, number)) for category, number in categories.items()}
