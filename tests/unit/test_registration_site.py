"""What is decided about an exchange's public site."""

from dataclasses import replace
from uuid import UUID

from services.registration.domain.site import SITE, PublishSite
from shared.contracts.site import SiteColours, SitePicture, SitePublished
from tests.specification import Specification

given_site = Specification(SITE)

EXCHANGE = UUID("00000000-0000-4000-8000-0000000000e1")
PICTURE = SitePicture(digest="ab" * 32, description="Folk som snakker sammen")
COLOURS = SiteColours(main="#12355b", highlight="#f4d58d")
publish = PublishSite(EXCHANGE, {"about": "Vi møtes."}, PICTURE, COLOURS)
published = SitePublished(exchange=EXCHANGE, texts={"about": "Vi møtes."}, picture=PICTURE, colours=COLOURS)


def test_a_site_is_published_as_a_whole() -> None:
    given_site().when(publish).then(published)


def test_what_was_published_before_is_replaced() -> None:
    given_site(published).when(replace(publish, picture=None)).then(published.model_copy(update={"picture": None}))


def test_publishing_the_same_again_changes_nothing() -> None:
    given_site(published).when(publish).nothing()


def test_a_site_that_nobody_changed_is_not_published() -> None:
    given_site().when(PublishSite(EXCHANGE, {}, None, None)).nothing()


def test_everything_can_be_put_back() -> None:
    given_site(published).when(PublishSite(EXCHANGE, {}, None, None)).then(
        SitePublished(exchange=EXCHANGE, texts={}, picture=None, colours=None)
    )


def test_an_empty_text_is_no_text() -> None:
    given_site(published).when(replace(publish, texts={"about": "Vi møtes.", "practical": " "})).nothing()


def test_a_picture_needs_words_for_those_who_do_not_see_it() -> None:
    undescribed = replace(publish, picture=PICTURE.model_copy(update={"description": " "}))
    given_site().when(undescribed).refused("picture_undescribed")
