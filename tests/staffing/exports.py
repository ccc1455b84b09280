"""Lists of 4,000 people in the shapes of three HR systems, with sixty faults planted in each.

Made by a seed, so that every run plants the same. `Export.faults` are (row, code) as the plan has
to name them; no other row may be named. Columns that are not taken hold health and pay.
"""

import csv
import io
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from openpyxl import Workbook

FIRST = (
    "Åsa", "Erik", "Maja", "Björn", "Ewa", "Farid", "Jürgen", "Zoë", "Tobias", "Marit", "Ifeoma",
    "Siân", "Peter", "Linnéa", "Callum", "Jana", "Oskar", "Greta", "Samir", "Ruth",
)  # fmt: skip
LAST = (
    "Öberg", "Lindqvist", "Nowak", "Rahimi", "Groß", "Ek", "O’Brien", "Sjöström", "Renner", "Vogt",
    "Okafor", "Nilsson", "Drummond", "Holm", "Reid", "Åkesson", "Müller", "Haddad", "Berg-Dahl",
)  # fmt: skip
SITES = ("Göteborg", "Hamburg", "Leeds", "Malmö", "Cork", "Turku")
TEAMS = tuple(f"{unit} / {shift}" for unit in ("Packing", "Transport", "Cold store", "Office")
              for shift in ("Day", "Night", "Weekend"))  # fmt: skip
ROWS = 4000

type Person = dict[str, object]


@dataclass
class Export:
    data: bytes
    faults: set[tuple[int, str]] = field(default_factory=set)


def people(seed: int) -> list[Person]:
    """What the systems hold of everybody, before anything goes wrong."""
    chance = random.Random(seed)  # noqa: S311  (invented people)
    made: list[Person] = []
    for n in range(ROWS):
        team = TEAMS[n % len(TEAMS)]
        made.append(
            {
                "number": f"{n + 101:05}",
                "email": f"person.{n}@example.com" if n % 3 else "",
                "first": chance.choice(FIRST),
                "last": chance.choice(LAST),
                "site": SITES[n % len(SITES)],
                "team": team,
                # Whoever leads a team stands in one of the first rows, under the first of all.
                "manager": f"{101 + n % len(TEAMS):05}" if n >= len(TEAMS) else "",
                "start": date(2008, 1, 1) + timedelta(days=chance.randrange(6000)),
                "end": "",
                "leave": "",
                "language": chance.choice(("sv", "de", "en")),
                "absence": chance.choice(("", "", "sjuk", "krank", "sick leave")),
            }
        )
    return made


# One fault of a kind: what it does to somebody in the list, and the code the plan has to say.
FAULTS: tuple[tuple[str, Callable[[Person, list[Person]], None]], ...] = (
    ("e_notation", lambda p, _all: p.update(number="4,00E+05")),
    ("address_as_number", lambda p, _all: p.update(number="who@example.com")),
    ("nobody", lambda p, _all: p.update(number="", email="")),
    ("not_an_address", lambda p, _all: p.update(email="peter.nilsson@example")),
    ("two_addresses", lambda p, _all: p.update(email="a.b@example.com; c.d@example.com")),
    ("half_name", lambda p, _all: p.update(last="")),
    ("letters_lost", lambda p, _all: p.update(first="Bj?rn")),
    ("letters_lost", lambda p, _all: p.update(first="LinnÃ©a")),
    ("no_such_day", lambda p, _all: p.update(start="31/02/2021")),
    ("not_a_day", lambda p, _all: p.update(start="see note")),
    ("short_year", lambda p, _all: p.update(start="14/03/19")),
    ("far_day", lambda p, _all: p.update(start=date(1826, 3, 4))),
    ("end_before_start", lambda p, _all: p.update(start=date(2026, 9, 1), end=date(2026, 8, 1))),
    ("not_a_day", lambda p, _all: p.update(leave="sjuk")),
    ("language", lambda p, _all: p.update(language="Klingonish")),
    ("circle", lambda p, _all: p.update(team="Packing / Night / Packing")),
    ("close_name", lambda p, _all: p.update(site="Hamburgg")),
    ("no_manager", lambda p, _all: p.update(manager="99999")),
    ("own_manager", lambda p, _all: p.update(manager=p["number"])),
    ("error", lambda p, _all: p.update(site="#REF!")),
)


def plant(made: list[Person], first_row: int = 2) -> set[tuple[int, str]]:
    """Three faults of each kind, none in a row that leads a team; (row, code) of each."""
    planted = set()
    for turn in range(3):
        for kind, (code, spoil) in enumerate(FAULTS):
            at = 40 + turn * 1200 + kind * 37
            spoil(made[at], made)
            planted.add((at + first_row, code))
    return planted


def text(value: object, form: str) -> str:
    return value.strftime(form) if isinstance(value, date) else str(value)


def swedish() -> Export:
    """A payroll system's CSV: Windows-1252, semicolons, ISO days, a column of absence."""
    made = people(1)
    faults = plant(made)
    out = io.StringIO()
    sheet = csv.writer(out, delimiter=";", lineterminator="\r\n")
    head = "Anst.nr;E-postadress;Förnamn;Efternamn;Arbetsplats;Enhet;Chef anst.nr;Anställd fr.o.m."
    sheet.writerow([*head.split(";"), "Anställd t.o.m.", "Tjänstledig från", "Språk", "Frånvaro"])
    for p in made:
        sheet.writerow(
            [p["number"], p["email"], p["first"], p["last"], p["site"], p["team"], p["manager"]]
            + [text(p[day], "%Y-%m-%d") for day in ("start", "end", "leave")]
            + [p["language"], p["absence"]]
        )
    return Export(out.getvalue().encode("cp1252"), faults)


def german() -> Export:
    """A tab-separated list in UTF-16 with dotted days and an open end of 31.12.9999."""
    made = people(2)
    faults = plant(made)
    out = io.StringIO()
    sheet = csv.writer(out, delimiter="\t", lineterminator="\r\n")
    sheet.writerow(
        ["Pers.-Nr.", "Name", "Vorname", "E-Mail dienstlich", "Standort", "Abteilung",
         "Vorgesetzter Personalnr.", "Eintritt", "Austritt", "Beurlaubt ab", "Sprache",
         "Steuerklasse"]
    )  # fmt: skip
    for p in made:
        end = p["end"] or date(9999, 12, 31)
        sheet.writerow(
            [p["number"], p["last"], p["first"], p["email"], p["site"], p["team"], p["manager"]]
            + [text(day, "%d.%m.%Y") for day in (p["start"], end, p["leave"])]
            + [p["language"], "I"]
        )
    return Export(out.getvalue().encode("utf-16"), faults)


def english() -> Export:
    """A workbook with a title above the head, days as days, numbers as text."""
    made = people(3)
    faults = plant(made, first_row=4)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Worker report")
    sheet.append(["Worker report, all organisations"])
    sheet.append([])
    sheet.append(
        ["Employee ID", "Work Email", "First Name", "Last Name", "Location",
         "Supervisory Organization", "Manager Employee ID", "Hire Date", "Termination Date",
         "Leave Start Date",
         "Preferred Language", "Absence Reason"]
    )  # fmt: skip
    for p in made:
        sheet.append(
            [p["number"], p["email"], p["first"], p["last"], p["site"], p["team"], p["manager"],
             p["start"], p["end"] or None, p["leave"] or None, p["language"], p["absence"]]
        )  # fmt: skip
    out = io.BytesIO()
    book.save(out)
    return Export(out.getvalue(), faults)
