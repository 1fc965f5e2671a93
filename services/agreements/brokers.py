"""Brokers (*børsmeglere*): what pages call whoever registered an agreement. A broker has a number and no name."""

from services.agreements.domain.agreement import PARTICIPANT
from shared.web.i18n import _


def broker_name(name: str) -> str:
    """What a page calls whoever registered an agreement."""
    number = name.removeprefix("megler-")
    if number != name:
        return _("Megler %(number)s", number=number)
    return _("Deltakeren selv") if name == PARTICIPANT else _("Arrangøren")
