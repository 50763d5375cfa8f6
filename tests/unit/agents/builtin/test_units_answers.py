"""Questions to the units agent as people type them, in four languages, with what the answer has to say."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from services.agents.builtin.reply import NotUnderstood, TooMuch
from services.agents.builtin.units.answer import answer

NOW_S = datetime(2026, 11, 26, 12, 0, tzinfo=UTC).timestamp()

UNITS = {
    "how many miles are 5 km": "**3.10686 miles**",
    "72 °F in C": "**22.2222 °C**",
    "-40 F in C": "**-40 °C**",
    "0 °C in K": "**273.15 K**",
    "5'11\" in cm": "**180.34 centimeters**",
    "5 ft 11 in cm": "**180.34 centimeters**",
    "180 lbs to kg": "**81.6466 kilograms**",
    "12 in to cm": "**30.48 centimeters**",
    "60 mph in km/h": "**96.56064 kilometers per hour**",
    "2.4 bar to psi": "**34.8091 psi**",
    "1 hectare in m²": "**10000 square meters**",
    "how many ounces in a cup": "**8 US fluid ounces**",
    "100 Mbps in MB/s": "100 megabits per second = **12.5 megabytes per second**",
    "1 acre in m^2": "**4046.87 square meters**",
    "3.5 GiB in bytes": "**3758096384 bytes**",
    "1 GB in MB": "**1000 megabytes**",
    "500 kcal in kJ": "**2092 kilojoules**",
    "how many feet in a mile": "**5280 feet**",
    "how many seconds are in a week": "**604800 seconds**",
    "convert miles to km": "**1.609344 kilometers**",
    "kWh to joules: 12.5": "**45000000 joules**",
    "1.83 m in feet and inches": "6 ft 0 in",
    "10 stone 4 in kg": "**65.3173 kilograms**",
    "2 h 30 min in seconds": "**9000 seconds**",
    "3h 45m plus 2h 50m": "**6 h 35 min**",
    "18 GB over 40 Mbit/s": "**1 h**",
    "300 km at 80 km/h": "**3 h 45 min**",
    "60 watts for 8 hours": "**0.48 kilowatt hours**",
    "6.3 l/100km in mpg": "**37.3356 US mpg**",
    "0.8 g/cm3 in kg/m3": "**800 kilograms per cubic meter**",
    "1 1/2 cups in ml": "**354.882 milliliters**",
    "half a cup in tablespoons": "**8 US tablespoons**",
    "thirty degrees to radians": "**0.523599 radians**",
    "53 pm in nm": "**0.053 nanometers**",
    "10^6 mm in km": "**1 kilometer**",
    "wie viel sind 12 Zoll in Zentimetern": "**30.48 centimeters**",
    "0,3 bar in Pascal": "**30000 pascals**",
    "Wie viele km sind 1.500 m?": "**1.5 kilometers**",
    "Rechne 15 Knoten in km/h um": "**27.78 kilometers per hour**",
    "120 PS in kW": "**88.25985 kilowatts**",
    "ein Pfund in Gramm": "**500 grams**",
    "convertis 8 miles en kilomètres": "**12.874752 kilometers**",
    "1,75 m en pieds": "**5.74147 feet**",
    "combien de grammes dans 6 onces": "**170.097 grams**",
    "cuántos centímetros son 6 pies": "**182.88 centimeters**",
    "pasa 25 grados celsius a fahrenheit": "**77 °F**",
    "media libra en gramos": "**226.796 grams**",
}
TWO_READINGS = {
    "2 cups in ml": ("**473.176 milliliters**", "**500 milliliters**"),
    "3 tons in kg": ("**3000 kilograms**", "**2721.55 kilograms**", "**3048.14 kilograms**"),
    "cuantos litros tiene un galón": ("**3.78541 liters**", "**4.54609 liters**"),
    "100 hp in kW": ("**74.57", "**73.549875 kilowatts**"),
    "1 TB in GB": ("**1000 gigabytes**", "1024"),
    "weekday of 03/04/2026": ("4 March 2026 is a **Wednesday**", "3 April 2026 is a **Friday**"),
    "9am IST in UTC": ("India Standard Time", "Irish Standard Time", "Israel Standard Time"),
}
DATES = {
    "3 weeks after 2026-03-01": "**Sunday, 22 March 2026**",
    "1 month after 31 January 2025": "28 February 2025",
    "90 days before 1 January 2026": "3 October 2025",
    "date in 1000 days from today": "22 August 2029",
    "days between 1 May 2024 and today": "**939 days**",
    "days between 3 March 2024 and 19 November 2025": "**626 days**",
    "how many days until Christmas": "**29 days**",
    "days until New Year": "**36 days**",
    "how many days until New Year's Eve?": "**35 days**",
    "days between Christmas and New Year's Day": "**7 days**",
    "which weekday are 24.12.2027 and 1.1.2028": "1 January 2028 is a **Saturday**",
    "are 2024 and 2026 leap years": "**No**, 2026",
    "how many days from 1 April to 30 April 2025": "**29 days**",
    "working days between 1 April and 30 April 2025": "**22 working days**",
    "what weekday is 24.12.2027": "**Friday**",
    "What day of the week does 29 February 2028 fall on?": "**Tuesday**",
    "which calendar week is 3 October 2025": "week 40 of 2025",
    "is 2100 a leap year?": "**No**",
    "is 2024 a leap year": "**Yes**",
    "I was born on 2 May 1987, how old am I": "**39 years**",
    "how many days in February 2024": "**29 days**",
    "next Friday": "27 November 2026",
    "vendredi prochain": "27 November 2026",
    "Easter 2027": "28 March 2027",
    "welcher Wochentag war der 9. November 1989": "**Thursday**",
    "Wie viele Tage liegen zwischen dem 1.9.2023 und dem 24.12.2025?": "**845 days**",
    "Datum heute plus 18 Wochen": "1 April 2027",
    "Combien de jours entre le 5 janvier et le 14 juillet 2025 ?": "**190 days**",
    "quel jour de la semaine était le 21 juin 1982 ?": "**Monday**",
    "L'année 1900 était-elle bissextile ?": "**No**",
    "¿Qué día de la semana cae el 12 de octubre de 2027?": "**Tuesday**",
    "Suma 10 semanas al 8 de febrero de 2025": "19 April 2025",
}
TIMES = {
    "9am EST in Berlin": "**15:00** in Berlin",
    "If it's 3pm in New York what time is it in Tokyo": "**05:00** in Tokyo (UTC+9), the next day",
    "convert 14:30 CET to PST": "**05:30** in PST",
    "what time is it in Tokyo": "**21:00**",
    "10:00 in Berlin on 1 July 2026 in UTC": "**08:00** in UTC",
    "noon UTC+2 in London": "**10:00** in London",
    "Wie spät ist es in Singapur, wenn es in Hamburg 9 Uhr ist?": "**16:00** in Singapur",
    "Quelle heure est-il à Montréal quand il est 20 h à Paris ?": "**14:00** in Montréal",
    "Si en Madrid son las 18:00, ¿qué hora es en Buenos Aires?": "**14:00** in Buenos Aires",
    "9am in Berlin": "in UTC",
    "15:00 UTC 2026-01-01 in Berlin": "**16:00** in Berlin",
    "9am UTC−5 in UTC": "**14:00** in UTC",
    "10:45 + 2h30": "**13:15**",
    "unix timestamp now": "**1795694400**",
    "between 8:47 and 17:12": "**8 h 25 min**",
    "23:50 to 06:15": "**6 h 25 min**",
    "4 Stunden 35 Minuten vor 13:20 Uhr": "**08:45**",
    "1609459200 to a date": "**2021-01-01 00:00:00 UTC**",
    "1693526400000 timestamp": "**2023-09-01 00:00:00 UTC**",
    "what's the epoch for 1 Jan 2030 midnight UTC": "**1893456000**",
    "2024-11-05T08:00:00Z in Los Angeles": "00:00** in Los Angeles",
}
NO_ANSWER = {
    "hello": "^$",
    "5 km in kg": "different things",
    "2 cups of flour in grams": "density",
    "100 dollars in euros": "exchange rates",
    "$20 in €": "exchange rates",
    "2025-02-30": "30 February 2025 does not exist",
    "1 month 15 days 2024-01-01": "before or after",
    "25:99 in Berlin": "no such time",
    "how long is a piece of string": "^$",
    "how long until 5pm": "time of day",
    "how many weeks are left this year": "^$",
    "how many days are in this month": "^$",
}


@pytest.mark.parametrize(("question", "result"), [*(UNITS | DATES | TIMES).items()])
def test_a_question_is_answered(question: str, result: str) -> None:
    assert result in answer(question, "", NOW_S)


@pytest.mark.parametrize(("question", "results"), [*TWO_READINGS.items()])
def test_what_can_be_read_in_several_ways_is_answered_in_each(question: str, results: tuple[str, ...]) -> None:
    told = answer(question, "", NOW_S)
    for result in results:
        assert result in told


@pytest.mark.parametrize(("question", "why"), [*NO_ANSWER.items()])
def test_what_is_not_understood_is_not_guessed(question: str, why: str) -> None:
    with pytest.raises(NotUnderstood, match=why):
        answer(question, "", NOW_S)


@pytest.mark.parametrize(
    "question",
    ["6^800000 m", "9**9**9 m", "5 m^800000", "days until 1.1.99999999", "10^12 weeks before today", "1e999 km in m"],
)
def test_too_much_is_refused(question: str) -> None:
    with pytest.raises(TooMuch):
        answer(question, "", NOW_S)


def test_the_askers_zone_is_unknown_and_utc_is_named() -> None:
    assert "I don't know your time zone" in answer("what time is it?", "", NOW_S)
    assert "In UTC it is 26 November 2026 today" in answer("days until 1 January 2027", "", NOW_S)


def test_a_follow_up_converts_the_same_quantity() -> None:
    first = answer("5 km in miles", "", NOW_S)
    assert "**16404.2 feet**" in answer("and in feet?", first, NOW_S)
    assert "**5000 meters**" in answer("und in Meter?", first, NOW_S)
    with pytest.raises(NotUnderstood):
        answer("and in feet?", "", NOW_S)
