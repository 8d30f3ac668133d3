"""The report as a browser shows it: Debian's Chromium, and the accessibility rules of axe."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
OPEN_ONE_IN_EACH = """
for (const section of document.querySelectorAll('main > section'))
  section.querySelector('details')?.setAttribute('open', '');
"""
Theme = Literal["light", "dark"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is missing, and CI must have it: `make system` installs it")
        pytest.skip("needs Chromium: apt-get install chromium, or as root `make system`")
    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def files(pages: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    held = {name: folder / f"{name}.html" for name in pages}
    for name, page in pages.items():
        held[name].write_text(page, encoding="utf-8")
    return held


def shown(browser: Browser, file: Path, *, width: int = 1280, theme: Theme = "light") -> Page:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=theme)
    page.goto(file.as_uri())
    return page


def serious(page: Page, **options: object) -> list[tuple[str, str]]:
    """What axe finds that keeps somebody out: the rule, and the first element that breaks it."""
    told = Axe().run(page, options={"resultTypes": ["violations"], **options})
    found = told.response["violations"]
    worst = [one for one in found if one["impact"] in {"serious", "critical"}]
    return [(one["id"], one["nodes"][0]["html"]) for one in worst]


@pytest.mark.parametrize("name", ["astana", "island", "ledgers"])
def test_axe_finds_nothing_serious(browser: Browser, files: dict[str, Path], name: str) -> None:
    page = shown(browser, files[name])
    page.evaluate(OPEN_ONE_IN_EACH)
    assert serious(page) == []
    page.close()


@pytest.mark.parametrize("name", ["astana", "island", "ledgers"])
def test_all_text_can_be_read_in_the_dark(
    browser: Browser, files: dict[str, Path], name: str
) -> None:
    page = shown(browser, files[name], theme="dark")
    assert serious(page, runOnly=["color-contrast"]) == []
    page.close()


def test_axe_would_find_what_is_wrong(browser: Browser, files: dict[str, Path]) -> None:
    page = shown(browser, files["island"])
    page.evaluate("document.documentElement.removeAttribute('lang')")
    page.evaluate("document.querySelector('.kicker').setAttribute('role', 'nonsense')")
    assert {rule for rule, _ in serious(page)} == {"html-has-lang", "aria-roles"}
    page.close()


@pytest.mark.parametrize("name", ["astana", "island", "ledgers"])
def test_fits_a_phone(browser: Browser, files: dict[str, Path], name: str) -> None:
    page = shown(browser, files[name], width=390)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.close()


def test_the_style_applies_and_nothing_is_asked_of_anyone(
    browser: Browser, files: dict[str, Path]
) -> None:
    asked: list[str] = []
    said: list[str] = []
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(files["astana"].as_uri())
    assert asked == [files["astana"].as_uri()]
    assert said == []
    assert page.evaluate("getComputedStyle(document.body).marginTop") == "0px"
    page.close()


def test_light_and_dark_differ(browser: Browser, files: dict[str, Path]) -> None:
    grounds = []
    themes: tuple[Theme, ...] = ("light", "dark")
    for theme in themes:
        page = shown(browser, files["island"], theme=theme)
        grounds.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        page.close()
    assert len(set(grounds)) == 2


def test_the_five_answers_print_on_one_page(browser: Browser, files: dict[str, Path]) -> None:
    page = shown(browser, files["astana"], width=672)  # A4 less its margins, at 96 dots an inch
    page.emulate_media(media="print")
    ends = page.evaluate("document.querySelector('#answers').getBoundingClientRect().bottom")
    assert ends < (297 - 17 - 18) / 25.4 * 96
    page.close()


def test_the_first_stop_of_the_keyboard_skips_to_the_report(
    browser: Browser, files: dict[str, Path]
) -> None:
    page = shown(browser, files["island"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    page.close()


def test_a_number_leads_to_its_rows_even_where_they_are_folded_away(
    browser: Browser, files: dict[str, Path]
) -> None:
    page = shown(browser, files["ledgers"])
    link = page.locator("#two-ledgers td a").first
    target = page.locator(link.get_attribute("href") or "")
    assert not target.is_visible()
    page.locator("#two-ledgers summary").first.click()
    link.click()
    target.wait_for(state="visible")
    page.close()


def test_pictures_run_from_left_to_right_in_any_language(
    browser: Browser, files: dict[str, Path]
) -> None:
    page = shown(browser, files["ledgers"])
    page.evaluate("document.documentElement.dir = 'rtl'")
    label = page.locator("svg.ledgers text[text-anchor=end]").first
    assert label.evaluate("text => text.getBBox().x + text.getBBox().width") <= 22.5
    page.close()
