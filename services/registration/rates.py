"""How often somebody may try: guards against guessing, and against flooding people with mail."""

from enum import Enum

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from shared.refusal import Refused


class Rate(Enum):
    """What is limited, and to how much. Counted per process: replicas allow as many times more."""

    LINK_PER_ADDRESS = RateLimitItemPerMinute(5, 15, "link-address")
    LINK_PER_CLIENT = RateLimitItemPerMinute(30, 15, "link-client")
    TOKEN_PER_CLIENT = RateLimitItemPerMinute(60, 15, "token-client")
    PICTURE_PER_CLIENT = RateLimitItemPerMinute(40, 15, "picture-client")
    # A town hall shares one address, and everybody in it may sign up on the last day.
    SIGN_UP_PER_CLIENT = RateLimitItemPerMinute(600, 1, "sign-up-client")


class Rates:
    """Counts attempts in the process's memory."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def allows(self, rate: Rate, who: str) -> bool:
        """Count an attempt; whether it is within the rate."""
        item: RateLimitItem = rate.value
        return bool(await self._limiter.hit(item, who))

    async def check(self, rate: Rate, who: str) -> None:
        """Count an attempt. Raises `Refused` (`too_many`)."""
        if not await self.allows(rate, who):
            raise Refused("too_many", "Det ble mange forsøk på kort tid. Vent noen minutter og prøv igjen.")
