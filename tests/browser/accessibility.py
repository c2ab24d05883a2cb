"""Has axe look at every public page of a running portal, and writes what it found where the accessibility statement reads it.

    python -m tests.browser.accessibility http://127.0.0.1:8000

The pages are those of the portal's own sitemap, in every language, in light colours on a phone and in dark
colours on a wide screen. Run it after
`make demo`, and commit `phases/exports/accessibility.json`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections import Counter
from datetime import date
from urllib.parse import urlsplit
from urllib.request import urlopen

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

from phases.exports import accessibility
from tests.browser.axe import RULES, SIDEWAYS

WAYS = (("light", 390), ("dark", 1280))  # colours and width: each page in both colours, on a phone and on a wide screen


def pages(site: str) -> list[str]:
    """Addresses of the sitemap, without the host, and the search: no page for the sitemap, but one that everybody uses."""
    with urlopen(f"{site}/sitemap.xml") as answer:
        found = [urlsplit(address).path for address in re.findall("<loc>(.*?)</loc>", answer.read().decode())]
    return found + [f"{path}search/" for path in found if re.fullmatch("/[a-z]+/", path)]


def look(page: Page, address: str) -> tuple[list[str], bool, str]:
    """The rules that this page breaks, whether it scrolls sideways, and what looked at it."""
    page.goto(address)
    found = Axe().run(page, options=RULES).response
    engine = f"{found['testEngine']['name']} {found['testEngine']['version']}"
    return [row["id"] for row in found["violations"]], page.evaluate(SIDEWAYS) > 0, engine


def main(site: str) -> int:
    """Looks at everything, writes the file, tells each fault. Returns 1 where there was one."""
    paths, rules, sideways, checks, tool = pages(site), Counter(), 0, 0, ""
    state = accessibility.state_of_pages()  # before: a change while it looks is a change since
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        for theme, width in WAYS:
            context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
            page = context.new_page()
            for path in paths:
                broken, is_wide, tool = look(page, site + path)
                checks, sideways = checks + 1, sideways + is_wide
                rules.update(broken)
                if broken or is_wide:
                    print(theme, width, path, broken, "scrolls sideways" if is_wide else "", flush=True)
            context.close()
        browser.close()
    accessibility.FILE.write_text(
        json.dumps(
            {
                "checked_on": date.today().isoformat(),
                "tool": tool,
                "languages": sorted({path.split("/")[1] for path in paths}),
                "ways": WAYS,
                "pages": len(paths),
                "checks": checks,
                "violations": dict(sorted(rules.items())),
                "sideways": sideways,
                "of": state,
            },
            indent=1,
        )
        + "\n"
    )
    print(f"{checks} checks of {len(paths)} pages: {sum(rules.values())} violations, {sideways} scroll sideways")
    return 1 if rules or sideways else 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "resilience_portal.settings")
    sys.exit(main(sys.argv[1].rstrip("/")))
