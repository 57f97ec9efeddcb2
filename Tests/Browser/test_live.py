"""Other tabs, other people and a server that goes away."""

from playwright.sync_api import expect

import harness
from test_workspaces import card, choose, toast


def test_two_tabs_see_each_other(studio, open_page):
    one = open_page(studio)
    two = open_page(studio, beside=one)
    one.keyboard.press("n")
    one.keyboard.type("Shared")
    one.keyboard.press("Enter")
    expect(card(two, "Shared")).to_be_visible()
    choose(two, "Shared", "Rename")
    two.keyboard.type("Shared and renamed")
    two.keyboard.press("Enter")
    expect(card(one, "Shared and renamed")).to_be_visible()
    choose(one, "Shared and renamed", "Move to trash")
    expect(card(two, "Shared and renamed")).to_have_count(0)
    two.goto("/workspaces?view=trash")
    harness.ready(two)
    two.get_by_role("button", name="Restore: Shared and renamed", exact=True).click()
    expect(card(one, "Shared and renamed")).to_be_visible()


def test_many_tabs_share_one_stream(studio, open_page):
    first = open_page(studio)
    others = [open_page(studio, beside=first) for _ in range(7)]
    studio.create("For all")
    for page in [first, *others]:
        expect(card(page, "For all")).to_be_visible()
    first.close()
    studio.create("After the first left")
    for page in others:
        expect(card(page, "After the first left")).to_be_visible()


def test_what_is_done_to_many_elsewhere_is_seen_at_once(studio, open_page):
    made = studio.pictures(5)
    some = [each["id"] for each in made[:3]]
    page = open_page(studio, "/gallery")
    expect(page.locator("image-wall .tile")).to_have_count(5)
    studio.call("POST", "/images/bulk", {"ids": some, "action": "favorite"})
    expect(page.locator("image-wall .star:not([hidden])")).to_have_count(3)
    studio.call("POST", "/images/bulk", {"ids": some, "action": "delete"})
    expect(page.locator("image-wall .tile")).to_have_count(2)
    studio.call("POST", "/images/bulk", {"ids": some, "action": "restore"})
    expect(page.locator("image-wall .tile")).to_have_count(5)


def test_another_browser_is_followed_too(studio, open_page):
    one, two = open_page(studio), open_page(studio)
    one.keyboard.press("n")
    one.keyboard.type("From one")
    one.keyboard.press("Enter")
    expect(card(two, "From one")).to_be_visible()


def test_a_conflict_in_the_form_lets_one_choose(studio, open_page):
    made = studio.create("Base", description="old words")
    for choice, expected in (("Save mine over it", "Mine"), ("Take theirs", "Theirs")):
        current = studio.call("PATCH", f"/workspaces/{made['id']}", {"name": "Base", "description": "old words"})
        page = open_page(studio, f"/workspaces?edit={made['id']}")
        page.announced += ["412"]
        form = page.get_by_role("dialog", name="Edit workspace")
        form.get_by_label("Name").fill("Mine")
        studio.call("PATCH", f"/workspaces/{made['id']}", {"name": "Theirs", "description": "new words"})
        form.get_by_role("button", name="Save").click()
        conflict = form.get_by_role("alert").filter(has_text="It was changed elsewhere")
        expect(conflict.get_by_role("row", name="Name")).to_contain_text("TheirsMine")
        expect(conflict.get_by_role("row", name="Description")).to_contain_text("new wordsnot changed by you")
        expect(conflict.get_by_role("button", name="Save mine over it")).to_be_focused()
        harness.settle(page)
        page.screenshot(path=harness.SHOTS / "conflict.png")
        conflict.get_by_role("button", name=choice).click()
        if expected == "Theirs":
            expect(form.get_by_label("Name")).to_have_value("Theirs")
            expect(form.get_by_label("Description")).to_have_value("new words")
        else:
            expect(form).to_be_hidden()
        now = studio.call("GET", f"/workspaces/{made['id']}")
        assert (now["name"], now["description"]) == (expected, "new words")
        assert now["version"] > current["version"]


def test_a_conflict_on_a_card_asks_first(studio, open_page):
    made = studio.create("Contested")
    page = open_page(studio)
    page.announced += ["412"]
    card(page, "Contested").wait_for()
    # This browser does not hear of the change before it acts.
    asked = []
    page.route(f"**/api/v1/workspaces/{made['id']}", lambda route: route.continue_()
               if asked or route.request.method != "GET" else route.abort("aborted"))
    page.get_by_role("button", name="Actions for Contested").click()
    with page.expect_event("requestfailed", lambda request: made["id"] in request.url):
        studio.call("PATCH", f"/workspaces/{made['id']}", {"description": "changed"})
    asked.append(True)
    page.get_by_role("menuitem", name="Move to trash").click()
    ask = page.get_by_role("alertdialog", name="It was changed elsewhere")
    ask.get_by_role("button", name="Do it anyway").click()
    expect(card(page, "Contested")).to_have_count(0)
    expect(toast(page, "“Contested” is in the trash")).to_be_visible()


def test_a_form_that_was_not_touched_follows(studio, open_page):
    made = studio.create("Followed")
    page = open_page(studio, f"/workspaces?edit={made['id']}")
    studio.call("PATCH", f"/workspaces/{made['id']}", {"name": "Followed on"})
    expect(page.get_by_role("dialog").get_by_label("Name")).to_have_value("Followed on")


def test_a_killed_server_is_missed_and_welcomed_back(own_studio, open_page):
    page = open_page(own_studio)
    page.announced += harness.GONE
    own_studio.create("Before")
    expect(card(page, "Before")).to_be_visible()
    own_studio.kill()
    banner = page.get_by_role("status").filter(has_text="The studio is not answering.")
    expect(banner).to_be_visible(timeout=8000)
    page.keyboard.press("n")
    page.keyboard.type("Kept words")
    page.keyboard.press("Enter")
    form = page.get_by_role("dialog")
    expect(form.get_by_role("alert")).to_contain_text("The studio is not answering.", timeout=8000)
    harness.settle(page)
    page.screenshot(path=harness.SHOTS / "offline.png")
    own_studio.start()
    own_studio.create("While away")
    expect(card(page, "While away")).to_be_visible(timeout=10_000)
    expect(banner).to_be_hidden()
    form.get_by_role("button", name="Create workspace").click()
    expect(card(page, "Kept words")).to_be_visible()


def test_try_now_does_not_wait(own_studio, open_page):
    page = open_page(own_studio)
    page.announced += harness.GONE
    own_studio.kill()
    retry = page.get_by_role("button", name="Try now")
    expect(retry).to_be_visible(timeout=8000)
    own_studio.start()
    if retry.is_visible():
        retry.click()
    expect(retry).to_be_hidden(timeout=2500)
