"""What the invited see when they do not sign up: no thanks, said by one button or by their mail program."""

from typing import Annotated
from uuid import uuid5

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from services.registration.invitations.commands import Inviting
from services.registration.pages.entrance import Doorkeeper, Entrance
from shared.web.forms import blank_form
from shared.web.rendering import Pages


def routes(pages: Pages, doorkeeper: Doorkeeper, inviting: Inviting) -> APIRouter:
    """Below /b/{slug}/invitasjon/{token}. Reading changes nothing: mail scanners follow links too."""
    router = APIRouter(prefix="/b/{slug}/invitasjon/{token}/nei-takk", include_in_schema=False)

    @router.get("")
    async def ask(request: Request, here: Annotated[Entrance, Depends(doorkeeper)]) -> Response:
        return page(request, here)

    # The secret in the address is the proof: a mail program that unsubscribes has no form's token (RFC 8058).
    @router.post("")
    async def decline(request: Request, here: Annotated[Entrance, Depends(doorkeeper)]) -> Response:
        if here.invitation is None:
            return page(request, here)
        if not here.invitation.signed_up:
            id_ = here.invitation.id
            asked = f"decline what was sent {here.invitation.sent_at.isoformat()}"
            await inviting.decline(here.exchange, id_, command_id=uuid5(id_, asked))
        return RedirectResponse(request.url.path, 303)

    def page(request: Request, here: Entrance) -> Response:
        return pages.render(
            request,
            "registration/decline.html",
            status_code=410 if here.ended else 200,
            here=here,
            exchange=here.exchange,
            form=blank_form(),
        )

    return router
