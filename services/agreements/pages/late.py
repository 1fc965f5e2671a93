"""Late agreements: what two participants agree on in the days after the exchange, one of them registers here.

The address is on the stage and in the organiser's control as a QR code. It is no secret: whoever comes must be signed
in as a participant of the exchange, and be one of the parties.
"""

from typing import Annotated, Any, Literal
from uuid import UUID, uuid5

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from limits import RateLimitItemPerDay
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from pydantic import BaseModel
from starlette.datastructures import FormData

from services.agreements.desk import Desk, Visit
from services.agreements.domain.agreement import LONGEST_TEXT, Side, Terms
from services.agreements.domain.deadline import proposals
from services.agreements.queries import Queries
from shared.auth import NotSignedIn
from shared.clock import Clock, today
from shared.contracts.vocabulary import Commitment
from shared.directory import Directory
from shared.problems import sentence_of
from shared.projection import Runner
from shared.refusal import Refused
from shared.web.forms import FORM, Day, Says, Submitted, blank_form, parse_form
from shared.web.i18n import N_, _
from shared.web.rendering import Pages
from shared.web.security import verified_form

Typed = Annotated[FormData, Depends(verified_form)]


PER_DAY = RateLimitItemPerDay(20, 1, "late-agreement")
"""Late agreements that one participant registers: more than the busiest makes on the evening itself.

Whoever signs in with somebody's link could fill the count, and the others' mail, without end. Counted per process.
"""


class LateSheet(BaseModel):
    """What a party sends: `we` are whoever sends it."""

    command_id: UUID
    other: Annotated[UUID, Says(missing=N_("Velg hvem dere har avtalt med."), invalid=N_("Velg en fra listen."))]
    we_give: str | None = None
    they_give: str | None = None
    commitment: Commitment
    deadline: Day
    first_contact: Annotated[Literal["we", "they"], Says(missing=N_("Velg hvem som tar kontakt først."))]
    money_confirmed: bool = False

    def terms(self, us: UUID) -> Terms:
        """As the domain knows them."""
        first = us if self.first_contact == "we" else self.other
        sides = (Side(us, self.we_give), Side(self.other, self.they_give))
        return Terms(sides, self.commitment, self.deadline, first, self.money_confirmed)

    def errors(self, refused: Refused) -> dict[str, str]:
        """The refusal's sentence under the name of the field that it is about."""
        gives = "they_give" if refused.values.get("participant") == self.other else "we_give"
        fields = {
            "unknown_party": "other",
            "withdrawn_party": "other",
            "same_party": "other",
            "money": gives,
            "text_empty": gives,
            "text_too_long": gives,
            "nothing_given": "we_give",
            "deadline_passed": "deadline",
        }
        found = {fields.get(refused.code, FORM): sentence_of(refused)}
        if refused.code == "money":
            found["money_confirmed"] = _("Kryss av hvis ingen skal betale noe.")
        return found


def routes(desk: Desk, queries: Queries, directory: Directory, clock: Clock, market: Runner, pages: Pages) -> APIRouter:
    """The pages; `market` is the projection of the own log."""
    router = APIRouter(prefix="/marked/{slug}/sen-avtale", include_in_schema=False)
    limiter = MovingWindowRateLimiter(MemoryStorage())

    async def show(request: Request, visit: Visit, form: Submitted[Any]) -> Response:
        day = today(clock)
        us = UUID(visit.who.subject)
        everybody = await directory.participants(visit.evening.id)
        return pages.render(
            request,
            "agreements/late.html",
            status_code=422 if form.errors else 200,
            evening=visit.evening,
            open=visit.evening.takes_late(day),
            form=form,
            others=[(str(one.id), one.name) for one in everybody if one.id != us],
            we=next((one.name for one in everybody if one.id == us), ""),
            today=day,
            longest=LONGEST_TEXT,
        )

    @router.get("")
    async def ask(request: Request, slug: str) -> Response:
        try:
            visit = await desk.party(request, slug)
        except NotSignedIn:
            evening = await queries.evening(slug, clock.now())
            takes_late = evening.takes_late(today(clock))
            return pages.render(request, "agreements/late_signed_out.html", evening=evening, open=takes_late)
        suggested = proposals(today(clock))["two_weeks"]
        return await show(request, visit, blank_form(commitment="firm", deadline=suggested.isoformat()))

    @router.post("")
    async def make(request: Request, slug: str, typed: Typed) -> Response:
        form = parse_form(LateSheet, typed.multi_items())
        visit = await desk.party(request, slug)
        if form.instance is None:
            return await show(request, visit, form)
        terms = form.instance.terms(UUID(visit.who.subject))
        visit = await desk.party(request, slug, terms)
        agreement = uuid5(form.instance.command_id, "agreement")
        command = desk.making_late(visit, agreement, terms)
        try:
            if not limiter.test(PER_DAY, visit.who.subject):
                raise Refused(
                    "too_many",
                    "Dere har registrert %(most)s sene avtaler på ett døgn. Ta kontakt med arrangøren om flere.",
                    most=PER_DAY.amount,
                )
            handled = await desk.carry_out(visit, command, form.instance.command_id)
        except Refused as refused:
            return await show(request, visit, form._replace(instance=None, errors=form.instance.errors(refused)))
        if not handled.repeated:
            limiter.hit(PER_DAY, visit.who.subject)
        await market.reached(handled.position)
        return RedirectResponse(f"/marked/{slug}/sen-avtale/{agreement}", 303)

    @router.get("/{agreement}")
    async def show_receipt(request: Request, slug: str, agreement: UUID) -> Response:
        visit = await desk.party(request, slug)
        found = await queries.agreement(visit.evening.id, agreement)
        if not found.is_between(UUID(visit.who.subject)):
            raise Refused("not_found", "Vi finner ikke denne avtalen på børsen.")
        return pages.render(request, "agreements/late_receipt.html", evening=visit.evening, agreement=found)

    return router
