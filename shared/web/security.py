"""What the browser is told to refuse, and proof that an unsafe request was meant by the person at the browser.

An unsafe request is believed when the browser says that it comes from our own page (Sec-Fetch-Site, or Origin in
older browsers), and a form moreover when it carries the token of this browser's cookie. A program that sends
neither header has no user's cookies to steal; it must show a bearer token, or a form's token.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_urlsafe
from urllib.parse import urlsplit

from starlette.datastructures import FormData, Headers, MutableHeaders, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.web.limits import MOST_FIELDS

CSRF_FIELD = "csrf"
CSRF_HEADER = "x-csrf-token"
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)

HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    # Personal links are secrets in an address: no other site may read them in a Referer.
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "permissions-policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
}
TWO_YEARS = "max-age=63072000; includeSubDomains"


class SecurityHeaders:
    """Every answer carries the policies above; HSTS only where the public address is https."""

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self.app = app
        secure = urlsplit(public_url).scheme == "https"
        self.headers = HEADERS | ({"strict-transport-security": TWO_YEARS} if secure else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, answer if scope["type"] == "http" else send)


@dataclass
class _BrowserSecret:
    """One browser's random value, known to it as a cookie and to our pages as the token made from it."""

    value: str
    key: bytes
    remembered: bool
    ours: bool = False
    """Whether the browser itself says that the request comes from a page of ours."""
    needed: bool = False

    def token(self) -> str:
        return hmac.new(self.key, self.value.encode(), sha256).hexdigest()

    def matches(self, token: str) -> bool:
        return self.remembered and hmac.compare_digest(self.token().encode(), token.encode())


class CsrfProtection:
    """Turns away unsafe requests that another site may have caused."""

    def __init__(self, app: ASGIApp, secret: str, public_url: str, *, refuse: Callable[[Request], Response]) -> None:
        """`secret` is the same for all services behind one address, since they share the cookie.

        `refuse` makes the answer to a request that is turned away.
        """
        self.app = app
        self.refuse = refuse
        self.key = secret.encode()
        public = urlsplit(public_url)
        self.public_origin = f"{public.scheme}://{public.netloc}"
        self.secure = public.scheme == "https"
        # RFC 6265bis: a __Host- cookie can be set by nobody but this very host, and only over https.
        self.cookie = "__Host-csrf" if self.secure else "csrf"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        cookie = connection.cookies.get(self.cookie)
        browser = _BrowserSecret(cookie or token_urlsafe(32), self.key, remembered=cookie is not None)
        connection.state.browser_secret = browser

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start" and browser.needed and not browser.remembered:
                secure = "; Secure" if self.secure else ""
                MutableHeaders(scope=message).append(
                    "set-cookie", f"{self.cookie}={browser.value}; Path=/; HttpOnly; SameSite=Lax{secure}"
                )
            await send(message)

        if scope["method"] in SAFE_METHODS or self._meant(connection.headers, browser):
            await self.app(scope, receive, answer)
        else:
            await self.refuse(Request(scope))(scope, receive, answer)

    def _meant(self, headers: Headers, browser: _BrowserSecret) -> bool:
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is not None:
            browser.ours = site == "same-origin"
            return site in ("same-origin", "none")
        if origin is not None:
            browser.ours = origin == self.public_origin or urlsplit(origin).netloc == headers.get("host")
            return browser.ours
        return (
            headers.get("authorization", "").lower().startswith("bearer ")
            or browser.matches(headers.get(CSRF_HEADER, ""))
            # The body is read once, where the form is: `verified_form` asks for its token.
            or headers.get("content-type", "").startswith(FORM_TYPES)
        )


def csrf_token(request: Request) -> str:
    """The token for this browser's forms; asking for it gives the browser its cookie."""
    browser: _BrowserSecret = request.state.browser_secret
    browser.needed = True
    return browser.token()


class FormExpired(HTTPException):
    """A form without the token of this browser's cookie, which ends with the browser's session."""

    def __init__(self) -> None:
        super().__init__(403)


async def verified_form(request: Request) -> FormData:
    """FastAPI dependency, the one way to read a form: its token is checked before anybody sees its fields.

    Raises `FormExpired`.
    """
    form = await request.form(max_fields=MOST_FIELDS)
    token = form.get(CSRF_FIELD)
    browser: _BrowserSecret = request.state.browser_secret
    known = isinstance(token, str) and browser.matches(token)
    if known or browser.ours:
        request.state.typed = form
    if not known:
        raise FormExpired
    return form


def typed_of(request: Request) -> list[tuple[str, str]]:
    """The fields of the form that was sent, but for files, to be offered once more.

    None for a form that may be another site's: nobody shall be talked into sending that.
    """
    return [(name, value) for name, value in _sent(request) if isinstance(value, str) and name != CSRF_FIELD]


def brought_file(request: Request) -> bool:
    """Whether that form had a file, which has to be chosen once more."""
    return any(isinstance(value, UploadFile) and value.filename for _, value in _sent(request))


def _sent(request: Request) -> list[tuple[str, UploadFile | str]]:
    form: FormData | None = getattr(request.state, "typed", None)
    return form.multi_items() if form else []
