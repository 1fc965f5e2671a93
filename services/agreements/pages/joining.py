"""The page on which somebody becomes a broker, or the host, with the PIN that the organiser has made."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel
from starlette.datastructures import FormData

from services.agreements.queries import Queries
from shared.auth import SignIn, evening_lifetime
from shared.clock import Clock
from shared.pins import Pins
from shared.problems import sentence_of
from shared.refusal import Refused
from shared.web.clients import address_of
from shared.web.forms import Says, blank_form, parse_form
from shared.web.i18n import N_
from shared.web.rendering import Pages


class PinForm(BaseModel):
    """What somebody types who wants to be a broker, or the host."""

    pin: Annotated[str, Says(missing=N_("Skriv koden du har fått av arrangøren."))]


@dataclass(frozen=True)
class Joining:
    """The page `template` for the role of `pins`."""

    template: str
    pins: Pins
    queries: Queries
    sign_in: SignIn
    clock: Clock
    pages: Pages

    async def ask(self, request: Request, slug: str) -> Response:
        """Ask for the PIN."""
        evening = await self.queries.evening(slug, self.clock.now())
        return self.pages.render(request, self.template, evening=evening, form=blank_form())

    async def join(self, request: Request, slug: str, typed: FormData, to: str) -> Response:
        """Sign in for the evening whoever knows the PIN, and lead to an address; else ask again."""
        evening = await self.queries.evening(slug, self.clock.now())
        form = parse_form(PinForm, typed.multi_items())
        status = 422
        if form.instance:
            try:
                identity = await self.pins.join(
                    evening, form.instance.pin, address_of(request), self.sign_in.find(request, self.pins.role)
                )
            except Refused as refused:
                status = 429 if refused.code == "too_many" else 422
                form = form._replace(instance=None, errors={"pin": sentence_of(refused)})
            else:
                joined = RedirectResponse(to, 303)
                lifetime = evening_lifetime(self.clock.now(), evening.closes_at)
                self.sign_in.remember(joined, identity, lifetime=lifetime)
                return joined
        return self.pages.render(request, self.template, status_code=status, evening=evening, form=form)
