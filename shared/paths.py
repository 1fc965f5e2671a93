"""Which service answers which addresses: the one table that gateway and embedded router are made from."""

import re

HOME = "registration"
"""Answers what no prefix below names: the front page, sign-up, check-in and the organiser's pages."""

PREFIXES: dict[str, str] = {
    "/katalog": "catalog",
    "/d": "catalog",
    "/api/catalog": "catalog",
    "/static/catalog": "catalog",
    "/megler": "agreements",
    "/marked": "agreements",
    "/ovelse": "agreements",
    "/api/agreements": "agreements",
    "/static/agreements": "agreements",
    "/scene": "scoreboard",
    "/konferansier": "scoreboard",
    "/api/scoreboard": "scoreboard",
    "/static/scoreboard": "scoreboard",
    "/oppfolging": "followup",
    "/svar": "followup",
    "/api/followup": "followup",
    "/static/followup": "followup",
    "/utboks": "mailbox",
    "/static/mailbox": "mailbox",
}
"""Path prefix -> service; a prefix matches itself and everything below it."""

SERVICES = ("registration", "catalog", "agreements", "scoreboard", "followup")

INTERNAL = ("/internal", "/healthz", "/readyz", "/metrics")
"""Never answered through the gateway: for services and operators inside the network."""


def service_for(path: str) -> str | None:
    """The service that answers a path, None for a path that is not for the outside."""
    if any(_below(path, prefix) for prefix in INTERNAL):
        return None
    return next((service for prefix, service in PREFIXES.items() if _below(path, prefix)), HOME)


OPERATED = re.compile(rf"/internal/({'|'.join(SERVICES)})/(audit|ids|rebuild/[a-z_]+)")
"""What an operator's commands ask a service, who show the service secret. Never the keys of `/internal/keys`."""


def operated_service(path: str) -> str | None:
    """The service whose operator's address this is, None for every other path.

    Embedded mode lets these through its gateway, because there `borsen verify` has no other way in; the deployed
    gateway does not.
    """
    match = OPERATED.fullmatch(path)
    return match[1] if match else None


def _below(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith(prefix + "/")
