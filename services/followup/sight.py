"""What the service sees of other services, for policies that must not act on an old picture."""

import structlog

from shared.checkpoint import Source
from shared.projection import Runner

logger = structlog.get_logger()


class Sight:
    """Projections of other services' events, each with the source of its events.

    A policy may be ahead of the projections whose tables it asks, even where both follow the same stream.
    """

    def __init__(self, *followed: tuple[Runner, Source]) -> None:
        self._followed = followed

    async def current(self) -> None:
        """Returns when the projections show all that has happened until now, however long that takes."""
        for projection, source in self._followed:
            head = await source.head()
            while not await projection.reached(head):
                logger.info("policy waits", projection=projection.projection.name, position=head)
