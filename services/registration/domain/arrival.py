"""When somebody came through the door, as far as a tablet that was without network can be believed."""

from datetime import datetime


def moment_of_arrival(tapped_at: datetime | None, now: datetime, earliest: datetime) -> datetime:
    """The moment of the tap, where it lies between `earliest` and now.

    A tablet's clock may be wrong, or set while it was offline; what it says is never later than when we heard of it.
    """
    if tapped_at is None:
        return now
    return min(now, max(tapped_at, earliest))
