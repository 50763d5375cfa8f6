"""Résumés as HTML, in the layouts that Chromium and WeasyPrint print to PDF."""

import base64
import io
from html import escape
from random import Random

from bench.screening.sheet import ASIDE, Entry, Part, Row, Sheet

FONTS = ["Liberation Sans", "Liberation Serif", "DejaVu Sans", "Noto Sans", "Noto Serif", "DejaVu Serif"]
COLOURS = ["#1f3a5f", "#5b2333", "#22543d", "#333333", "#4a3b6b"]
BASE = """
@page { size: A4; margin: 16mm 17mm; FOOTER }
* { box-sizing: border-box }
body { font: SIZE/LEADING 'FONT', sans-serif; color: #222; margin: 0 }
h1 { font-size: 2.1em; margin: 0; line-height: 1.15; TITLE }
h2 { font-size: 1.15em; margin: GAP 0 .35em; color: COLOUR; HEADING }
p { margin: .15em 0 } ul { margin: .2em 0 .5em; padding-left: 1.25em }
.entry { margin-bottom: calc(GAP * .6) } .row { display: flex; justify-content: space-between; gap: 1em }
.bold { font-weight: bold } .top { font-size: .9em; color: #666 } .line span + span { margin-left: 1.1em }
.photo { width: 26mm; float: right } .contact p { overflow-wrap: anywhere }
table { width: 100%; border-collapse: collapse } td { vertical-align: top; padding: 0 0 .7em }
td.when { width: 31mm; padding-right: 4mm; color: #444 } td.cell { border: .4pt solid #999; padding: 1.2mm 2mm }
"""
SIDES = """
.sheet { display: table; width: 100%; table-layout: fixed }
.aside, .main { display: table-cell; vertical-align: top }
.aside { width: 33%; padding: 6mm 5mm; PANEL } .main { padding: 3mm 0 0 SPACE }
.aside h2 { font-size: 1em; PANELHEAD } .photo { float: none }
.aside h1, .aside .top, .aside a { color: inherit } .aside h1 { font-size: 1.5em }
"""
HEADING_LOOKS = [
    "border-bottom: .6pt solid COLOUR",
    "text-transform: uppercase",
    "text-transform: uppercase; letter-spacing: .22em",
    "font-variant: small-caps; font-size: 1.35em",
    "background: #eee; padding: .15em .4em",
]


def write(sheet: Sheet, layout: str) -> str:
    """Return the page of a sheet; the layouts are one, two, left, right, table and grid."""
    rng = Random(f"html {sheet.id}")
    body = {"left": sides, "right": sides, "two": two, "table": one, "grid": grid, "one": one}[layout](
        sheet, layout, rng
    )
    return (
        f'<!doctype html><html lang="{sheet.language}"><meta charset="utf-8"><title>{escape(sheet.id)}</title>'
        f"<style>{style(sheet, layout, rng)}</style><body>{body}</body></html>"
    )


def style(sheet: Sheet, layout: str, rng: Random) -> str:
    colour, dark = rng.choice(COLOURS), layout == "right" or sheet.look < 0.3
    roomy = 0.35 < sheet.look < 0.65 and layout in ("one", "table", "grid", "left")  # two pages
    footer = "@bottom-right { content: 'NAME  ' counter(page) '/' counter(pages); font-size: 7pt }"
    css = BASE + (SIDES if layout in ("left", "right") else "")
    css += ".sheet { column-count: 2; column-gap: 9mm; clear: both }" if layout == "two" else ""
    panel = f"background: {colour}; color: white" if dark else "background: #f1f1f1"
    replacements = {
        "FOOTER": footer.replace("NAME", sheet.identity.name.replace("'", "’")) if sheet.look > 0.7 else "",
        "SIZE": f"{12 if roomy else rng.choice([9, 9.5, 10, 10.5, 11])}pt",
        "LEADING": "1.75" if roomy else "1.38",
        "GAP": "2.4em" if roomy else "1.1em",
        "FONT": rng.choice(FONTS),
        "TITLE": rng.choice(["", "", "letter-spacing: .06em", "font-weight: normal", "color: COLOUR"]),
        "HEADING": rng.choice(HEADING_LOOKS),
        "PANELHEAD": "color: white" if dark else "",
        "PANEL": panel,
        "SPACE": "7mm" if layout == "left" else "0; padding-right: 7mm",
    }
    for name, value in replacements.items():
        css = css.replace(name, value)
    return css.replace("COLOUR", colour)


def one(sheet: Sheet, layout: str, rng: Random) -> str:
    return head(sheet, rng) + "".join(part(each, layout) for each in sheet.parts)


def two(sheet: Sheet, layout: str, rng: Random) -> str:
    return f'{head(sheet, rng)}<div class="sheet">{"".join(part(each, layout) for each in sheet.parts)}</div>'


def grid(sheet: Sheet, layout: str, rng: Random) -> str:
    """Return a form: each part is a row of one table, its heading in the left cell."""
    rows = "".join(
        f'<tr><td class="when cell bold">{escape(each.heading)}</td><td class="cell">{entries(each, layout)}</td></tr>'
        for each in sheet.parts
    )
    return f"{head(sheet, rng)}<table>{rows}</table>"


def sides(sheet: Sheet, layout: str, rng: Random) -> str:
    """Return a sheet with a side panel; name and headline stand in the panel or above the jobs."""
    name_aside = rng.random() < 0.4
    contact = f'<div class="contact"><h2>{escape(contact_heading(sheet))}</h2>{contacts(sheet)}</div>'
    aside = (title(sheet) if name_aside else photo(sheet)) + contact
    aside += "".join(part(each, layout) for each in sheet.parts if each.kind in ASIDE)
    main = "" if name_aside else title(sheet, with_photo=False)
    main += "".join(part(each, layout) for each in sheet.parts if each.kind not in ASIDE)
    cells = [f'<div class="aside">{aside}</div>', f'<div class="main">{main}</div>']
    return f'<div class="sheet">{"".join(cells if layout == "left" else reversed(cells))}</div>'


def contact_heading(sheet: Sheet) -> str:
    return {"de": "Kontakt", "fr": "Coordonnées", "es": "Contacto"}.get(sheet.language, "Contact")


def head(sheet: Sheet, rng: Random) -> str:
    if rng.random() < 0.5:
        return title(sheet) + f'<div class="contact">{contacts(sheet)}</div>'
    spans = "".join(f"<span>{contact_line(*each)}</span>" for each in sheet.contacts)
    return f'{title(sheet)}<p class="line">{spans}</p>'


def title(sheet: Sheet, with_photo: bool = True) -> str:
    pronouns = f'<p class="top">({sheet.identity.pronouns})</p>' if sheet.identity.pronouns else ""
    name = f"<h1>{escape(sheet.identity.name)}</h1>{pronouns}"
    headline = f"<p>{escape(sheet.headline)}</p>" if sheet.headline else ""
    top = f'<p class="top">{escape(sheet.top)}</p>' if sheet.top else ""
    named = headline + name if sheet.headline_first else name + headline
    return (photo(sheet) if with_photo else "") + top + named


def contacts(sheet: Sheet) -> str:
    return "".join(f"<p>{contact_line(*each)}</p>" for each in sheet.contacts)


def contact_line(label: str, text: str) -> str:
    if "@" in text:
        return (f"{label}: " if label else "") + f'<a href="mailto:{escape(text)}">{escape(text)}</a>'
    return escape(f"{label}: {text}" if label else text)


def part(each: Part, layout: str) -> str:
    return f"<section><h2>{escape(each.heading)}</h2>{entries(each, layout)}</section>"


def entries(each: Part, layout: str) -> str:
    if layout == "table" and each.kind == "jobs":
        rows = (f'<tr><td class="when">{escape(job.dates)}</td><td>{entry(job)}</td></tr>' for job in each.entries)
        return f"<table>{''.join(rows)}</table>"
    return "".join(f'<div class="entry">{entry(job)}</div>' for job in each.entries)


def entry(each: Entry) -> str:
    text = f"<p>{escape(each.text)}</p>" if each.text else ""
    bullets = "".join(f"<li>{escape(line)}</li>" for line in each.bullets)
    return "".join(row(line) for line in each.rows) + text + (f"<ul>{bullets}</ul>" if bullets else "")


def row(each: Row) -> str:
    bold = " bold" if each.bold else ""
    right = f"<span>{escape(each.right)}</span>" if each.right else ""
    return f'<div class="row"><span class="{bold}">{escape(each.text)}</span>{right}</div>'


def photo(sheet: Sheet) -> str:
    if not sheet.identity.photo:
        return ""
    return (
        f'<img class="photo" src="data:image/png;base64,{base64.b64encode(portrait(sheet.identity.photo)).decode()}">'
    )


def portrait(number: int) -> bytes:
    """Return a drawn head and shoulders; another number is another face."""
    from PIL import Image, ImageDraw

    rng = Random(f"portrait {number}")
    skin, hair, coat, wall = (tuple(rng.randint(60, 230) for _ in range(3)) for _ in range(4))
    image = Image.new("RGB", (120, 150), wall)
    draw = ImageDraw.Draw(image)
    draw.ellipse((8, 100, 112, 220), fill=coat)
    draw.ellipse((32, 18, 88, 104), fill=hair)
    draw.ellipse((38, 34, 82, 100), fill=skin)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
