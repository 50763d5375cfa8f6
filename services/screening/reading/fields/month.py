"""Names of months, seasons and "until now" in the four languages, as they stand in dates. All are folded."""

from __future__ import annotations

MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "january janner januar janvier janv enero ene jan",
            "february feber februar fevrier fevr fev febrero feb",
            "march marz maerz mars marzo mar mrz",
            "april avril avr abril abr apr",
            "may mai mayo",
            "june juni juin junio jun",
            "july juli juillet juil julio jul",
            "august aout agosto ago aug",
            "september septembre septiembre setiembre sept sep set",
            "october oktober octobre octubre oct okt",
            "november novembre noviembre nov",
            "december dezember decembre diciembre dec dez dic",
        ),
        1,
    )
    for name in names.split()
}
SEASONS: dict[str, int] = {
    name: month
    for month, names in (
        (3, "spring fruhling fruhjahr printemps primavera"),
        (6, "summer sommer ete verano"),
        (9, "autumn fall herbst automne otono"),
        (0, "winter hiver invierno"),  # of which year's end, nobody knows
    )
    for name in names.split()
}
NOW = (
    "to date", "to present", "till date", "till now", "until now", "up to now", "present", "current", "currently",
    "now", "today", "ongoing", "date", "to the present", "until present", "until today",
    "bis heute", "heute", "bis jetzt", "jetzt", "aktuell", "dato", "bis dato", "laufend", "gegenwart", "gegenwartig",
    "andauernd", "bis auf weiteres", "derzeit",
    "aujourd'hui", "a aujourd'hui", "jusqu'a aujourd'hui", "a ce jour", "jusqu'a ce jour", "ce jour", "a present",
    "jusqu'a present", "en cours", "maintenant", "actuel", "actuellement", "actuelle", "nos jours", "a nos jours",
    "actualidad", "la actualidad", "hasta la actualidad", "a la actualidad", "presente", "al presente", "el presente",
    "hasta hoy", "hoy", "hasta la fecha", "la fecha", "a la fecha", "fecha", "actual", "actualmente", "hasta ahora",
    "en curso", "hasta el presente", "act.",
)  # fmt: skip
