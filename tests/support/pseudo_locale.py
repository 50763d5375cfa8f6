"""A pseudo-language that marks every translated text by wrapping it in ⟦ and ⟧. It borrows Esperanto's code."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo

ROOT = Path(__file__).resolve().parents[2]
LANGUAGE = "eo"
TOPS = ("templates", "static/js", "blueprints", "services")
METHODS = [("**.html", "jinja2"), ("**.js", "javascript"), ("**.py", "python")]
KEYWORDS = {"_": None, "N_": None, "Stage": (2,), "ngettext": (1, 2), "plural": (2, 3)}

SPOKEN_ATTRIBUTES = {"aria-label", "title", "placeholder", "alt"}
NOT_LANGUAGE = {"code", "kbd", "script", "style", "time", "textarea", "noscript", "strong"}
VOID = {"br", "hr", "img", "input", "link", "meta", "use", "path", "circle", "rect", "wbr"}


def write_catalogues(folder: Path) -> None:
    """Write a catalogue below ``folder`` for each room of templates, as a translator would after `make texts`."""
    texts = {room.name: Catalog(locale=LANGUAGE, domain=room.name) for room in (ROOT / "templates").iterdir()}
    for top in TOPS:
        found = extract_from_dir(str(ROOT / top), METHODS, keywords=KEYWORDS, directory_filter=is_source)
        for name, _line, message, _comments, _context in found:
            room = name.split("/")[0]
            wrapped = f"⟦{message}⟧" if isinstance(message, str) else tuple(f"⟦{form}⟧" for form in message)
            texts.get(room, texts["shell"]).add(message, wrapped)
    for room, catalogue in texts.items():
        path = folder / LANGUAGE / "LC_MESSAGES" / f"{room}.mo"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_mo(file, catalogue)


def is_source(folder: str) -> bool:
    return not folder.endswith("__pycache__")


class SpokenText(HTMLParser):
    """Collects the text that a page shows or reads aloud: anything with a word in it, except code, keys and times."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = (dict(attrs).get("class") or "").split()
        is_silent = tag in NOT_LANGUAGE or "mono" in classes or bool(self._open and self._open[-1][1])
        if not is_silent:
            self.texts += [value for name, value in attrs if name in SPOKEN_ATTRIBUTES and value and has_word(value)]
        if tag not in VOID:
            self._open.append((tag, is_silent))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if has_word(data) and not (self._open and self._open[-1][1]):
            self.texts.append(" ".join(data.split()))


def has_word(text: str) -> bool:
    return sum(letter.isalpha() for letter in text) > 1


def untranslated(page: str) -> list[str]:
    """Return a page's texts that bypass the catalogue."""
    reader = SpokenText()
    reader.feed(page)
    return [text for text in reader.texts if "⟦" not in text]
