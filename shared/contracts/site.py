"""What registration publishes of an exchange's public site."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from shared.contracts.base import Event

PictureDigest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 of a picture that registration keeps, in hexadecimal digits."""

HexColour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]


class SiteColours(BaseModel):
    """The two colours of a site: of its large areas, and of what is to be seen first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    main: HexColour
    highlight: HexColour


class SitePicture(BaseModel):
    """The picture of a site, and what it shows for those who do not see it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    digest: PictureDigest
    description: str


class SitePublished(Event):
    """The exchange's public site says and shows this from now on, whatever it did before.

    `texts` are the sections that the organiser has written, by name; the others are Børsen's own, in the reader's
    language.
    """

    type: Literal["SitePublished"] = "SitePublished"
    texts: Mapping[str, str]
    picture: SitePicture | None
    colours: SiteColours | None
