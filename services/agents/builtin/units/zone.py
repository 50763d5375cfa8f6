"""Time zones as people name them: cities, countries, abbreviations, offsets from UTC."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from services.agents.builtin.language import Language
from services.agents.builtin.word import fold, word_set

_ABBREVIATIONS: dict[str, tuple[tuple[str, float], ...]] = {
    "UTC": (("UTC", 0),), "GMT": (("GMT", 0),), "Z": (("UTC", 0),), "EST": (("Eastern Standard Time", -5),),
    "EDT": (("Eastern Daylight Time", -4),), "CDT": (("Central Daylight Time", -5),),
    "CST": (("Central Standard Time in North America", -6), ("China Standard Time", 8)),
    "MST": (("Mountain Standard Time", -7),), "MDT": (("Mountain Daylight Time", -6),),
    "PST": (("Pacific Standard Time", -8),), "PDT": (("Pacific Daylight Time", -7),), "CET": (("CET", 1),),
    "CEST": (("CEST", 2),), "MEZ": (("MEZ", 1),), "MESZ": (("MESZ", 2),), "EET": (("EET", 2),), "EEST": (("EEST", 3),),
    "WET": (("WET", 0),), "WEST": (("WEST", 1),), "MSK": (("Moscow time", 3),), "JST": (("Japan Standard Time", 9),),
    "KST": (("Korea Standard Time", 9),), "SGT": (("Singapore time", 8),), "HKT": (("Hong Kong time", 8),),
    "IST": (("India Standard Time", 5.5), ("Irish Standard Time", 1), ("Israel Standard Time", 2)),
    "BST": (("British Summer Time", 1), ("Bangladesh Standard Time", 6)), "AEST": (("AEST", 10),),
    "AEDT": (("AEDT", 11),), "ACST": (("ACST", 9.5),), "AWST": (("AWST", 8),), "NZST": (("NZST", 12),),
    "NZDT": (("NZDT", 13),), "AKST": (("Alaska Standard Time", -9),), "HST": (("Hawaii Standard Time", -10),),
    "BRT": (("Brasília time", -3),), "ART": (("Argentina time", -3),), "PKT": (("Pakistan time", 5),),
    "SAST": (("South Africa time", 2),), "EAT": (("East Africa Time", 3),), "WIB": (("Western Indonesia time", 7),),
}  # fmt: skip
_REGIONS = {"ET": "America/New_York", "PT": "America/Los_Angeles", "CT": "America/Chicago", "MT": "America/Denver"}

_PLACES = """
Europe/Berlin: munich, münchen, hamburg, frankfurt, cologne, köln, stuttgart, germany, deutschland, allemagne
Europe/Berlin: alemania
Europe/Paris: france, frankreich, francia, lyon, marseille, nice, toulouse
Europe/Madrid: spain, spanien, espagne, españa, barcelona, barcelone, valencia, sevilla, seville
Europe/London: england, uk, britain, great britain, london, londres, manchester, edinburgh, scotland
Europe/Rome: italy, italien, italie, italia, rome, roma, rom, milan, mailand, milano
Europe/Vienna: vienna, wien, vienne, viena, austria, österreich
Europe/Zurich: zurich, zürich, geneva, genf, genève, bern, basel, switzerland, schweiz, suisse, suiza
Europe/Lisbon: lisbon, lissabon, lisbonne, lisboa, portugal, porto
Europe/Brussels: brussels, brüssel, bruxelles, belgium, belgien, belgique
Europe/Amsterdam: netherlands, niederlande, pays-bas, rotterdam, holland
Europe/Athens: athens, athen, athènes, atenas, greece
Europe/Moscow: moscow, moskau, moscou, moscú, st petersburg
Europe/Warsaw: warsaw, warschau, varsovie, varsovia, poland, krakow
Europe/Prague: prague, prag, praga
Europe/Copenhagen: copenhagen, kopenhagen, denmark
Europe/Stockholm: sweden, schweden, stockholm
Europe/Kyiv: kyiv, kiev, kiew, ukraine
Europe/Istanbul: istanbul, turkey, türkei, ankara
America/New_York: new york, nyc, boston, washington, washington dc, miami, atlanta, philadelphia, nueva york
America/New_York: eastern time
America/Los_Angeles: los angeles, la, san francisco, seattle, california, kalifornien, san diego, las vegas
America/Los_Angeles: pacific time
America/Chicago: chicago, houston, dallas, austin, texas, new orleans, minneapolis, central time
America/Denver: denver, salt lake city, mountain time
America/Toronto: toronto, ottawa, montreal, montréal, québec
America/Vancouver: vancouver
America/Mexico_City: mexico city, mexico, ciudad de méxico, méxico
America/Sao_Paulo: são paulo, sao paulo, rio de janeiro, rio, brasilia, brazil, brasil
America/Argentina/Buenos_Aires: buenos aires, argentina
America/Bogota: bogotá, colombia
America/Lima: lima, peru, perú
America/Santiago: santiago, santiago de chile, chile
Asia/Tokyo: tokyo, tokio, osaka, kyoto, japan, japon, japón
Asia/Seoul: seoul, séoul, seúl, korea, südkorea
Asia/Shanghai: shanghai, beijing, peking, pékin, pekín, china, shenzhen, chine
Asia/Hong_Kong: hong kong, hongkong
Asia/Singapore: singapore, singapur, singapour
Asia/Kolkata: mumbai, delhi, new delhi, bangalore, bengaluru, chennai, kolkata, india, indien, inde, hyderabad
Asia/Dubai: dubai, abu dhabi
Asia/Bangkok: bangkok, thailand
Asia/Jakarta: jakarta
Asia/Manila: manila, philippines
Asia/Ho_Chi_Minh: hanoi, saigon, vietnam
Asia/Jerusalem: jerusalem, tel aviv, israel
Asia/Karachi: karachi, pakistan
Asia/Taipei: taipei, taiwan
Australia/Sydney: sydney, canberra
Australia/Melbourne: melbourne
Australia/Perth: perth
Australia/Brisbane: brisbane
Pacific/Auckland: auckland, wellington, new zealand, neuseeland
Pacific/Honolulu: honolulu, hawaii
Africa/Cairo: cairo, kairo, le caire, el cairo, egypt
Africa/Johannesburg: johannesburg, cape town, kapstadt, south africa
Africa/Lagos: lagos, nigeria
Africa/Nairobi: nairobi, kenya
Africa/Casablanca: casablanca, morocco
"""
_OFFSET = re.compile(r"\b(?:UTC|GMT)\s?([+\-−])\s?(\d{1,2})(?::?(\d{2}))?(?!\d)")
_NAME = re.compile(r"[^\W\d_]+(?:/[^\W\d]+){0,2}")
_LONGEST_NAME = 3
_TOO_COMMON = word_set(
    "la rio nice turkey west est art z mst eat et pt ct mt central center navajo troll cordoba guam north east south",
    "pacific local act",
)
"""Also words of another kind: these count only if they are written like a name."""
_SMALL = word_set("utc gmt est edt pst pdt cst cdt cet cest mez mesz jst aest msk bst")
"""Abbreviations that people write in small letters, too; "ist" and "art" are words."""


@dataclass(frozen=True, slots=True)
class Zone:
    """``others`` are further meanings of an abbreviation."""

    name: str
    info: tzinfo
    start: int
    end: int
    others: tuple[tuple[str, tzinfo], ...] = ()


@cache
def _names() -> dict[str, str]:
    names = {}
    for zone in sorted(available_timezones()):
        if "/" in zone and not zone.startswith(("Etc/", "SystemV/", "posix/", "right/")):
            names[fold(zone.rpartition("/")[2].replace("_", " "))] = zone
    for line in _PLACES.strip().splitlines():
        zone, _, places = line.partition(": ")
        names |= {fold(place): zone for place in places.split(", ")}
    return names


def zones_in(text: str, language: Language | None) -> list[Zone]:
    """In the order of the text."""
    found = [_offset(match) for match in _OFFSET.finditer(text)]
    words = list(_NAME.finditer(text))
    at = 0
    while at < len(words):
        zone, count = _at(text, words, at, language)
        if zone is not None and all(zone.end <= other.start or zone.start >= other.end for other in found):
            found.append(zone)
        at += count
    return sorted(found, key=lambda zone: zone.start)


def _offset(match: re.Match[str]) -> Zone:
    sign = 1 if match[1] == "+" else -1
    minutes = sign * (60 * int(match[2]) + int(match[3] or 0))
    minutes = max(-23 * 60, min(23 * 60, minutes))
    return Zone(match[0], timezone(timedelta(minutes=minutes)), *match.span())


def _at(text: str, words: list[re.Match[str]], at: int, language: Language | None) -> tuple[Zone | None, int]:
    first = words[at]
    if "/" in first[0] and first[0] in available_timezones():
        return Zone(first[0], ZoneInfo(first[0]), *first.span()), 1
    for count in range(min(_LONGEST_NAME, len(words) - at), 0, -1):
        start, end = first.start(), words[at + count - 1].end()
        written = text[start:end]
        name = fold(written)
        looks_like_name = written[0].isupper()
        zone = _names().get(name)
        if zone and (looks_like_name or name not in _TOO_COMMON) and len(name) > 1:
            return Zone(written.title() if not looks_like_name else written, ZoneInfo(zone), start, end), count
    if first[0] in _REGIONS:
        return Zone(first[0], ZoneInfo(_REGIONS[first[0]]), *first.span()), 1
    upper = first[0].upper()
    is_word = upper == "EST" and language in ("fr", "es")
    if upper in _ABBREVIATIONS and (first[0].isupper() or (fold(first[0]) in _SMALL and not is_word)):
        (name, hours), *others = _ABBREVIATIONS[upper]
        others_ = tuple((other, _fixed(offset)) for other, offset in others)
        return Zone(f"{upper} ({name})" if name != upper else upper, _fixed(hours), *first.span(), others_), 1
    return None, 1


def _fixed(hours: float) -> timezone:
    return timezone(timedelta(hours=hours))
