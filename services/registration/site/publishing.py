"""What an organiser fills in to change an exchange's site, and how it is published."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, StringConstraints

from services.registration.domain.site import SITE, PublishSite
from services.registration.forms import CommandForm, nobodys_identity
from services.registration.pictures import Gallery
from services.registration.site.reading import Site
from services.registration.site.texts import LONGEST, Section, saying, written
from shared.aggregate import Aggregates, Handled
from shared.contracts.site import HexColour, PictureDigest, SiteColours, SitePicture
from shared.directory import Exchange
from shared.eventlog import Meta
from shared.projection import Runner
from shared.web.colours import STANDARD
from shared.web.i18n import N_

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST), AfterValidator(nobodys_identity)]


class Step(StrEnum):
    """Where the form leads: to a preview, back to the form, or to the public."""

    PREVIEW = "preview"
    EDIT = "edit"
    PUBLISH = "publish"


OWN = "own"
PALETTES = {
    "standard": (N_("Furu og solsikke"), None),
    "fjord": (N_("Fjord og sand"), SiteColours(main="#12355b", highlight="#f4d58d")),
    "lingon": (N_("Tyttebær og rosa"), SiteColours(main="#7a1738", highlight="#ffb8c6")),
    "heather": (N_("Røsslyng og lime"), SiteColours(main="#3f2a6e", highlight="#cdea52")),
    "brick": (N_("Teglstein og himmel"), SiteColours(main="#8f3a26", highlight="#b4def5")),
    "night": (N_("Natt og mint"), SiteColours(main="#171c3a", highlight="#7fe5c4")),
}
"""Pairs that go together, by the name under which the form knows them."""


class Colours(StrEnum):
    """What the form offers."""

    STANDARD = "standard"
    FJORD = "fjord"
    LINGON = "lingon"
    HEATHER = "heather"
    BRICK = "brick"
    NIGHT = "night"
    OWN = "own"


class SiteForm(CommandForm):
    """The whole site as it is to be; `version` is the one that was changed. An empty text is Børsen's own."""

    version: int
    step: Step = Step.PREVIEW
    colours: Colours = Colours.STANDARD
    main_colour: HexColour = STANDARD.main
    highlight_colour: HexColour = STANDARD.highlight
    picture: PictureDigest | None = None
    description: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)] = ""
    welcome: Text = ""
    about: Text = ""
    practical: Text = ""
    rule_money: Text = ""
    rule_mutual: Text = ""
    rule_intent: Text = ""
    rule_binding: Text = ""
    example_place: Text = ""
    example_equipment: Text = ""
    example_courses: Text = ""
    example_culture: Text = ""
    example_volunteering: Text = ""
    example_expertise: Text = ""
    why_voluntary: Text = ""
    why_public: Text = ""
    why_business: Text = ""

    @property
    def site(self) -> Site:
        """What it would look like."""
        own = SiteColours(main=self.main_colour, highlight=self.highlight_colour)
        return Site(
            written({section: str(getattr(self, section)) for section in Section}),
            SitePicture(digest=self.picture, description=self.description) if self.picture else None,
            own if self.colours is Colours.OWN else PALETTES[self.colours][1],
            self.version,
        )


def filled_in(site: Site) -> dict[str, str]:
    """The form's fields as they are published now."""
    named = {colours: name for name, (_label, colours) in PALETTES.items()}
    own = site.colours or STANDARD
    return {
        "version": str(site.version),
        "colours": named.get(site.colours, OWN),
        "main_colour": own.main,
        "highlight_colour": own.highlight,
        "picture": site.picture.digest if site.picture else "",
        "description": site.picture.description if site.picture else "",
        **{section.value: saying(section, site.texts) for section in Section},
    }


class Publisher:
    """Publishes sites; `shown` are the projections that show them."""

    def __init__(self, aggregates: Aggregates, gallery: Gallery, shown: Sequence[Runner]) -> None:
        self._aggregates = aggregates
        self._gallery = gallery
        self._shown = shown

    async def publish(self, exchange: Exchange, site: Site, *, command_id: UUID, meta: Meta) -> Handled:
        """Show a site to everybody, unless somebody has published since its `version`. Raises `Refused`."""
        if site.picture is not None:
            await self._gallery.hold(site.picture.digest)
        command = PublishSite(exchange.id, site.texts, site.picture, site.colours)
        handled = await self._aggregates.handle(
            SITE, f"site-{exchange.id}", command, command_id=command_id, meta=meta, only_at={site.version}
        )
        for runner in self._shown:
            await runner.reached(handled.position)
        return handled
