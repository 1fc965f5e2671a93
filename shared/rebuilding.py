"""The address at which an operator has a service rebuild one of its projections: `borsen rebuild` asks.

The service itself does it, because what a projection needs – the keys of personal fields – is at hand there.
"""

from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from shared.audit import only_services
from shared.projection import RebuildStuck, State
from shared.refusal import Refused

if TYPE_CHECKING:
    from shared.service import Service


class Rebuilt(BaseModel):
    """A projection's new generation is live, at this position; or a policy, without one, starts over."""

    position: int | None


def rebuild_path(service: str, projection: str) -> str:
    """Where a service rebuilds a projection."""
    return f"/internal/{service}/rebuild/{projection}"


def routes(service: "Service") -> APIRouter:
    """The rebuilding address of one service. It answers when the new generation has taken over."""
    router = APIRouter(include_in_schema=False, dependencies=[Depends(only_services(service.settings))])

    @router.post(rebuild_path(service.name, "{projection}"))
    async def rebuild(projection: str) -> Rebuilt:
        if (policy := service.policies.get(projection)) and policy.state is State.ASTRAY:
            await policy.start_over()
            return Rebuilt(position=None)
        runner = service.runners.get(projection)
        if runner is None:
            raise Refused(
                "not_found",
                "%(service)s har ingen projeksjon som heter %(projection)s, bare %(known)s.",
                service=service.name,
                projection=projection,
                known=", ".join(sorted(service.runners)),
            )
        try:
            return Rebuilt(position=await runner.rebuild())
        except RebuildStuck as stuck:
            raise Refused("stuck", "Gjenoppbyggingen stanset: %(reason)s.", reason=str(stuck)) from stuck

    return router
