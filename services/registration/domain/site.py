"""An exchange's public site (`site-{exchange}`): what it says and shows, published as a whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from shared.contracts.base import Event
from shared.contracts.site import SiteColours, SitePicture, SitePublished
from shared.decider import Decider
from shared.refusal import Refused


@dataclass(frozen=True, slots=True)
class PublishSite:
    """Say and show this from now on; sections without a text say what Børsen does."""

    exchange: UUID
    texts: Mapping[str, str]
    picture: SitePicture | None
    colours: SiteColours | None


State = SitePublished | None
"""What was published last, None where nobody has changed anything yet."""


def decide(command: PublishSite, state: State) -> Sequence[Event]:
    """The events of a command, none when it changes nothing. Raises `Refused`."""
    if command.picture is not None and not command.picture.description.strip():
        raise Refused("picture_undescribed", "Skriv hva bildet viser, for dem som ikke kan se det.")
    published = SitePublished(
        exchange=command.exchange,
        texts={section: text for section, text in command.texts.items() if text.strip()},
        picture=command.picture,
        colours=command.colours,
    )
    untouched = SitePublished(exchange=command.exchange, texts={}, picture=None, colours=None)
    return () if published == (state or untouched) else (published,)


def evolve(state: State, event: Event) -> State:
    """The state after an event."""
    return event if isinstance(event, SitePublished) else state


SITE: Decider[PublishSite, State] = Decider(None, decide, evolve)
