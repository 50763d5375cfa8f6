"""Destinations: what a group of RTF is for, where it is not the text at hand."""

from __future__ import annotations

MARGINS = {"header": "header", "headerf": "header", "headerr": "header", "footer": "footer", "footerf": "footer",
           "footerr": "footer"}  # fmt: skip
"""Those of left pages repeat the others."""

SPOKEN = frozenset(("shptxt", "shpinst", "shp", "footnote", "fldrslt", "ud", "cs"))
"""Marked as optional, but what they hold is shown."""

DESTINATIONS = frozenset((
    "fonttbl", "colortbl", "fldinst", "pntext", "listtext", "stylesheet", "info", "pict", "object", "objdata",
    "themedata", "colorschememapping", "datastore", "latentstyles", "listtable", "listoverridetable", "rsidtbl",
    "generator", "xmlnstbl", "nonesttables", "shprslt", "sp", "annotation", "atnid", "atnauthor", "atrfstart",
    "atrfend", "bkmkstart", "bkmkend", "nonshppict", "filetbl", "revtbl", "private", "template", "userprops", "docvar",
    "ftnsep", "ftnsepc", "aftnsep", "tc", "xe", "pgptbl", "headerl", "footerl", "mmathPr", "wgrffmtfilter", "falt",
    "panose", "pnseclvl",
)).union(MARGINS)  # fmt: skip
