"""The page of a class in a real browser: it opens, sorts, filters, shows a student, in quiet."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from classes import HOSTILE_TEXTS, hostile, some_class, standing

from rnngrade.gradebook.interface import Standing
from rnngrade.reports.class_page import write

if TYPE_CHECKING:
    from selenium.webdriver.chrome.webdriver import WebDriver

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")
ESCAPE, ENTER, LEFT, RIGHT, DOWN = "\ue00c", "\ue007", "\ue012", "\ue014", "\ue015"
"""Keys, as WebDriver writes them."""

pytestmark = pytest.mark.skipif(
    CHROMIUM is None or DRIVER is None,
    reason="there is no chromium with a chromedriver here (Debian: chromium, chromium-driver)",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[WebDriver]:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1300,900"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    # With the driver named, selenium looks for none, and downloads none.
    driver = webdriver.Chrome(options=options, service=Service(executable_path=str(DRIVER)))
    yield driver
    driver.quit()


class Page:
    """What somebody sees of the page, and can do with it."""

    def __init__(self, browser: WebDriver) -> None:
        self.browser = browser

    def run(self, script: str, *arguments: object) -> Any:
        return self.browser.execute_script(script, *arguments)

    def wait(self, condition: str, *arguments: object) -> Any:
        from selenium.webdriver.support.ui import WebDriverWait

        return WebDriverWait(self.browser, 30, 0.05).until(
            lambda _: self.run(f"return {condition}", *arguments)
        )

    def click(self, selector: str) -> None:
        # A script's click: nothing else that lies there may swallow it, nor need it be in view.
        self.run(
            "const found = document.querySelector(arguments[0]);"
            "found.dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}))",
            selector,
        )

    def press(self, *keys: str) -> None:
        from selenium.webdriver import ActionChains

        ActionChains(self.browser).send_keys(*keys).perform()

    def search(self, text: str) -> None:
        self.run(
            "const field = document.querySelector('#search'); field.value = arguments[0];"
            "field.dispatchEvent(new Event('input', {bubbles: true}))",
            text,
        )

    @property
    def shown(self) -> list[str]:
        return self.run(
            "return [...document.querySelectorAll('#students tbody tr')]"
            ".filter((row) => row.checkVisibility())"
            ".map((row) => decodeURIComponent(row.querySelector('a').hash.slice(9)))"
        )

    @property
    def says(self) -> str:
        return self.run("return document.querySelector('.shown [role=status]').textContent")

    def opened(self, name: str) -> str:
        """Wait until a student is open, and return what is said of them."""
        self.wait(
            "document.querySelector('dialog').open"
            " && document.querySelector('#opened h2')?.textContent === arguments[0]",
            name,
        )
        return self.run("return document.querySelector('#opened').innerText")

    @property
    def closed(self) -> bool:
        return bool(self.wait("!document.querySelector('dialog').open"))


@pytest.fixture
def opens(browser: WebDriver, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Open a class's page; at the end nobody has complained and nothing else was asked for."""
    browser.get("about:blank")
    for log in ("browser", "performance"):
        browser.get_log(log)
    path = tmp_path / "report.html"

    def open_page(standings: Sequence[Standing], link: str = "") -> Page:
        write(standings, path, title="ex1: MyRNN from scratch")
        browser.get(path.as_uri() + link)
        return Page(browser)

    yield open_page
    assert browser.get_log("browser") == []
    assert requests(browser) <= {path.as_uri()}


def requests(browser: WebDriver) -> set[str]:
    """Return the addresses that the browser has asked for."""
    import json

    messages = (json.loads(entry["message"])["message"] for entry in browser.get_log("performance"))
    asked = (
        message["params"]["request"]["url"]
        for message in messages
        if message["method"] == "Network.requestWillBeSent"
    )
    return {address for address in asked if not address.startswith("data:")}


Opens = Callable[..., Page]


def test_it_opens_with_everybody_in_the_order_given(opens: Opens) -> None:
    page = opens(some_class())
    assert page.shown == [each.name for each in some_class()]
    assert page.says == "All 14 shown"


def header(page: Page, text: str) -> str:
    place = page.run(
        "return [...document.querySelectorAll('#students thead th')]"
        ".findIndex((head) => head.textContent.trim() === arguments[0])",
        text,
    )
    return f"#students thead th:nth-child({place + 1}) button"


@pytest.mark.parametrize(
    ("column", "once", "twice"),
    [
        ("Student", ["ada", "bo", "dee", "mo"], ["mo", "dee", "bo", "ada"]),
        ("Score", ["ada", "bo", "dee", "mo"], ["dee", "bo", "ada", "mo"]),
        ("outputs", ["ada", "dee", "bo", "mo"], ["bo", "dee", "ada", "mo"]),
    ],
)
def test_it_sorts_up_and_down_and_leaves_who_has_nothing_last(
    opens: Opens, column: str, once: list[str], twice: list[str]
) -> None:
    page = opens([each for each in some_class() if each.name in once][::-1])
    button = header(page, column)
    orders = ["descending", "ascending"] if column == "Score" else ["ascending", "descending"]
    for order, names in zip(orders, (once, twice), strict=True):
        page.click(button)
        assert page.shown == names
        sorting = "return document.querySelector(arguments[0]).parentElement.ariaSort"
        assert page.run(sorting, button) == order
    assert page.run("return document.querySelectorAll('[aria-sort$=ending]').length") == 1


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("fay", ["fay"]),
        ("ZOE of", ["zoë"]),
        ("of b fay", ["fay"]),
        ("no tanh", ["bo", "zoë"]),
        ("linear recurrence", ["bo", "zoë"]),
        ("nobody at all", []),
    ],
)
def test_a_search_finds_names_sections_and_mistakes(
    opens: Opens, text: str, names: list[str]
) -> None:
    page = opens(some_class())
    page.search(text)
    assert page.shown == names
    assert page.says == f"{len(names)} of 14 shown"
    page.search("")
    assert len(page.shown) == 14


@pytest.mark.parametrize(
    ("choice", "names"),
    [
        ('[data-flag="late"]', ["fay"]),
        ('[data-flag="review"]', ["hal"]),
        ('[data-flag="error"]', ["gus"]),
        ('[data-flag="absent"]', ["mo"]),
        ('.bars [data-bin="0"]', ["dee"]),
        ('[data-mistake="0"]', ["bo", "zoë"]),
        (".heat tr:nth-child(2) th button", []),
        (".heat tr:nth-child(6) .counts .pass", ["ada", "fay", "hal", "ivy"]),
        (".heat tr:nth-child(6) svg .fail", ["bo", "cy", "eli", "joe", "kim", "zoë"]),
        (".heat tr:nth-child(4) .counts .review", ["hal"]),
    ],
)
def test_a_click_on_a_figure_filters_the_table(opens: Opens, choice: str, names: list[str]) -> None:
    page = opens(some_class())
    page.click(choice)
    assert page.shown == names
    page.click(".chosen button" if "flag" not in choice else choice)
    assert len(page.shown) == 14


def test_filters_narrow_each_other(opens: Opens) -> None:
    page = opens(some_class())
    page.click('[data-mistake="0"]')
    page.search("zoë")
    assert page.shown == ["zoë"]
    page.click('[data-flag="passed"]')
    assert page.shown == []
    assert page.run("return document.querySelector('.nobody').checkVisibility()")


def test_a_student_opens_by_mouse_and_shows_code_lines(opens: Opens) -> None:
    page = opens(some_class())
    page.click("#students tbody tr:nth-child(4) td:last-child")
    said = page.opened("dee of the class")
    assert "ex1_my_rnn.py" in said and "raise NotImplementedError" in said
    assert page.run("return location.hash") == "#student=dee"


def test_curves_and_pictures_are_drawn(opens: Opens) -> None:
    page = opens(some_class())
    page.click('a[href="#student=eli"]')
    page.opened("eli of the class")
    assert page.run("return document.querySelectorAll('#opened svg path').length") > 10
    page.press(ESCAPE)
    page.click('a[href="#student=kim"]')
    page.opened("kim of the class")
    drawn = "[...document.querySelectorAll('#opened img')].map((image) => image.naturalWidth > 0)"
    assert page.wait(f"{drawn}.length === 3 && {drawn}.every(Boolean)")


def test_the_keyboard_is_enough(opens: Opens) -> None:
    page = opens(some_class())
    page.press("/")
    page.press("class", DOWN, DOWN, ENTER)
    page.opened("bo of the class")
    for key, name in (("j", "cy"), (RIGHT, "dee"), ("k", "cy"), (LEFT, "bo")):
        page.press(key)
        page.opened(f"{name} of the class")
    page.press(ESCAPE)
    assert page.closed
    assert page.run("return document.activeElement.hash") == "#student=bo"
    assert page.run("return location.hash") == ""


def test_the_next_student_is_the_next_one_shown(opens: Opens) -> None:
    page = opens(some_class())
    page.click('[data-mistake="0"]')
    page.click('#students a[href="#student=bo"]')
    page.opened("bo of the class")
    assert page.run("return document.querySelector('#place').textContent") == "1 of 2"
    page.click("#next")
    page.opened("zoë of the class")
    assert page.run("return document.querySelector('#next').disabled")


def test_a_link_to_a_student_opens_them(opens: Opens) -> None:
    page = opens(some_class(), link=f"#student={quote('zoë')}")
    page.opened("zoë of the class")


def test_the_names_beside_a_mistake_open_their_students(opens: Opens) -> None:
    page = opens(some_class())
    page.run("document.querySelector('.mistakes .names a').click()")
    page.opened("bo of the class")


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_nothing_that_others_wrote_runs_or_breaks_the_layout(opens: Opens, text: str) -> None:
    page = opens([standing("ada"), hostile(text, name="eve"), hostile(text)])
    page.click('a[href="#student=eve"]')
    page.wait("document.querySelector('#opened h2')")
    assert page.run("return [window.broken ?? null, document.title]") == [
        None,
        "ex1: MyRNN from scratch · class report",
    ]
    assert page.run("return document.querySelectorAll('iframe, form, base, link').length") == 1
    assert page.run("return document.querySelectorAll('#students tbody tr').length") == 3
    assert_fits(page)
    page.press(ESCAPE)
    assert page.closed


def assert_fits(page: Page) -> None:
    """Nothing is wider than the window, nor than the panel of a student."""
    widths = page.run(
        "const panel = document.querySelector('#opened');"
        "return [document.documentElement.scrollWidth, innerWidth,"
        " panel.scrollWidth, panel.clientWidth]"
    )
    assert widths[0] <= widths[1]
    assert widths[2] <= widths[3]


def test_a_name_of_many_scripts_is_shown_as_it_is(opens: Opens) -> None:
    names = ["محمد فاطمة", "李 美咲", "Đặng Öztürk", "आरव शर्मा", "אורי כהן"]
    page = opens([standing(name) for name in names])
    assert page.shown == names
    for typed, name in (("ang ozturk", names[2]), ("כהן", names[4]), ("美", names[1])):
        page.search(typed)
        assert page.shown == [name]


def test_a_megabyte_from_a_student_opens(opens: Opens) -> None:
    page = opens([hostile("a<b " * 250_000, name="flood"), standing("ada")])
    page.click('a[href="#student=flood"]')
    page.wait("document.querySelector('#opened h2')")
    assert_fits(page)


@pytest.fixture
def without_scripts(browser: WebDriver) -> Iterator[None]:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    yield
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_without_scripts_table_and_figures_are_there_and_a_note(
    opens: Opens, without_scripts: None
) -> None:
    page = opens(some_class())
    seen = {
        selector: [
            found.is_displayed() for found in page.browser.find_elements("css selector", selector)
        ]
        for selector in ("#students tbody tr", ".bars button", ".band svg", "noscript p", ".tools")
    }
    assert seen["#students tbody tr"] == [True] * 14
    assert seen[".bars button"] == [True] * 20
    assert all(seen[".band svg"]) and seen[".band svg"]
    assert seen["noscript p"] == [True]
    assert seen[".tools"] == [False]


@pytest.fixture
def phone(browser: WebDriver) -> Iterator[None]:
    size = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    yield
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_on_a_phone_nothing_is_cut_off(opens: Opens, phone: None) -> None:
    page = opens(some_class())
    assert page.run("return innerWidth") == 390
    assert_fits(page)
    page.click("#students tbody tr")
    page.opened("ada of the class")
    assert_fits(page)
    assert page.run("return document.querySelector('dialog').getBoundingClientRect().width") == 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_light_or_dark_as_the_reader_wants(
    opens: Opens, browser: WebDriver, scheme: str
) -> None:
    page = opens(some_class())
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    try:
        ground, text = page.run(
            "const style = getComputedStyle(document.body);"
            "return [style.backgroundColor, style.color].map((colour) => +colour.match(/\\d+/)[0])"
        )
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert (ground < text) == (scheme == "dark")


def test_who_is_open_is_printed_below_the_table(opens: Opens) -> None:
    page = opens(some_class())
    page.click('a[href="#student=dee"]')
    page.opened("dee of the class")
    page.run("window.dispatchEvent(new Event('beforeprint'))")
    assert page.run(
        "return [...document.querySelectorAll('#paper h2')].map((h) => h.innerText)"
    ) == ["dee of the class"]
    page.run("window.dispatchEvent(new Event('afterprint'))")
    assert not page.run("return document.querySelector('#paper').hasChildNodes()")


def test_feedback_to_all_who_are_shown_can_be_printed(opens: Opens) -> None:
    page = opens(some_class())
    page.run(
        "window.print = () => { window.printed = document.querySelector('#paper').textContent }"
    )
    page.click('[data-mistake="0"]')
    page.click("#print")
    printed = page.wait("window.printed")
    assert printed.count("What the student is told") == 2
    assert "bo of the class" in printed and "zoë of the class" in printed


def test_a_class_of_nobody_opens(opens: Opens) -> None:
    page = opens([])
    assert page.says == "All 0 shown"


def test_of_thousands_the_first_are_shown_until_all_are_wanted(opens: Opens) -> None:
    names = [f"s{number:04}" for number in range(1_050)]
    page = opens([standing(name, None, error="not graded yet") for name in names])
    assert page.shown == names[:1_000]
    assert page.says == "All 1,050; the first 1,000 are in the table"
    page.click(header(page, "Student"))
    page.click(header(page, "Student"))
    assert page.shown == names[:-1_001:-1]
    page.search("s0007")
    assert page.shown == ["s0007"]
    page.search("")
    page.click("#more")
    assert page.shown == names[::-1]
    assert page.says == "All 1,050 shown"
