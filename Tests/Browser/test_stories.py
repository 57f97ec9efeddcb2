"""What people come for, told from the first click to the last: each story is one task, as a whole."""

import io
import json
import re
import zipfile

import pytest
from playwright.sync_api import expect

import harness
from test_engines import WORDS, engine, fill, kind, no_engines  # noqa: F401 (fixtures)
from test_gallery import INFOTEXT, drop, ids, links, selected
from test_workspaces import card, choose, toast


def picture(page):
    return page.locator("run-canvas figure img:not(.under)")


def generate(page, text):
    """Writes a prompt and waits for its picture, which is small, so that nobody waits long."""
    page.get_by_label("Prompt", exact=True).fill(text)
    with page.expect_response(lambda answer: answer.request.method == "POST" and "/generations" in answer.url) as sent:
        page.get_by_role("button", name="Generate").first.click()
    run = sent.value.json()["id"]
    page.wait_for_url(f"**/create*run={run}*")
    expect(picture(page)).to_be_visible(timeout=30_000)
    return run


def small(page):
    page.get_by_role("button", name="Custom", exact=True).click()
    for side in ("Width", "Height"):
        page.get_by_label(side, exact=True).fill("128")


def test_first_run_to_a_picture(own_studio, open_page):
    page = open_page(own_studio, "/")
    expect(page.get_by_role("heading", name="Make your first picture")).to_be_visible()
    page.keyboard.press("Enter")
    expect(picture(page)).to_be_visible(timeout=30_000)
    expect(page.get_by_role("heading", name="Your first picture is here")).to_be_visible()
    expect(page.get_by_role("heading", name="Make your first picture")).to_have_count(0)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Gallery").click()
    expect(links(page)).to_have_count(1)
    links(page).first.click()
    expect(page.locator("image-details")).to_contain_text("Hot-air balloons")
    expect(page.locator("image-details")).to_contain_text("Built-in painter")


def test_find_an_image_of_last_week_by_two_words(studio, open_page):
    made = studio.pictures(12)
    studio.call("PATCH", f"/images/{made[7]['id']}", {"title": "The old harbour in winter fog"})
    studio.call("PATCH", f"/images/{made[2]['id']}", {"title": "The old mill"})
    page = open_page(studio, "/create")
    page.keyboard.press("Escape")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Gallery").click()
    expect(links(page)).to_have_count(12)
    page.get_by_label("Search pictures").fill("harbour fog")
    expect(links(page)).to_have_count(1)
    page.locator("facet-chips").get_by_role("button", name="Date").click()
    page.get_by_role("menuitemradio", name="Last 7 days").click()
    expect(links(page)).to_have_count(1)
    links(page).first.click()
    expect(page.get_by_role("heading", name="The old harbour in winter fog")).to_be_visible()


def test_compare_two_recipes(studio, open_page):
    page = open_page(studio, "/create")
    small(page)
    generate(page, "A lighthouse on a cliff")
    generate(page, "A lighthouse on a cliff, storm")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Gallery").click()
    expect(links(page)).to_have_count(2)
    for number in (0, 1):
        links(page).nth(number).click(modifiers=["Control"])
    selected(page).get_by_role("link", name="Compare").click()
    expect(page.locator("image-compare .pair img")).to_have_count(2)
    page.get_by_role("button", name="Side by side").click()
    expect(page.locator("image-compare figcaption").first).to_contain_text("storm")


def test_recover_a_deleted_workspace(studio, open_page):
    home = studio.create("Harbour studies")
    studio.pictures(3, home["id"])
    page = open_page(studio, "/workspaces")
    choose(page, "Harbour studies", "Move to trash")
    expect(card(page, "Harbour studies")).to_have_count(0)
    toast(page, "is in the trash").get_by_role("button", name="Close").click()
    page.get_by_role("navigation", name="Lists of workspaces").get_by_role("link", name="Trash").click()
    page.get_by_role("button", name="Restore: Harbour studies").click()
    page.get_by_role("navigation", name="Lists of workspaces").get_by_role("link", name="Workspaces").click()
    expect(card(page, "Harbour studies").locator(".strip img")).to_have_count(3)
    card(page, "Harbour studies").locator(".strip").click()
    expect(links(page)).to_have_count(3)


def test_download_a_selection(studio, open_page):
    if not studio.knows("/workspaces/{id}/images/export"):
        pytest.skip("this build packs no zips")
    made = studio.pictures(5)
    page = open_page(studio, "/gallery")
    links(page).nth(0).click(modifiers=["Control"])
    links(page).nth(2).click(modifiers=["Shift"])
    expect(selected(page)).to_contain_text("3 selected")
    selected(page).get_by_role("button", name="Zip").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="With their recipes").click()
    with zipfile.ZipFile(io.BytesIO(open(download.value.path(), "rb").read())) as archive:
        text = json.dumps(json.loads(archive.read("manifest.json")))
        assert all(each["id"] in text for each in made[:3]) and made[3]["id"] not in text


def test_drop_a_picture_of_another_program_and_remix_it(studio, open_page):
    page = open_page(studio, "/gallery")
    drop(page, [("old.png", "image/png", harness.png(96, 64, 3, INFOTEXT))])
    expect(links(page)).to_have_count(1)
    links(page).first.click()
    expect(page.locator("image-details")).to_contain_text("A red boat in a harbour")
    page.locator("image-details").get_by_role("link", name="Remix").click()
    expect(page.get_by_label("Prompt", exact=True)).to_have_value("A red boat in a harbour")
    small(page)
    run = generate(page, "A red boat in a harbour, at night")
    assert studio.call("GET", f"/generations/{run}")["recipe"]["parentImageId"]
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Gallery").click()
    expect(links(page)).to_have_count(2)
    assert len(set(ids(page))) == 2


def test_connect_an_engine_and_hear_its_own_words(studio, open_page, engine):  # noqa: F811
    page = open_page(studio, "/create")
    page.keyboard.press("Escape")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Settings").click()
    page.get_by_role("link", name="Add provider").click()
    page.locator(".kinds").get_by_role("link", name=kind(studio)["name"]).first.click()
    fill(page, engine, "sk-wrong-key")
    expect(page.locator(".result")).to_contain_text(WORDS.split(":")[0])
    page.locator("provider-form").get_by_label("Key", exact=True).fill("sk-right-7fQ2")
    page.keyboard.press("Enter")
    expect(page.locator(".result")).to_contain_text("It works")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Create").click()
    page.get_by_role("button", name=re.compile("^Model: ")).click()
    expect(page.get_by_role("listbox", name="Models").get_by_role("option")).not_to_have_count(1)
