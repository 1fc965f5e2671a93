"""Whether an evening is ahead of the record: the record is spread evenly over the hour (cockpit.js counts on)."""

from datetime import datetime, timedelta


def ahead(count: int, record: int, opened_at: datetime, closes_at: datetime, now: datetime) -> int:
    """How many agreements an open market is ahead of the record's pace; negative behind it."""
    length = closes_at - opened_at
    passed = min(max(now - opened_at, timedelta()), length)
    return count - round(record * (passed / length))
