"""A browser for tests, and the screens that it plays."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, ViewportSize, sync_playwright

PHONE = ViewportSize(width=360, height=780)
TABLET = ViewportSize(width=820, height=1180)
LAPTOP = ViewportSize(width=1280, height=900)
PROJECTOR = ViewportSize(width=1920, height=1080)


@contextmanager
def browsing() -> Iterator[Browser]:
    """A browser. Playwright's loop takes this thread: what the test needs from asyncio must run in a portal."""
    with sync_playwright() as playwright:
        # The launcher sets it; without it Playwright starts the Chromium that it keeps for itself.
        executable = os.environ.get("BORSEN_CHROMIUM")
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()
