"""What happens during the play: written by the players, read by whoever shows it."""

from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from time import perf_counter
from uuid import UUID


class Part(StrEnum):
    """The parts of the play, in order."""

    START = "Everything starts"
    PLAN = "An exchange is planned"
    SIGN_UP = "Organisations sign up"
    DOORS = "The doors open: check-in"
    MARKET = "The market is open"
    LETTERS = "The agreements are mailed"
    DEADLINES = "The first deadlines come"


class Count(StrEnum):
    """What is counted: planned before the play, and done in it."""

    SIGNED_UP = "participants signed up"
    CONFIRMATIONS = "mails of confirmation"
    LISTED = "lines in the catalogue"
    CHECKED_IN = "participants checked in"
    BROKERS = "brokers joined"
    REGISTERED = "agreements registered"
    INTENTS = "… of intent"
    ONE_WAY = "… one-way"
    CORRECTED = "… corrected"
    CANCELLED = "… cancelled"
    MONEY = "… refused for money, then confirmed"
    DOUBLE_TAPS = "… tapped twice, made once"
    LOST_REPLIES = "… reply lost, sent again"
    STANDING = "agreements standing"
    ON_STAGE = "… on the stage"
    FOLLOWED = "… in follow-up"
    LETTERS = "mails with agreements"
    QUESTIONS = "mails with a question"
    ANSWERS = "answers by personal link"
    REPORTED = "… in the organiser's list"


@dataclass
class Record:
    """The play so far. Times are seconds of `perf_counter`, durations are seconds."""

    market_seconds: float
    began: dict[Part, float] = field(default_factory=dict)
    ended: dict[Part, float] = field(default_factory=dict)
    done: Counter[Count] = field(default_factory=Counter)
    aside: Counter[str] = field(default_factory=Counter)
    """What is worth telling and was not planned, such as how a form was sent."""
    today: str = ""
    stage_count: int = 0
    staged_at: deque[float] = field(default_factory=deque)
    """When agreements reached the stage."""
    latest: deque[str] = field(default_factory=lambda: deque(maxlen=8))
    """The latest agreements as the stage tells them, the newest last."""
    posts: list[float] = field(default_factory=list)
    """From a broker's tap to the answer, for each agreement that was sent without a twist."""
    to_stage: list[float] = field(default_factory=list)
    """From a broker's tap to the stage, for the same agreements."""
    tapped: dict[UUID, float] = field(default_factory=dict)
    """When brokers tapped for the agreements that are not on the stage yet."""
    mails: int = 0
    memory: int = 0
    """The most bytes that everything but PostgreSQL has held at once."""

    @contextmanager
    def part(self, part: Part) -> Iterator[None]:
        """While this part is played."""
        self.began[part] = perf_counter()
        yield
        self.ended[part] = perf_counter()

    def count(self, what: Count, more: int = 1) -> None:
        """Something of the plan was done."""
        self.done[what] += more

    def told_to_wait(self) -> None:
        """Somebody was at it too often, and tries again later."""
        self.aside["requests that were asked to wait, and did"] += 1

    def staged(self, agreement: UUID, told: str, at: float) -> None:
        """An agreement reached the stage."""
        self.latest.append(told)
        self.staged_at.append(at)
        if agreement in self.tapped:
            self.to_stage.append(at - self.tapped.pop(agreement))

    def seconds(self, part: Part) -> float:
        """How long a part took, or has taken; 0 before it begins."""
        if part not in self.began:
            return 0
        return self.ended.get(part, perf_counter()) - self.began[part]


def percentile(durations: list[float], share: float) -> float:
    """The smallest duration that is not exceeded by `share` of them (nearest rank); 0 where there is none."""
    ordered = sorted(durations)
    return ordered[max(0, -(-len(ordered) * round(share * 100) // 100) - 1)] if ordered else 0
