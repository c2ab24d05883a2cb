"""A journalist with a report, in each language: asks how a number was made, takes the data, checks it with Python alone."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from phases.domain import publication_log
from phases.domain.publishing import publish_report
from tests.browser.axe import SIDEWAYS
from tests.browser.conftest import EACH_LANGUAGE, has_no_barrier
from tests.engagement import scene
from tests.factories.phases import payload, released_files

pytestmark = pytest.mark.browser


@pytest.fixture
def site(transactional_db: None, live_server, settings, now) -> str:
    """A portal with one released report."""
    settings.SITE_URL = live_server.url
    scene.phase()
    publish_report(payload=payload(), files=released_files(), by=None, now=now)
    return live_server.url


def open_page(browser: Browser, site: str, path: str, *, width: int, scheme: str, scripts: bool = True) -> Page:
    """A visitor's browser at that page."""
    context = browser.new_context(
        base_url=site, viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=scripts
    )
    page = context.new_page()
    page.goto(path)
    return page


@EACH_LANGUAGE
def test_each_number_leads_to_how_it_was_made(browser: Browser, site: str, language: str, width: int, scheme: str):
    page = open_page(browser, site, f"/{language}/reports/what-we-heard-phase-1/", width=width, scheme=scheme)
    has_no_barrier(page)
    page.locator(".report-nav a[href='#heard']").click()
    expect(page.locator("#heard")).to_be_in_viewport()
    figure = page.locator("#heard table.bars td a.fig").first
    figure.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#made-organizations_by_theme")).to_be_in_viewport()
    page.go_back()
    page.locator("a.fig[href='#made-withheld']").first.click()
    expect(page.locator("#made-withheld")).to_be_in_viewport()
    table = page.locator("#picture-heard table")
    expect(table).to_be_hidden()
    page.locator("#picture-heard summary").click()
    expect(table).to_be_visible()
    take_the_data(page, language)


def take_the_data(page: Page, language: str) -> None:
    """From the report to its sheet in two clicks: what it says in words is what the page says, theme by theme."""
    rows = page.locator("table.bars:has(a[href='#made-organizations_by_theme']) tbody tr").all()
    on_the_page = {row.locator("th").inner_text().strip(): row.locator("td").inner_text().strip() for row in rows}
    page.goto(f"/{language}/data/")
    has_no_barrier(page)
    with page.expect_download() as started:
        page.locator(f"a[href$='/organizations-by-theme.{language}.csv']").click()
    sheet = list(csv.reader(io.StringIO(started.value.path().read_text("utf-8-sig"))))[1:]
    assert on_the_page
    assert on_the_page.items() <= {row[1]: row[-1] for row in sheet}.items()


def test_without_scripts_and_on_paper(browser: Browser, site: str):
    page = open_page(browser, site, "/fr/reports/what-we-heard-phase-1/", width=390, scheme="light", scripts=False)
    page.locator("#heard table.bars td a.fig").first.click()
    expect(page.locator("#made-organizations_by_theme")).to_be_in_viewport()
    page.emulate_media(media="print")
    expect(page.locator(".report-nav")).to_be_hidden()
    expect(page.locator("#made h3").first).to_be_visible()
    page.set_viewport_size({"width": 673, "height": 900})  # of a sheet of A4 between its margins
    assert page.evaluate(SIDEWAYS) == 0, "every figure is on the sheet: “about 15” cut at the edge reads as “about 1”"


@EACH_LANGUAGE
def test_a_fresh_download_is_checked_with_python_alone(
    browser: Browser, site: str, tmp_path: Path, language: str, width: int, scheme: str
):
    page = open_page(browser, site, f"/{language}/verify/", width=width, scheme=scheme)
    has_no_barrier(page)
    with page.expect_download() as started:
        page.get_by_role("link", name="verify.py").click()
    program = tmp_path / "verify.py"
    started.value.save_as(program)
    copy = tmp_path / "copy"
    words = [sys.executable, "-I", "-S", str(program), site, str(copy)]
    whole = subprocess.run(words, capture_output=True, text=True, timeout=60)
    assert whole.returncode == 0, whole.stdout + whole.stderr
    head = publication_log.head()
    assert f"{head['number']}:{head['sha256']}" in whole.stdout
    sheet = copy / f"data/what-we-heard-phase-1/v1/organizations-by-theme.{language}.csv"
    sheet.write_bytes(re.sub(rb",[0-9]+,", b",54,", sheet.read_bytes(), count=1))
    changed = subprocess.run([*words[:4], str(copy)], capture_output=True, text=True, timeout=60)
    assert changed.returncode == 1
    assert f"entry 2: data/what-we-heard-phase-1/v1/organizations-by-theme.{language}.csv is not the file" in changed.stdout
