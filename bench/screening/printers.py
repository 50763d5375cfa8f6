"""The programs that make the files: Chromium, WeasyPrint, LibreOffice, python-docx, and none for plain text."""

import subprocess
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from bench.screening import page_docx, page_html, page_text
from bench.screening.cast import Person
from bench.screening.layouts import ENDING
from bench.screening.sheet import Identity, compose

CHROMIUM = "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
CONVERSION_SECONDS = 240


class Printers:
    """Prints sheets; LibreOffice is started once for all of its files, when ``finish`` is called."""

    def __init__(self, stack: ExitStack) -> None:
        from playwright.sync_api import sync_playwright

        self._scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        self._browser = stack.enter_context(sync_playwright()).chromium.launch(executable_path=CHROMIUM, args=QUIET)
        stack.callback(self._browser.close)
        self._waiting: list[tuple[Path, Path]] = []  # a Word file, and what LibreOffice shall make of it

    def print(self, person: Person, maker: str, layout: str, into: Path, identity: Identity | None = None) -> Path:
        """Write one file and return its path; ``into`` has no ending yet."""
        sheet = compose(person, identity=identity, beside=layout == "table")
        path = into.with_name(into.name + ENDING[maker])
        path.parent.mkdir(parents=True, exist_ok=True)
        if maker == "text":
            path.write_bytes(page_text.encoded(sheet))
        elif maker == "docx":
            path.write_bytes(page_docx.write(sheet, layout))
        elif maker in ("odt", "office"):
            draft = self._scratch / f"{len(self._waiting)}.docx"
            draft.write_bytes(page_docx.write(sheet, layout))
            self._waiting.append((draft, path))
        elif maker == "chromium":
            self._chromium(page_html.write(sheet, layout), path)
        else:
            weasyprint(page_html.write(sheet, layout), path)
        return path

    def _chromium(self, html: str, path: Path) -> None:
        page = self._browser.new_page()
        page.set_content(html)
        page.pdf(path=path, prefer_css_page_size=True, print_background=True)
        page.close()

    def finish(self) -> None:
        for ending in (".odt", ".pdf"):
            chosen = [(draft, path) for draft, path in self._waiting if path.suffix == ending]
            if chosen:
                self._convert(ending, [draft for draft, _ in chosen])
            for draft, path in chosen:
                draft.with_suffix(ending).replace(path)
        self._waiting.clear()

    def _convert(self, ending: str, drafts: Iterable[Path]) -> None:
        command = ["soffice", "--headless", f"-env:UserInstallation=file://{self._scratch}/office", "--convert-to"]
        command += [ending.removeprefix("."), "--outdir", str(self._scratch), *map(str, drafts)]
        subprocess.run(command, check=True, timeout=CONVERSION_SECONDS, stdout=subprocess.DEVNULL)


def weasyprint(html: str, path: Path) -> None:
    from weasyprint import HTML

    HTML(string=html).write_pdf(path)
