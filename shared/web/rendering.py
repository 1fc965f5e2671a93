"""Pages: a service's own templates over the shared ones, with what every page needs."""

from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from uuid import uuid4

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from shared.sorting import norwegian_key
from shared.web import formats, words
from shared.web.assets import Assets
from shared.web.colours import stylesheet_address
from shared.web.forms import blank_form
from shared.web.i18n import counting_sentence, language, sentence
from shared.web.pictures import picture_address
from shared.web.security import CSRF_FIELD, csrf_token

SHARED_TEMPLATES = Path(__file__).parent / "templates"
# A page may hold what only its reader may see; a copy in a shared or old cache must not outlive a sign-out.
PRIVATE = "private, no-cache"


class Pages:
    """Renders one service's pages."""

    def __init__(self, templates: Path | None = None, assets: Assets | None = None, **everywhere: object) -> None:
        """`everywhere` are names that each of the service's pages may use, such as the service's own name."""
        directories = [templates, SHARED_TEMPLATES] if templates else [SHARED_TEMPLATES]
        self._environment = environment(directories, assets or Assets())
        self._environment.globals.update(everywhere)

    def render(
        self,
        request: Request,
        template: str,
        /,
        *,
        status_code: int = 200,
        headers: Mapping[str, str] | None = None,
        **context: object,
    ) -> HTMLResponse:
        """`template` as an answer to `request`; raises UndefinedError for a name it was not given."""

        def csrf_field() -> Markup:
            return Markup('<input type="hidden" name="{}" value="{}">').format(CSRF_FIELD, csrf_token(request))

        html = self.text(template, request=request, csrf_field=csrf_field, **context)
        return HTMLResponse(html, status_code, {"cache-control": PRIVATE, **(headers or {})})

    def text(self, template: str, /, **context: object) -> str:
        """`template` without a request, for mails and fragments of event streams."""
        return self._environment.get_template(template).render(lang=language(), **context)


def environment(directories: list[Path], assets: Assets) -> Environment:
    """Jinja as all templates expect it: escaped, strict, translated, with Norwegian formats."""
    made = Environment(
        loader=ChoiceLoader([FileSystemLoader(directory) for directory in directories]),
        autoescape=select_autoescape(disabled_extensions=("txt",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    globals_: dict[str, Any] = {"static": assets.url, "blank_form": blank_form, "new_command_id": uuid4}
    filters: dict[str, Any] = {
        "dato": formats.long_date,
        "dato_kort": formats.short_date,
        "kl": formats.clock_time,
        "til_kl": formats.end_time,
        "tall": formats.number,
        "iso": _iso,
        "sector_name": words.sector_name,
        "category_name": words.category_name,
        "kind_name": words.kind_name,
        "commitment_name": words.commitment_name,
        "outcome_name": words.outcome_name,
        "norwegian_key": norwegian_key,
        "picture": picture_address,
        "stylesheet": stylesheet_address,
    }
    made.globals.update(globals_)
    made.filters.update(filters)
    made.install_gettext_callables(sentence, counting_sentence, newstyle=True)  # type: ignore[attr-defined]
    return made


def _iso(moment: date | datetime | time) -> str:
    """For `<time datetime>` and the value of date and time inputs."""
    local = formats.local(moment) if isinstance(moment, date) else moment
    return local.isoformat(timespec="minutes") if isinstance(local, (datetime, time)) else local.isoformat()
