"""What axe-core finds on a page, as lines that say where and why."""

from pathlib import Path
from typing import Literal

from playwright.sync_api import Page

AXE = (Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


FIND = """async tags => {
    const {violations} = await axe.run({runOnly: tags, resultTypes: ["violations"]});
    return violations.flatMap(({id, nodes}) => nodes.map(node => `${id}: ${node.target} ${node.failureSummary}`));
}"""


def violations(page: Page) -> list[str]:
    """One line per element that breaks a rule of WCAG 2.2 AA or axe's best practices, in either colour scheme."""
    if not page.evaluate("'axe' in window"):
        # Injected by the debugger, which the page's own Content-Security-Policy does not concern.
        page.evaluate(AXE)
    return [f"{scheme} {line}" for scheme in SCHEMES for line in violations_in(page, scheme)]


def violations_in(page: Page, scheme: Literal["light", "dark"]) -> list[str]:
    page.emulate_media(color_scheme=scheme)
    found: list[str] = page.evaluate(FIND, RULES)
    return found
