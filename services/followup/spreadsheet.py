"""The overview sheet of the handbook ('Det er lurt å lage et oversiktsark i Excel'), as an .xlsx file."""

from collections.abc import Sequence
from datetime import date, datetime

from services.followup.queries import Agreement, Party
from services.followup.words import standing_name
from shared.clock import NORWAY
from shared.directory import Exchange
from shared.spreadsheet import Column, Sheet, workbook
from shared.web.i18n import N_, _
from shared.web.words import commitment_name, outcome_name


def _answer(party: Party) -> str:
    return outcome_name(party.answer.outcome) if party.answer else ""


def _explained(agreement: Agreement, field: str) -> str:
    texts = [(party.name, getattr(party.answer, field)) for party in agreement.parties if party.answer]
    return "\n".join(f"{name}: {text}" for name, text in texts if text)


def _local_day(moment: datetime | None) -> date | None:
    return moment.astimezone(NORWAY).date() if moment else None


def _first_contact(agreement: Agreement) -> str:
    return next((party.name for party in agreement.parties if party.participant == agreement.first_contact), "")


def _further_parties(agreement: Agreement) -> str:
    """Those after the second, each with what it gives and what it answered."""
    return "\n".join(
        ": ".join(filter(None, (party.name, party.gives, _answer(party)))) for party in agreement.parties[2:]
    )


COLUMNS: Sequence[Column[Agreement]] = (
    Column(N_("Part 1"), 30, lambda a: a.parties[0].name),
    Column(N_("Part 1 bidrar med"), 42, lambda a: a.parties[0].gives or ""),
    Column(N_("Part 2"), 30, lambda a: a.parties[1].name),
    Column(N_("Part 2 bidrar med"), 42, lambda a: a.parties[1].gives or ""),
    Column(N_("Type"), 17, lambda a: commitment_name(a.commitment)),
    Column(N_("Tar første kontakt"), 30, _first_contact),
    Column(N_("Inngått"), 12, lambda a: _local_day(a.made_at)),
    Column(N_("Frist"), 12, lambda a: a.deadline),
    Column(N_("Tilstand"), 18, lambda a: standing_name(a.standing)),
    Column(N_("Svar fra part 1"), 18, lambda a: _answer(a.parties[0])),
    Column(N_("Svar fra part 2"), 18, lambda a: _answer(a.parties[1])),
    Column(N_("Flere parter"), 42, _further_parties),
    Column(N_("Uenige"), 9, lambda a: _("Ja") if a.disputed else ""),
    Column(N_("Hvorfor"), 42, lambda a: _explained(a, "why")),
    Column(N_("Hva som skal til"), 42, lambda a: _explained(a, "help")),
    Column(N_("Sist kontaktet"), 15, lambda a: _local_day(a.last_contact)),
    Column(N_("Kontaktes igjen"), 15, lambda a: a.next_contact),
)


def spreadsheet(exchange: Exchange, agreements: Sequence[Agreement]) -> bytes:
    """All agreements of an exchange, a row each. Organisations only: contacts do not leave with the file."""
    title = _("Avtaler fra %(exchange)s", exchange=exchange.name)
    return workbook(title, Sheet(_("Avtaler"), COLUMNS, agreements))
