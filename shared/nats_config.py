"""Who may do what on NATS: the one list from which the server's configuration is made, embedded and deployed.

`python -m shared.nats_config > deploy/nats.conf` renews the deployed copy; a test holds the two together.
Passwords come from the environment (`password_variable`): NATS reads a variable's value as configuration, so a
password starts with a letter and holds letters and digits only.

The list keeps one service's mistake, or its leaked password, from writing events in another's name and from
deleting any. The relay's check of every sequence against the log is what notices the rest.
"""

from collections.abc import Iterator

PUBLISHING = ("registration", "catalog", "agreements", "followup")
"""Services that own a stream, named after them in capitals, over the subjects `bors.<service>.>`."""

READING = ("scoreboard",)
"""Services that only follow the others' streams."""

ADMIN = "admin"
"""The operator's user: may do everything, such as rebuilding a stream after a restore."""

USERS = (*PUBLISHING, *READING, ADMIN)

READ = (
    "$JS.API.INFO",
    "$JS.API.STREAM.INFO.*",
    "$JS.API.STREAM.LIST",
    "$JS.API.STREAM.NAMES",
    "$JS.API.STREAM.MSG.GET.*",
    "$JS.API.DIRECT.GET.>",
    "$JS.API.CONSUMER.CREATE.>",
    "$JS.API.CONSUMER.INFO.*.*",
    "$JS.API.CONSUMER.MSG.NEXT.*.*",
    "$JS.API.CONSUMER.DELETE.*.*",
)
"""What following any stream takes: look up, read single messages, and ephemeral pull consumers without acks."""


def password_variable(user: str) -> str:
    """The environment variable that holds a user's password."""
    return f"NATS_{user.upper()}_PASSWORD"


def may_publish(service: str) -> tuple[str, ...]:
    """The subjects that a service may publish or send requests to; every other is refused."""
    if service in READING:
        return READ
    stream = service.upper()
    return (
        f"bors.{service}.>",
        f"$JS.API.STREAM.CREATE.{stream}",
        f"$JS.API.STREAM.UPDATE.{stream}",
        *READ,
    )


def render() -> str:
    """The configuration of a single server; its address and storage directory come from the command line."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Made by `python -m shared.nats_config`; change it there."
    yield "server_name: borsen"
    yield "jetstream {"
    yield "    # A message is acknowledged when it is on the disk, not up to two minutes before."
    yield "    sync_interval: always"
    yield "}"
    yield "authorization {"
    yield "    users: ["
    for service in (*PUBLISHING, *READING):
        yield "        {"
        yield from _credentials(service)
        yield "            permissions {"
        yield "                publish: ["
        yield from (f'                    "{subject}"' for subject in may_publish(service))
        yield "                ]"
        yield '                subscribe: ["_INBOX.>"]'
        yield "            }"
        yield "        }"
    yield "        {"
    yield from _credentials(ADMIN)
    yield "        }"
    yield "    ]"
    yield "}"


def _credentials(user: str) -> Iterator[str]:
    yield f"            user: {user}"
    yield f"            password: ${password_variable(user)}"


if __name__ == "__main__":
    print(render(), end="")  # noqa: T201
