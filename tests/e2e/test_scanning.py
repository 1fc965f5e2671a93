"""Name tags before a real camera, as far as a browser has one here: it is shown a film of two tags."""

import os
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from anyio.from_thread import BlockingPortal
from PIL import Image
from playwright.sync_api import Browser, expect, sync_playwright

from shared.clock import AdjustableClock
from shared.print.qr import qr_picture
from shared.settings import Settings
from tests.e2e.broker_app import COUNT_TAPS, new_tablet
from tests.market_hall import Hall, running_market

pytestmark = pytest.mark.storm

READER_AWAY = """
window.BarcodeDetector = class {
  static getSupportedFormats = async () => ["qr_code"];
  detect = async () => { throw new DOMException("", "NotSupportedError") };
};
"""
"""Android's own reader is a service beside the browser, which a device may lack although the browser promises it."""

TWO_SECONDS = 60
"""Frames; the film starts again when it is over."""


@pytest.fixture(scope="module")
def hall(
    portal: BlockingPortal,
    shared_settings: Callable[..., Settings],
    shared_clock: AdjustableClock,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Hall]:
    folder = tmp_path_factory.mktemp("market")
    with portal.wrap_async_context_manager(running_market(shared_settings, shared_clock, folder)) as market:
        yield portal.call(market.new_hall)


@pytest.fixture
def camera(portal: BlockingPortal, hall: Hall, tmp_path: Path) -> Iterator[Browser]:
    """A browser whose camera sees the choir's tag, then the library's, over and over."""
    kit = portal.call(hall.get, "/tablet", hall.organiser()).json()
    badges = {guest["name"]: guest["badge"] for guest in kit["participants"]}
    film = tmp_path / "tags.mjpeg"
    film.write_bytes(b"".join(frame(badges[name]) * TWO_SECONDS for name in ("Fjordkoret", "Ås bibliotek")))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("BORSEN_CHROMIUM"),
            args=[
                "--no-sandbox",
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
                f"--use-file-for-fake-video-capture={film}",
            ],
        )
        yield browser
        browser.close()


def frame(badge: str) -> bytes:
    """A tag held askew before the camera, on a grey evening."""
    tag = Image.open(BytesIO(qr_picture(badge))).convert("L").resize((260, 260)).rotate(17, expand=True, fillcolor=255)
    picture = Image.new("L", (640, 480), 120)
    picture.paste(tag, (150, 60))
    jpeg = BytesIO()
    picture.convert("RGB").save(jpeg, "JPEG", quality=70)
    return jpeg.getvalue()


def test_both_parties_are_scanned_in_one_go(camera: Browser, portal: BlockingPortal, hall: Hall) -> None:
    pin = portal.call(hall.pin)
    portal.call(hall.open)
    tablet = new_tablet(camera, hall, portal, COUNT_TAPS + READER_AWAY)
    tablet.join(pin)
    tablet.button("Skann navneskiltene").tap()
    expect(tablet.page.get_by_label("Hva gir Fjordkoret?")).to_be_attached(timeout=20_000)
    expect(tablet.page.get_by_label("Hva gir Ås bibliotek?")).to_be_visible(timeout=20_000)
    expect(tablet.page.get_by_role("dialog")).to_be_hidden()
    tablet.button("En minikonsert").tap()
    tablet.button("Fjordkoret trenger Øvingsrom en kveld i uka").tap()
    tablet.button("En måned").tap()
    tablet.button("Les opp avtalen").tap()
    tablet.button("Registrer avtalen").tap()
    expect(tablet.page.get_by_text("Avtalen er lagret")).to_be_visible()
    tablet.has_sent_everything()
    assert (tablet.page.evaluate("window.taps"), len(tablet.agreements())) == (6, 1)
