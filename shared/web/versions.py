"""Two who change the same thing: nobody overwrites what he or she has not seen.

Programs say which version they have seen in `If-Match` (RFC 9110 §13.1.1), people's forms carry it in a hidden field.
"""

import re
from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Header
from starlette.responses import Response

from shared.problems import sentence_of
from shared.refusal import Refused
from shared.web.forms import FORM, Model, Submitted
from shared.web.i18n import _

STRONG_TAG = re.compile(r'(?<!W/)"(\d+)"')


def versions_of(
    if_match: Annotated[
        str | None, Header(description="The ETag that is to be changed; 412 when it is not the current one any more.")
    ] = None,
) -> frozenset[int] | None:
    """The versions that a request is meant for, None for any. A weak or foreign tag is no version of ours."""
    if if_match is None or if_match.strip() == "*":
        return None
    return frozenset(int(tag) for tag in STRONG_TAG.findall(if_match))


OnlyAt = Annotated[frozenset[int] | None, Depends(versions_of)]


def tag(response: Response, version: int) -> None:
    """Say which version the answer shows."""
    response.headers["etag"] = f'"{version}"'


def beside_saved(
    form: Submitted[Model], stale: Refused, version: int, saved: Mapping[str, str], names: Mapping[str, str]
) -> Submitted[Model]:
    """The form as it was typed, and beside each field that is saved otherwise, what is saved there.

    Sent once more it replaces that, unless somebody has been faster again. `names` are words for saved values.
    """
    others = {
        field: _("Nå er det lagret: %(value)s", value=names.get(value, value) or "–")
        for field, value in saved.items()
        if form.value(field) != value
    }
    return form._replace(values={**form.values, "version": str(version)}, errors={FORM: sentence_of(stale), **others})
