"""An organiser reaches its own organisation's exchanges."""

from fastapi import Request

from shared.auth import Role, SignIn, same_organisation
from shared.directory import Directory, Exchange


async def own_exchange(request: Request, sign_in: SignIn, directory: Directory, slug: str) -> Exchange:
    """The exchange, for its organiser. Raises `NotSignedIn`, and `Refused` (`not_found`) for anybody else's."""
    identity = sign_in.require(request, Role.ORGANISER)
    exchange = await directory.exchange(slug)
    same_organisation(identity, exchange.organisation)
    return exchange
