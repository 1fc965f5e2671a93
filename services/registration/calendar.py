"""The evening as a calendar entry (RFC 5545), in UTC so that no time zone need be described."""

from datetime import datetime
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from shared.directory import Exchange


def evening(exchange: Exchange, public_url: str, written_at: datetime, *, of: str) -> str:
    """The entry; `of` is whose it is, so that somebody who takes it in again changes it instead of doubling it."""
    event = Event()
    event.add("uid", f"{of}@{urlsplit(public_url).hostname}")
    event.add("dtstamp", written_at)
    event.add("dtstart", exchange.doors_at)
    event.add("dtend", exchange.closes_at)
    event.add("summary", exchange.name)
    event.add("location", f"{exchange.venue}, {exchange.municipality}")
    event.add("url", f"{public_url}/b/{exchange.slug}")
    calendar = Calendar()
    calendar.add("prodid", "-//Børsen//NO")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return str(calendar.to_ical(), "utf-8")
