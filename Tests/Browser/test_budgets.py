"""What a first load of each page weighs, and how soon and how still it stands."""

import gzip

import pytest

import harness
from test_chats import talk

MOST = 150_000
PAGES = ["create", "gallery", "chats", "prompts", "workspaces", "usage", "settings"]

# Everything that was asked for before the page turned to what it does not need at first.
FIRST = """() => {
  const rest = performance.getEntriesByName("rest")[0].startTime;
  const first = performance.getEntriesByType("resource").filter(({ startTime }) => startTime < rest);
  return { files: [location.pathname, ...new Set(first.map(({ name }) => new URL(name).pathname))],
    ready: performance.getEntriesByName("ready")[0].startTime, nodes: document.querySelectorAll("*").length };
}"""


def weigh(page, paths, known={}):  # noqa: B006 (one memory for all tests)
    """Sizes as if the server packed everything: the budget is one of our own files, not of its settings."""
    ours = [path for path in paths if not path.startswith(("/api/", "/readyz"))]
    for path in ours:
        if path not in known:
            known[path] = len(gzip.compress(page.request.get(path).body(), 9))
    return {path: known[path] for path in ours}


def measure(page, address, record):
    page.goto(address)
    harness.ready(page)
    harness.settle(page)
    page.wait_for_function("() => performance.getEntriesByName('rest').length > 0", timeout=15_000)
    first, measured = page.evaluate(FIRST), page.evaluate("measured")
    sizes = weigh(page, first["files"])
    record("measured", f"first load of {address}: {sum(sizes.values()) / 1000:.0f} KB packed in {len(sizes)} files, "
           f"ready after {first['ready']:.0f} ms, LCP {measured['lcp']:.0f} ms, CLS {measured['cls']:.4f}, "
           f"long tasks {measured['long']} ms, {first['nodes']} nodes")
    assert sum(sizes.values()) < MOST, sorted(sizes.items(), key=lambda each: -each[1])[:8]
    assert measured["lcp"] < 2500
    return measured


@pytest.mark.parametrize("name", PAGES)
def test_first_load_is_light_and_still(studio, open_page, record_property, name):
    page = open_page(studio, None)
    measured = measure(page, f"/{name}", record_property)
    assert measured["cls"] == 0, measured["shifts"]


@pytest.mark.parametrize("name", ["create", "gallery", "chats"])
def test_first_load_in_russian_is_light(studio, open_page, record_property, name):
    page = open_page(studio, None, locale="ru-RU")
    measure(page, f"/{name}", record_property)


def test_first_load_of_much_is_light(studio, open_page, record_property):
    """A chat with an answer in it, a hundred pictures, forty workspaces."""
    chat = talk(studio, "Which?", "# Two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```swift\nlet one = 1\n```")
    studio.pictures(100)
    for number in range(40):
        studio.create(f"Room {number}", description="Something to read about this room.")
    workspace = next(each["id"] for each in studio.workspaces() if each["name"] == "My studio")
    for address in (f"/chats/{chat}", "/gallery", "/workspaces"):
        page = open_page(studio, None)
        measure(page, f"{address}?workspace={workspace}", record_property)


def test_every_page_stands_still(studio, open_page):
    page = open_page(studio, None, width=390, height=844)
    for name in (*PAGES, "settings?section=about", "workspaces?view=trash"):
        page.goto(f"/{name}")
        harness.ready(page)
        harness.settle(page)
        measured = page.evaluate("measured")
        assert measured["cls"] == 0, (name, measured["shifts"])
