"""Rows of the tallies that are about the same become one; what is read of them is as before."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import DEFAULT_DB_ALIAS, connections

from awareness import giving_way
from awareness.assignments.tallying import (
    NO_DAY,
    TALLY_TABLES,
    TEAM_TALLIES,
    TallyTable,
    replace_rows,
)

WEEKS_SHOWN = 12  # of which is told how many were asked and done on their Mondays


def compact(today: date) -> None:
    """Put rows together, of a site in one transaction; of sites alone where there are some.
    `today`: where it is earliest.

    How it stood is read for the last Mondays and for today (over_time.mondays_and_today). So what
    was asked or done in a week that is over counts from the Monday after it, and what is older than
    all these Mondays from the first: the rows do not grow with the years. Of memberships is read
    who has one on that day or later: since when does not matter once it has begun, and those that
    are over go."""
    vendor = connections[DEFAULT_DB_ALIAS].vendor
    for sums in TALLY_TABLES:
        compacted = _compacted_columns(sums, today, vendor)
        is_over = f"until <= '{today}'" if sums is TEAM_TALLIES else "1 = 0"
        for site_id in _sites_to_compact(sums, compacted, is_over):
            where = "site_id IS NULL" if site_id is None else f"site_id = {site_id:d}"
            source = "gone" if vendor == "postgresql" else sums.table
            columns = ", ".join(
                [*(compacted.get(name, name) for name in sums.columns_summed), "number"]
            )
            select = f"SELECT {columns} FROM {source} WHERE {where} AND ({is_over}) IS NOT TRUE"  # noqa: S608
            replace_rows(
                sums,
                f"DELETE FROM {sums.table} WHERE {where}",  # noqa: S608
                sums.summed_sql(select, vendor),
            )
            giving_way.let_others_write()


def _compacted_columns(sums: TallyTable, today: date, vendor: str) -> Mapping[str, str]:
    """By column that is kept otherwise than it was written: as what, in SQL."""
    last_monday = today - timedelta(days=today.weekday())
    first_monday = last_monday - timedelta(weeks=WEEKS_SHOWN)
    next_monday = "date(day, 'weekday 1')"  # that day or the next
    if vendor == "postgresql":
        next_monday = "day + (8 - EXTRACT(ISODOW FROM day)::int) % 7"
    compacted_day = (
        f"CASE WHEN kind NOT IN ('asked', 'done') OR day > '{last_monday}' THEN day"
        f" WHEN day <= '{first_monday}' THEN '{first_monday}' ELSE {next_monday} END"
    )
    if sums is not TEAM_TALLIES:
        return {"day": compacted_day}
    return {
        "day": compacted_day,
        "since": f"CASE WHEN since <= '{today}' THEN '{NO_DAY}' ELSE since END",
    }


def _sites_to_compact(
    sums: TallyTable, compacted: Mapping[str, str], is_over: str
) -> list[int | None]:
    """Those with rows that are about the same, or that would be kept otherwise. A query."""
    groups = ", ".join(compacted.get(name, name) for name in sums.columns_summed)
    changed = [f"{name} <> {column}" for name, column in compacted.items()]
    is_to_compact = " OR ".join((is_over, *changed))
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(
            f"SELECT site_id FROM {sums.table} GROUP BY site_id, {groups}"  # noqa: S608
            " HAVING count(*) > 1 OR sum(number) = 0"
            f" OR max(CASE WHEN {is_to_compact} THEN 1 ELSE 0 END) = 1"
        )
        return list(dict.fromkeys(site_id for (site_id,) in cursor.fetchall()))
