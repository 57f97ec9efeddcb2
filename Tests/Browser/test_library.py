"""Finding and ordering pictures: words, facets, tags, albums, saved searches, days, zips; all of it in the address."""

import hashlib
import io
import json
import re
import zipfile

import pytest
from playwright.sync_api import expect

import harness
from test_accessibility import check_both_themes, violations
from test_gallery import ids, image, links, selected
from test_workspaces import toast


def mark(studio, picture, **fields):
    return studio.call("PATCH", f"/images/{picture['id']}", fields)


def facet(page, name):
    return page.locator("facet-chips").get_by_role("button", name=re.compile(f"^{name}(:|$)"))


def choose(page, name, value):
    facet(page, name).click()
    page.get_by_role("menuitemradio", name=re.compile(f"^{value}")).click()


def albums(studio):
    return studio.call("GET", f"/workspaces/{studio.workspaces()[0]['id']}/albums")["items"]


@pytest.fixture
def shelf(studio):
    """Six pictures, newest first, of which some are marked."""
    made = studio.pictures(6)
    mark(studio, made[0], title="Harbour at dusk", tags=["coast", "dusk"], rating=5, favorite=True)
    mark(studio, made[1], title="Harbour at noon", tags=["coast"], rating=3)
    mark(studio, made[2], title="Pines, moonlit", tags=["forest", "night, late"], rating=4)
    return made


def test_words_find_pictures(studio, open_page, shelf):
    page = open_page(studio, "/gallery")
    expect(links(page)).to_have_count(6)
    page.keyboard.press("/")
    expect(page.get_by_label("Search pictures")).to_be_focused()
    page.keyboard.type("harbour dus")
    expect(links(page)).to_have_count(1)
    expect(page.get_by_role("status").filter(has_text="1 image")).to_be_visible()
    assert "q=harbour+dus" in page.url
    page.reload()
    harness.ready(page)
    expect(page.get_by_label("Search pictures")).to_have_value("harbour dus")
    expect(links(page)).to_have_count(1)
    page.get_by_label("Search pictures").fill("nothing like it")
    expect(page.get_by_role("heading", name="No picture matches")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Show all pictures").click()
    expect(links(page)).to_have_count(6)


def test_facets_narrow_and_are_taken_away(studio, open_page, shelf):
    page = open_page(studio, "/gallery")
    expect(links(page)).to_have_count(6)
    choose(page, "Tag", "coast")
    expect(links(page)).to_have_count(2)
    choose(page, "Rating", "★★★★ and up")
    expect(links(page)).to_have_count(1)
    assert ids(page) == [shelf[0]["id"]]
    check_both_themes(page)
    page.go_back()
    expect(links(page)).to_have_count(2)
    page.get_by_role("button", name="Take away: Tag").click()
    expect(links(page)).to_have_count(6)
    choose(page, "Tag", "night, late")
    expect(links(page)).to_have_count(1)
    page.reload()
    harness.ready(page)
    expect(links(page)).to_have_count(1)
    expect(facet(page, "Tag")).to_have_accessible_name("Tag: night, late")
    page.get_by_role("button", name="Clear all").click()
    expect(links(page)).to_have_count(6)
    choose(page, "Made by", "Added")
    expect(links(page)).to_have_count(6)
    choose(page, "Size", "96 × 64")
    expect(links(page)).to_have_count(2)


def test_facets_by_keys(studio, open_page, shelf):
    page = open_page(studio, "/gallery")
    facet(page, "Rating").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitemradio", name="Any")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(links(page)).to_have_count(1)
    expect(facet(page, "Rating")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(links(page)).to_have_count(6)
    expect(facet(page, "Rating")).to_be_focused()


def test_orders(studio, open_page, shelf):
    page = open_page(studio, "/gallery")
    page.get_by_label("Order").select_option("Oldest")
    expect(links(page).first).to_have_attribute("href", re.compile(shelf[-1]["id"]))
    page.get_by_label("Order").select_option("Best rated")
    expect(links(page).first).to_have_attribute("href", re.compile(shelf[0]["id"]))
    expect(page.locator("image-wall .paper h2").first).to_have_text("★★★★★")
    expect(page.locator("image-wall .paper h2").last).to_have_text("No stars")


def test_favourites_follow_what_is_done(studio, open_page, shelf):
    page = open_page(studio, "/gallery")
    page.get_by_role("navigation", name="Lists of pictures").get_by_role("link", name="Favourites").first.click()
    expect(links(page)).to_have_count(1)
    mark(studio, shelf[4], favorite=True)
    expect(links(page)).to_have_count(2)
    links(page).first.focus()
    page.keyboard.press("f")
    expect(links(page)).to_have_count(1)
    expect(links(page).first).to_be_focused()
    page.keyboard.press("Control+z")
    expect(links(page)).to_have_count(2)


def test_a_picture_goes_on_in_the_list_it_came_from(studio, open_page, shelf):
    page = open_page(studio, "/gallery?tag=coast")
    expect(links(page)).to_have_count(2)
    links(page).first.click()
    expect(page.locator(".stage header")).to_contain_text("1 of 2")
    page.keyboard.press("ArrowRight")
    page.wait_for_url(f"**/images/{shelf[1]['id']}*")
    page.keyboard.press("Escape")
    expect(links(page)).to_have_count(2)
    assert "tag=coast" in page.url


def test_albums_by_menu(studio, open_page, shelf):
    page = open_page(studio, "/gallery")
    side = page.locator("gallery-side")
    side.get_by_role("button", name="New album").click()
    page.get_by_role("dialog").get_by_role("button", name="Create album").click()
    expect(page.get_by_role("dialog")).to_contain_text("Give it a name.")
    page.keyboard.type("Postcards")
    assert violations(page) == []
    page.keyboard.press("Enter")
    expect(side.get_by_role("link", name="Postcards")).to_be_visible()
    links(page).nth(1).click(modifiers=["Control"])
    links(page).nth(3).click(modifiers=["Control"])
    page.keyboard.press("a")
    page.get_by_role("menuitem", name="Postcards").click()
    expect(toast(page, "2 pictures are in “Postcards”")).to_be_visible()
    expect(side.get_by_role("link", name="Postcards")).to_contain_text("2")
    page.keyboard.press("Escape")
    side.get_by_role("link", name="Postcards").click()
    expect(links(page)).to_have_count(2)
    assert set(ids(page)) == {shelf[1]["id"], shelf[3]["id"]}
    check_both_themes(page)
    links(page).first.focus()
    page.keyboard.press("a")
    page.get_by_role("menuitem", name="Take out of “Postcards”").click()
    expect(links(page)).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(links(page)).to_have_count(2)


def test_albums_are_renamed_and_thrown_away(studio, open_page, shelf):
    workspace = studio.workspaces()[0]["id"]
    album = studio.call("POST", f"/workspaces/{workspace}/albums", {"name": "First"})
    studio.call("POST", "/images/bulk", {"ids": [shelf[0]["id"]], "action": "addToAlbum", "albumId": album["id"]})
    page = open_page(studio, f"/gallery?album={album['id']}")
    side = page.locator("gallery-side")
    expect(links(page)).to_have_count(1)

    def act(name, action):
        side.get_by_role("link", name=name).hover()
        side.get_by_role("button", name=f"Actions for {name}").click()
        page.get_by_role("menuitem", name=action).click()

    act("First", "Rename")
    expect(page.get_by_role("dialog").get_by_role("textbox")).to_be_focused()
    page.keyboard.type("Second")
    page.keyboard.press("Enter")
    expect(side.get_by_role("link", name="Second")).to_be_visible()
    act("Second", "Move to trash")
    expect(side.get_by_role("link", name="Second")).to_have_count(0)
    expect(links(page)).to_have_count(6)
    page.keyboard.press("Control+z")
    expect(side.get_by_role("link", name="Second")).to_be_visible()
    assert image(studio, shelf[0]["id"])["albumIds"] == [album["id"]]


def test_drag_pictures_to_an_album(studio, open_page, shelf):
    workspace = studio.workspaces()[0]["id"]
    studio.call("POST", f"/workspaces/{workspace}/albums", {"name": "Postcards"})
    page = open_page(studio, "/gallery")
    album = page.locator("gallery-side").get_by_role("link", name="Postcards")
    expect(album).to_be_visible()
    links(page).nth(0).click(modifiers=["Control"])
    links(page).nth(2).click(modifiers=["Control"])
    links(page).nth(2).drag_to(album)
    expect(toast(page, "2 pictures are in “Postcards”")).to_be_visible()
    expect(album).to_contain_text("2")
    expect(page.locator("drop-zones")).to_be_hidden()
    page.keyboard.press("Escape")
    links(page).nth(4).drag_to(album)
    expect(album).to_contain_text("3")
    page.keyboard.press("Control+z")
    expect(album).to_contain_text("2")
    assert albums(studio)[0]["imageCount"] == 2


def test_searches_are_saved_and_forgotten(studio, open_page, shelf):
    page = open_page(studio, "/gallery?tag=coast&rating=4")
    expect(links(page)).to_have_count(1)
    page.get_by_role("button", name="Save this search").click()
    expect(page.get_by_role("dialog").get_by_role("textbox")).to_be_focused()
    page.keyboard.type("Best of the coast")
    page.keyboard.press("Enter")
    search = page.locator("gallery-side").get_by_role("link", name="Best of the coast")
    expect(search).to_have_attribute("aria-current", "page")
    expect(page.get_by_role("button", name="Save this search")).to_be_hidden()
    page.goto("/gallery")
    harness.ready(page)
    search.click()
    expect(links(page)).to_have_count(1)
    assert "rating=4" in page.url
    page.get_by_role("button", name="Actions for Best of the coast").click()
    page.get_by_role("menuitem", name="Forget it").click()
    expect(search).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(search).to_be_visible()


@pytest.mark.parametrize("strip", [False, True])
def test_download_a_selection_as_a_zip(studio, open_page, shelf, strip):
    if not studio.knows("/workspaces/{id}/images/export"):
        pytest.skip("this build packs no zips")
    page = open_page(studio, "/gallery")
    for number in (0, 1, 4):
        links(page).nth(number).click(modifiers=["Control"])
    selected(page).get_by_role("button", name="Zip").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Without metadata" if strip else "With their recipes").click()
    assert download.value.suggested_filename.endswith(".zip")
    with zipfile.ZipFile(io.BytesIO(open(download.value.path(), "rb").read())) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        files = [name for name in archive.namelist() if name != "manifest.json"]
        assert len(files) == 3
        text = json.dumps(manifest)
        for name in files:
            data = archive.read(name)
            assert name in text and hashlib.sha256(data).hexdigest() in text
            assert (b"Comment" in data) != strip


def days_ago(studio, count):
    """A timeline that reaches back, which no test can make by uploading."""
    import datetime
    today = datetime.datetime.now(datetime.timezone.utc).date()
    return [{"date": (today - datetime.timedelta(days=each * 9)).isoformat(), "count": 5 + each % 7}
            for each in range(count)]


def test_the_date_rail_leads_to_a_day(studio, open_page, shelf):
    page = open_page(studio, None)
    known = days_ago(studio, 60)
    page.route("**/images/timeline*", lambda route: route.fulfill(json={"items": known}))
    page.goto("/gallery")
    harness.ready(page)
    rail = page.get_by_role("navigation", name="Jump to a date")
    expect(rail).to_be_visible()
    months = rail.get_by_role("button")
    assert months.count() == len({each["date"][:7] for each in known})
    assert violations(page) == []
    months.first.focus()
    page.keyboard.press("End")
    expect(months.last).to_be_focused()
    page.keyboard.press("Enter")
    # The studio knows of no such day: the list stays as it was, and so does the address.
    expect(links(page)).to_have_count(6)
    box = rail.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + box["height"] / 2)
    expect(rail.locator(".hover")).to_be_visible()
    page.mouse.click(box["x"] + 40, box["y"] + box["height"] / 2)
    expect(links(page)).to_have_count(6)
    assert "to=" not in page.url


@pytest.mark.parametrize("width", [1440, 768, 390])
def test_everything_is_reached_at_every_width(studio, open_page, shelf, width):
    workspace = studio.workspaces()[0]["id"]
    studio.call("POST", f"/workspaces/{workspace}/albums", {"name": "Postcards"})
    page = open_page(studio, "/gallery?tag=coast", width=width, height=844)
    expect(links(page)).to_have_count(2)
    links(page).first.click(modifiers=["Control"])
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    box = selected(page).bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= width
    check_both_themes(page)
    choose(page, "Album", "Postcards")
    expect(page.get_by_role("heading", name="No picture matches")).to_be_visible()


def test_many_at_once_is_one_request(studio, open_page):
    studio.pictures(14)
    page = open_page(studio, "/gallery")
    expect(links(page)).to_have_count(14)
    asked = []
    page.on("request", lambda request: request.method != "GET" and asked.append(request.url))
    page.keyboard.press("Control+a")
    page.keyboard.press("5")
    expect(toast(page, "14 pictures are rated")).to_be_visible()
    assert len(asked) == 1 and asked[0].endswith("/images/bulk")


def test_move_to_another_workspace_and_back(studio, open_page, shelf):
    here, there = studio.workspaces()[0], studio.create("Prints")
    albums = [studio.call("POST", f"/workspaces/{here['id']}/albums", {"name": name})["id"] for name in ("One", "Two")]
    kept = {shelf[0]["id"]: albums, shelf[1]["id"]: albums[1:]}
    for id, its in kept.items():
        studio.call("PATCH", f"/images/{id}", {"albumIds": its})
    page = open_page(studio, "/gallery")
    page.goto(f"/gallery?workspace={here['id']}")
    harness.ready(page)
    links(page).nth(0).click(modifiers=["Control"])
    links(page).nth(1).click(modifiers=["Control"])
    selected(page).get_by_role("button", name="Album").click()
    assert violations(page) == []
    page.get_by_role("menuitem", name="Move to “Prints”").click()
    expect(links(page)).to_have_count(4)
    assert image(studio, shelf[0]["id"])["workspaceId"] == there["id"]
    assert image(studio, shelf[0]["id"])["albumIds"] == []
    toast(page, "2 pictures are in “Prints” now").get_by_role("button", name="Undo").click()
    expect(links(page)).to_have_count(6)
    expect(page.get_by_role("link", name="Two 2")).to_be_visible()
    for id, its in kept.items():
        assert image(studio, id)["workspaceId"] == here["id"] and set(image(studio, id)["albumIds"]) == set(its)


def test_compare_and_download_by_keys(studio, open_page, shelf):
    page = open_page(studio, "/gallery")
    links(page).first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowRight")
    with page.expect_download():
        page.keyboard.press("d")
    page.keyboard.press("c")
    page.wait_for_url("**/images/*with=*")


def test_what_is_done_to_many_elsewhere_is_seen_here(studio, open_page, shelf):
    page = open_page(studio, "/gallery")
    expect(links(page)).to_have_count(6)
    ids = [each["id"] for each in shelf]
    studio.call("POST", "/images/bulk", {"ids": ids[:2], "action": "delete"})
    expect(links(page)).to_have_count(4)
    studio.call("POST", "/images/bulk", {"ids": ids[:2], "action": "restore"})
    expect(links(page)).to_have_count(6)
    studio.call("POST", "/images/bulk", {"ids": ids, "action": "favorite"})
    expect(page.locator("image-wall .star:visible")).to_have_count(6)
