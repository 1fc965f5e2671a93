"""A fictional world: who takes part in the demo's evening, what they agree on, and what they answer afterwards."""

from dataclasses import dataclass
from enum import StrEnum

from shared.contracts.vocabulary import Category, Commitment, ListingKind, Outcome, Sector


@dataclass(frozen=True)
class Exchange:
    """The exchange. `capacity` has room for every person who is signed up."""

    name: str
    municipality: str
    venue: str
    capacity: int
    language: str


@dataclass(frozen=True)
class Wish:
    """A need or an offer. `details` may be empty. Needs and offers of one `topic` fit each other."""

    text: str
    category: Category
    details: str
    topic: str

    @property
    def written(self) -> str:
        """As it is written in the sign-up form, and then stands in the catalogue."""
        return f"{self.text}. {self.details}" if self.details else self.text


@dataclass(frozen=True)
class Org:
    """An organisation that takes part; `kind` is its pool of texts, such as `choir`. `note` may be empty."""

    name: str
    sector: Sector
    kind: str
    contact_name: str
    email: str
    phone: str
    people: int
    needs: tuple[Wish, ...]
    offers: tuple[Wish, ...]
    note: str


@dataclass(frozen=True)
class Line:
    """A line of the catalogue: `needs[index]` or `offers[index]` of the participant with index `org`."""

    org: int
    kind: ListingKind
    index: int


@dataclass(frozen=True)
class Gift:
    """What a party gives. `line` is the giver's offer or the receiver's need, or None for free text."""

    text: str
    line: Line | None = None


Gives = tuple[Gift | None, Gift | None]
"""What each party gives, in the order of the parties; None for a party that only receives."""


class Twist(StrEnum):
    """What happens to an agreement besides being registered."""

    CORRECT = "correct"
    """The broker corrects it afterwards."""
    CANCEL = "cancel"
    """It is called off afterwards."""
    DOUBLE_TAP = "double_tap"
    """The broker taps twice: the same command at once."""
    LOST_REPLY = "lost_reply"
    """The reply does not arrive, and the command is sent again."""
    MONEY_CONFIRM = "money_confirm"
    """The text speaks of money: refused until the broker confirms that none changes hands."""


@dataclass(frozen=True)
class Correction:
    """The terms that replace those of an agreement."""

    gives: Gives
    deadline_days: int


@dataclass(frozen=True)
class Deal:
    """An agreement of the plan.

    `parties` and `first_contact` are indexes of participants; `minute` is minutes after the opening, in [0, 60);
    `broker` counts from 0; `deadline_days` counts from the evening. `correction` is there for `Twist.CORRECT`,
    and `cancel_reason` is not empty for `Twist.CANCEL`.
    """

    parties: tuple[int, int]
    gives: Gives
    category: Category
    kind: Commitment
    mutual: bool
    first_contact: int
    deadline_days: int
    minute: float
    broker: int
    twist: Twist | None = None
    correction: Correction | None = None
    cancel_reason: str = ""


@dataclass(frozen=True)
class Answer:
    """What one party (`party`: a participant's index) answers about `deals[deal]`; the texts may be empty."""

    deal: int
    party: int
    outcome: Outcome
    comment: str
    help: str


@dataclass(frozen=True)
class World:
    """One evening. `deals` are in the order in which they are made."""

    exchange: Exchange
    participants: tuple[Org, ...]
    deals: tuple[Deal, ...]
    answers: tuple[Answer, ...]
