"""`python -m shared.healthy`: exit status 0 when the service in this container is ready. For health checks."""

import sys
from http.client import HTTPConnection

PORT = 8000
SECONDS = 3


def ready() -> bool:
    """Whether the service says that it is ready; not when it does not answer."""
    connection = HTTPConnection("127.0.0.1", PORT, timeout=SECONDS)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(not ready())
