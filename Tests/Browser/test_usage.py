"""The Usage page: figures, chart, table, days in the address, the file."""

import csv
import io
import json
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import expect

import harness
from test_accessibility import check_both_themes, violations


def sums(key, calls, images, read, written, cost):
    return {"key": key, "calls": calls, "errors": calls // 5, "images": images, "inputTokens": read,
            "outputTokens": written, "costMicros": cost, "latencyMs": 400 * calls}


DAYS = [sums("2026-11-01", 4, 3, 900, 120, 1_250_000), sums("2026-11-03", 10, 8, 2000, 700, 6_000_000)]
GROUPS = {
    "model": [sums("fal/flux", 9, 9, 0, 0, 7_000_000), sums("=HYPERLINK(\"x\"),y", 5, 2, 2900, 820, 250_000)],
    "provider": [sums("fal", 9, 9, 0, 0, 7_000_000), sums("openai", 5, 2, 2900, 820, 250_000)],
    "workspace": [sums("0190e1f0-0000-7000-8000-000000000000", 14, 11, 2900, 820, 7_250_000)],
    "day": DAYS,
}


@pytest.fixture
def spent(studio, open_page):
    """Opens the page over sums that are made up, since what the painter makes costs nothing."""
    def spent(path="/usage", **options):
        page = open_page(studio, None, **options)
        page.asked = []

        def answer(route):
            query = parse_qs(urlparse(route.request.url).query)
            page.asked.append(query)
            items = GROUPS[query["by"][0]]
            total = {name: sum(each[name] for each in items) for name in items[0] if name != "key"}
            route.fulfill(json={"from": query["from"][0], "to": query["to"][0], "by": query["by"][0], "items": items,
                                "total": total})

        page.route("**/api/v1/usage?**", answer)
        page.goto(path)
        harness.ready(page)
        return page
    return spent


def test_nothing_was_made_yet(studio, open_page):
    # Sums outlive workspaces, so that the worker's studio may have some: these days were before it.
    page = open_page(studio, "/usage?from=2020-01-01&to=2020-01-31")
    expect(page.get_by_role("heading", name="Nothing was made in these days")).to_be_visible()
    assert violations(page) == []
    page.locator("main").get_by_role("link", name="Create a picture").click()
    expect(page.locator("h1")).to_have_text("Create")


def test_a_picture_is_counted_as_soon_as_it_is_made(own_studio, open_page):
    page = open_page(own_studio, "/usage")
    expect(page.get_by_role("heading", name="Nothing was made in these days")).to_be_visible()
    workspace = own_studio.workspaces()[0]["id"]
    own_studio.call("POST", f"/workspaces/{workspace}/generations", {"prompt": "A quay", "width": 64, "height": 64})
    row = page.locator("tbody tr").filter(has_text="Built-in painter")
    expect(row.get_by_role("cell").nth(2)).to_have_text("1")
    expect(page.locator(".figures li").nth(1)).to_contain_text("Images1")


@pytest.mark.parametrize("days,said", [("11-01&to=2026-11-07", "1.6 a day"), ("08-01&to=2026-11-28", "0.1 a day"),
                                       ("01-01&to=2026-11-28", "on 2 days")])
def test_few_pictures_are_never_nought_a_day(spent, days, said):
    page = spent(f"/usage?from=2026-{days}")
    expect(page.locator(".figures li").nth(1)).to_contain_text(said)


@pytest.mark.parametrize("width", [1440, 768, 390])
def test_figures_chart_and_table(spent, width):
    page = spent("/usage?from=2026-11-01&to=2026-11-07", width=width, height=844)
    cards = page.locator(".figures li")
    expect(cards.nth(0)).to_contain_text("$7.25")
    expect(cards.nth(1)).to_contain_text("11")
    expect(cards.nth(2)).to_contain_text("3,720")
    expect(page.locator("bar-chart .bar")).to_have_count(2)
    rows = page.locator("tbody tr")
    expect(rows.first).to_contain_text("fal/flux")
    assert rows.first.get_by_role("cell").all_inner_texts() == ["9", "1", "9", "0", "0", "3.6s", "$7.00"]
    expect(page.locator("tfoot")).to_contain_text("$7.25")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    harness.settle(page)
    assert page.evaluate("measured.cls") < 0.02
    check_both_themes(page)


def test_every_choice_is_in_the_address(spent):
    page = spent()
    page.get_by_role("navigation", name="Period").get_by_role("link", name="90 days").click()
    page.wait_for_url("**/usage?*days=90*")
    page.get_by_role("navigation", name="What to show").get_by_role("link", name="Tokens").click()
    page.get_by_role("navigation", name="Grouped by").get_by_role("link", name="Day").click()
    expect(page.locator("tbody tr").first).to_contain_text("Tue, November 3, 2026")
    page.get_by_label("First day").fill("2026-11-01")
    page.get_by_label("Last day").fill("2026-11-05")
    page.get_by_label("Last day").blur()
    page.wait_for_url("**/usage?*from=2026-11-01*")
    page.reload()
    harness.ready(page)
    assert {"of=tokens", "by=day", "to=2026-11-05"} <= set(urlparse(page.url).query.split("&"))
    expect(page.get_by_role("navigation", name="Grouped by").get_by_role("link", name="Day")).to_have_attribute(
        "aria-current", "true")
    assert page.asked[-1]["from"] == ["2026-11-01"]


def test_the_chart_speaks_by_keys_and_under_the_mouse(spent):
    page = spent("/usage?from=2026-11-01&to=2026-11-03&of=cost")
    probe = page.get_by_role("slider", name="Spent, day by day")
    probe.focus()
    expect(probe).to_have_attribute("aria-valuetext", "Tue, November 3, 2026: $6.00")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("bar-chart .said")).to_have_text("Mon, November 2, 2026: $0.00")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("bar-chart .said")).to_have_text("Sun, November 1, 2026: $1.25")
    box = page.locator("bar-chart .canvas").bounding_box()
    page.mouse.move(box["x"] + box["width"] - 20, box["y"] + 80)
    expect(page.locator("bar-chart .said")).to_contain_text("November 3")


def test_the_file_holds_what_the_table_shows(spent):
    page = spent("/usage?from=2026-11-01&to=2026-11-07")
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    assert download.value.suggested_filename == "pixazo-usage-model-2026-11-01-2026-11-07.csv"
    rows = list(csv.DictReader(io.StringIO(open(download.value.path(), newline="").read())))
    assert [(row["calls"], row["costMicros"]) for row in rows] == [("9", "7000000"), ("5", "250000")]
    # A name that a table program would run begins with a quote there.
    assert rows[1]["model"] == "'=HYPERLINK(\"x\"),y"


def test_a_failure_is_told_and_can_be_tried_again(studio, open_page):
    page = open_page(studio, None)
    page.announced += ["500"]
    page.route("**/api/v1/usage?**", lambda route: route.fulfill(
        status=500, content_type="application/problem+json",
        body=json.dumps({"code": "internal", "status": 500, "requestId": "req-7"})))
    page.goto("/usage")
    harness.ready(page)
    alert = page.get_by_role("alert").filter(has_text="could not be loaded")
    expect(alert).to_contain_text("internal · 500 · req-7")
    page.unroute("**/api/v1/usage?**")
    alert.get_by_role("button", name="Try again").click()
    expect(alert).to_have_count(0)
