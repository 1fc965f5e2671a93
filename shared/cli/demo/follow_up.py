"""After the evening (handbook: 'Oppfølging av avtaler i etterkant'): what the parties are told, asked, and answer."""

from collections import defaultdict
from collections.abc import Iterator

from shared.cli.demo.company import Company, all_at_it
from shared.cli.demo.model import Deal, World
from shared.cli.demo.participant import Partnership
from shared.cli.demo.plan import days_until_deadline, stands
from shared.cli.demo.record import Count, Record
from shared.cli.demo.trouble import Trouble


class FollowUp:
    """The parties of a world's agreements, at home with their mail."""

    def __init__(self, world: World, company: Company, record: Record) -> None:
        self._world = world
        self._company = company
        self._record = record

    async def read_agreements(self) -> None:
        """Everybody with an agreement gets one mail, which names all its partners. Raises `Trouble`."""
        partners: defaultdict[int, set[str]] = defaultdict(set)
        for deal in filter(stands, self._world.deals):
            for party, partner in self._sides(deal):
                partners[party].add(partner)

        async def read(with_partners: tuple[int, set[str]]) -> None:
            person, names = self._company.people[with_partners[0]], with_partners[1]
            mail = await person.read_latest_mail()
            if missing := [name for name in names if name not in mail.text]:
                raise Trouble(f"the mail to {person.org.name} does not name {', '.join(missing)}")

        await self._company.mails(Count.LETTERS, len(partners))
        await all_at_it(read, partners.items())

    async def answer(self, day: int) -> None:
        """The parties of the agreements with a deadline on this day after the evening are asked; most answer."""
        asked: defaultdict[int, list[Partnership]] = defaultdict(list)
        for number, deal in enumerate(self._world.deals):
            if stands(deal) and days_until_deadline(deal) == day:
                for party, partner in self._sides(deal):
                    asked[party].append(self._partnership(number, party, partner))

        async def answer(with_partnerships: tuple[int, list[Partnership]]) -> None:
            person, partnerships = with_partnerships
            self._record.count(Count.ANSWERS, await self._company.people[person].answer(partnerships))

        before = self._record.done[Count.QUESTIONS]
        await self._company.mails(Count.QUESTIONS, before + sum(map(len, asked.values())))
        await all_at_it(answer, asked.items())

    def _sides(self, deal: Deal) -> Iterator[tuple[int, str]]:
        """Each party with its partner's name."""
        one, other = deal.parties
        yield one, self._world.participants[other].name
        yield other, self._world.participants[one].name

    def _partnership(self, number: int, party: int, partner: str) -> Partnership:
        deal = self._world.deals[number]
        gives = deal.correction.gives if deal.correction else deal.gives
        said = next((one for one in self._world.answers if (one.deal, one.party) == (number, party)), None)
        return Partnership(partner, tuple(gift.text for gift in gives if gift), said)
