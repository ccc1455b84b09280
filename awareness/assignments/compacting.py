"""Rows of the tallies that are about the same become one; what is read of them is as before."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import DEFAULT_DB_ALIAS, connections

from awareness import giving_way
from awareness.assignments.tallying import ALL_SUMS, ALWAYS, IN_TEAMS, Sums, replace

WEEKS = 12  # of which is told how many were asked and done on their Mondays


def compact(today: date) -> None:
    """Put rows together, of a site in one transaction; of sites alone where there are some.
    `today`: where it is earliest.

    How it stood is read for the last Mondays and for today (over_time.mondays). So what was asked
    or done in a week that is over counts from the Monday after it, and what is older than all these
    Mondays from the first: the rows do not grow with the years. Of memberships is read who has one
    on that day or later: since when does not matter once it has begun, and those that are over go.
    """
    vendor = connections[DEFAULT_DB_ALIAS].vendor
    for sums in ALL_SUMS:
        kept = _as_kept(sums, today, vendor)
        is_over = f"until <= '{today}'" if sums is IN_TEAMS else "1 = 0"
        for site in _sites_to_compact(sums, kept, is_over):
            where = "site_id IS NULL" if site is None else f"site_id = {site:d}"
            rows = "gone" if vendor == "postgresql" else sums.table
            columns = ", ".join([*(kept.get(name, name) for name in sums.about), "number"])
            left = f"SELECT {columns} FROM {rows} WHERE {where} AND ({is_over}) IS NOT TRUE"  # noqa: S608
            replace(sums, f"DELETE FROM {sums.table} WHERE {where}", sums.summed(left, vendor))  # noqa: S608
            giving_way.let_others_write()


def _as_kept(sums: Sums, today: date, vendor: str) -> Mapping[str, str]:
    """By column that is kept otherwise than it was written: as what, in SQL."""
    last = today - timedelta(days=today.weekday())
    first = last - timedelta(weeks=WEEKS)
    monday = "date(day, 'weekday 1')"  # that day or the next
    if vendor == "postgresql":
        monday = "day + (8 - EXTRACT(ISODOW FROM day)::int) % 7"
    day = (
        f"CASE WHEN kind NOT IN ('asked', 'done') OR day > '{last}' THEN day"
        f" WHEN day <= '{first}' THEN '{first}' ELSE {monday} END"
    )
    if sums is not IN_TEAMS:
        return {"day": day}
    return {"day": day, "since": f"CASE WHEN since <= '{today}' THEN '{ALWAYS}' ELSE since END"}


def _sites_to_compact(sums: Sums, kept: Mapping[str, str], is_over: str) -> list[int | None]:
    """Those with rows that are about the same, or that would be kept otherwise. A query."""
    groups = ", ".join(kept.get(name, name) for name in sums.about)
    others = [f"{name} <> {as_kept}" for name, as_kept in kept.items()]
    is_other = " OR ".join((is_over, *others))
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(
            f"SELECT site_id FROM {sums.table} GROUP BY site_id, {groups}"  # noqa: S608
            " HAVING count(*) > 1 OR sum(number) = 0"
            f" OR max(CASE WHEN {is_other} THEN 1 ELSE 0 END) = 1"
        )
        return list(dict.fromkeys(site for (site,) in cursor.fetchall()))
