"""A picture in a form: chosen, kept while the form is filled in, replaced, or taken away."""

from typing import NamedTuple

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from services.registration.pictures.darkroom import MEDIA_TYPES, MOST_MEGABYTES, MOST_MEGAPIXELS, Purpose
from services.registration.pictures.gallery import Gallery
from services.registration.rates import Rate, Rates
from shared.print import Picture
from shared.problems import sentence_of
from shared.refusal import Refused
from shared.web.clients import address_of
from shared.web.forms import Model, Submitted


class Limits(NamedTuple):
    """What a file may be, as the form says it."""

    megabytes: int = MOST_MEGABYTES
    megapixels: int = MOST_MEGAPIXELS
    media_types: tuple[str, ...] = MEDIA_TYPES


class Sent(NamedTuple):
    """A form's fields with the digest of its picture in `field`, and what is wrong with the file that was chosen.

    In the form the file is `<field>_file`, and `<field>_removed` the box that takes it away.
    """

    items: list[tuple[str, str]]
    field: str
    mistake: str | None = None

    def beside_file(self, form: Submitted[Model]) -> Submitted[Model]:
        """The form, which cannot be used when its file cannot."""
        if self.mistake is None:
            return form
        return form._replace(instance=None, errors={**form.errors, f"{self.field}_file": self.mistake})


class Uploads:
    """Takes in the pictures of forms."""

    def __init__(self, gallery: Gallery, rates: Rates) -> None:
        self._gallery = gallery
        self._rates = rates

    async def take(self, request: Request, sent: FormData, field: str, purpose: Purpose) -> Sent:
        """The form's picture, kept from now on. A file that is refused leaves the picture that was there before."""
        file_field, removed_field = f"{field}_file", f"{field}_removed"
        items = [
            (name, value)
            for name, value in sent.multi_items()
            if isinstance(value, str) and name not in (file_field, removed_field)
        ]
        others = [(name, value) for name, value in items if name != field]
        file = sent.get(file_field)
        if isinstance(file, UploadFile) and file.filename:
            try:
                await self._rates.check(Rate.PICTURE_PER_CLIENT, address_of(request))
                # One byte more than allowed tells that it is too many, without reading them all.
                picture = await self._gallery.add(await file.read(MOST_MEGABYTES * 1_000_000 + 1), purpose)
            except Refused as refused:
                return Sent(items, field, sentence_of(refused))
            return Sent([*others, (field, picture.digest)], field)
        return Sent(others if sent.get(removed_field) else items, field)

    async def hold(self, digest: str) -> None:
        """See to it that a form's picture is still there. Raises `Refused` (`picture_gone`)."""
        await self._gallery.hold(digest)

    async def shown(self, form: Submitted[Model], field: str) -> Picture | None:
        """The picture that a form has in a field, for whoever fills it in."""
        return await self._gallery.find(form.value(field))
