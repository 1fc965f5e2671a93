"""One table says which service answers which address; router and gateway follow it."""

import re
from pathlib import Path

import pytest

from shared.paths import HOME, INTERNAL, PREFIXES, SERVICES, operated_service, service_for

CADDYFILE = (Path(__file__).parents[2] / "deploy" / "Caddyfile").read_text()


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/", "registration"),
        ("/b/lindevik-2026/pamelding", "registration"),
        ("/katalog/lindevik-2026", "catalog"),
        ("/katalogen", "registration"),
        ("/api/agreements/lindevik-2026/agreements", "agreements"),
        ("/static/vendor/htmx.js", "registration"),
        ("/static/scoreboard/stage.js", "scoreboard"),
    ],
)
def test_an_address_belongs_to_the_service_of_its_prefix(path: str, service: str) -> None:
    assert service_for(path) == service


@pytest.mark.parametrize("path", ["/internal/keys", "/healthz", "/readyz", "/metrics"])
def test_internal_addresses_belong_to_nobody_outside(path: str) -> None:
    assert service_for(path) is None


@pytest.mark.parametrize(
    "path", ["/internal/catalog/audit", "/internal/catalog/ids", "/internal/catalog/rebuild/directory"]
)
def test_what_an_operator_asks_a_service_can_pass_the_embedded_gateway(path: str) -> None:
    assert operated_service(path) == "catalog"


@pytest.mark.parametrize(
    "path",
    [
        "/internal/keys",
        "/internal/keys/",
        "/internal/registration/keys",
        "/internal/keys/audit",
        "/internal/registration/audit/../../keys",
        "/internal/catalog/audit\n",
        "/internal/catalog/rebuild/",
        "/healthz",
        "/",
    ],
)
def test_nothing_else_that_is_internal_can(path: str) -> None:
    assert operated_service(path) is None


def test_the_gateway_hands_each_prefix_to_the_service_of_the_table() -> None:
    matched = dict(re.findall(r"^\t@(\w+) path (.+)$", CADDYFILE, re.MULTILINE))
    internal = matched.pop("internal").split()
    gateway = {pattern: service for service, patterns in matched.items() for pattern in patterns.split()}
    assert gateway == {p: service for prefix, service in PREFIXES.items() for p in (prefix, f"{prefix}/*")}
    assert internal == ["/internal", "/internal/*", *(path for path in INTERNAL if path != "/internal")]


def test_the_gateway_passes_each_matched_request_to_the_service_of_that_name() -> None:
    handled = re.findall(r"\thandle @(\w+) \{\n\t\timport to (\w+)", CADDYFILE)
    assert handled == [(service, service) for service, _ in handled]
    assert {service for service, _ in handled} | {HOME} == {*SERVICES, "mailbox"}
    assert re.search(r"\thandle \{\n\t\timport to (\w+)", CADDYFILE)[1] == HOME  # type: ignore[index]
