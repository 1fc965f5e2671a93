"""Registration's events -> the table `invitation`."""

from collections.abc import Iterator
from pathlib import Path

from services.registration.domain.invitation import participant_of
from shared.contracts import registration
from shared.contracts.registration import (
    InvitationDeclined,
    InvitationErased,
    InvitationRepeated,
    ParticipantInvited,
)
from shared.database import Statement
from shared.eventlog import Recorded
from shared.projection import Projection
from shared.sorting import norwegian_key
from shared.sql import statements

sql = statements(Path(__file__).parents[1] / "sql")
INSERT_INVITATION = sql("insert_invitation")
REPEAT_INVITATION = sql("repeat_invitation")
DECLINE_INVITATION = sql("decline_invitation")
ERASE_INVITATION = sql("erase_invitation")

INVITATIONS = Projection("invitations", 1, registration.CONTRACT, sql("invitation_table"))
"""Who is invited, with the address: run it with keys."""


@INVITATIONS.on(ParticipantInvited)
def participant_invited(event: ParticipantInvited, recorded: Recorded) -> Iterator[Statement]:
    yield (
        INSERT_INVITATION,
        {
            **event.model_dump(include={"invitation", "exchange", "name", "email"}),
            "participant": participant_of(event.invitation),
            "sort_key": norwegian_key(event.name),
            "at": recorded.recorded_at,
        },
    )


@INVITATIONS.on(InvitationRepeated)
def invitation_repeated(event: InvitationRepeated, recorded: Recorded) -> Iterator[Statement]:
    yield REPEAT_INVITATION, {"invitation": event.invitation, "at": recorded.recorded_at}


@INVITATIONS.on(InvitationDeclined)
def invitation_declined(event: InvitationDeclined, recorded: Recorded) -> Iterator[Statement]:
    yield DECLINE_INVITATION, {"invitation": event.invitation, "at": recorded.recorded_at}


@INVITATIONS.on(InvitationErased)
def invitation_erased(event: InvitationErased, _: Recorded) -> Iterator[Statement]:
    yield ERASE_INVITATION, {"invitation": event.invitation}
