"""What a first load weighs and how fast it stands."""

import gzip

import harness


def weigh(page, body):
    """Sizes as if the server packed everything: the budget is one of our own files, not of its settings."""
    sizes = {}

    def remember(response):
        if response.status == 200 and "/api/" not in response.url:
            sizes[response.url] = response.url

    page.on("response", remember)
    body()
    return {url: len(gzip.compress(page.request.get(url).body(), 9)) for url in list(sizes)}


def test_first_load_is_light_and_still(studio, open_page, record_property):
    for number in range(40):
        studio.create(f"Room {number}", description="Something to read about this room.")
    page = open_page(studio, None)

    def load():
        page.goto("/workspaces")
        harness.ready(page)
        harness.settle(page)
        page.wait_for_timeout(300)

    sizes = weigh(page, load)
    total = sum(sizes.values())
    measured = page.evaluate("measured")
    nodes = page.evaluate("document.querySelectorAll('*').length")
    record_property("measured", f"first load: {total / 1000:.0f} KB packed in {len(sizes)} files, "
                    f"LCP {measured['lcp']:.0f} ms, CLS {measured['cls']}, long tasks {measured['long']} ms, "
                    f"{nodes} nodes")
    assert total < 150_000, sorted(sizes.items(), key=lambda each: -each[1])[:5]
    assert measured["cls"] == 0
    assert measured["lcp"] < 2500


def test_every_page_stands_still(studio, open_page):
    page = open_page(studio, None, width=390, height=844)
    for name in ("create", "gallery", "settings?section=about", "workspaces?view=trash"):
        page.goto(f"/{name}")
        harness.ready(page)
        harness.settle(page)
        assert page.evaluate("measured.cls") == 0, name
