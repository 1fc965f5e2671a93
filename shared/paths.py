"""Which service answers which addresses: the one table that gateway and embedded router are made from."""

HOME = "registration"
"""Answers what no prefix below names: the front page, sign-up, check-in and the organiser's pages."""

PREFIXES: dict[str, str] = {
    "/katalog": "catalog",
    "/api/catalog": "catalog",
    "/static/catalog": "catalog",
    "/megler": "agreements",
    "/marked": "agreements",
    "/api/agreements": "agreements",
    "/static/agreements": "agreements",
    "/scene": "scoreboard",
    "/api/scoreboard": "scoreboard",
    "/static/scoreboard": "scoreboard",
    "/oppfolging": "followup",
    "/svar": "followup",
    "/api/followup": "followup",
    "/static/followup": "followup",
    "/utboks": "mailbox",
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


def _below(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith(prefix + "/")
