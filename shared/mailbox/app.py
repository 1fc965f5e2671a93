"""The pages of the mailbox at /utboks."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from shared.auth import Role, SignIn, Tokens
from shared.clock import Clock
from shared.mailbox.receiver import Receiver
from shared.mailbox.store import Envelope, Store, attachments_of, text_of, with_pictures
from shared.refusal import Refused
from shared.settings import Settings
from shared.web.app import complete
from shared.web.assets import Assets
from shared.web.rendering import Pages
from shared.web.security import CONTENT_SECURITY_POLICY, verified_form

FOLDER = Path(__file__).parent
ON_A_PAGE = 25
FORGET_SECONDS = 5
"""How often the calendar is looked at: a clock that jumps is noticed."""

READING_POLICY = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"
# A mail brings its own styles and nothing else: no script, no picture or form that would tell its sender.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; base-uri 'none'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
MayRead = Callable[[Envelope], bool]
"""Whether whoever asks may read a mail."""

OUT_OF_THE_FRAME = '<head><base target="_blank">'


def create_mailbox(directory: Path, settings: Settings, clock: Clock, *, host: str = "127.0.0.1") -> FastAPI:
    """The mailbox that keeps its mails in `directory`; `app.state.smtp_port` is where it takes them
    and `app.state.mails` the store where one finds them.

    It receives while the application's lifespan runs. An organiser reads the mails about its own organisation's
    exchanges. Mails about none, which are organisers' sign-in links, are read by nobody, because whoever reads one
    can be somebody else. Everybody reads everything where `settings.mailbox_open` says so, for demonstrations.
    A mail is deleted `settings.retention_days` days after it was sent. Raises `OSError` when the port is taken.
    """
    store = Store(directory)
    receiver = Receiver(store, host=host, port=settings.mailbox_port)

    async def forget_for_ever() -> None:
        while True:
            store.forget(clock.now() - timedelta(days=settings.retention_days))
            await asyncio.sleep(FORGET_SECONDS)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with receiver.receiving():
            forgetting = asyncio.create_task(forget_for_ever(), name="mailbox forgets")
            yield
            forgetting.cancel()

    tokens = Tokens.from_files(clock, private=settings.signing_key_file, public=settings.verifying_key_file)
    assets = Assets({"mailbox": FOLDER / "static"})
    pages = Pages(FOLDER / "templates", assets)
    app = FastAPI(title="Børsen mailbox", lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None)
    app.state.smtp_port = receiver.port
    app.state.mails = store
    app.include_router(_health())
    app.include_router(_reading(store, pages, SignIn(tokens, secure=settings.secure), everybody=settings.mailbox_open))
    complete(app, "mailbox", settings, pages=pages, assets=assets)
    return app


def _health() -> APIRouter:
    router = APIRouter()

    @router.get("/healthz")
    @router.get("/readyz")
    async def alive() -> dict[str, str]:
        return {"status": "alive"}

    return router


def _reading(store: Store, pages: Pages, sign_in: SignIn, *, everybody: bool) -> APIRouter:
    def reader(request: Request) -> MayRead:
        if everybody:
            return lambda _: True
        organisation = str(sign_in.require(request, Role.ORGANISER).organisation)
        return lambda envelope: envelope.organisation == organisation

    router = APIRouter(prefix="/utboks", include_in_schema=False)

    def found(id_: str, may_read: MayRead) -> EmailMessage:
        envelope = store.envelope(id_)
        mail = store.mail(id_) if envelope and may_read(envelope) else None
        if mail is None:
            raise Refused("not_found", "Vi finner ikke denne e-posten.")
        return mail

    def inbox(request: Request, may_read: MayRead, searched: str, side: int) -> Response:
        envelopes = [envelope for envelope in store.envelopes(searched) if may_read(envelope)]
        last = max(1, -(-len(envelopes) // ON_A_PAGE))
        page = min(max(side, 1), last)
        return pages.render(
            request,
            "mailbox/inbox.html",
            envelopes=envelopes[(page - 1) * ON_A_PAGE : page * ON_A_PAGE],
            total=len(envelopes),
            searched=searched,
            page=page,
            last=last,
        )

    @router.get("")
    async def all_mails(request: Request, may_read: Annotated[MayRead, Depends(reader)], side: int = 1) -> Response:
        return inbox(request, may_read, "", side)

    # A search is for an address: it belongs into no address line, no history and no log of a proxy.
    @router.post("")
    async def search(
        request: Request,
        may_read: Annotated[MayRead, Depends(reader)],
        sent: Annotated[FormData, Depends(verified_form)],
    ) -> Response:
        side = str(sent.get("side", ""))
        return inbox(request, may_read, str(sent.get("til", "")).strip(), int(side) if side.isdecimal() else 1)

    @router.get("/{id}")
    async def read(request: Request, id: str, may_read: Annotated[MayRead, Depends(reader)]) -> Response:
        mail = found(id, may_read)
        return pages.render(
            request,
            "mailbox/mail.html",
            headers={"content-security-policy": READING_POLICY},
            id=id,
            mail=mail,
            sent_at=mail["date"].datetime if mail["date"] else None,
            text=text_of(mail, "plain"),
            has_html=text_of(mail, "html") is not None,
            attachments=[part.get_filename() or str(number) for number, part in enumerate(attachments_of(mail))],
        )

    @router.get("/{id}/html")
    async def html(id: str, may_read: Annotated[MayRead, Depends(reader)]) -> Response:
        mail = found(id, may_read)
        content = text_of(mail, "html")
        if content is None:
            raise Refused("not_found", "Vi finner ikke denne e-posten.")
        shown = with_pictures(mail, content).replace("<head>", OUT_OF_THE_FRAME, 1)
        return HTMLResponse(shown, headers={"content-security-policy": MAIL_POLICY, "cache-control": "private"})

    @router.get("/{id}/vedlegg/{number}")
    async def attachment(id: str, number: int, may_read: Annotated[MayRead, Depends(reader)]) -> Response:
        parts = list(attachments_of(found(id, may_read)))
        if not 0 <= number < len(parts):
            raise Refused("not_found", "Vi finner ikke dette vedlegget.")
        part = parts[number]
        content = part.get_payload(decode=True)
        return Response(
            content if isinstance(content, bytes) else b"",
            media_type=part.get_content_type(),
            headers={"content-disposition": f'attachment; filename="vedlegg-{number + 1}{_suffix(part)}"'},
        )

    return router


def _suffix(part: EmailMessage) -> str:
    suffix = Path(part.get_filename() or "").suffix
    return suffix if suffix[1:].isalnum() else ""
