"""Dates, times and numbers as the reader's language writes them, in Norwegian time."""

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_decimal

from shared.web.i18n import language, locale

OSLO = ZoneInfo("Europe/Oslo")
BETWEEN_DAY_AND_MONTH = re.compile(r"(?<=\d) (?=[^\W\d])|(?<=\d\.) ")


def local(moment: date | datetime) -> date | datetime:
    """The same moment on a Norwegian clock; a date, or a time without zone, is already local."""
    return moment.astimezone(OSLO) if isinstance(moment, datetime) and moment.tzinfo else moment


def long_date(moment: date | datetime) -> str:
    """fredag 22. april 2022, with day and month on one line"""
    return BETWEEN_DAY_AND_MONTH.sub("\u00a0", format_date(local(moment), "full", locale=locale()))


def short_date(moment: date | datetime) -> str:
    """22. april, on one line"""
    pattern = "d\u00a0MMMM" if language() == "en" else "d.\u00a0MMMM"
    return format_date(local(moment), pattern, locale=locale())


def clock_time(moment: datetime | time) -> str:
    """18.30 (Språkrådet, 'Dato og tid': a full stop between hours and minutes); 18:30 in English."""
    pattern = "HH:mm" if language() == "en" else "HH.mm"
    if isinstance(moment, datetime):
        return format_datetime(local(moment), pattern, locale=locale())
    return format_time(moment, pattern, locale=locale())


def end_time(moment: datetime | time) -> str:
    """The same, on one line with the dash before it: 17.45–18.45"""
    return "\u2060" + clock_time(moment)


def number(value: float) -> str:
    """12 345,5"""
    return format_decimal(value, locale=locale())
