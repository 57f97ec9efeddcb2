import contextlib
import re

import pytest
from playwright.sync_api import sync_playwright

import harness


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.when == "call":
        item.is_failed = report.failed
    return report


@pytest.fixture(scope="session")
def shared_studio():
    studio = harness.Studio().start()
    yield studio
    studio.stop()


@pytest.fixture
def studio(shared_studio):
    """The worker's server, with nothing in it but "My studio"."""
    shared_studio.clean()
    return shared_studio


@pytest.fixture
def own_studio():
    """A server that this test may kill and start again."""
    studio = harness.Studio().start()
    yield studio
    studio.stop()


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=harness.CHROMIUM, args=harness.FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, request):
    """open_page(studio, path, width=, height=, theme=, beside=, **context options): a page, drawn and watched.

    `beside` opens it as another tab of the same browser.
    """
    contexts, pages = [], []

    def open_page(studio, path="/workspaces", width=1440, height=900, theme="dark", beside=None, **options):
        if beside:
            context = beside.context
        else:
            context = browser.new_context(**{
                "viewport": {"width": width, "height": height}, "base_url": studio.url, "locale": "en-GB",
                "timezone_id": "UTC", "reduced_motion": "reduce", "service_workers": "block", **options})
            context.set_default_timeout(5000)
            context.add_init_script(harness.METRICS)
            context.add_init_script(f"localStorage['pixazo.theme'] ??= '{theme}'")
            contexts.append(context)
        page = context.new_page()
        harness.watch(page, studio.url)
        pages.append(page)
        if path:
            page.goto(path)
            harness.ready(page)
        return page

    yield open_page
    harness.SHOTS.mkdir(exist_ok=True)
    complaints = []
    for number, page in enumerate(pages):
        name = re.sub(r"\W+", "-", request.node.name).strip("-") + (f"-{number}" if number else "")
        if harness.EVERY_SHOT or getattr(request.node, "is_failed", True):
            with contextlib.suppress(Exception):
                page.screenshot(path=harness.SHOTS / f"{name}.png", animations="disabled", caret="hide")
        complaints += [each for each in page.complaints if not any(part in each for part in page.announced)]
    for context in contexts:
        context.close()
    assert not complaints, "the page complained:\n" + "\n".join(complaints)


@pytest.fixture
def page(studio, open_page):
    return open_page(studio)


def pytest_terminal_summary(terminalreporter):
    """Figures are worth reading even when they keep their budget."""
    for report in terminalreporter.stats.get("passed", []):
        for name, value in report.user_properties:
            if name == "measured":
                terminalreporter.write_line(value)
