"""How dates are written, for each language: FORMAT_MODULE_PATH of the settings leads here.

`LANGUAGE/formats.py` holds Django's format names; `en` serves every English.
"""

from datetime import date

from django.utils.formats import date_format


def weekday_and_day(day: date) -> str:
    """Friday 27 November: for a day so near that its year goes without saying."""
    return f"{date_format(day, 'l')} {date_format(day, 'MONTH_DAY_FORMAT')}"
