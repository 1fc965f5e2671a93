"""What axe-core finds on a page, as lines that say where and why."""

from pathlib import Path
from typing import Literal

from playwright.sync_api import Page

AXE = (Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
RULES_ABOUT_COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""What can come out otherwise in the other colour scheme."""


FIND = """async rules => {
    const {violations} = await axe.run({runOnly: rules, resultTypes: ["violations"], preload: false});
    return violations.flatMap(({id, nodes}) => nodes.map(node => `${id}: ${node.target} ${node.failureSummary}`));
}"""


def violations(page: Page) -> list[str]:
    """One line per element that breaks a rule of WCAG 2.2 AA or axe's best practices, in either colour scheme."""
    if not page.evaluate("'axe' in window"):
        # Injected by the debugger, which the page's own Content-Security-Policy does not concern.
        page.evaluate(AXE)
    return violations_in(page, "light", RULES) + violations_in(page, "dark", RULES_ABOUT_COLOURS)


def violations_in(page: Page, scheme: Literal["light", "dark"], rules: object) -> list[str]:
    page.emulate_media(color_scheme=scheme)
    found: list[str] = page.evaluate(FIND, rules)
    return [f"{scheme} {line}" for line in found]
