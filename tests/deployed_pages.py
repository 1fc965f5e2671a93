"""`python -m tests.deployed_pages URL SIGN_IN_LINK`: what an organiser sees of each exchange, for a comparison.

Names of contact persons are part of it: they are readable only with the keys and the secrets that belong to them.
"""

import asyncio
import json
import sys

import httpx

from shared.cli.demo.browser import Browser
from shared.cli.demo.organiser import Organiser

PAGES = ("/b/{}", "/katalog/{}", "/scene/{}", "/arrangor/borser/{}", "/oppfolging/{}")
FOR_PROGRAMS = ("/api/registration/{}/participants", "/api/agreements/{}/agreements", "/api/followup/{}/agreements")
ANSWER_SECONDS = 30


async def shown(url: str, sign_in_link: str) -> list[str]:
    """Each page's text and each answer in one line."""
    async with httpx.AsyncClient(base_url=url, timeout=ANSWER_SECONDS, follow_redirects=True) as client:
        browser = Browser(client)
        await Organiser(browser, "").sign_in(sign_in_link)
        lines = []
        for exchange in (await client.get("/api/registration/exchanges")).raise_for_status().json():
            for page in (path.format(exchange["slug"]) for path in PAGES):
                lines.append(f"{page}: {' '.join((await browser.open(f'{url}{page}')).text.split())}")
            for path in (path.format(exchange["slug"]) for path in FOR_PROGRAMS):
                answer = (await client.get(path)).raise_for_status().json()
                lines.append(f"{path}: {json.dumps(answer, ensure_ascii=False, sort_keys=True)}")
        return lines


def main() -> None:
    url, sign_in_link = sys.argv[1:]
    sys.stdout.writelines(f"{line}\n" for line in asyncio.run(shown(url, sign_in_link)))


if __name__ == "__main__":
    main()
