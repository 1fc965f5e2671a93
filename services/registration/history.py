"""What has happened to a participant and which mails it got, so that an organiser can answer who calls and asks."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from shared.auth import Role
from shared.database import Pool
from shared.sql import statements
from shared.web.i18n import N_, _

sql = statements(Path(__file__).parent / "sql")
LIST_HISTORY = sql("list_history")
LIST_MAILS_OF_PARTICIPANT = sql("list_mails_of_participant")

HAPPENED: Mapping[str, str] = {
    "ParticipantRegistered": N_("Meldte seg på"),
    "ParticipantWaitlisted": N_("Meldte seg på og kom på venteliste"),
    "ParticipantPromoted": N_("Fikk plass fra ventelisten"),
    "ParticipantChanged": N_("Opplysningene ble endret"),
    "WishesChanged": N_("Behovene og tilbudene ble endret"),
    "LogoChosen": N_("Logoen ble endret"),
    "ParticipantWithdrawn": N_("Påmeldingen ble trukket"),
    "ParticipantCheckedIn": N_("Kom gjennom døra"),
    "ParticipantCheckInUndone": N_("Ankomsten ble angret"),
    "ParticipantErased": N_("Kontaktopplysningene ble slettet"),
}
ON_BEHALF = {"ParticipantChanged", "WishesChanged", "LogoChosen", "ParticipantWithdrawn", "ParticipantErased"}
"""What a participant does itself, and an organiser on its behalf."""

MAILS: Mapping[str, str] = {
    "confirmation": N_("Bekreftelse på påmeldingen"),
    "new_link": N_("Ny lenke til påmeldingen"),
    "waiting": N_("Beskjed om at det er venteliste"),
    "promotion": N_("Beskjed om at det er blitt plass"),
    "changed": N_("Beskjed om hva arrangøren har endret"),
    "withdrawn": N_("Beskjed om at arrangøren har trukket påmeldingen"),
    "circular": N_("E-post fra arrangøren"),
}


class Moment(NamedTuple):
    """Something that happened, in a sentence; `trouble` says that a mail does not arrive."""

    at: datetime
    what: str
    trouble: bool = False


class History:
    """Reads the log and the outbox."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def of(self, participant: UUID) -> list[Moment]:
        """Everything, the newest first."""
        async with self._pool.connection() as connection:
            events = await connection.execute(LIST_HISTORY, {"stream": f"participant-{participant}"})
            moments = [Moment(at, _happened(what, actor or "")) for what, at, actor in await events.fetchall()]
            mails = await connection.execute(LIST_MAILS_OF_PARTICIPANT, {"participant": str(participant)})
            moments += [_mailed(*mail) for mail in await mails.fetchall()]
        return sorted(moments, key=lambda moment: moment.at, reverse=True)


def _happened(what: str, actor: str) -> str:
    sentence = _(HAPPENED[what]) if what in HAPPENED else what
    if actor.startswith(f"{Role.HELPER}:"):
        return _("%(what)s, ved døra", what=sentence)
    if what in ON_BEHALF and actor.startswith(f"{Role.ORGANISER}:"):
        return _("%(what)s av arrangøren", what=sentence)
    return sentence


def _mailed(kind: str, queued_at: datetime, sent_at: datetime | None, tries: int) -> Moment:
    mail = _(MAILS.get(kind, N_("E-post")))
    if sent_at is not None:
        return Moment(sent_at, _("E-post sendt: %(mail)s", mail=mail))
    if tries > 1:
        return Moment(queued_at, _("E-post ikke sendt ennå, vi prøver igjen: %(mail)s", mail=mail), trouble=True)
    return Moment(queued_at, _("E-post venter på å bli sendt: %(mail)s", mail=mail))
