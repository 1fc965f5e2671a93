"""The pages of the mailbox at /utboks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from pathlib import Path

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import HTMLResponse, Response

from shared.auth import Role, SignIn, Tokens
from shared.clock import Clock
from shared.mailbox.receiver import Receiver
from shared.mailbox.store import Store, attachments_of, text_of
from shared.refusal import Refused
from shared.settings import Settings
from shared.web.app import complete
from shared.web.assets import Assets
from shared.web.rendering import Pages
from shared.web.security import CONTENT_SECURITY_POLICY

FOLDER = Path(__file__).parent
ON_A_PAGE = 25

READING_POLICY = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"
# A mail brings its own styles and nothing else: no script, no picture or form that would tell its sender.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; base-uri 'none'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
OUT_OF_THE_FRAME = '<head><base target="_blank">'


def create_mailbox(directory: Path, settings: Settings, clock: Clock, *, host: str = "127.0.0.1") -> FastAPI:
    """The mailbox that keeps its mails in `directory`; `app.state.smtp_port` is where it takes them
    and `app.state.mails` the store where one finds them.

    It receives while the application's lifespan runs. Its readers are organisers, of any organisation, or
    everybody where `settings.mailbox_open` says so: it is for trying out, where no mail is meant for anyone.
    Raises `OSError` when the port is taken.
    """
    store = Store(directory)
    receiver = Receiver(store, host=host, port=settings.mailbox_port)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with receiver.receiving():
            yield

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
    def admitted(request: Request) -> None:
        if not everybody:
            sign_in.require(request, Role.ORGANISER)

    router = APIRouter(prefix="/utboks", dependencies=[Depends(admitted)])

    def found(id_: str) -> EmailMessage:
        mail = store.mail(id_)
        if mail is None:
            raise Refused("not_found", "Vi finner ikke denne e-posten.")
        return mail

    @router.get("")
    async def inbox(request: Request, til: str = "", side: int = 1) -> Response:
        envelopes = store.envelopes(til.strip())
        last = max(1, -(-len(envelopes) // ON_A_PAGE))
        page = min(max(side, 1), last)
        return pages.render(
            request,
            "mailbox/inbox.html",
            envelopes=envelopes[(page - 1) * ON_A_PAGE : page * ON_A_PAGE],
            total=len(envelopes),
            searched=til.strip(),
            page=page,
            last=last,
        )

    @router.get("/{id}")
    async def read(request: Request, id: str) -> Response:
        mail = found(id)
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
    async def html(id: str) -> Response:
        content = text_of(found(id), "html")
        if content is None:
            raise Refused("not_found", "Vi finner ikke denne e-posten.")
        shown = content.replace("<head>", OUT_OF_THE_FRAME, 1)
        return HTMLResponse(shown, headers={"content-security-policy": MAIL_POLICY, "cache-control": "private"})

    @router.get("/{id}/vedlegg/{number}")
    async def attachment(id: str, number: int) -> Response:
        parts = list(attachments_of(found(id)))
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
