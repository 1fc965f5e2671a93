"""The form of what a participant needs and offers, which the participant and the organiser fill in alike."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from services.registration.access import Access
from services.registration.commands import Commands
from services.registration.examples import EXAMPLES
from services.registration.forms import WishesForm, without_emptied
from services.registration.pages.mistakes import with_refusal
from services.registration.queries import Registration, Registrations, WishLine
from shared.aggregate import STALE
from shared.contracts.vocabulary import ListingKind
from shared.directory import Exchange
from shared.free_text.money import find_money
from shared.free_text.personal_data import find_contact
from shared.refusal import Refused
from shared.web.forms import ADD_ROW, FORM, Submitted, blank_form, parse_form
from shared.web.i18n import _
from shared.web.rendering import Pages
from shared.web.security import verified_form
from shared.web.words import category_name

ADDRESS = "/min-side/behov-og-tilbud"
GROUPS = {ListingKind.NEED: "needs", ListingKind.OFFER: "offers"}


class Draft(NamedTuple):
    """The form as it is shown; `saved` is what somebody else has saved while it was filled in."""

    form: Submitted[Any]
    saved: Sequence[WishLine] = ()
    status_code: int = 200


class WishesForms:
    """All of a participant's wishes in one form: what is emptied goes, what is added comes."""

    def __init__(self, registrations: Registrations, commands: Commands) -> None:
        self._registrations = registrations
        self._commands = commands

    async def of(self, registration: Registration) -> Draft:
        """The form as it is opened."""
        wishes = await self._registrations.wishes(registration.id)
        return Draft(blank_form(version=str(registration.version), **filled_in(wishes)))

    async def change(
        self, sent: FormData, exchange: Exchange, registration: Registration, *, actor: str
    ) -> Draft | None:
        """Change the wishes; the form once more where that is not done yet, None where it is."""
        form = parse_form(WishesForm, without_emptied(sent.multi_items()))
        if form.instance is None:
            return Draft(form, status_code=200 if ADD_ROW in form.values else 422)
        if not _contacts(form) <= set(form.instance.contacts.splitlines()):
            sentence = _("Noe ser ut som et telefonnummer eller en e-postadresse. Skal det stå, så lagre en gang til.")
            return Draft(form._replace(instance=None, errors={FORM: sentence}), status_code=422)
        try:
            await self._commands.change_wishes(exchange, registration.id, form.instance, actor=actor)
        except Refused as refused:
            now = await self._registrations.find(exchange.id, registration.id)
            again = with_refusal(form, refused)._replace(values={**form.values, "version": str(now.version)})
            saved = await self._registrations.wishes(now.id) if refused.code == STALE else ()
            return Draft(again, saved, 422)
        return None

    def shown(self, exchange: Exchange, draft: Draft) -> Mapping[str, Any]:
        """What `_wishes_form.html` shows it with."""
        return {
            "form": draft.form,
            "saved": draft.saved,
            "categories": [(category.value, category_name(category)) for category in exchange.categories],
            "examples": [(category, EXAMPLES[category]) for category in exchange.categories],
            "find_money": find_money,
            "find_contact": find_contact,
            "contacts": "\n".join(sorted(_contacts(draft.form))),
        }


def routes(pages: Pages, access: Access, commands: Commands) -> APIRouter:
    """Where a participant, also one that waits for a place, changes them itself."""
    wishes = WishesForms(access.registrations, commands)
    router = APIRouter(include_in_schema=False)

    @router.get(ADDRESS)
    async def change_form(request: Request) -> Response:
        _identity, exchange, registration = await access.own_registration(request)
        return page(request, exchange, await wishes.of(registration))

    @router.post(ADDRESS)
    async def change(request: Request, sent: Annotated[FormData, Depends(verified_form)]) -> Response:
        identity, exchange, registration = await access.own_registration(request)
        draft = await wishes.change(sent, exchange, registration, actor=identity.actor)
        if draft is None:
            return RedirectResponse("/min-side?lagret=ja", 303)
        return page(request, exchange, draft)

    def page(request: Request, exchange: Exchange, draft: Draft) -> Response:
        return pages.render(
            request,
            "registration/change_wishes.html",
            status_code=draft.status_code,
            exchange=exchange,
            **wishes.shown(exchange, draft),
        )

    return router


def _contacts(form: Submitted[Any]) -> set[str]:
    """What looks like somebody's contact in the texts of a form."""
    texts = (" ".join(form.value(name).split()) for name in form.values if name.endswith("-text"))
    return {found for text in texts if (found := find_contact(text))}


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
