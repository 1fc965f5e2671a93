"""What the proof of an agreement says: plain data, in the language of whoever prints."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from services.agreements.brokers import broker_name
from services.agreements.queries import Agreement, Evening
from shared.contracts.vocabulary import Commitment
from shared.web.formats import clock_time, long_date
from shared.web.i18n import _, language, territory
from shared.web.words import commitment_name

PROOF = Path(__file__).parent / "proof.typ"


def proofs(evening: Evening, agreements: Sequence[Agreement]) -> dict[str, Any]:
    """One page for each agreement, as it stands now, with lines for the parties' signatures."""
    return {
        "lang": language(),
        "region": territory(),
        "title": _title(evening, agreements),
        "exchange": _("%(name)s, %(date)s", name=evening.name, date=long_date(evening.day)),
        "agreements": [_proof(agreement) for agreement in agreements],
        "words": {
            "agreement": _("Avtale"),
            "number": _("nr."),
            "gives": _("gir"),
            "gets": _("får"),
            "meets": _("vil møtes igjen"),
            "signature": _("Sted, dato og underskrift"),
            "no_money": _("Ikke penger!"),
            "rules": _(
                "Partene deler det de allerede har, og ingen betaler noe. De gjennomfører avtalen selv, "
                "og arrangøren følger den opp."
            ),
        },
    }


def _title(evening: Evening, agreements: Sequence[Agreement]) -> str:
    if len(agreements) == 1:
        return _("Avtale %(number)s – %(name)s", number=agreements[0].number, name=evening.name)
    return _("Avtaler – %(name)s", name=evening.name)


def _proof(agreement: Agreement) -> dict[str, Any]:
    first = next(party.name for party in agreement.parties if party.participant == agreement.first_contact)
    return {
        "number": agreement.number,
        "kind": commitment_name(agreement.commitment),
        "meeting": agreement.commitment is Commitment.INTENT and not any(party.gives for party in agreement.parties),
        "parties": [{"name": party.name, "gives": party.gives} for party in agreement.parties],
        "facts": [
            [_("Frist"), long_date(agreement.deadline)],
            [_("Tar kontakt først"), first],
            [
                _("Registrert"),
                _(
                    "%(date)s kl. %(time)s av %(broker)s",
                    date=long_date(agreement.made_at),
                    time=clock_time(agreement.made_at),
                    broker=broker_name(agreement.broker),
                ),
            ],
        ],
    }
