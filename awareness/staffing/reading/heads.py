"""What the columns of a list of people are called in English, Swedish and German."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Field(StrEnum):
    """What a column can be taken for. There is none for a role: a file grants none but manager."""

    NUMBER = "number"
    EMAIL = "email"
    NAME = "name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    SITE = "site"
    TEAM = "team"
    MANAGER = "manager"
    START = "start"
    END = "end"
    LEAVE_FROM = "leave_from"
    LEAVE_UNTIL = "leave_until"
    LEAVE = "leave"  # both days in one cell
    YOUTH_UNTIL = "youth_until"
    LANGUAGE = "language"
    # Of a list of what people finished in another system.
    TITLE = "title"
    DONE = "done"


LABELS = {
    Field.NUMBER: _("Employee number"),
    Field.EMAIL: _("E-mail"),
    Field.NAME: _("Name"),
    Field.FIRST_NAME: _("First name"),
    Field.LAST_NAME: _("Last name"),
    Field.SITE: _("Site"),
    Field.TEAM: _("Team"),
    Field.MANAGER: _("Manager"),
    Field.START: _("Start day"),
    Field.END: _("End day"),
    Field.LEAVE_FROM: _("On leave from"),
    Field.LEAVE_UNTIL: _("On leave until"),
    Field.LEAVE: _("On leave, from and until"),
    Field.YOUTH_UNTIL: _("Youth edition until"),
    Field.LANGUAGE: _("Language"),
    Field.TITLE: _("What was finished"),
    Field.DONE: _("Day it was finished"),
}
FIELDS_OF_EARLIER: tuple[Field, ...] = (Field.NUMBER, Field.EMAIL, Field.TITLE, Field.DONE)
FIELDS_OF_PEOPLE: tuple[Field, ...] = tuple(
    field for field in Field if field not in (Field.TITLE, Field.DONE)
)
FIELDS_OF_DAYS = (Field.START, Field.END, Field.LEAVE_FROM, Field.LEAVE_UNTIL, Field.YOUTH_UNTIL)
FIELDS_OF_NAMES = (Field.NAME, Field.FIRST_NAME, Field.LAST_NAME)
NOT_TAKEN = ""  # what a column is mapped to that is left where it is

# The surest name of each first: where two columns could be a field, the earlier one here is it.
_NAMES_BY_FIELD: dict[Field, str] = {
    Field.NUMBER: """
        employee number, employee no, employee nr, employee id, emp no, emp id, emp number,
        empno, staff number, staff no, staff id, personnel number, personnel no, worker id,
        payroll number, payroll no, payroll id, number, id number of employee, person id, pernr,
        anställningsnummer, anställningsnr, anst nummer, anst nr, anstnr, anställnings id, anst
        id, anställd nr, medarbetarnummer, medarbetarnr, medarbetar id, löpnummer anställd,
        personalnummer, personalnr, personal nr, pers nr, mitarbeiternummer, mitarbeiternr,
        mitarbeiter nr, mitarbeiter id, ma nr, ma nummer, stammnummer, nr, no, nummer, id""",
    Field.EMAIL: """
        work e-mail, work email, business email, company email, email work, office email, e-mail
        address, email address, e-mail, email, mail, mail address, work mail, upn, user principal
        name, e-post arbete, e-postadress arbete, jobbmejl, arbetsmejl, e-postadress, e-post,
        epost, mejl, mejladress, mailadress, e-mail dienstlich, dienstliche e-mail, e-mail
        geschäftlich, e-mail-adresse, mailadresse""",
    Field.NAME: """
        name, full name, display name, employee name, employee, worker, worker name, person,
        namn, fullständigt namn, hela namnet, medarbetare, anställd, personens namn, för- och
        efternamn, vollständiger name, mitarbeiter, mitarbeitername, anzeigename, vor- und
        nachname""",
    Field.FIRST_NAME: """
        preferred first name, first name, firstname, given name, forename, preferred name,
        tilltalsnamn, förnamn, rufname, vorname""",
    Field.LAST_NAME: """
        last name, lastname, surname, family name, efternamn, nachname, familienname, zuname""",
    Field.SITE: """
        site, site name, work site, location, work location, office, workplace, place of work,
        plant, arbetsplats, arbetsställe, ort, arbetsort, placeringsort, kontor, anläggning,
        plats, standort, arbeitsort, arbeitsstätte, dienstort, werk, niederlassung,
        betriebsstätte""",
    Field.TEAM: """
        team, team path, department path, department, dept, organisation unit, organization unit,
        organisational unit, organizational unit, org unit, orgunit, unit, group, supervisory
        organization, supervisory organisation, enhet, avdelning, organisatorisk enhet,
        organisation, arbetsgrupp, grupp, abteilung, organisationseinheit, org einheit, gruppe,
        bereich, arbeitsgruppe""",
    Field.MANAGER: """
        manager number, manager employee number, manager id, manager employee id, manager no,
        manager e-mail, manager email, manager work email, supervisor id, supervisor number,
        supervisor email, line manager id, line manager email, line manager, manager, supervisor,
        reports to, reports to id, reports to email, chefens anställningsnummer, chef
        anställningsnummer, chef anst nr, chef anstnr, chef nr, chefsnummer, chef id, chef
        e-post, chefens e-post, chef epost, närmaste chef anst nr, närmaste chefs e-post,
        närmaste chef e-post, närmaste chef, närmsta chef, chef, vorgesetzter personalnummer,
        vorgesetzter personalnr, vorgesetzter nr, vorgesetzter e-mail, e-mail vorgesetzter,
        führungskraft personalnummer, führungskraft e-mail, vorgesetzter, vorgesetzte,
        vorgesetzte r, führungskraft""",
    Field.START: """
        start date, start day, start, hire date, date of hire, hired, date hired, employment
        start, employment start date, joining date, date of joining, entry date, original hire
        date, anställningsdatum, anställd från, anställd fr o m, anst datum, startdatum, börjar,
        första anställningsdag, från och med, fr o m, tillträde, tillträdesdag, eintritt,
        eintrittsdatum, eintrittstag, beginn, beschäftigt seit, startdatum""",
    Field.END: """
        end date, end day, end, termination date, leaving date, date of leaving, last day, last
        working day, employment end, employment end date, exit date, contract end, slut, slutdatum,
        slutar, slutar den, anställd till, anställd t o m, avgångsdatum, avslutad, sista
        anställningsdag, sista dag, till och med, t o m, anställningens slut, austritt,
        austrittsdatum, austrittstag, ende, enddatum, letzter arbeitstag, befristet bis""",
    Field.LEAVE_FROM: """
        leave from, leave start, leave start date, on leave from, absence from, absence start,
        ledig från, tjänstledig från, tjänstledig fr o m, ledighet från, ledighet fr o m,
        tjänstledighet från, tjänstledighet fr o m, ledighet start, ledighet startdatum,
        frånvaro från, frånvaro fr o m, frånvaro start, frånvaro startdatum, frånvarande från,
        frånvarande fr o m, abwesend ab, abwesend von, abwesenheit von, abwesenheit
        ab, beurlaubt ab, beurlaubt von""",
    Field.LEAVE_UNTIL: """
        leave until, leave to, leave end, leave end date, on leave until, on leave to, absence
        until, absence to, absence end, ledig till, ledig t o m, tjänstledig till, tjänstledig t
        o m, ledighet till, ledighet t o m, tjänstledighet till, tjänstledighet t o m, ledighet
        slut, ledighet slutdatum, frånvaro till, frånvaro t o m, frånvaro slut, frånvaro
        slutdatum, frånvarande till, frånvarande t o m, abwesend bis,
        abwesenheit bis, beurlaubt bis""",
    Field.LEAVE: """
        leave from-to, leave from-until, on leave from-to, leave period, leave dates, absence
        from-to, absence period, absence dates, ledig från-till, ledighet från-till,
        ledighetsperiod, tjänstledig från-till, tjänstledig fr o m - t o m,
        tjänstledighetsperiod, frånvaro från-till, frånvaroperiod, abwesend von-bis, abwesenheit
        von-bis, abwesenheitszeitraum, beurlaubt von-bis, beurlaubungszeitraum""",
    Field.YOUTH_UNTIL: """
        youth until, youth edition until, minor until, under 18 until, apprentice until, ungdom
        till, ungdom t o m, minderårig till, minderårig t o m, under 18 till, jugend bis,
        jugendlich bis, minderjährig bis, unter 18 bis""",
    Field.LANGUAGE: """
        language, preferred language, language code, correspondence language, locale, lang,
        språk, språkkod, föredraget språk, sprache, sprachcode, korrespondenzsprache""",
    Field.TITLE: """
        course title, course name, training title, training name, module title, module name,
        learning title, activity name, course, training, module, learning, activity, programme,
        program, certification, title, utbildningens namn, kursnamn, kurstitel, utbildning, kurs,
        modul, aktivitet, titel, schulungstitel, kursname, schulung, weiterbildung, unterweisung,
        lernmodul, bezeichnung""",
    Field.DONE: """
        completion date, completed on, date completed, date of completion, completed at, completed
        date, finished on, finish date, date finished, done on, passed on, completed, finished,
        date, day, slutförd den, slutförd datum, slutfört, slutförd, genomförd den, genomförd
        datum, genomförd, avklarad, godkänd den, datum, dag, abgeschlossen am, abschlussdatum,
        absolviert am, teilgenommen am, abgeschlossen, absolviert, tag""",
}  # fmt: skip
# Columns that hold national identity numbers, by name: Nordic countries, Germany and others.
_IDENTITY_COLUMNS = """
    personnr, personnummer, person nr, svenskt personnummer, samordningsnummer, samordningsnr,
    födelsenummer, födelsenr, fødselsnummer, fødselsnr, fnr, cpr, cpr nr, cpr nummer,
    henkilötunnus, hetu, kennitala, social security number, social security no, social security,
    ssn, national insurance number, ni number, nino, national id, national identity number,
    national identification number, identity number, personal identity number, personal identity
    code, sozialversicherungsnummer, sv nummer, sv nr, svnr, rentenversicherungsnummer, steuer
    id, steueridentifikationsnummer, steuerliche identifikationsnummer, pesel, bsn,
    burgerservicenummer, rijksregisternummer, codice fiscale, nir, passport number, passport no"""


def bare_name(name: str) -> str:
    """A name of a column without case, accents, blanks and signs: „Anst.-Nr“ is anstnr."""
    folded = unicodedata.normalize("NFKD", name).casefold().replace("ø", "o").replace("æ", "ae")
    return re.sub(r"[\W_]", "", "".join(c for c in folded if not unicodedata.combining(c)))


def _rank_by_name(names: str) -> dict[str, int]:
    return {
        key: rank
        for rank, key in reversed([*enumerate(bare_name(name) for name in names.split(","))])
    }


_RANKS_BY_FIELD = {field: _rank_by_name(names) for field, names in _NAMES_BY_FIELD.items()}
_IDENTITY_NAMES = frozenset(_rank_by_name(_IDENTITY_COLUMNS))


def is_identity_name(name: str) -> bool:
    """Whether a column of that name holds national identity numbers."""
    return bare_name(name) in _IDENTITY_NAMES


def guess_fields(
    head: Sequence[str],
    remembered: Mapping[str, str] | None = None,
    among: Collection[Field] = FIELDS_OF_PEOPLE,
) -> dict[int, Field]:
    """Field by place in the head; columns are taken for fields of `among` alone. `remembered`: what
    HR mapped before, by the bare name of the column (NOT_TAKEN where it is left where it is); it
    goes before every guess."""
    remembered = remembered or {}
    best: dict[Field, tuple[int, int]] = {}  # (rank, place) of the surest column
    for place, name in enumerate(head):
        key = bare_name(name)
        if key in remembered:
            if remembered[key] != NOT_TAKEN:
                field = Field(remembered[key])
                best[field] = min(best.get(field, (0, place)), (-1, place))
            continue
        for field in among:
            if key in (ranks := _RANKS_BY_FIELD[field]):
                best[field] = min(best.get(field, (10_000, place)), (ranks[key], place))
    # In German lists „Name“ beside „Vorname“ is the surname.
    if Field.FIRST_NAME in best and Field.NAME in best and Field.LAST_NAME not in best:
        best[Field.LAST_NAME] = best.pop(Field.NAME)
    # Where both are there, “Anställd” or “Person” beside them is something else: a day, a mark.
    if {Field.FIRST_NAME, Field.LAST_NAME} <= best.keys() and best.get(Field.NAME, (-1,))[0] >= 0:
        del best[Field.NAME]
    return {place: field for field, (_rank, place) in best.items()}


def count_known_names(head: Sequence[str], among: Collection[Field] = FIELDS_OF_PEOPLE) -> int:
    """How many of these cells are names of columns."""
    keys = {bare_name(name) for name in head if name}
    return sum(any(key in _RANKS_BY_FIELD[field] for field in among) for key in keys)
