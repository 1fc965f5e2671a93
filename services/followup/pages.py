"""HTML: a party answers by its personal link; an organiser sees how all agreements go."""

from collections.abc import Awaitable, Callable
from typing import Annotated, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, StringConstraints
from starlette.datastructures import FormData

from services.followup.domain import FOLLOW_UP, MOST_CHARACTERS, ReportOutcome
from services.followup.letters import Entry, entry_of
from services.followup.links import AnswerLink, AnswerLinks
from services.followup.queries import FollowUps, Standing, summarise
from services.followup.spreadsheet import spreadsheet
from services.followup.words import standing_name
from shared.aggregate import Aggregates
from shared.contracts.vocabulary import Outcome
from shared.directory import Directory, Exchange
from shared.projection import Runner
from shared.service import Service
from shared.spreadsheet import download
from shared.web.forms import Says, blank_form, parse_form
from shared.web.i18n import N_, _
from shared.web.rendering import Pages
from shared.web.security import verified_form

FreeText = Annotated[str, StringConstraints(max_length=MOST_CHARACTERS)]


class AnswerForm(BaseModel):
    """What a party sends; `command_id` makes a second tap harmless."""

    command_id: UUID
    outcome: Annotated[Outcome, Says(missing=N_("Velg det som passer best."))]
    why: FreeText = ""
    help: FreeText = ""


class Opened(NamedTuple):
    """A personal link that works, the agreement as its holder sees it, and the exchange where it was made."""

    link: AnswerLink
    entry: Entry
    exchange: Exchange


class LinkEnded(Exception):
    """A personal link leads nowhere: `reason` is unknown, expired, cancelled or changed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def link_ended(pages: Pages) -> Callable[[Request, Exception], Response]:
    """What `LinkEnded` looks like to a person."""

    def answer(request: Request, error: Exception) -> Response:
        reason = error.reason if isinstance(error, LinkEnded) else "unknown"
        status = 404 if reason == "unknown" else 410
        return pages.render(request, "followup/link_ended.html", status_code=status, reason=reason)

    return answer


def opening(
    service: Service, follow_ups: FollowUps, directory: Directory, links: AnswerLinks
) -> Callable[[str], Awaitable[Opened]]:
    """What a personal link leads to, by its token. It raises `LinkEnded`."""

    async def opened(token: str) -> Opened:
        link = await links.find(token)
        if link is None:
            raise LinkEnded("unknown")
        if link.expires_at <= service.clock.now():
            raise LinkEnded("expired")
        agreement = await follow_ups.agreement(link.agreement)
        if agreement is None or agreement.cancelled_at:
            raise LinkEnded("cancelled")
        try:
            entry = entry_of(agreement, link.participant)
        except KeyError as error:
            raise LinkEnded("changed") from error
        return Opened(link, entry, await directory.exchange_by_id(link.exchange))

    return opened


def answering(
    service: Service,
    opened: Callable[[str], Awaitable[Opened]],
    aggregates: Aggregates,
    projection: Runner,
    pages: Pages,
) -> APIRouter:
    """The pages behind a party's personal link. Reading them changes nothing: mail scanners follow links too."""
    router = APIRouter(include_in_schema=False)

    @router.get("/svar/{token}")
    async def ask(request: Request, here: Annotated[Opened, Depends(opened)]) -> Response:
        said = here.entry.mine.answer
        form = blank_form(outcome=said.outcome, why=said.why, help=said.help) if said else blank_form()
        return pages.render(request, "followup/answer.html", form=form, **here._asdict())

    @router.post("/svar/{token}")
    async def report(
        request: Request,
        token: str,
        here: Annotated[Opened, Depends(opened)],
        sent: Annotated[FormData, Depends(verified_form)],
    ) -> Response:
        form = parse_form(AnswerForm, sent.multi_items())
        if form.instance is None:
            return pages.render(request, "followup/answer.html", status_code=422, form=form, **here._asdict())
        command_id, answer = form.instance.command_id, form.instance
        exchange, agreement, participant = here.link.exchange, here.link.agreement, here.link.participant
        handled = await aggregates.handle(
            FOLLOW_UP,
            f"followup-{agreement}",
            ReportOutcome(
                exchange, agreement, participant, answer.outcome, answer.why, answer.help, service.clock.now()
            ),
            command_id=command_id,
            meta=service.meta(f"participant:{participant}", here.exchange.organisation),
        )
        await projection.reached(handled.position)
        return RedirectResponse(f"/svar/{token}/takk", 303)

    @router.get("/svar/{token}/takk")
    async def thank(request: Request, token: str, here: Annotated[Opened, Depends(opened)]) -> Response:
        if here.entry.mine.answer is None:
            return RedirectResponse(f"/svar/{token}", 303)
        return pages.render(request, "followup/thanks.html", again=f"/svar/{token}", **here._asdict())

    return router


def overview(service: Service, follow_ups: FollowUps, directory: Directory, pages: Pages) -> APIRouter:
    """The organiser's overview of all agreements, and the same as a spreadsheet."""
    router = APIRouter(include_in_schema=False)

    @router.get("/oppfolging/{slug}.xlsx")
    async def excel(request: Request, slug: str) -> Response:
        _organiser, exchange = await service.sign_in.own(request, slug, directory.exchange)
        content = spreadsheet(exchange, await follow_ups.of_exchange(exchange.id))
        return download(content, _("Avtaler – %(name)s", name=exchange.name))

    @router.get("/oppfolging/{slug}")
    async def show(request: Request, slug: str, tilstand: str = "", sok: str = "") -> Response:
        _organiser, exchange = await service.sign_in.own(request, slug, directory.exchange)
        agreements = await follow_ups.of_exchange(exchange.id)
        wanted = tilstand if tilstand in set(Standing) else ""
        shown = [a for a in agreements if (not wanted or a.standing == wanted) and a.speaks_of(sok)]
        return pages.render(
            request,
            "followup/overview.html",
            exchange=exchange,
            agreements=shown,
            total=len(agreements),
            summary=summarise(agreements),
            standings=[(standing, standing_name(standing)) for standing in Standing],
            form=blank_form(tilstand=wanted, sok=sok),
        )

    return router
