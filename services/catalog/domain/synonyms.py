"""An organiser's own synonyms: which words mean the same in the catalogue of one exchange."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from shared.contracts.base import Event
from shared.contracts.catalog import SynonymsChosen
from shared.decider import Decider
from shared.refusal import Refused

Groups = tuple[tuple[str, ...], ...]

MOST_GROUPS = 100
MOST_WORDS = 20
LONGEST_WORD = 40


@dataclass(frozen=True)
class ChooseSynonyms:
    exchange: UUID
    groups: Groups


def decide(command: ChooseSynonyms, chosen: Groups) -> Sequence[Event]:
    if command.groups == chosen:
        return []
    if len(command.groups) > MOST_GROUPS:
        raise Refused("too_long", "Skriv høyst %(most)s linjer.", most=MOST_GROUPS)
    for group in command.groups:
        if len(group) < 2:
            raise Refused("alone", "«%(word)s» står alene. Skriv minst to ord på hver linje.", word=" ".join(group))
        if len(group) > MOST_WORDS:
            raise Refused("too_long", "Skriv høyst %(most)s ord på hver linje.", most=MOST_WORDS)
        for word in group:
            if len(word) > LONGEST_WORD:
                raise Refused(
                    "too_long", "«%(word)s» er for langt. Et ord kan ha %(most)s tegn.", word=word, most=LONGEST_WORD
                )
    return [SynonymsChosen(exchange=command.exchange, groups=command.groups)]


def evolve(chosen: Groups, event: Event) -> Groups:
    match event:
        case SynonymsChosen(groups=groups):
            return groups
        case _:
            return chosen


SYNONYMS: Decider[ChooseSynonyms, Groups] = Decider((), decide, evolve)


def synonyms_stream(exchange: UUID) -> str:
    return f"synonyms-{exchange}"
