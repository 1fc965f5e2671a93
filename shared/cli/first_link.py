"""The first organiser's sign-in link, for whoever starts an installation."""

from fastapi import FastAPI

from shared.cli.console import out


async def print_first_link(registration: FastAPI) -> None:
    """Print a new link, until the first organiser has signed in once."""
    link = await registration.state.first_link()
    if link is not None:
        out.print(f"The first organiser signs in here (once, within 20 minutes): {link}")
