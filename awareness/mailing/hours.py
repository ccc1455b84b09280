"""Working hours and days, by the clock of where somebody works. Pure.

Monday to Friday, eight to five. Holidays are not known, and neither are shifts.
"""

from datetime import date, datetime, time, timedelta, tzinfo

OPENS, SHUTS = time(8), time(17)
DAY = timedelta(days=1)
LONGEST_WEEKEND = timedelta(days=3)


def is_working_day(day: date) -> bool:
    return day.weekday() < 5


def working_day(day: date) -> date:
    """The day itself, or the next on which people work."""
    while not is_working_day(day):
        day += DAY
    return day


def opening(day: date, zone: tzinfo) -> datetime:
    """When the working day begins there."""
    return datetime.combine(day, OPENS, tzinfo=zone)


def wait_until(now: datetime, zone: tzinfo) -> datetime | None:
    """When a mail may go that may not now; None: it may."""
    local = now.astimezone(zone)
    day = local.date()
    if is_working_day(day) and OPENS <= local.time() < SHUTS:
        return None
    is_before_opening = is_working_day(day) and local.time() < OPENS
    return opening(day if is_before_opening else working_day(day + DAY), zone)
