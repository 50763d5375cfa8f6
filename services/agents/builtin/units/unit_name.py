"""Names of units as people write them in English, German, French and Spanish, and what pint calls them.

No pint is needed to know that something is a unit.
"""

from __future__ import annotations

from services.agents.builtin.word import fold

_PREFIXES = {
    "kilo": "kilo", "mega": "mega", "giga": "giga", "tera": "tera", "peta": "peta", "hecto": "hecto", "hekto": "hecto",
    "deci": "deci", "dezi": "deci", "centi": "centi", "zenti": "centi", "milli": "milli", "mili": "milli",
    "micro": "micro", "mikro": "micro", "nano": "nano", "pico": "pico", "piko": "pico",
}  # fmt: skip

_PREFIXED = """
meter: meter, meters, metre, metres, mètre, mètres, metro, metros, Metern
gram: gram, grams, gramme, grammes, Gramm, gramo, gramos
liter: liter, liters, litre, litres, Litern, litro, litros
second: second, seconds, Sekunde, Sekunden, seconde, secondes, segundo, segundos
watt: watt, watts, vatio, vatios
watt_hour: watt hour, watt hours, watthour, watthours, Wattstunde, Wattstunden, wattheure, wattheures, vatiohora
hertz: hertz, hercio, hercios
joule: joule, joules, julio, julios
newton: newton, newtons
pascal: pascal, pascals, pascales
volt: volt, volts, voltio, voltios
ampere: ampere, amperes, ampère, ampères, amperio, amperios, amp, amps
ohm: ohm, ohms, ohmio, ohmios
byte: byte, bytes, octet, octets
bit: bit, bits
calorie: calorie, calories, Kalorie, Kalorien, caloría, calorías
electron_volt: electronvolt, electronvolts, Elektronenvolt
farad: farad, farads
"""

_WORDS = """
metric_ton: tonne, tonnes, metric ton, metric tons, tonelada métrica, toneladas métricas, Tonne, Tonnen, tonelada
metric_ton: toneladas, metric tonne, metric tonnes
ton: ton, tons
short_ton: short ton, short tons, US ton, US tons
long_ton: long ton, long tons, imperial ton, imperial tons
minute: minute, minutes, Minute, Minuten, minuto, minutos, mins
hour: hour, hours, Stunde, Stunden, heure, heures, hora, horas, hrs, hr, Std
day: day, days, Tag, Tage, Tagen, jour, jours, día, días
week: week, weeks, Woche, Wochen, semaine, semaines, semana, semanas
fortnight: fortnight, fortnights
month: month, months, Monat, Monate, Monaten, mois, mes, meses
year: year, years, Jahr, Jahre, Jahren, an, ans, année, années, año, años
decade: decade, decades, Jahrzehnt, Jahrzehnte, décennie, décennies, década, décadas
century: century, centuries, Jahrhundert, Jahrhunderte, siècle, siècles, siglo, siglos
inch: inch, inches, Zoll, pouce, pouces, pulgada, pulgadas
foot: foot, feet, Fuß, pied, pieds, pie, pies
yard: yard, yards, Yards, yarda, yardas
mile: mile, miles, Meile, Meilen, milla, millas, mille terrestre, milles terrestres
nautical_mile: nautical mile, nautical miles, Seemeile, Seemeilen, mille marin, milles marins, milla náutica
nautical_mile: millas náuticas, mille nautique, milles nautiques
light_year: light year, light years, lightyear, lightyears, Lichtjahr, Lichtjahre, Lichtjahren
light_year: année-lumière, années-lumière, année lumière, années lumière, año luz, años luz
astronomical_unit: astronomical unit, astronomical units, astronomische Einheit, astronomische Einheiten
parsec: parsec, parsecs, Parsec
angstrom: angstrom, angstroms, ångström
micrometer: micron, microns
pound: pound, pounds, lbs, livre, livres, libra, libras
pfund: Pfund
hundredweight_de: Zentner
ounce: ounce, ounces, Unze, Unzen, once, onces, onza, onzas
stone: stone, stones
carat: carat, carats, Karat, quilate, quilates
acre: acre, acres
hectare: hectare, hectares, Hektar, hectárea, hectáreas
gallon: gallon, gallons, Gallone, Gallonen, galón, galones
us_gallon: US gallon, US gallons, American gallon, American gallons
imperial_gallon: imperial gallon, imperial gallons, UK gallon, UK gallons
quart: quart, quarts
pint: pint, pints, pinte, pintes, pinta, pintas
cup: cup, cups, Tasse, Tassen, tasse, tasses, taza, tazas
tablespoon: tablespoon, tablespoons, tbsp, tbsps, Esslöffel, EL, cuillère à soupe, cuillères à soupe, cucharada
tablespoon: cucharadas
teaspoon: teaspoon, teaspoons, tsp, tsps, Teelöffel, TL, cuillère à café, cuillères à café, cucharadita
teaspoon: cucharaditas
fluid_ounce: fluid ounce, fluid ounces, fl oz, floz, Flüssigunze, Flüssigunzen, once liquide, onces liquides
fluid_ounce: onza líquida, onzas líquidas
oil_barrel: barrel, barrels, Barrel, baril, barils, barril, barriles
degree_Celsius: celsius, degree celsius, degrees celsius, degree centigrade, degrees centigrade, centigrade
degree_Celsius: Grad Celsius, degré celsius, degrés celsius, grado celsius, grados celsius, degC, grados centígrados
degree_Celsius: degrees C, degree C, Grad C, degrés C, grados C, deg C
degree_Fahrenheit: fahrenheit, degree fahrenheit, degrees fahrenheit, Grad Fahrenheit, degré fahrenheit
degree_Fahrenheit: degrés fahrenheit, grado fahrenheit, grados fahrenheit, degF, degrees F, degree F, Grad F, deg F
degree_Fahrenheit: degrés F, grados F
kelvin: kelvin, kelvins, Grad Kelvin, degrees kelvin
degree_Rankine: rankine
degree: degree, degrees, Grad, degré, degrés, grado, grados, deg
radian: radian, radians, Radiant, radiant, radián, radianes, rad
horsepower: horsepower, hp, bhp, caballo, caballos
metric_horsepower: metric horsepower, Pferdestärke, Pferdestärken, cheval-vapeur, chevaux, caballo de vapor
knot: knot, knots, Knoten, nœud, nœuds, noeud, noeuds, nudo, nudos, kn, kt, kts
mile_per_hour: mph
kilometer_per_hour: kph, kmh, kmph, Stundenkilometer
atmosphere: atmosphere, atmospheres, Atmosphäre, Atmosphären, atmosphère, atmosphères, atmósfera, atmósferas, atm
bar: bar, bars
millibar: mbar, millibar, millibars
psi: psi
british_thermal_unit: btu, btus
mach: mach
megabyte: megas
gigabyte: gigas
terabyte: teras
mile_per_gallon: miles per gallon, Meilen pro Gallone, millas por galón
dozen: dozen, dozens, Dutzend, douzaine, douzaines, docena, docenas
revolutions_per_minute: rpm, U/min, tr/min
mole: mole, moles, mol, moles
speed_of_light: speed of light, Lichtgeschwindigkeit
foot_pound: foot pound, foot pounds, ft lb, ft lbs
newton_meter: newton meter, newton metre, newton meters, newton metres, Newtonmeter
quarter: quarter of a year, quarters of a year, Quartal, Quartale, trimestre, trimestres
gram_force: gram force
"""

SYMBOLS: dict[str, str] = {
    "m": "meter", "g": "gram", "l": "liter", "L": "liter", "s": "second", "h": "hour", "min": "minute", "d": "day",
    "t": "metric_ton", "ft": "foot", "in": "inch", "yd": "yard", "mi": "mile", "nmi": "nautical_mile",
    "sm": "nautical_mile",
    "lb": "pound", "oz": "ounce", "st": "stone", "gal": "gallon", "qt": "quart", "pt": "pint", "ct": "carat",
    "ha": "hectare", "ac": "acre", "°C": "degree_Celsius", "℃": "degree_Celsius", "°F": "degree_Fahrenheit",
    "℉": "degree_Fahrenheit", "C": "degree_Celsius", "F": "degree_Fahrenheit", "K": "kelvin", "°K": "kelvin",
    "°": "degree", "W": "watt", "J": "joule", "N": "newton", "Pa": "pascal", "V": "volt", "A": "ampere", "Ω": "ohm",
    "Hz": "hertz", "cal": "calorie", "Cal": "kilocalorie", "eV": "electron_volt", "Wh": "watt_hour", "bar": "bar",
    "PS": "metric_horsepower", "ps": "metric_horsepower", "mpg": "mile_per_gallon",
    "l_per_100_km": "liter_per_100_km", "o": "byte", "Ko": "kilobyte", "ko": "kilobyte", "Mo": "megabyte",
    "Go": "gigabyte", "To": "terabyte", "CV": "metric_horsepower", "ch": "metric_horsepower", "mmHg": "mmHg",
    "inHg": "inHg", "Torr": "torr", "torr": "torr", "b": "bit", "B": "byte", "KB": "kilobyte",
    "bps": "bit_per_second", "kbps": "kilobit_per_second", "Kbps": "kilobit_per_second",
    "Mbps": "megabit_per_second", "mbps": "megabit_per_second", "Gbps": "gigabit_per_second",
    "gbps": "gigabit_per_second", "MBps": "megabyte_per_second", "ly": "light_year", "AE": "astronomical_unit",
    "AU": "astronomical_unit", "au": "astronomical_unit", "pc": "parsec", "rad": "radian", "\"": "inch", "″": "inch",
    "'": "foot", "′": "foot", "Å": "angstrom", "mol": "mole", "kp": "kilopond", "lbf": "pound_force",
    "Nm": "newton_meter", "Ah": "ampere_hour", "mAh": "milliampere_hour", "µm": "micrometer", "um": "micrometer",
}  # fmt: skip
"""Symbols, in which capitals count."""

_SHORT_PREFIXES = {
    "k": "kilo", "M": "mega", "G": "giga", "T": "tera", "P": "peta", "h": "hecto", "d": "deci", "c": "centi",
    "m": "milli", "µ": "micro", "μ": "micro", "u": "micro", "n": "nano", "p": "pico",
}  # fmt: skip
_SHORT_BASES = {
    "m": "meter", "g": "gram", "l": "liter", "L": "liter", "s": "second", "W": "watt", "Wh": "watt_hour", "J": "joule",
    "N": "newton", "Pa": "pascal", "V": "volt", "A": "ampere", "Ω": "ohm", "Hz": "hertz", "cal": "calorie",
    "F": "farad", "eV": "electron_volt", "B": "byte", "b": "bit", "bit": "bit", "byte": "byte", "K": "kelvin",
    "mol": "mole",
}  # fmt: skip
_NOT_MADE_OF_A_PREFIX = {"cd", "min", "pt", "ft", "hl", "Pb"}

_BINARY = {"Ki": "kibi", "Mi": "mebi", "Gi": "gibi", "Ti": "tebi", "Pi": "pebi"}
_LOOSE = {"kb": "kilobyte", "mb": "megabyte", "gb": "gigabyte", "tb": "terabyte", "pb": "petabyte"}
"""Capitals left out: people who write "gb" mean bytes."""


def _made() -> tuple[dict[tuple[str, ...], str], dict[str, str]]:
    words: dict[tuple[str, ...], str] = {}
    for block, prefixes in ((_PREFIXED, {"": "", **_PREFIXES}), (_WORDS, {"": ""})):
        for line in block.strip().splitlines():
            unit, _, names = line.partition(": ")
            for name in names.split(", "):
                for prefix, pint_prefix in prefixes.items():
                    words.setdefault(tuple(fold(prefix + name).replace("-", " ").split()), pint_prefix + unit)
    symbols = {prefix + base: long + unit for prefix, long in _SHORT_PREFIXES.items()
               for base, unit in _SHORT_BASES.items() if prefix + base not in _NOT_MADE_OF_A_PREFIX}  # fmt: skip
    symbols |= {"hl": "hectoliter"}
    symbols |= {prefix + base: long + unit for prefix, long in _BINARY.items()
                for base, unit in (("B", "byte"), ("bit", "bit"), ("b", "bit"))}  # fmt: skip
    words |= {(fold(long + unit),): long + unit.rstrip("s")
              for long in _BINARY.values() for unit in ("byte", "bytes", "bit", "bits")}  # fmt: skip
    words |= {(fold(long + unit),): long + "byte" for long in _BINARY.values() for unit in ("octet", "octets")}
    words |= {(fold("mébi" + unit),): "mebibyte" for unit in ("octet", "octets")}
    return words, _LOOSE | symbols | SYMBOLS


WORDS, EXACT = _made()
"""Folded words, and symbols in which capitals count, to pint's names."""

ROUGH = {symbol.casefold(): unit for symbol, unit in reversed(EXACT.items()) if len(symbol) > 1}
"""Symbols with their capitals lost: "KM", "khz", "Ml"."""
