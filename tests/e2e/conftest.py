"""A browser for all tests of a module, and a loop for the services beside it."""

import os
from collections.abc import Callable, Generator, Iterator

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from playwright.sync_api import Browser, sync_playwright

from shared.clock import AdjustableClock
from shared.settings import Settings
from tests.market_hall import Hall, Market, running_market

HAS_FAILED = pytest.StashKey[bool]()

NOT_LOADED = """() => [
    document.readyState,
    ...performance.getEntriesByType("resource")
        .map(({name, responseStatus}) => [name, responseStatus])
        .filter(([, status]) => status < 200 || status > 399),
]"""
"""What a page lacks whose test has failed: the report of the failure shows it."""


@pytest.fixture(scope="module")
def portal() -> Iterator[BlockingPortal]:
    """A loop in a thread of its own: services run in it while the test drives the browser."""
    with start_blocking_portal() as portal:
        yield portal


@pytest.fixture(scope="module")
def chromium(shared_settings: Callable[..., Settings]) -> Iterator[Browser]:
    """A browser. Playwright's loop takes this thread until the module ends, so the servers come before it."""
    with sync_playwright() as playwright:
        # The launcher sets it; without it Playwright starts the Chromium that it keeps for itself.
        executable = os.environ.get("BORSEN_CHROMIUM")
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def browser(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Browser]:
    """The browser, as good as new: what a test opens in it is closed with the test."""
    yield chromium
    for context in chromium.contexts:
        if request.node.stash.get(HAS_FAILED, False):
            for page in context.pages:
                print(page.url, page.evaluate(NOT_LOADED))  # noqa: T201
        context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[HAS_FAILED] = item.stash.get(HAS_FAILED, False) or report.failed
    return report


@pytest.fixture(scope="module")
def market(
    portal: BlockingPortal,
    shared_settings: Callable[..., Settings],
    shared_clock: AdjustableClock,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Market]:
    """The services, beside the browser."""
    folder = tmp_path_factory.mktemp("market")
    with portal.wrap_async_context_manager(running_market(shared_settings, shared_clock, folder)) as market:
        yield market


@pytest.fixture
def hall(portal: BlockingPortal, market: Market) -> Hall:
    """A market hall of the test's own."""
    return portal.call(market.new_hall)
