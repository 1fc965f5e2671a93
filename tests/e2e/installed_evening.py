"""An evening on `borsen up`: two brokers' tablets, the stage and the host's phone, and a server that can be killed."""

import signal
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import psycopg
from anyio.from_thread import BlockingPortal
from playwright.sync_api import Browser, Page, ViewportSize, expect
from psycopg.conninfo import make_conninfo

from shared.auth import Tokens
from shared.clock import SystemClock
from shared.contracts.agreements import CONTRACT, AgreementMade
from shared.embedded.credentials import passwords
from shared.embedded.record import read
from tests.clocked import COMMAND, KeptClock
from tests.conftest import eventually
from tests.containers import free_port
from tests.e2e.broker_app import PATIENCE, App
from tests.e2e.screens import PHONE, PROJECTOR, TABLET
from tests.faults.evening import Evening
from tests.program import Program, borsen

TAPPING = timedelta(seconds=5)
"""What a tap may be off on a busy machine: the app knows the server's clock as well as half the time of an answer."""

MADE = "select data::text, schema from event_log where type = 'AgreementMade' order by position"
HELD = (
    "select from pg_stat_activity where datname = 'agreements' and wait_event = 'SyncRep' and query ~ 'append_events'"
)


class Installation:
    """`borsen up` on a data directory, again and again at the same address, by a clock of its own."""

    def __init__(self, data: Path, portal: BlockingPortal, programs: ExitStack) -> None:
        self.data = data
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.clock = KeptClock(data.with_suffix(".clock"))
        self.portal = portal
        self._programs = programs
        self._running: Program | None = None

    def start(self) -> None:
        """Start everything and wait until it answers."""
        output = self.data.with_suffix(f".{uuid4().hex}.output")
        clocked = [*COMMAND, str(self.data.with_suffix(".clock"))]
        self._running = Program(output, "up", "--data", self.data, "--port", self.port, command=clocked)
        self._programs.enter_context(self._running)
        self.portal.call(self._running.says, "Ctrl-C ends it")

    def kill(self) -> None:
        """End it with SIGKILL, which nothing survives that it has started."""
        assert self._running is not None
        self.portal.call(self._running.end, signal.SIGKILL)

    @contextmanager
    def killed_between_save_and_reply(self) -> Iterator[None]:
        """Kill it once what happens within is on the disk, and before anybody is told so.

        PostgreSQL waits with the answer to a commit for a second server which there is not; what it has written
        counts all the same when it starts again. The setting is taken back before that, for the next start.
        """
        with psycopg.connect(self._superuser(), autocommit=True) as connection:
            connection.execute("alter system set synchronous_standby_names = 'nobody'")
            connection.execute("select pg_reload_conf()")
            yield
            self.portal.call(eventually, lambda: connection.execute(HELD).fetchone() is not None)
            connection.execute("alter system reset synchronous_standby_names")
            self.kill()

    def tokens(self) -> Tokens:
        """Issues what an organiser would get who signs in."""
        return Tokens.from_files(SystemClock(), private=self.data / "secrets" / "signing.pem", public=None)

    def agreements_made(self, exchange: UUID) -> list[AgreementMade]:
        """The agreements of an exchange as the log has them."""
        with psycopg.connect(self._agreements) as connection:
            stored = connection.execute(MADE).fetchall()
        every = [CONTRACT.decode("AgreementMade", schema, data) for data, schema in stored]
        return [made for made in every if isinstance(made, AgreementMade) and made.exchange == exchange]

    def verify(self) -> str:
        """What `borsen verify` finds wrong: nothing is the empty string."""
        verified = borsen("verify", "--data", self.data, "--wait", 30)
        return verified.stdout + verified.stderr if verified.returncode else ""

    @property
    def _agreements(self) -> str:
        return read(self.data).settings["agreements"].database_url.get_secret_value()

    def _superuser(self) -> str:
        known = passwords(self.data / "postgres" / "passwords.json", ("postgres",))
        return make_conninfo(self._agreements, user="postgres", password=known["postgres"])


@dataclass(frozen=True)
class Tap:
    """An agreement that a broker has registered, and between which moments that was."""

    broker: str
    gives: str
    earliest: datetime
    latest: datetime

    def differs_from(self, log: Sequence[AgreementMade]) -> str | None:
        """What is wrong with this tap in the log: it must be there once, with its moment."""
        moments = [made.at for made in log if (made.broker, made.parties[0].gives) == (self.broker, self.gives)]
        right = [at for at in moments if self.earliest - TAPPING <= at <= self.latest + TAPPING]
        return None if len(right) == len(moments) == 1 else f"{self}: {moments}"


@dataclass
class Hall:
    """An exchange whose market is open, in four windows whose clocks go with the server's."""

    installation: Installation
    evening: Evening
    exchange: UUID
    taps: list[Tap] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)

    def new_pin(self, whose: str) -> str:
        """What the organiser makes for the brokers ("pin") or for the host ("host/pin")."""
        address = f"{self.installation.url}/api/agreements/{self.evening.slug}/{whose}"
        answer = httpx.post(address, headers={**self.evening.organiser(), "idempotency-key": str(uuid4())})
        return str(answer.raise_for_status().json()["pin"])

    def new_window(self, browser: Browser, screen: ViewportSize, ahead: timedelta = timedelta()) -> Page:
        """A device of the hall, whose clock is so much ahead."""
        context = browser.new_context(
            viewport=screen, locale="nb-NO", timezone_id="Europe/Oslo", reduced_motion="reduce"
        )
        context.clock.install(time=self.installation.clock.now() + ahead)
        self.pages.append(context.new_page())
        return self.pages[-1]

    def new_tablet(self, browser: Browser, pin: str, *, ahead: timedelta = timedelta()) -> App:
        """A broker's tablet that has joined."""
        app = App(self.new_window(browser, TABLET, ahead), f"{self.installation.url}/megler/{self.evening.slug}/app")
        app.join(pin)
        return app

    def new_stage(self, browser: Browser) -> Page:
        """The screen that everybody sees."""
        stage = self.new_window(browser, PROJECTOR)
        stage.goto(f"{self.installation.url}/scene/{self.evening.slug}")
        return stage

    def new_host(self, browser: Browser, pin: str) -> Page:
        """The phone of the host, who has joined."""
        host = self.new_window(browser, PHONE)
        host.goto(f"{self.installation.url}/konferansier/{self.evening.slug}")
        host.get_by_label("Kode").fill(pin)
        host.get_by_role("button", name="Bli med").click()
        expect(host.locator("#count")).to_be_visible()
        return host

    def agree(self, tablet: App, gives: str) -> None:
        """A broker registers that the choir gives something to the library."""
        earliest = self.installation.clock.now()
        tablet.register(gives)
        self.taps.append(Tap(broker_at(tablet), gives, earliest, self.installation.clock.now()))

    def loses_its_network(self) -> None:
        for page in self.pages:
            page.context.set_offline(True)

    def has_its_network_again(self) -> None:
        for page in self.pages:
            page.context.set_offline(False)

    def minutes_pass(self, minutes: int = 1) -> None:
        """By the server's clock and by every device's."""
        self.installation.clock.advance(timedelta(minutes=minutes))
        for page in self.pages:
            page.clock.fast_forward(minutes * 60_000)

    def shows(self, number: int) -> None:
        """Wherever the agreements are counted, without anybody touching anything."""
        for page in self.pages:
            for count in page.locator("#count").all():
                expect(count).to_have_text(str(number), timeout=PATIENCE)

    def in_the_log(self) -> list[AgreementMade]:
        return self.installation.agreements_made(self.exchange)

    def not_tapped_like_that(self) -> list[str]:
        """What of the log nobody tapped, or not then; what was tapped and is not in it, or more than once."""
        found = [tap.differs_from(self.in_the_log()) for tap in self.taps]
        known = {(tap.broker, tap.gives) for tap in self.taps}
        strange = [str(made) for made in self.in_the_log() if (made.broker, made.parties[0].gives) not in known]
        return [*filter(None, found), *strange]


def broker_at(tablet: App) -> str:
    """Who has joined at a tablet, as the log calls it."""
    return tablet.page.locator("[data-slot='called']").inner_text().lower().replace(" ", "-")
