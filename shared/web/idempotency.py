"""The header by which a client says that two requests are attempts at the same command."""

from typing import Annotated
from uuid import UUID

from fastapi import Header

CommandId = Annotated[UUID, Header(alias="Idempotency-Key", description="The same for every attempt at one command.")]
