"""Where a participant, also one that waits for a place, changes what it needs and offers."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from services.registration.access import Access
from services.registration.commands import Commands
from services.registration.examples import EXAMPLES
from services.registration.forms import WishesForm, without_emptied
from services.registration.pages.mistakes import with_refusal
from services.registration.queries import WishLine
from shared.aggregate import STALE
from shared.contracts.vocabulary import ListingKind
from shared.directory import Exchange
from shared.free_text.money import find_money
from shared.free_text.personal_data import find_contact
from shared.refusal import Refused
from shared.web.forms import ADD_ROW, Submitted, blank_form, parse_form
from shared.web.rendering import Pages
from shared.web.security import verified_form
from shared.web.words import category_name

ADDRESS = "/min-side/behov-og-tilbud"
GROUPS = {ListingKind.NEED: "needs", ListingKind.OFFER: "offers"}


def routes(pages: Pages, access: Access, commands: Commands) -> APIRouter:
    """All of a participant's wishes in one form: what is emptied goes, what is added comes."""
    router = APIRouter(include_in_schema=False)

    @router.get(ADDRESS)
    async def change_form(request: Request) -> Response:
        _identity, exchange, registration = await access.own_registration(request)
        wishes = await access.registrations.wishes(registration.id)
        return page(request, exchange, blank_form(version=str(registration.version), **filled_in(wishes)))

    @router.post(ADDRESS)
    async def change(request: Request, sent: Annotated[FormData, Depends(verified_form)]) -> Response:
        identity, exchange, registration = await access.own_registration(request)
        form = parse_form(WishesForm, without_emptied(sent.multi_items()))
        if form.instance is None:
            return page(request, exchange, form, status_code=200 if ADD_ROW in form.values else 422)
        try:
            await commands.change_wishes(exchange, registration.id, form.instance, actor=identity.actor)
        except Refused as refused:
            now = await access.registrations.find(exchange.id, registration.id)
            again = with_refusal(form, refused)._replace(values={**form.values, "version": str(now.version)})
            saved = await access.registrations.wishes(now.id) if refused.code == STALE else ()
            return page(request, exchange, again, status_code=422, saved=saved)
        return RedirectResponse("/min-side", 303)

    def page(
        request: Request,
        exchange: Exchange,
        form: Submitted[Any],
        *,
        status_code: int = 200,
        saved: Sequence[WishLine] = (),
    ) -> Response:
        return pages.render(
            request,
            "registration/change_wishes.html",
            status_code=status_code,
            exchange=exchange,
            form=form,
            saved=saved,
            categories=[(category.value, category_name(category)) for category in exchange.categories],
            examples=[(category, EXAMPLES[category]) for category in exchange.categories],
            find_money=find_money,
            find_contact=find_contact,
        )

    return router


def filled_in(wishes: Sequence[WishLine]) -> dict[str, str]:
    """The fields of the form, as what is saved fills them in."""
    values: dict[str, str] = {}
    for number, wish in enumerate(wishes):
        row = f"{GROUPS[wish.kind]}-{number}"
        values |= {
            f"{row}-id": str(wish.id),
            f"{row}-text": wish.text,
            f"{row}-category": wish.category,
            f"{row}-money_confirmed": "true" if wish.money_confirmed else "",
        }
    return values
