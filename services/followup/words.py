"""What the standings of an agreement are called."""

from services.followup.queries import Standing
from shared.web.i18n import N_, _

STANDINGS = {
    Standing.WAITING: N_("Venter på fristen"),
    Standing.UNANSWERED: N_("Ubesvart"),
    Standing.DONE: N_("Gjennomført"),
    Standing.UNDER_WAY: N_("I gang"),
    Standing.STUCK: N_("Står fast"),
    Standing.NOT_HAPPENING: N_("Blir ikke noe av"),
    Standing.CANCELLED: N_("Avlyst"),
}


def standing_name(standing: Standing | str) -> str:
    return _(STANDINGS[Standing(standing)])
