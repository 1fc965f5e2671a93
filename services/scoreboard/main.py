"""How scoreboard is put together."""

from pathlib import Path

from fastapi import FastAPI

from services.scoreboard import api
from services.scoreboard.feed import Feed
from services.scoreboard.pages import host, room, stage
from services.scoreboard.projections import BOARD, NEEDS
from services.scoreboard.queries import Boards
from services.scoreboard.radar import Radar
from shared.clock import Clock
from shared.directory import DIRECTORY, Directory
from shared.pins.ended import EndedPins
from shared.service import Service
from shared.settings import Settings
from shared.web.app import make_app
from shared.web.assets import Assets
from shared.web.rendering import Pages

FOLDER = Path(__file__).parent


def create_app(settings: Settings, clock: Clock) -> FastAPI:
    """The service's application."""
    service = Service("scoreboard", FOLDER, settings, clock)
    service.project(DIRECTORY)
    board = service.project(BOARD)
    service.project(NEEDS, awaited=False)

    directory = Directory(service.pool)
    boards = Boards(service.pool)
    service.standing_agreements = boards.standing
    feed = Feed(boards, board.advanced, clock)
    service.closing.append(feed.close)
    service.always("feed", feed.run)
    service.always("heartbeat", feed.beat)

    assets = Assets({service.name: FOLDER / "static"})
    templates = Pages(FOLDER / "templates", assets)
    routers = [
        api.routes(directory, boards, feed, clock),
        stage.routes(directory, boards, clock, templates, settings.public_url),
        room.routes(directory, boards, clock, templates),
        host.routes(directory, boards, Radar(service.pool), service.sign_in, EndedPins(service.pool), clock, templates),
    ]
    return make_app(service, routers, pages=templates, assets=assets)
