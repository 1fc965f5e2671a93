"""An exchange's public site, and the logos on it: what the organiser and the participants choose, and who sees it."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from io import BytesIO
from uuid import UUID, uuid4

import httpx
import pytest
from PIL import Image

from services.catalog.printing.logos import Logos
from services.registration.pictures import Darkroom, Gallery
from services.registration.pictures.gallery import HELD
from shared.auth import Identity, Role
from shared.clock import AdjustableClock
from shared.contracts import agreements
from shared.contracts.vocabulary import Sector
from shared.database import make_pool
from shared.directory import Participant
from shared.web.pictures import picture_address
from tests.conftest import eventually
from tests.evening import Publisher, publishing
from tests.market_events import MarketHour
from tests.registration_town import Gathering, MakeSettings, Town, a_town, hidden

TYPED = {
    "name": "Lillevik kammerkor",
    "sector": "voluntary",
    "people": "3",
    "contact_name": "Kari Eksempel",
    "email": "kari@eksempel.no",
    "phone": "22 33 44 55",
    "needs-0-text": "Øvingslokale på tirsdager",
    "needs-0-category": "place",
    "offers-0-text": "Sangkurs for nybegynnere",
    "offers-0-category": "courses",
    "consent": "true",
}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'


@pytest.fixture(scope="module")
async def town(
    shared_settings: MakeSettings, shared_clock: AdjustableClock, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    async with a_town(shared_settings, shared_clock, tmp_path_factory.mktemp("town")) as town:
        yield town


@pytest.fixture(scope="module")
async def brokers(
    shared_settings: MakeSettings,
    shared_clock: AdjustableClock,
    tmp_path_factory: pytest.TempPathFactory,
    town: Town,
) -> AsyncIterator[Publisher]:
    directory = tmp_path_factory.mktemp("brokers")
    async with publishing(agreements.CONTRACT, shared_settings("agreements"), shared_clock, directory) as publisher:
        yield publisher


@pytest.fixture
async def evening(town: Town) -> Gathering:
    return await Gathering.planned(town)


def a_logo() -> bytes:
    """A picture that nobody has sent before."""
    file = BytesIO()
    colour = (uuid4().bytes[0], uuid4().bytes[0], uuid4().bytes[0])
    Image.new("RGB", (120, 60), colour).save(file, "PNG")
    return file.getvalue()


async def send(
    town: Town, page: str, action: str, who: dict[str, str], file: tuple[str, bytes] | None, **fields: str
) -> httpx.Response:
    """Open a page and send its form as a browser does: with a file, or with an empty place for one."""
    html = (await town.client.get(page, headers=who)).text
    data = {"csrf": hidden(html, "csrf"), "command_id": hidden(html, "command_id"), **fields}
    name, content = file or ("logo_file", b"")
    sent = {name: ("valgt.png" if content else "", content)}
    return await town.client.post(action, data=data, files=sent, headers=who)


async def fill_in(evening: Gathering, file: bytes | None = None, **others: str) -> httpx.Response:
    """Send the sign-up's form."""
    chosen = ("logo_file", file) if file else None
    return await send(evening.town, evening.form, evening.form, {}, chosen, **(TYPED | others))


def a_participant(logo: str | None) -> Participant:
    """As the catalogue knows it."""
    return Participant(uuid4(), uuid4(), "Koret", Sector.VOLUNTARY, 2, withdrawn=False, checked_in_at=None, logo=logo)


def logo_in(answer: httpx.Response) -> str:
    """The digest of the logo that a form has."""
    return hidden(answer.text, "logo")


async def with_logo(evening: Gathering) -> tuple[str, str]:
    """A participant that signed up with a logo, and the logo's digest."""
    looked_over = await fill_in(evening, a_logo(), step="review")
    digest = logo_in(looked_over)
    sent = await fill_in(evening, step="send", logo=digest)
    assert sent.status_code == 303
    (participant,) = await evening.listed()
    return str(participant["id"]), digest


async def the_picture(town: Town, digest: str) -> httpx.Response:
    return await town.client.get(picture_address(digest))


def participants_headers(evening: Gathering, participant: str, exchange: UUID) -> dict[str, str]:
    identity = Identity(Role.PARTICIPANT, participant, exchange=exchange)
    return {"authorization": f"Bearer {evening.town.tokens.issue(identity, lifetime=timedelta(hours=1))}"}


async def exchange_of(evening: Gathering) -> UUID:
    answer = await evening.town.client.get(f"/api/registration/exchanges/{evening.slug}")
    return UUID(answer.json()["id"])


async def publish(evening: Gathering, file: bytes | None = None, **fields: str) -> httpx.Response:
    """Send the organiser's form, as it stands but for what is given."""
    page = f"{evening.organisers}/nettside"
    who = evening.town.organiser()
    html = (await evening.town.client.get(page, headers=who)).text
    stands = {"version": hidden(html, "version"), "colours": "standard", "step": "publish"}
    return await send(evening.town, page, page, who, ("picture_file", file or b""), **(stands | fields))


async def site_of(evening: Gathering, **headers: str) -> str:
    return (await evening.town.client.get(f"/b/{evening.slug}", headers=headers)).text


# Logos


async def test_a_logo_is_shown_once_somebody_takes_part_with_it(evening: Gathering) -> None:
    looked_over = await fill_in(evening, a_logo(), step="review")
    assert (await the_picture(evening.town, logo_in(looked_over))).status_code == 404
    await fill_in(evening, step="send", logo=logo_in(looked_over))
    assert (await the_picture(evening.town, logo_in(looked_over))).status_code == 200
    assert picture_address(logo_in(looked_over)) in await site_of(evening)


async def test_a_picture_is_nothing_but_a_picture(evening: Gathering) -> None:
    _participant, digest = await with_logo(evening)
    answer = await the_picture(evening.town, digest)
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["cache-control"] == "public, max-age=86400, immutable"
    again = await evening.town.client.get(picture_address(digest), headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("step", ["review", "edit"])
async def test_a_logo_stays_while_the_form_is_filled_in(evening: Gathering, step: str) -> None:
    mistaken = await fill_in(evening, a_logo(), email="feil", step="review")
    assert mistaken.status_code == 422
    kept = await fill_in(evening, step=step, logo=logo_in(mistaken))
    assert kept.status_code == 200
    assert logo_in(kept) == logo_in(mistaken)


async def test_a_file_that_is_no_picture_is_refused_beside_its_field_and_the_rest_stays(evening: Gathering) -> None:
    answer = await fill_in(evening, SVG, step="review")
    assert answer.status_code == 422
    assert re.search(r'id="logo_file-error">Denne filtypen kan vi ikke bruke', answer.text)
    assert "Øvingslokale på tirsdager" in answer.text


async def test_a_file_that_is_too_heavy_gives_the_form_back(evening: Gathering) -> None:
    answer = await fill_in(evening, b"\x89PNG" + bytes(12_000_000), step="review")
    assert answer.status_code == 422
    assert "Bildefila er for stor" in answer.text
    assert "Øvingslokale på tirsdager" in answer.text


async def test_nobody_signs_up_with_a_logo_that_is_not_there(evening: Gathering) -> None:
    answer = await fill_in(evening, step="send", logo="ab" * 32)
    assert answer.status_code == 422
    assert "Bildet er ikke lagret lenger" in answer.text
    assert await evening.listed() == []


async def test_a_participant_replaces_its_logo_and_takes_it_away(evening: Gathering) -> None:
    participant, digest = await with_logo(evening)
    who = participants_headers(evening, participant, await exchange_of(evening))
    page = "/min-side/endre"
    details = {name: value for name, value in TYPED.items() if name.partition("-")[0] not in ("needs", "offers")}

    async def change(version: str, file: bytes | None = None, **fields: str) -> httpx.Response:
        chosen = ("logo_file", file) if file else None
        return await send(evening.town, page, page, who, chosen, **(details | {"version": version} | fields))

    shown = await evening.town.client.get(page, headers=who)
    assert logo_in(shown) == digest
    assert (await change(hidden(shown.text, "version"), a_logo(), logo=digest)).status_code == 303
    assert (await the_picture(evening.town, digest)).status_code == 404
    replaced = await evening.town.client.get(page, headers=who)
    assert logo_in(replaced) not in ("", digest)
    assert (
        await change(hidden(replaced.text, "version"), logo=logo_in(replaced), logo_removed="true")
    ).status_code == 303
    assert logo_in(await evening.town.client.get(page, headers=who)) == ""


async def test_the_logo_of_whoever_withdraws_disappears(evening: Gathering) -> None:
    participant, digest = await with_logo(evening)
    await evening.act(participant, "withdraw")
    assert (await the_picture(evening.town, digest)).status_code == 404


async def test_the_logo_of_whoever_is_erased_is_deleted(evening: Gathering) -> None:
    participant, digest = await with_logo(evening)
    await evening.act(participant, "erase")
    assert evening.town.stored("select from picture where digest = %(digest)s", digest=digest) == []


async def test_a_logo_that_another_shows_too_outlives_the_first(evening: Gathering) -> None:
    participant, digest = await with_logo(evening)
    await fill_in(evening, step="send", logo=digest, email="ola@eksempel.no")
    await evening.act(participant, "erase")
    assert (await the_picture(evening.town, digest)).status_code == 200


async def test_a_picture_that_nobody_shows_is_deleted_after_a_while_and_one_that_is_shown_is_not(
    evening: Gathering,
) -> None:
    unsent = logo_in(await fill_in(evening, a_logo(), step="review"))
    _participant, shown = await with_logo(evening)
    evening.town.clock.advance(HELD + timedelta(hours=1))
    async with make_pool(evening.town.settings.database_url.get_secret_value()) as pool:
        await Gallery(pool, evening.town.clock, Darkroom()).sweep()
    left = evening.town.stored("select digest from picture where digest = any(%(both)s)", both=[unsent, shown])
    assert left == [(shown,)]


async def test_posters_get_the_logos_of_those_who_have_one(evening: Gathering) -> None:
    _participant, digest = await with_logo(evening)
    shown, gone = a_participant(digest), a_participant("ab" * 32)
    registration = httpx.ASGITransport(evening.town.app)
    async with httpx.AsyncClient(base_url="http://registration", transport=registration) as client:
        logos = await Logos(client).of([shown, gone, a_participant(None)])
    assert {id_: (logo.digest, logo.width, logo.height) for id_, logo in logos.items()} == {shown.id: (digest, 120, 60)}


# The site


async def test_a_site_that_nobody_changed_says_everything(evening: Gathering) -> None:
    site = await site_of(evening)
    wanted = [
        "Hva er en frivilligbørs?",
        "For næringslivet",
        "Ikke penger!",
        "Slik kan en avtale se ut",
        "kalender.ics",
    ]
    assert [words for words in wanted if words not in site] == []


async def test_a_site_that_nobody_changed_speaks_the_readers_language(evening: Gathering) -> None:
    assert "What is" in await site_of(evening, **{"accept-language": "en"})


async def test_what_the_organiser_publishes_is_shown_as_written(evening: Gathering) -> None:
    welcome, about = "Vi prøver igjen.\n\nVelkommen!", "Vi møtes på <torget>.\n\n- Ta med kaker"
    answer = await publish(evening, welcome=welcome, about=about, why_public="")
    assert answer.status_code == 303
    site = await site_of(evening, **{"accept-language": "en"})
    assert "<p>Vi møtes på &lt;torget&gt;.</p>\n<ul>\n<li>Ta med kaker</li>\n</ul>" in site
    assert "<p>Vi prøver igjen.</p>\n<p>Velkommen!</p>" in site


async def test_a_preview_shows_it_and_changes_nothing(evening: Gathering) -> None:
    preview = await publish(evening, step="preview", about="Bare en prøve")
    assert preview.status_code == 200
    assert "<p>Bare en prøve</p>" in preview.text
    assert "Bare en prøve" not in await site_of(evening)
    assert hidden(preview.text, "about") == "Bare en prøve"


async def test_a_picture_is_published_with_its_description_and_shown_to_nobody_before(evening: Gathering) -> None:
    undescribed = await publish(evening, a_logo())
    assert undescribed.status_code == 422
    digest = hidden(undescribed.text, "picture")
    assert (await the_picture(evening.town, digest)).status_code == 404
    assert (await publish(evening, picture=digest, description="Folk på torget")).status_code == 303
    assert (await the_picture(evening.town, digest)).status_code == 200
    assert f'src="{picture_address(digest)}" alt="Folk på torget" width="120" height="60"' in await site_of(evening)


async def test_the_colours_are_a_stylesheet_of_their_own(evening: Gathering) -> None:
    await publish(evening, colours="own", main_colour="#7a1738", highlight_colour="#ffb8c6")
    (address,) = re.findall(r'href="(/farger/[^"]+)"', await site_of(evening))
    styles = await evening.town.client.get(address)
    assert styles.headers["content-type"] == "text/css; charset=utf-8"
    assert styles.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "--site-hero: #7a1738" in styles.text


@pytest.mark.parametrize("name", ["red-blue", "12345-123456", "1234567-123456", "zzzzzz-123456"])
async def test_what_are_no_colours_are_no_stylesheet(town: Town, name: str) -> None:
    assert (await town.client.get(f"/farger/{name}.css")).status_code == 404


async def test_one_signs_up_in_the_exchanges_colours(evening: Gathering) -> None:
    await publish(evening, colours="brick")
    assert 'href="/farger/8f3a26-b4def5.css?v=' in (await evening.town.client.get(evening.form)).text


async def test_a_second_tap_publishes_once(evening: Gathering) -> None:
    key = str(uuid4())
    first = await publish(evening, about="Vi møtes.", command_id=key)
    second = await publish(evening, about="Vi møtes.", command_id=key, version="0")
    assert (first.status_code, second.status_code) == (303, 303)
    assert hidden(await evening.page("/nettside"), "version") == "1"


async def test_whoever_publishes_what_somebody_else_has_changed_sees_both(evening: Gathering) -> None:
    await publish(evening, about="Den første var raskest.")
    late = await publish(evening, about="Den andre var sen.", version="0")
    assert late.status_code == 422
    assert "Noen andre har endret dette" in late.text
    assert "Den andre var sen." in late.text
    assert "Nå er det lagret: Den første var raskest." in late.text
    assert hidden(late.text, "version") == "1"


async def test_only_its_own_organiser_changes_a_site(evening: Gathering) -> None:
    page = f"{evening.organisers}/nettside"
    stranger = evening.town.organiser(uuid4())
    assert (await evening.town.client.get(page, headers=stranger)).status_code in (403, 404)
    assert (await evening.town.client.get(page)).status_code in (303, 401)


async def test_a_national_identity_number_is_not_published(evening: Gathering) -> None:
    answer = await publish(evening, practical="Spør 01819010192")
    assert 'id="practical-error">Ta bort fødselsnummeret.' in answer.text


async def test_everybody_can_take_the_evening_into_the_calendar(evening: Gathering) -> None:
    entry = await evening.town.client.get(f"/b/{evening.slug}/kalender.ics")
    assert entry.headers["content-type"].startswith("text/calendar")
    assert "LOCATION:Kulturhuset\\, Lillevik" in entry.text


async def test_other_sites_show_a_link_with_a_picture_made_for_it(evening: Gathering) -> None:
    site = await site_of(evening)
    assert f'<meta property="og:url" content="http://localhost:8080/b/{evening.slug}">' in site
    (address,) = re.findall(r'property="og:image" content="http://localhost:8080([^"]+)"', site)
    picture = await evening.town.client.get(address)
    assert picture.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert Image.open(BytesIO(picture.content)).size == (1200, 630)


async def test_the_share_picture_changes_with_the_site(evening: Gathering) -> None:
    before = re.findall(r'og:image" content="([^"]+)"', await site_of(evening))
    await publish(evening, colours="fjord")
    assert re.findall(r'og:image" content="([^"]+)"', await site_of(evening)) != before


# What came out of it


async def results_shown(evening: Gathering, words: str) -> bool:
    return words in (await evening.town.client.get(f"/b/{evening.slug}/avtaler")).text


async def test_the_agreements_are_read_by_everybody_once_the_market_is_closed(
    evening: Gathering, brokers: Publisher
) -> None:
    hour = MarketHour(await exchange_of(evening), evening.town.clock)
    made, cancelled = hour.made("Lillevik hjelpekorps"), hour.made("Den som angret")
    await brokers.publish(
        hour.opened(), made, cancelled, hour.corrected(made, "Kurs for ti"), hour.cancelled(cancelled)
    )
    assert await results_shown(evening, "Avtalene kommer her")
    await brokers.publish(hour.closed())
    await eventually(partial(results_shown, evening, "Lillevik hjelpekorps"))
    assert await results_shown(evening, "gir: Kurs for ti")
    assert not await results_shown(evening, "Den som angret")
    assert "Det ble 1 avtale" in await site_of(evening)
