"""Who is asking: signed tokens that every service verifies by itself, and what a role may do.

Tokens are JWTs signed with Ed25519 (RFC 8037). They hold no personal data: a role, an opaque subject, and what
the token is bound to.
"""

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Protocol, TypeVar
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from starlette.requests import Request
from starlette.responses import Response

from shared.clock import Clock
from shared.refusal import Refused

ALGORITHM = "Ed25519"
ISSUER = "borsen"
MOST_REMEMBERED = 1000
"""Verified tokens: a tablet shows the same one all evening, and a signature costs more than the rest of a request."""


class Role(StrEnum):
    """What somebody is signed in as (design: who may do what)."""

    ORGANISER = "organiser"
    HELPER = "helper"
    BROKER = "broker"
    HOST = "host"
    PARTICIPANT = "participant"


COOKIE_DAYS = {Role.ORGANISER: 30, Role.HELPER: 1, Role.BROKER: 1, Role.HOST: 1, Role.PARTICIPANT: 1}


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody who is signed in: an organiser of an organisation, or one bound to a single exchange."""

    role: Role
    subject: str
    organisation: UUID | None = None
    exchange: UUID | None = None

    @property
    def actor(self) -> str:
        """How the log names who did something."""
        return f"{self.role}:{self.subject}"


class Owned(Protocol):
    """What belongs to an organisation, as exchanges do."""

    @property
    def organisation(self) -> UUID:
        """Whose it is."""
        ...


Found = TypeVar("Found", bound=Owned)


class NotSignedIn(Exception):
    """The request carries no valid token for any of the wanted roles."""

    def __init__(self, wanted: Role) -> None:
        super().__init__(wanted)
        self.wanted = wanted


class Tokens:
    """Issues (with the private key) and verifies (with the public one) sign-in tokens."""

    def __init__(self, clock: Clock, *, private: OKPKey | None, public: OKPKey) -> None:
        self._clock = clock
        self._private = private
        self._public = public
        self._verified: dict[bytes, tuple[Identity, int]] = {}

    @classmethod
    def from_files(cls, clock: Clock, *, private: Path | None, public: Path | None) -> "Tokens":
        """From PEM files; the public half may be left out where the private one is given."""
        signing = OKPKey.import_key(private.read_text()) if private else None
        if public is not None:
            return cls(clock, private=signing, public=OKPKey.import_key(public.read_text()))
        if signing is None:
            raise ValueError("a service needs the verifying key, or the signing key that contains it")
        return cls(clock, private=signing, public=OKPKey.import_key(signing.as_dict(private=False)))

    def issue(self, identity: Identity, *, lifetime: timedelta) -> str:
        """A token for an identity. Raises `RuntimeError` in a service that was given no private key."""
        if self._private is None:
            raise RuntimeError("this service has no signing key")
        now = self._clock.now()
        claims: dict[str, str | int] = {
            "iss": ISSUER,
            "role": identity.role,
            "sub": identity.subject,
            "iat": int(now.timestamp()),
            "exp": int((now + lifetime).timestamp()),
        }
        if identity.organisation:
            claims["organisation"] = str(identity.organisation)
        if identity.exchange:
            claims["exchange"] = str(identity.exchange)
        return jwt.encode({"alg": ALGORITHM}, claims, self._private, algorithms=[ALGORITHM])

    def verify(self, token: str) -> Identity | None:
        """Whom a token names; None for one that is forged, damaged or out of date."""
        key = hash_token(token)
        verified = self._verified.get(key) or self._decode(token)
        if verified is None:
            return None
        identity, expires = verified
        if expires <= self._clock.now().timestamp():
            self._verified.pop(key, None)
            return None
        if len(self._verified) >= MOST_REMEMBERED:
            self._verified.pop(next(iter(self._verified)))
        self._verified[key] = verified
        return identity

    def _decode(self, token: str) -> tuple[Identity, int] | None:
        """Whom a token with our signature names, and until when (seconds since 1970)."""
        try:
            claims = jwt.decode(token, self._public, algorithms=[ALGORITHM]).claims
            if claims["iss"] != ISSUER:
                return None
            organisation, exchange = claims.get("organisation"), claims.get("exchange")
            identity = Identity(
                Role(claims["role"]),
                claims["sub"],
                UUID(organisation) if organisation else None,
                UUID(exchange) if exchange else None,
            )
            return identity, int(claims["exp"])
        except (JoseError, KeyError, ValueError, TypeError):
            return None


class SignIn:
    """Keeps tokens in cookies, one per role, and finds who is asking.

    A `Bearer` token in the Authorization header counts like a cookie, for tablets and programs.
    """

    def __init__(self, tokens: Tokens, *, secure: bool) -> None:
        self.tokens = tokens
        self._secure = secure

    def cookie(self, role: Role) -> str:
        """The cookie's name; over HTTPS the `__Host-` prefix binds it to this very host (RFC 6265bis §4.1.3)."""
        return f"__Host-borsen-{role}" if self._secure else f"borsen-{role}"

    def remember(self, response: Response, identity: Identity, *, lifetime: timedelta | None = None) -> str:
        """Set the cookie of a fresh token on a response; gives the token."""
        lifetime = lifetime or timedelta(days=COOKIE_DAYS[identity.role])
        token = self.tokens.issue(identity, lifetime=lifetime)
        response.set_cookie(
            self.cookie(identity.role),
            token,
            max_age=int(lifetime.total_seconds()),
            secure=self._secure,
            httponly=True,
            samesite="lax",
            path="/",
        )
        return token

    def forget(self, response: Response, role: Role) -> None:
        """Sign out."""
        response.delete_cookie(self.cookie(role), path="/", secure=self._secure, httponly=True, samesite="lax")

    def find(self, request: Request, role: Role) -> Identity | None:
        """Who is asking in this role, if anybody is signed in."""
        scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
        token = bearer if scheme.lower() == "bearer" else request.cookies.get(self.cookie(role))
        identity = self.tokens.verify(token) if token else None
        return identity if identity and identity.role is role else None

    def require(self, request: Request, role: Role) -> Identity:
        """Who is asking in this role. Raises `NotSignedIn`."""
        identity = self.find(request, role)
        if identity is None:
            raise NotSignedIn(role)
        return identity

    async def own(self, request: Request, slug: str, find: Callable[[str], Awaitable[Found]]) -> tuple[Identity, Found]:
        """The organiser who asks, and the exchange that `find` finds at an address, which must be its own.

        Raises `NotSignedIn`, and `Refused` (`not_found`) for another organisation's exchange.
        """
        identity = self.require(request, Role.ORGANISER)
        found = await find(slug)
        same_organisation(identity, found.organisation)
        return identity, found


def same_organisation(identity: Identity, organisation: UUID) -> None:
    """An organiser reaches only its own organisation's exchanges: the others do not exist. Raises `Refused`."""
    if identity.organisation != organisation:
        raise Refused("not_found", "Vi finner ikke denne børsen.")


def hash_token(token: str) -> bytes:
    """How a random link token is stored: it needs no salt and no slow hash."""
    return sha256(token.encode()).digest()


def bearer_of_service(secret: str, authorization: str) -> None:
    """Another service must identify itself with the secret that both know. Raises `Refused` (`forbidden`)."""
    if not hmac.compare_digest(authorization.encode(), f"Bearer {secret}".encode()):
        raise Refused("forbidden", "Denne adressen er bare for tjenestene selv.")


def make_signing_key() -> tuple[str, str]:
    """A new Ed25519 pair as PEM texts: private, public."""
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    return private, public


def evening_lifetime(now: datetime, closes_at: datetime) -> timedelta:
    """A token of whoever helps lasts one evening: until six hours after the planned closing, twelve hours at least."""
    return max(closes_at + timedelta(hours=6) - now, timedelta(hours=12))
