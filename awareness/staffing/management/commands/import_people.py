"""`manage.py import_people FILE`: HR's import, by whoever runs the server."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from awareness.people.models import User
from awareness.staffing import importing, staging
from awareness.staffing.access import site_ids_of_hr
from awareness.staffing.known import staff_known
from awareness.staffing.known_columns import remembered
from awareness.staffing.models import Import, State
from awareness.staffing.plan_outcome import outcome_of
from awareness.staffing.plan_summary import summary
from awareness.staffing.planning.known import (
    MAKE_PLACE,
    PlaceAnswer,
    Places,
    fold_path,
    fold_place,
)
from awareness.staffing.planning.places import Proposal
from awareness.staffing.planning.plan import plan, unknown_places
from awareness.staffing.reading.heads import FIELDS_OF_PEOPLE, Field, bare_name
from awareness.staffing.reading.read import ReadRow, Sheet, read
from awareness.staffing.reading.refused import MAX_BYTES, FileRefused

STOPPED = (
    "Stopped: {touched} of {people} people would change or leave ({changed} change, {moved} of "
    "them move; {leavers} leave). If that is right: --although {touched}"
)


class Command(BaseCommand):
    help = (
        "Brings people in from a CSV or XLSX file. Prints what is new, changed, back, unchanged "
        "and who leaves, and the rows that need somebody; these are left out. Exits with 1 where "
        "something needs somebody."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("file", type=Path)
        add("--dry-run", action="store_true", help="write nothing")
        add("--whole", action="store_true", help="everybody stands in it: who does not, leaves")
        add("--format", choices=("text", "json"), default="text")
        add("--by", help="number or address of whoever of HR answers for it")
        add("--map", action="append", default=[], metavar="COLUMN=FIELD",
            help=f"what a column is: {', '.join(FIELDS_OF_PEOPLE)}; "
            "COLUMN= leaves it out")  # fmt: skip
        add("--new-sites", metavar="COUNTRY", help="make unknown sites, in this country (SE)")
        add("--new-teams", action="store_true", help="make unknown teams")
        add("--without-mail", action="store_true",
            help="nobody is written to about what they are asked by it")  # fmt: skip
        add("--although", type=int, metavar="N", help="import although so many change or leave")

    def handle(self, *args: Any, **options: Any) -> None:
        by, now = self._by(options["by"]), timezone.now()
        sheet = _sheet(options["file"], _mapping(options["map"]))
        source = Source(sheet)
        if not options["dry_run"]:
            source.stage(options["file"].name, by, now, whole=options["whole"])
        del sheet
        today, staff = staging.today_of(by), staff_known(staging.today_of(by), site_ids_of_hr(by))
        fields, places = source.columns.fields, Places()
        if options["new_sites"] or options["new_teams"]:
            unknown = unknown_places(source.rows(is_last=False), fields, staff, today)
            places = _said_yes(unknown, options)
        made = plan(
            source.rows(is_last=True), fields, staff, today,
            whole=options["whole"], answers=places,
        )  # fmt: skip
        outcome = outcome_of(source.columns, source.count, made, staff)
        outcome |= {"whole": options["whole"]} | summary(made, staff, today, now)
        if source.imported:
            del made, staff
            outcome |= _import(source.imported, places, options)
        if options["format"] == "json":
            self.stdout.write(json.dumps(outcome, ensure_ascii=False, indent=1))
        else:
            self.stdout.writelines(f"{line}\n" for line in _lines(outcome))
        if outcome["needs"] or outcome["proposed"] or outcome["brake"]:
            raise SystemExit(1)

    def _by(self, typed: str | None) -> User | None:
        if typed is None:
            return None
        person = User.objects.signing_in_with(typed).first()
        if person is None or "hr" not in person.roles:
            raise CommandError("--by names nobody of HR.")
        return person


class Source:
    """The rows of a file, held once: in memory, or in the database once they are staged. Of 100,000
    people they are sixty million bytes, so the last plan has them to itself."""

    def __init__(self, sheet: Sheet) -> None:
        self.columns, self.count = sheet.columns, len(sheet.rows)
        self._rows = sheet.rows
        self.imported: Import | None = None

    def stage(self, name: str, by: User | None, now: datetime, *, whole: bool) -> None:
        sheet = Sheet(self.columns, self.rows(is_last=True))
        self.imported = staging.stage(sheet, name, by, now, whole=whole)

    def rows(self, *, is_last: bool) -> list[ReadRow]:
        if self.imported:
            return staging.staged_rows(self.imported)
        rows = self._rows
        self._rows = [] if is_last else rows
        return rows


def _sheet(file: Path, mapping: dict[str, str]) -> Sheet:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise FileRefused("too_big")
        sheet = read(file.read_bytes(), remembered() | mapping)
        staging.require_recognisable(sheet.columns)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
    except FileRefused as refused:
        raise CommandError(refused.words) from None
    return sheet


def _mapping(pairs: list[str]) -> dict[str, str]:
    mapping = {}
    for pair in pairs:
        name, equals, field = pair.rpartition("=")
        if not equals or (field and field not in FIELDS_OF_PEOPLE):
            raise CommandError(
                f"--map {pair}: write COLUMN=FIELD; fields are {', '.join(FIELDS_OF_PEOPLE)}."
            )
        mapping[bare_name(name)] = field
    return mapping


def _said_yes(unknown: list[Proposal], options: dict[str, Any]) -> Places:
    """Every proposal answered as the options say: the sites and teams are to be made."""
    sites = [p.name[0] for p in unknown if p.column == Field.SITE]
    teams = [p.name for p in unknown if p.column == Field.TEAM]
    new_site = PlaceAnswer(is_made=True, country=(options["new_sites"] or "").upper())
    return Places(
        {fold_place(name): new_site for name in sites if options["new_sites"]},
        {fold_path(path): MAKE_PLACE for path in teams if options["new_teams"]},
    )


def _import(imported: Import, places: Places, options: dict[str, Any]) -> dict[str, Any]:
    """Plan a staged list and import it, with the sites and teams of `places` made. Its id, how many
    rows did something, and those that were left; nobody is imported where it may not begin."""
    imported.sites = {name: answer.as_json() for name, answer in places.sites.items()}
    imported.teams = [[list(path), answer.as_json()] for path, answer in places.teams.items()]
    imported.save(update_fields=["sites", "teams"])
    staging.plan_import(imported.pk)
    try:
        importing.begin(
            imported.pk, confirmed=options["although"], without_mail=options["without_mail"]
        )
    except importing.NotReady:
        return {"imported": 0}
    importing.carry_on(imported.pk)
    imported.refresh_from_db()
    rows = imported.planned_rows
    return {
        "import": str(imported.pk),
        "imported": rows.filter(outcome="done", kind__in=importing.KINDS_THAT_WRITE).count(),
        "left": list(rows.filter(outcome="left").values("row", "why")),
    } | ({"brake": None} if imported.state == State.IMPORTED else {})


def _lines(outcome: dict[str, Any]) -> Iterator[str]:
    counts = ("new", "changed", "back", "unchanged", "leavers")
    yield " · ".join(f"{outcome[name]} {name}" for name in counts)
    mails = f", {outcome['mails']} mails on {outcome['mail_day']}" if outcome["mail_day"] else ""
    yield f"{outcome['asked']} will be asked something by it{mails}"
    if outcome["absent"] and not outcome["whole"]:
        yield f"{outcome['absent']} people are not in the file. They stay: nobody said it is whole."
    if outcome["whole"] and outcome["sites_absent"]:
        yield f"Not in the file, so nobody leaves there: {', '.join(outcome['sites_absent'])}"
    for need in outcome["needs"]:
        place = f"row {need['row']}, {need['column']}" if need["row"] else need["name"]
        yield f"{place}: {need['value']!r}: {need['reason']}"
    for proposal in outcome["proposed"]:
        close = f" Is it {proposal['close']}?" if proposal["close"] else ""
        waiting = f"{proposal['people']} people wait for it.{close}"
        yield f"{proposal['column']} {proposal['name']!r} is not known here: {waiting}"
    for name in outcome["leaver_names"]:
        yield f"leaves: {name}"
    if brake := outcome["brake"]:
        yield STOPPED.format(touched=brake["changed"] + brake["leavers"], **brake)
    if "imported" in outcome:
        yield f"{outcome['imported']} imported."
