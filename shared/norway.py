"""The time zone in which exchanges take place: what a day is, also for those who may not ask a clock."""

from zoneinfo import ZoneInfo

NORWAY = ZoneInfo("Europe/Oslo")
