"""The gallery: rows, selection, what can be done to pictures, uploads, news from elsewhere, the trash."""

import pytest
from playwright.sync_api import expect

import harness
from test_accessibility import violations
from test_workspaces import toast

INFOTEXT = ("A red boat in a harbour\nNegative prompt: people\n"
            "Steps: 12, Sampler: Euler a, CFG scale: 6, Seed: 41, Size: 512x512")


def links(page):
    return page.locator("image-wall a.to")


def ids(page):
    return [link.get_attribute("href").split("/")[2].split("?")[0] for link in links(page).all()]


def image(studio, id):
    return studio.call("GET", f"/images/{id}")


def selected(page):
    return page.get_by_role("toolbar", name="What to do with the selection")


def test_an_empty_gallery_says_what_to_do(studio, open_page):
    page = open_page(studio, "/gallery")
    expect(page.get_by_role("heading", name="No images in this workspace yet")).to_be_visible()
    page.locator("main").get_by_role("link", name="Create a picture").click()
    expect(page.locator("h1")).to_have_text("Create")


@pytest.mark.parametrize("width,height", [(1440, 900), (768, 1024), (390, 844)])
def test_rows_fill_the_width_and_hold_every_picture(studio, open_page, width, height):
    made = studio.pictures(23)
    page = open_page(studio, "/gallery", width=width, height=height)
    expect(links(page)).to_have_count(23)
    assert ids(page) == [each["id"] for each in made]
    boxes = [link.bounding_box() for link in links(page).all()]
    rows = {}
    for box in boxes:
        rows.setdefault(round(box["y"]), []).append(box)
    right = [max(box["x"] + box["width"] for box in row) for row in rows.values()]
    assert len(rows) > 1 and all(abs(edge - right[0]) < 2 for edge in right[:-1])
    assert all(abs(box["height"] - row[0]["height"]) < 1 for row in rows.values() for box in row)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    harness.settle(page)
    assert page.evaluate("measured.cls") == 0
    assert violations(page) == []


def test_select_by_mouse(studio, open_page):
    studio.pictures(8)
    page = open_page(studio, "/gallery")
    links(page).nth(1).hover()
    page.locator("image-wall .check").nth(1).click()
    expect(selected(page)).to_contain_text("1 selected")
    links(page).nth(4).click(modifiers=["Shift"])
    expect(selected(page)).to_contain_text("4 selected")
    links(page).nth(2).click()
    expect(selected(page)).to_contain_text("3 selected")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(selected(page)).to_be_hidden()
    links(page).nth(0).click(modifiers=["Control"])
    expect(selected(page)).to_contain_text("1 selected")


def test_walk_and_select_by_keys(studio, open_page):
    studio.pictures(12)
    page = open_page(studio, "/gallery")
    links(page).first.focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    expect(links(page).nth(2)).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(selected(page)).to_contain_text("3 selected")
    page.keyboard.press("End")
    expect(links(page).last).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    below = page.evaluate("document.activeElement.getBoundingClientRect().top")
    assert below > links(page).first.bounding_box()["y"] + 10
    page.keyboard.press("Control+a")
    expect(selected(page)).to_contain_text("12 selected")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Image")


def test_favourite_rate_and_tag_with_a_way_back(studio, open_page):
    one, two, *_ = studio.pictures(4)
    page = open_page(studio, "/gallery")
    links(page).first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("f")
    expect(page.locator("image-wall .star:visible")).to_have_count(2)
    page.keyboard.press("4")
    expect(toast(page, "2 pictures are rated")).to_be_visible()
    assert image(studio, one["id"])["rating"] == 4
    page.keyboard.press("t")
    page.get_by_role("textbox", name="Tags").fill("harbour, evening , harbour")
    assert violations(page) == []
    page.keyboard.press("Enter")
    expect(toast(page, "2 pictures are tagged")).to_be_visible()
    assert image(studio, two["id"])["tags"] == ["harbour", "evening"]
    page.keyboard.press("Control+z")
    page.wait_for_function("async (id) => (await (await fetch(`/api/v1/images/${id}`)).json()).tags.length === 0",
                           arg=two["id"])


@pytest.mark.parametrize("width", [1440, 390])
def test_news_do_not_hide_what_can_be_done_to_the_selection(studio, open_page, width):
    studio.pictures(3)
    page = open_page(studio, "/gallery", width=width, height=844)
    links(page).nth(0).click(modifiers=["Control"])
    page.keyboard.press("3")
    expect(toast(page, "1 picture is rated")).to_be_visible()
    harness.settle(page)
    bar, news = selected(page).bounding_box(), toast(page, "1 picture is rated").bounding_box()
    assert news["y"] + news["height"] <= bar["y"] or news["y"] >= bar["y"] + bar["height"], (news, bar)


def test_trash_undo_restore_and_delete_for_good(studio, open_page):
    made = studio.pictures(5)
    page = open_page(studio, "/gallery")
    links(page).nth(1).focus()
    page.keyboard.press("Delete")
    expect(links(page)).to_have_count(4)
    expect(links(page).nth(1)).to_be_focused()
    page.keyboard.press("Control+z")
    expect(links(page)).to_have_count(5)
    assert ids(page) == [each["id"] for each in made]
    links(page).nth(2).click(modifiers=["Control"])
    links(page).nth(3).click(modifiers=["Control"])
    selected(page).get_by_role("button", name="Move to trash").click()
    expect(links(page)).to_have_count(3)
    page.get_by_role("navigation", name="Lists of pictures").get_by_role("link", name="Trash").first.click()
    expect(links(page)).to_have_count(2)
    links(page).first.click(modifiers=["Control"])
    selected(page).get_by_role("button", name="Restore").click()
    expect(links(page)).to_have_count(1)
    page.get_by_role("button", name="Empty the trash").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Delete for good").click()
    expect(page.get_by_role("heading", name="The trash is empty")).to_be_visible()
    page.go_back()
    expect(links(page)).to_have_count(4)


def test_add_pictures_by_picking_and_by_dropping(studio, open_page):
    page = open_page(studio, "/gallery")
    pictures = [{"name": f"{number}.png", "mimeType": "image/png", "buffer": harness.png(64, 48, number)}
                for number in (1, 2)]
    page.locator("gallery-page input[type=file]").set_input_files(pictures)
    expect(links(page)).to_have_count(2)
    expect(toast(page, "2 pictures are in the gallery")).to_be_visible()
    drop(page, [("third.png", "image/png", harness.png(64, 48, 3)), ("notes.txt", "text/plain", b"words")])
    expect(links(page)).to_have_count(3)
    expect(toast(page, "1 file is no picture")).to_be_visible()
    page.announced += ["422", "400", "415"]
    drop(page, [("broken.png", "image/png", b"no picture at all")])
    expect(page.get_by_role("alert").filter(has_text="“broken.png” was not taken")).to_be_visible()
    expect(links(page)).to_have_count(3)


def drop(page, files, zone=None):
    """Drags files over the page and lets them fall on a zone, the first one unless another is named."""
    transfer = page.evaluate_handle("""(files) => {
      const transfer = new DataTransfer();
      for (const [name, type, bytes] of files) transfer.items.add(new File([new Uint8Array(bytes)], name, {type}));
      return transfer; }""", [[name, type, list(data)] for name, type, data in files])
    page.dispatch_event("main", "dragenter", {"dataTransfer": transfer})
    page.dispatch_event("main", "dragover", {"dataTransfer": transfer})
    place = page.locator(f"drop-zones .zone[data-id={zone}]" if zone else "drop-zones .zone").first
    expect(place).to_be_visible()
    place.dispatch_event("drop", {"dataTransfer": transfer})
    expect(page.locator("drop-zones")).to_be_hidden()


def test_paste_a_picture(studio, open_page):
    page = open_page(studio, "/gallery")
    page.evaluate("""(bytes) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(bytes)], 'pasted.png', {type: 'image/png'}));
      const paste = {clipboardData: transfer, bubbles: true, cancelable: true};
      document.body.dispatchEvent(new ClipboardEvent('paste', paste));
    }""", list(harness.png(48, 48, 9)))
    expect(links(page)).to_have_count(1)


def test_what_others_do_is_seen(studio, open_page):
    studio.pictures(3)
    page = open_page(studio, "/gallery")
    expect(links(page)).to_have_count(3)
    fresh = studio.upload(studio.workspaces()[0]["id"], harness.png(70, 60, 77))
    expect(links(page)).to_have_count(4)
    assert ids(page)[0] == fresh["id"]
    studio.call("PATCH", f"/images/{fresh['id']}", {"favorite": True, "title": "From elsewhere"})
    expect(page.get_by_role("link", name="From elsewhere")).to_be_visible()
    expect(page.locator("image-wall .star:visible")).to_have_count(1)
    studio.call("DELETE", f"/images/{fresh['id']}")
    expect(links(page)).to_have_count(3)


def test_the_size_of_pictures_is_kept(studio, open_page):
    studio.pictures(6)
    page = open_page(studio, "/gallery")
    before = links(page).first.bounding_box()["height"]
    page.keyboard.press("Equal")
    page.keyboard.press("Equal")
    expect(page.get_by_label("Size of the pictures")).to_have_value("220")
    larger = links(page).first.bounding_box()["height"]
    assert larger > before
    page.reload()
    harness.ready(page)
    expect(links(page)).to_have_count(6)
    assert abs(links(page).first.bounding_box()["height"] - larger) < 1


@pytest.mark.parametrize("locale", ["en-GB", "ru-RU"])
def test_the_order_is_not_cut_on_a_phone(studio, open_page, locale):
    studio.pictures(1)
    page = open_page(studio, "/gallery", width=390, height=844, locale=locale)
    room, most = page.evaluate("""() => {
      const select = document.querySelector('gallery-page select'), style = getComputedStyle(select);
      const pen = document.createElement('canvas').getContext('2d');
      pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
      return [select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight),
        Math.max(...[...select.options].map(({text}) => pen.measureText(text).width))]; }""")
    assert most <= room + 1 and page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.get_by_role("searchbox").bounding_box()["width"] > 120
