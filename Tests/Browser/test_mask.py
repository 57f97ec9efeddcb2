"""Painting a mask: by mouse and by keys alone, from Create and from a picture, and what the studio gets of it."""

import re

import pytest
from playwright.sync_api import expect

import harness
from test_accessibility import check_both_themes
from test_gallery import image


@pytest.fixture
def made(studio):
    return studio.upload(studio.workspaces()[0]["id"], harness.png(128, 96, 3))


def painter(page):
    return page.get_by_role("dialog", name="Paint over what shall change")


def canvas(page):
    return painter(page).get_by_role("application", name="The mask")


def opened(studio, open_page, made, **options):
    page = open_page(studio, f"/images/{made['id']}", **options)
    page.locator("image-details").get_by_role("link", name="Edit a region").click()
    expect(painter(page)).to_be_visible()
    return page


def light(page, x, y):
    """How light the mask that the form has now is at a point, as the studio stored it."""
    slot = page.locator("[data-field=maskImageId] image-slot img")
    id = re.search(r"/images/([0-9a-f-]+)/", slot.get_attribute("src"))[1]
    return page.evaluate("""async ([id, x, y]) => {
      const image = new Image();
      image.src = `/api/v1/images/${id}/file`;
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height), face = canvas.getContext('2d');
      face.drawImage(image, 0, 0);
      return [image.width, image.height, face.getImageData(x, y, 1, 1).data[0]]; }""", [id, x, y])


def drag(page, x1, y1, x2, y2):
    box = canvas(page).bounding_box()
    page.mouse.move(box["x"] + box["width"] * x1, box["y"] + box["height"] * y1)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * x2, box["y"] + box["height"] * y2, steps=5)
    page.mouse.up()


def use(page):
    slot = page.locator("[data-field=maskImageId] image-slot img")
    before = slot.get_attribute("src") if slot.count() else ""
    painter(page).get_by_role("button", name="Use this mask").click()
    expect(painter(page)).to_be_hidden()
    expect(slot).not_to_have_attribute("src", before)


def test_paint_by_mouse(studio, open_page, made):
    page = opened(studio, open_page, made)
    check_both_themes(page)
    drag(page, 0.2, 0.5, 0.5, 0.5)
    use(page)
    assert light(page, 45, 48) == [128, 96, 255]
    assert light(page, 120, 90)[2] == 0
    page.get_by_role("button", name="Paint a mask").click()
    painter(page).get_by_role("button", name="Turn it inside out (I)").click()
    use(page)
    assert light(page, 45, 48)[2] == 0 and light(page, 120, 90)[2] == 255


def test_paint_by_keys_alone(studio, open_page, made):
    page = opened(studio, open_page, made)
    expect(canvas(page)).to_be_focused()
    page.keyboard.press("Space")
    for _ in range(12):
        page.keyboard.press("Shift+ArrowRight")
    expect(painter(page).get_by_role("status")).to_contain_text("from the left")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+Shift+z")
    page.keyboard.press("e")
    page.keyboard.press("Space")
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Use this mask":
            break
    page.keyboard.press("Enter")
    expect(painter(page)).to_be_hidden()
    expect(page.locator("[data-field=maskImageId] image-slot img")).to_be_visible()
    assert light(page, 70, 48)[2] == 255 and light(page, 100, 48)[2] == 0


def test_nothing_painted_is_no_mask(studio, open_page, made):
    page = opened(studio, open_page, made)
    # It can be pressed, and says what is missing.
    painter(page).get_by_role("button", name="Use this mask").click(force=True)
    expect(painter(page)).to_be_visible()
    drag(page, 0.2, 0.5, 0.5, 0.5)
    painter(page).get_by_role("button", name="Undo").click()
    expect(painter(page).get_by_role("button", name="Use this mask")).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("Escape")
    expect(painter(page)).to_be_hidden()
    expect(page.get_by_role("button", name="Paint a mask")).to_be_visible()


def test_what_is_masked_is_painted_anew_and_stays_in_the_family(studio, open_page, made):
    page = opened(studio, open_page, made)
    drag(page, 0.1, 0.2, 0.9, 0.8)
    use(page)
    page.get_by_label("Prompt", exact=True).fill("A red balloon")
    with page.expect_response(lambda answer: answer.request.method == "POST" and "/generations" in answer.url) as sent:
        page.keyboard.press("Control+Enter")
    recipe = sent.value.json()["recipe"]
    assert recipe["initImageId"] == made["id"] and recipe["maskImageId"]
    mask = image(studio, recipe["maskImageId"])
    assert mask["tags"] == ["mask"] and mask["title"].startswith("Mask of")
    run = page.evaluate("""async (id) => {
      for (;;) {
        const run = await (await fetch(`/api/v1/generations/${id}`)).json();
        if (!['queued', 'running'].includes(run.state)) return run;
      } }""", sent.value.json()["id"])
    child = run["images"][0]["id"]
    page.goto(f"/images/{child}")
    harness.ready(page)
    family = page.locator("family-tree")
    family.get_by_role("link", name=re.compile("^(Remix of|Start image)")).click()
    page.wait_for_url(f"**/images/{made['id']}*")
    expect(family.get_by_role("link", name=re.compile("^(Remix|Edited)"))).to_be_visible()


def test_on_a_phone(studio, open_page, made):
    page = opened(studio, open_page, made, width=390, height=844, has_touch=True)
    check_both_themes(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    box = painter(page).get_by_role("button", name="Use this mask").bounding_box()
    assert box["y"] + box["height"] <= 844 and box["height"] >= 40
