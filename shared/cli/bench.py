"""`borsen bench`: lives with the tests, because what it compares with is no part of the product."""

from tests.bench.command import app

__all__ = ["app"]
