"""The mails that participants get: their agreements after the exchange, and the question at a deadline."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from urllib.parse import urlsplit
from uuid import UUID

from icalendar import Calendar, Event

from services.followup.news import News, Versions
from services.followup.queries import Agreement, Contact, Party
from shared.contracts.registration import ERASED
from shared.directory import Exchange
from shared.mail import Attachment, Mail
from shared.web.i18n import _
from shared.web.rendering import Pages

AGREEMENTS_MAIL = "agreements"
QUESTION_MAIL = "question"


@dataclass(frozen=True, slots=True)
class Entry:
    """One agreement as its reader sees it; `contacts` holds those of the partners that were not erased."""

    id: UUID
    agreement: Agreement
    mine: Party
    partners: Sequence[Party]
    contacts: Mapping[UUID, Contact]

    @property
    def deadline(self) -> date:
        """The agreement's deadline."""
        return self.agreement.deadline

    @property
    def mine_to_call(self) -> bool:
        """Whether the reader makes the first contact."""
        return self.agreement.first_contact == self.mine.participant

    @property
    def partner(self) -> str:
        """With whom: the partner's name, or the names of all of them."""
        return enumerated([partner.name for partner in self.partners])

    @property
    def caller(self) -> str:
        """Who makes the first contact."""
        return next((p.name for p in self.agreement.parties if p.participant == self.agreement.first_contact), "")


def entry_of(agreement: Agreement, reader: UUID, contacts: Mapping[UUID, Contact] | None = None) -> Entry:
    """The agreement from the reader's side. Raises `KeyError` when the reader is no party (any more)."""
    mine, partners = agreement.side_of(reader)
    known = {id_: contact for id_, contact in (contacts or {}).items() if id_ in {p.participant for p in partners}}
    return Entry(agreement.id, agreement, mine, partners, known)


def enumerated(names: Sequence[str]) -> str:
    """Names as a sentence has them: the last one after an 'and'."""
    *others, last = names
    return _("%(others)s og %(last)s", others=", ".join(others), last=last) if others else last


class Letters:
    """Writes mails. `public_url` is where the links in them lead."""

    def __init__(self, pages: Pages, public_url: str) -> None:
        self._pages = pages
        self._public_url = public_url

    def agreements(
        self,
        mail: UUID,
        exchange: Exchange,
        reader: Contact,
        news: News,
        told: Versions,
        contacts: Mapping[UUID, Contact],
        written_at: datetime,
    ) -> Mail:
        """What one participant agreed on, with whom, and how to reach them (handbook: 'Oppfølging av avtaler').

        To one that was `told` of agreements before, what is new since then.
        """
        fresh, changed = (
            [entry_of(one, reader.participant, contacts) for one in some] for some in (news.fresh, news.changed)
        )
        entries = fresh + changed
        if not told:
            subject, template = _("Avtalene dere gjorde på %(exchange)s", exchange=exchange.name), "agreements"
        else:
            subject, template = _("Nytt om avtalene fra %(exchange)s", exchange=exchange.name), "news"
        context = {
            "exchange": exchange,
            "reader": reader,
            "entries": entries,
            "fresh": fresh,
            "changed": changed,
            "ended": [_ending(one, reader.participant) for one in news.ended],
            "erased": ERASED,
            "mine": f"{self._public_url}/min-side",
        }
        return Mail(
            id=mail,
            kind=AGREEMENTS_MAIL,
            to=reader.email,
            subject=subject,
            text=self._pages.text(f"followup/mail/{template}.txt", **context),
            html=self._pages.text(f"followup/mail/{template}.html", **context),
            attachments=tuple(self._calendars(exchange, entries, written_at)),
            reference={
                "organisation": str(exchange.organisation),
                "exchange": str(exchange.id),
                "participant": str(reader.participant),
                "agreements": ",".join(str(one.id) for one in news.agreements),
                "partners": ",".join(str(id_) for entry in entries for id_ in entry.contacts),
                "told": json.dumps({str(id_): version for id_, version in told.items()}),
            },
        )

    def question(
        self, mail: UUID, exchange: Exchange, reader: Contact, agreement: Agreement, deadline: date, token: str
    ) -> Mail:
        """How did it go? With the reader's personal link, which alone gives access: the address is a secret."""
        entry = entry_of(agreement, reader.participant)
        context = {
            "exchange": exchange,
            "reader": reader,
            "entry": entry,
            "deadline": deadline,
            "link": f"{self._public_url}/svar/{token}",
        }
        return Mail(
            id=mail,
            kind=QUESTION_MAIL,
            to=reader.email,
            subject=_("Hvordan gikk det med avtalen med %(partner)s?", partner=entry.partner),
            text=self._pages.text("followup/mail/question.txt", **context),
            html=self._pages.text("followup/mail/question.html", **context),
            reference={
                "organisation": str(exchange.organisation),
                "exchange": str(exchange.id),
                "agreement": str(agreement.id),
                "participant": str(reader.participant),
            },
        )

    def _calendars(self, exchange: Exchange, entries: Sequence[Entry], written_at: datetime) -> list[Attachment]:
        """A calendar file per deadline, with all-day entries (RFC 5545 §3.6.1)."""
        host = urlsplit(self._public_url).hostname
        attachments = []
        for deadline, due in groupby(sorted(entries, key=attrgetter("deadline")), key=attrgetter("deadline")):
            calendar = Calendar()
            calendar.add("prodid", "-//Børsen//followup//NO")
            calendar.add("version", "2.0")
            for entry in due:
                event = Event()
                event.add("uid", f"{entry.id}@{host}")
                event.add("dtstamp", written_at)
                # A calendar that has an earlier version takes the later one (RFC 5545 §3.8.7.4).
                event.add("sequence", entry.agreement.version - 1)
                event.add("dtstart", deadline)
                event.add("dtend", deadline + timedelta(days=1))
                event.add("summary", _("Frist: avtale med %(partner)s", partner=entry.partner))
                event.add("description", _given(exchange, entry))
                # A deadline takes no time out of the day.
                event.add("transp", "TRANSPARENT")
                calendar.add_component(event)
            name = _("frist-%(date)s.ics", date=deadline.isoformat())
            attachments.append(Attachment(name, "text/calendar", calendar.to_ical().decode()))
        return attachments


def _ending(agreement: Agreement, reader: UUID) -> str:
    try:
        _mine, partners = agreement.side_of(reader)
    except KeyError:
        return _(
            "En avtale ble rettet, og den er nå mellom %(parties)s. Den gjelder ikke lenger dere.",
            parties=enumerated([party.name for party in agreement.parties]),
        )
    return _("Avtalen med %(partner)s er avlyst.", partner=enumerated([partner.name for partner in partners]))


def _given(exchange: Exchange, entry: Entry) -> str:
    lines = [_("Avtalt på %(exchange)s.", exchange=exchange.name)]
    if entry.mine.gives:
        lines.append(_("Dere bidrar med: %(what)s", what=entry.mine.gives))
    for partner in entry.partners:
        if partner.gives:
            lines.append(_("%(partner)s bidrar med: %(what)s", partner=partner.name, what=partner.gives))
    return "\n".join(lines)
