"""Sign-in tokens: whom they name, and when they do not count (any more)."""

from datetime import timedelta

import pytest
from joserfc.jwk import OKPKey

from shared.auth import Identity, Role, Tokens
from shared.clock import AdjustableClock

HOUR = timedelta(hours=1)
ORGANISER = Identity(Role.ORGANISER, "somebody")


def tokens_of(clock: AdjustableClock) -> Tokens:
    key = OKPKey.generate_key("Ed25519")
    return Tokens(clock, private=key, public=key)


@pytest.fixture
def clock() -> AdjustableClock:
    return AdjustableClock()


@pytest.fixture
def tokens(clock: AdjustableClock) -> Tokens:
    return tokens_of(clock)


def test_a_token_names_the_same_identity_each_time_it_is_shown(tokens: Tokens) -> None:
    token = tokens.issue(ORGANISER, lifetime=HOUR)
    assert [tokens.verify(token) for _ in range(3)] == [ORGANISER] * 3


def test_a_token_that_has_counted_stops_counting_when_its_time_is_over(tokens: Tokens, clock: AdjustableClock) -> None:
    token = tokens.issue(ORGANISER, lifetime=HOUR)
    assert tokens.verify(token) == ORGANISER
    clock.advance(HOUR)
    assert tokens.verify(token) is None
    assert tokens.verify(token) is None


def test_a_token_signed_by_another_key_never_counts(tokens: Tokens, clock: AdjustableClock) -> None:
    token = tokens_of(clock).issue(ORGANISER, lifetime=HOUR)
    assert [tokens.verify(token) for _ in range(2)] == [None, None]


def test_a_token_that_differs_in_one_letter_from_one_that_has_counted_does_not(tokens: Tokens) -> None:
    token = tokens.issue(ORGANISER, lifetime=HOUR)
    assert tokens.verify(token) == ORGANISER
    head, _, signature = token.rpartition(".")
    forged = f"{head}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"
    assert tokens.verify(forged) is None
