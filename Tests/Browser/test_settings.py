"""What Settings says of the studio itself, and the help of the keys."""

import pytest
from playwright.sync_api import expect

import harness
from test_accessibility import check_both_themes


@pytest.mark.parametrize("width", [1440, 390])
def test_what_the_studio_has_not_is_said(studio, open_page, width):
    page = open_page(studio, "/settings?section=accounts", width=width, height=844)
    expect(page.get_by_role("heading", name="No accounts, no keys for programs")).to_be_visible()
    check_both_themes(page)
    page.locator("main").get_by_role("link", name="Providers").last.click()
    expect(page.get_by_role("heading", name="Providers")).to_be_visible()
    page.get_by_role("link", name="Storage and backups").click()
    expect(page.get_by_role("heading", name="Backups", exact=True)).to_be_visible()
    expect(page.locator("main")).to_contain_text("My studio")
    check_both_themes(page)


def test_the_studio_tells_how_it_fares(studio, open_page):
    page = open_page(studio, "/settings?section=about")
    expect(page.locator(".checks li.good")).to_have_count(4)
    page.route("**/readyz*", lambda route: route.fulfill(json={"status": "degraded", "checks": [
        {"name": "running", "ok": True, "detail": "The server takes requests."},
        {"name": "writing", "ok": False, "detail": "The database cannot be written."},
        {"name": "moon", "ok": False, "detail": "A check of a newer server."}]}))
    page.get_by_role("button", name="Look again").click()
    expect(page.locator(".checks li.bad")).to_have_text(["The database cannot be written", "A check of a newer server."])
    check_both_themes(page)


@pytest.mark.parametrize("width,height", [(1440, 900), (1440, 500), (390, 844)])
def test_the_help_shows_every_group(studio, open_page, width, height):
    page = open_page(studio, "/settings?section=about", width=width, height=height)
    page.keyboard.press("?")
    body = page.locator("dialog.help .body")
    for group in ("Everywhere", "Create", "Pictures", "Chats", "Workspaces"):
        heading = body.get_by_role("heading", name=group, exact=True)
        heading.scroll_into_view_if_needed()
        box, dialog = heading.bounding_box(), page.locator("dialog.help").bounding_box()
        assert dialog["x"] <= box["x"] and box["x"] + box["width"] <= dialog["x"] + dialog["width"], group
    assert body.evaluate("(body) => body.scrollWidth <= body.clientWidth")
