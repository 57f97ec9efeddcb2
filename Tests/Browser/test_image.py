"""The page of one picture: going on, zooming, comparing, what one says of it, and the ways to Create."""

import pytest
from playwright.sync_api import expect

import harness
from test_accessibility import check_both_themes, violations
from test_gallery import image
from test_workspaces import toast


def at(page, made, number):
    page.wait_for_url(f"**/images/{made[number]['id']}*")


@pytest.fixture
def made(studio):
    return studio.pictures(6)


def opened(studio, open_page, made, number=0, **options):
    page = open_page(studio, f"/images/{made[number]['id']}", **options)
    expect(page.locator("image-details h2")).to_be_visible()
    return page


@pytest.mark.parametrize("width", [1440, 768, 390])
def test_a_picture_and_all_about_it(studio, open_page, made, width):
    page = opened(studio, open_page, made, 1, width=width, height=844)
    expect(page.locator("image-stage img:not(.under)")).to_have_attribute("src", f"/api/v1/images/{made[1]['id']}/file")
    expect(page.locator("image-details")).to_contain_text("80 × 64")
    expect(page.locator(".stage header")).to_contain_text("2 of 6")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    check_both_themes(page)


def test_go_on_by_keys_and_by_mouse(studio, open_page, made):
    page = opened(studio, open_page, made)
    page.keyboard.press("ArrowRight")
    at(page, made, 1)
    page.get_by_role("button", name="Next picture").click()
    at(page, made, 2)
    page.keyboard.press("ArrowLeft")
    at(page, made, 1)
    page.get_by_role("navigation", name="Pictures beside it").get_by_role("link").nth(4).click()
    at(page, made, 4)
    page.keyboard.press("Escape")
    expect(page.locator("h1")).to_have_text("Gallery")


def test_zoom(studio, open_page, made):
    page = opened(studio, open_page, made)
    stage = page.locator("image-stage")
    scale = lambda: stage.evaluate("(node) => node.scale")
    fits = scale()
    page.keyboard.press("z")
    assert scale() != fits
    page.keyboard.press("z")
    assert scale() == fits
    box = stage.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.wheel(0, -400)
    page.wait_for_function("(fits) => document.querySelector('image-stage').scale > fits", arg=fits)
    page.get_by_role("button", name="Smaller").click()
    page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.keyboard.press("Escape")
    expect(page.locator("h1")).to_have_text("Gallery")


def test_compare_in_three_ways(studio, open_page, made):
    page = opened(studio, open_page, made)
    page.keyboard.press("c")
    wipe = page.get_by_label("Where one picture ends and the other begins")
    expect(wipe).to_be_attached()
    wipe.focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("image-compare .pair").evaluate("(node) => node.style.getPropertyValue('--at')") == "50.5%"
    assert violations(page) == []
    page.get_by_role("button", name="Side by side").click()
    expect(page.locator("image-compare figure")).to_have_count(2)
    assert "mode=side" in page.url
    page.get_by_role("button", name="Blink", exact=True).click()
    upper = page.locator("image-compare .upper")
    page.get_by_role("button", name="Show the other").click()
    expect(upper).to_be_hidden()
    page.get_by_role("navigation", name="Pictures beside it").get_by_role("link").nth(3).click()
    page.wait_for_url(f"**/images/{made[0]['id']}*with={made[3]['id']}*")
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.locator("image-stage")).to_be_visible()


def test_say_things_of_it(studio, open_page, made):
    page = opened(studio, open_page, made)
    id = made[0]["id"]
    page.get_by_role("button", name="Edit the title").click()
    page.keyboard.type("Quay at dusk")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Quay at dusk")).to_be_visible()
    expect(page.get_by_role("button", name="Edit the title")).to_be_focused()
    page.get_by_role("button", name="Edit the description").click()
    page.keyboard.type("nothing")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Edit the description")).to_be_focused()
    page.get_by_role("button", name="4 stars").click()
    expect(page.get_by_role("button", name="4 stars")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="4 stars")).to_be_focused()
    page.get_by_role("button", name="Tag", exact=True).click()
    page.keyboard.type("harbour, dusk")
    page.keyboard.press("Enter")
    expect(page.locator("image-details .chip").filter(has_text="dusk")).to_be_visible()
    page.keyboard.press("f")
    expect(page.get_by_role("button", name="Favourite")).to_have_attribute("aria-pressed", "true")
    now = image(studio, id)
    assert (now["title"], now["alt"], now["rating"], now["tags"], now["favorite"]) == (
        "Quay at dusk", "", 4, ["harbour", "dusk"], True)


def test_changes_from_elsewhere_leave_typing_alone(studio, open_page, made):
    page = opened(studio, open_page, made)
    page.get_by_role("button", name="Edit the title").click()
    page.keyboard.type("Half a")
    with page.expect_response(lambda answer: answer.url.endswith(f"/images/{made[0]['id']}")):
        studio.call("PATCH", f"/images/{made[0]['id']}", {"rating": 2})
    page.keyboard.type(" title")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Half a title")).to_be_visible()
    expect(page.get_by_role("button", name="2 stars")).to_have_attribute("aria-pressed", "true")


def test_delete_goes_on_and_comes_back(studio, open_page, made):
    page = opened(studio, open_page, made, 2)
    page.keyboard.press("Delete")
    at(page, made, 3)
    expect(toast(page, "1 picture is in the trash")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(page.get_by_role("navigation", name="Pictures beside it").get_by_role("link")).to_have_count(6)
    assert image(studio, made[2]["id"])["deletedAt"] is None


def test_download_with_and_without_metadata(studio, open_page, made):
    page = opened(studio, open_page, made)
    for name in ("Download with its recipe", "Download without metadata"):
        page.get_by_role("button", name="Download", exact=True).click()
        with page.expect_download() as download:
            page.get_by_role("menuitem", name=name).click()
        data = open(download.value.path(), "rb").read()
        assert data.startswith(b"\x89PNG") and (b"Comment" in data) == ("recipe" in name)


def test_a_picture_that_is_not_there(studio, open_page):
    page = open_page(studio, None)
    page.announced += ["404"]
    page.goto("/images/0190e1f0-0000-7000-8000-000000000000")
    harness.ready(page)
    expect(page.get_by_role("heading", name="This picture is not here")).to_be_visible()
    assert violations(page) == []
    page.locator("main").get_by_role("link", name="Back to the gallery").click()
    expect(page.locator("h1")).to_have_text("Gallery")


def test_a_picture_in_the_trash_can_come_back(studio, open_page, made):
    studio.call("DELETE", f"/images/{made[0]['id']}")
    page = opened(studio, open_page, made)
    page.locator("image-details").get_by_role("button", name="Restore").click()
    expect(page.locator("image-details .trashed")).to_have_count(0)
    assert image(studio, made[0]["id"])["deletedAt"] is None


def test_albums_of_a_picture(studio, open_page, made):
    workspace = studio.workspaces()[0]["id"]
    studio.call("POST", f"/workspaces/{workspace}/albums", {"name": "Postcards"})
    page = opened(studio, open_page, made)
    page.locator("image-details").get_by_role("button", name="Album").click()
    page.get_by_role("menuitemradio", name="Postcards").click()
    chip = page.locator("image-details").get_by_role("link", name="Postcards")
    expect(chip).to_be_visible()
    expect(page.locator("image-details").get_by_role("button", name="Album")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name="New album").click()
    page.keyboard.type("Second shelf")
    page.keyboard.press("Enter")
    expect(page.locator("image-details").get_by_role("link", name="Second shelf")).to_be_visible()
    assert len(image(studio, made[0]["id"])["albumIds"]) == 2
    assert violations(page) == []
    chip.click()
    expect(page.locator("h1")).to_have_text("Gallery")
    expect(page.locator("image-wall a.to")).to_have_count(1)


def test_the_family_of_a_picture(studio, open_page, made):
    workspace = studio.workspaces()[0]["id"]
    run = studio.call("POST", f"/workspaces/{workspace}/generations", {
        "prompt": "A quay", "width": 64, "height": 64, "count": 2, "initImageId": made[0]["id"]})
    page = opened(studio, open_page, made)
    tree = page.locator("family-tree")
    expect(tree.get_by_role("link", name="Edited: A quay")).to_have_count(2, timeout=20_000)
    check_both_themes(page)
    tree.get_by_role("link", name="Edited: A quay").first.click()
    child = page.url.split("/images/")[1].split("?")[0]
    assert child in [each["id"] for each in studio.call("GET", f"/generations/{run['id']}")["images"]]
    expect(tree.get_by_role("link", name="Start image: ")).to_have_count(1)
    expect(tree.locator(".run .kin")).to_have_count(1)


def test_a_picture_of_a_chat_tells_its_run_and_its_chat(studio, open_page):
    workspace = studio.workspaces()[0]["id"]
    chat = studio.call("POST", f"/workspaces/{workspace}/chats", {"title": "Winter card"})
    studio.call("POST", f"/chats/{chat['id']}/generations", {
        "prompt": "A red boat", "model": "builtin/painter", "width": 64, "height": 64, "count": 2, "steps": 1})
    page = open_page(studio, "/gallery")
    expect(page.locator("image-wall a.to")).to_have_count(2, timeout=20_000)
    page.locator("image-wall a.to").first.click()
    words = page.locator("family-tree .words")
    expect(words).to_contain_text("Winter card")
    recipe = page.locator("image-details dl")
    expect(recipe).to_contain_text("2 of 2")
    expect(recipe.locator("dt")).to_contain_text(["Time", "Cost"])
    expect(recipe).to_contain_text("free")
    words.get_by_role("link").click()
    page.wait_for_url(f"**/chats/{chat['id']}*")


def test_the_modes_of_comparing_have_room_on_a_phone(studio, open_page, made):
    page = opened(studio, open_page, made, width=390, height=844, locale="ru-RU")
    page.goto(f"/images/{made[0]['id']}?with={made[1]['id']}")
    harness.ready(page)
    group = page.get_by_role("group", name="Как сравнивать")
    boxes = [each.bounding_box() for each in page.locator(".stage header :is(a, button):visible").all()]
    expect(group).to_be_visible()
    for one in boxes:
        assert one["x"] >= 0 and one["x"] + one["width"] <= 390
        assert not [other for other in boxes if other is not one and one["x"] < other["x"] + other["width"] - 1
                    and other["x"] < one["x"] + one["width"] - 1 and one["y"] < other["y"] + other["height"] - 1
                    and other["y"] < one["y"] + one["height"] - 1]


def test_similar_pictures_are_shown(studio, open_page, made):
    workspace = studio.workspaces()[0]["id"]
    twin = studio.upload(workspace, harness.png(*harness.SHAPES[2], 2, text="The same to look at, in another file"))
    page = open_page(studio, f"/images/{twin['id']}")
    alike = page.get_by_role("list", name="Similar pictures")
    links = alike.get_by_role("link")
    expect(links.first).to_be_visible()
    assert violations(page) == []
    links.first.click()
    page.wait_for_url(f"**/images/{made[3]['id']}*")


def test_tags_albums_and_the_file_by_keys(studio, open_page, made):
    page = opened(studio, open_page, made)
    page.keyboard.press("i")
    expect(page.locator("image-details")).to_be_hidden()
    page.keyboard.press("t")
    page.get_by_role("textbox", name="Tags").fill("dusk")
    page.keyboard.press("Enter")
    expect(page.locator("image-details").get_by_role("link", name="dusk")).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_role("menuitem", name="New album")).to_be_visible()
    page.keyboard.press("Escape")
    with page.expect_download():
        page.keyboard.press("d")
