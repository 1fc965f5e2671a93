"""The plan for the hour on paper: what the page says, boxes to tick and room to write."""

from collections.abc import Sequence
from pathlib import Path

from services.catalog.lines import Line
from services.catalog.matching.reasons import reason
from services.catalog.matching.rings import Ring
from services.catalog.matching.suggestions import Match
from services.catalog.plan.composition import Item, Plan
from services.catalog.plan.written import Mark, mark_name
from services.catalog.printing.common import Data, common, facts, online, words
from shared.contracts.vocabulary import ListingKind
from shared.directory import Exchange
from shared.web.i18n import _, ngettext

PLANS = Path(__file__).parent / "plans.typ"


MOST_HANDED_OUT = 5
"""Others on a sheet that the organiser hands out: they fill its front, and are enough for an hour."""


def plans(exchange: Exchange, shown: Sequence[Plan], public_url: str, most: int | None = None) -> Data:
    """A plan on a sheet of its own for each participant, with `most` others on it, or all of them.

    `public_url` is where its digital one is.
    """
    return {
        **common(),
        "title": _("Planen for timen – %(name)s", name=exchange.name),
        "exchange": {"name": exchange.name, "facts": facts(exchange)},
        "online": online(f"{public_url.rstrip('/')}/katalog/{exchange.slug}/plan"),
        "marks": [{"id": mark.value, "name": mark_name(mark)} for mark in Mark],
        "plans": [_plan(one, most) for one in shown],
        "words": {
            **words(),
            "plan": _("Planen for timen"),
            "gets": _("Dere får"),
            "gives": _("Dere gir"),
            "ring": _("Bytte i ring"),
            "they_need": _("De trenger"),
            "they_offer": _("De tilbyr"),
            "agreed": _("Dere har en avtale"),
            "ticked": _("Merket"),
            "notes": _("Notater"),
            "others": _("Andre vi vil snakke med"),
            "none": _("Ingen forslag ennå. Se gjennom børskatalogen, og skriv opp noen dere vil snakke med."),
            "online": _("Planen på mobilen"),
            "qr_alt": _("QR-kode til planen på nett"),
        },
    }


def _plan(plan: Plan, most: int | None) -> Data:
    items = [item for item in plan.items if item.mark is not Mark.IRRELEVANT]
    left_out = len(items[most:]) if most else 0
    return {
        "name": plan.participant.name,
        "sector": plan.participant.sector.value,
        "items": [_item(item, plan) for item in items[:most]],
        "more": ngettext("Ett forslag til på mobilen.", "%(num)s forslag til på mobilen.", left_out)
        if left_out
        else None,
    }


def _item(item: Item, plan: Plan) -> Data:
    reader = plan.participant.id
    return {
        "name": item.other.name,
        "sector": item.other.sector.value,
        "agreed": item.agreed,
        "mark": item.mark.value if item.mark else None,
        "note": item.note,
        "reasons": [
            *(
                {"kind": "gets" if match.need.participant == reader else "gives", "text": reason(match, reader)}
                for match in item.matches
            ),
            *({"kind": "ring", "text": _circle(ring)} for ring in item.rings),
            *(_line(line) for line in item.lines),
        ],
    }


def _circle(ring: Ring) -> str:
    gifts: Sequence[Match] = (*ring.gifts, ring.gifts[0])
    return " → ".join(match.offer.organisation for match in gifts)


def _line(line: Line) -> Data:
    return {"kind": "they_need" if line.kind is ListingKind.NEED else "they_offer", "text": line.text}
