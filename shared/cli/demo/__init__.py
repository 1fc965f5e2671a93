"""The demo: a fictional evening, played through the public interfaces."""

from shared.cli.demo.command import app

__all__ = ["app"]
