"""Why two should talk, in sentences that can be read aloud: names of organisations and lines of the catalogue only."""

from uuid import UUID

from services.catalog.lines import Line
from services.catalog.matching.lexicon import openings
from services.catalog.matching.suggestions import Match
from services.catalog.matching.words import stem
from shared.web.i18n import _


def reason(match: Match, reader: UUID | None = None) -> str:
    """What is needed and what is offered, said to the participant who reads it, or of both to everybody else."""
    said = {
        "needer": match.need.organisation,
        "need": _quotable(match.need),
        "giver": match.offer.organisation,
        "offer": _quotable(match.offer),
    }
    if reader == match.need.participant:
        return _("Dere trenger «%(need)s» – %(giver)s tilbyr «%(offer)s».", **said)
    if reader == match.offer.participant:
        return _("%(needer)s trenger «%(need)s» – dere tilbyr «%(offer)s».", **said)
    return _("%(needer)s trenger «%(need)s» – %(giver)s tilbyr «%(offer)s».", **said)


def clue(match: Match) -> str:
    """Which words made the suggestion, so that a reader can see at once whether it is right."""
    strongest = match.because[0]
    if stem(strongest.wanted) == stem(strongest.given):
        return _("Begge nevner «%(word)s».", word=strongest.given)
    return _("«%(wanted)s» og «%(given)s» hører sammen.", wanted=strongest.wanted, given=strongest.given)


def _quotable(line: Line) -> str:
    """What a line says, without what the sentence around it says already."""
    text = line.text.strip().rstrip(".")
    opening = openings()[line.kind].match(text)
    return text[opening.end() :] if opening else text
