"""A picture in a form: chosen, kept while the form is filled in, replaced, or taken away."""

from typing import NamedTuple

from starlette.datastructures import FormData, UploadFile

from services.registration.pictures.darkroom import MOST_MEGABYTES, Purpose
from services.registration.pictures.gallery import Gallery
from shared.problems import sentence_of
from shared.refusal import Refused
from shared.web.forms import Model, Submitted


class Sent(NamedTuple):
    """A form's fields with the digest of its picture in `field`, and what is wrong with the file that was chosen.

    In the form the file is `<field>_file`, and `<field>_removed` the box that takes it away.
    """

    items: list[tuple[str, str]]
    field: str
    mistake: str | None

    def beside_file(self, form: Submitted[Model]) -> Submitted[Model]:
        """The form, which cannot be used when its file cannot."""
        if self.mistake is None:
            return form
        return form._replace(instance=None, errors={**form.errors, f"{self.field}_file": self.mistake})


async def sent_picture(gallery: Gallery, sent: FormData, field: str, purpose: Purpose) -> Sent:
    """Take in the picture of a form. A file that is refused leaves the picture that was there before."""
    file_field, removed_field = f"{field}_file", f"{field}_removed"
    items = [
        (name, value)
        for name, value in sent.multi_items()
        if isinstance(value, str) and name not in (file_field, removed_field)
    ]
    others = [(name, value) for name, value in items if name != field]
    file = sent.get(file_field)
    if isinstance(file, UploadFile) and file.filename:
        # One byte more than allowed tells that it is too many, without reading them all.
        content = await file.read(MOST_MEGABYTES * 1_000_000 + 1)
        try:
            picture = await gallery.add(content, purpose)
        except Refused as refused:
            return Sent(items, field, sentence_of(refused))
        return Sent([*others, (field, picture.digest)], field, None)
    return Sent(others if sent.get(removed_field) else items, field, None)
