"""Dates and times in English, in the letters of Django's `date` filter."""

DATE_FORMAT = "j F Y"  # 27 November 2026
MONTH_DAY_FORMAT = "j F"  # 27 November
TIME_FORMAT = "H:i"  # 14:05
DATETIME_FORMAT = "j F Y H:i"  # 27 November 2026 14:05
