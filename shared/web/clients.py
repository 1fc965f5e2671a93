"""Where a request comes from."""

from starlette.requests import HTTPConnection

UNKNOWN = "unknown"
"""All whose address the web server does not know, counted as one."""


def address_of(request: HTTPConnection) -> str:
    """The network address of whoever asks, as far as trusted proxies say it (`Settings.trusted_proxies`).

    For counting attempts: a household, or a whole town hall, may share one.
    """
    return request.client.host if request.client else UNKNOWN
