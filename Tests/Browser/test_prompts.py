"""Prompts: a library of words with folders, tags and every wording; styles and word lists; and where they are used."""

import json

import pytest
from playwright.sync_api import expect

import harness
from test_accessibility import check_both_themes, violations
from test_chats import box, toast
from test_create import prompt as create_prompt
from test_create import small


def home(studio):
    return f"/workspaces/{studio.workspaces()[0]['id']}"


def keep(studio, text, **more):
    return studio.call("POST", f"{home(studio)}/prompts", {"text": text, **more})


def prompts(studio):
    return studio.call("GET", f"{home(studio)}/prompts?limit=200")["items"]


def furnish(studio):
    return [
        keep(studio, "a {{colour}} boat by the old quay, morning light", title="Boats", folder="Prints/Harbour",
             tags=["boats", "calm"], favorite=True),
        keep(studio, "copper dunes at noon, long shadows", title="Dunes", folder="Prints", tags=["calm"]),
        keep(studio, "a paper city at night, lit windows", title="City"),
    ]


def names(page):
    return page.locator("prompt-rows .name")


def act(page, name, choice):
    page.get_by_role("button", name=f"Actions for {name}").click()
    page.get_by_role("menuitem", name=choice, exact=True).click()


def editor(page):
    return page.locator("prompt-editor")


@pytest.mark.parametrize("width,height", [(1440, 900), (768, 1024), (390, 844)])
def test_keep_find_and_change_a_prompt(studio, open_page, width, height):
    page = open_page(studio, "/prompts", width=width, height=height)
    expect(page.get_by_role("heading", name="Keep the words that worked")).to_be_visible()
    check_both_themes(page)
    page.get_by_role("button", name="New prompt").first.click()
    words = editor(page).get_by_label("Prompt", exact=True)
    expect(words).to_be_focused()
    words.fill("a {{colour}} boat")
    expect(editor(page)).to_contain_text("{{colour}}")
    editor(page).get_by_label("Folder").fill("Prints/Harbour")
    editor(page).get_by_label("Tags").fill("boats, calm")
    page.keyboard.press("Control+Enter")
    expect(editor(page).get_by_role("status")).to_have_text("Saved")
    [kept] = prompts(studio)
    assert kept["folder"] == "Prints/Harbour" and kept["tags"] == ["boats", "calm"]
    assert kept["id"] in page.url
    words.fill("a {{colour}} boat at noon")
    editor(page).get_by_role("button", name="Save").click()
    expect(editor(page).locator("summary")).to_contain_text("2")
    check_both_themes(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    editor(page).get_by_role("button", name="Close").click()
    expect(names(page)).to_have_count(1)
    page.get_by_label("Search prompts").fill("nothing like it")
    expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()
    page.get_by_label("Search prompts").fill("boat")
    expect(names(page)).to_have_count(1)
    assert violations(page) == []


def test_folders_tags_and_favourites(studio, open_page):
    furnish(studio)
    page = open_page(studio, "/prompts")
    expect(names(page)).to_have_count(3)
    side = page.get_by_role("navigation", name="Lists of prompts")
    side.get_by_role("link", name="Harbour").click()
    expect(names(page)).to_have_text(["Boats"])
    assert "folder=Prints%2FHarbour" in page.url
    check_both_themes(page)
    side.get_by_role("link", name="calm").click()
    expect(names(page)).to_have_count(2)
    side.get_by_role("link", name="Favourites").click()
    expect(names(page)).to_have_text(["Boats"])
    side.get_by_role("link", name="Prompts", exact=True).click()
    act(page, "City", "Add to favourites")
    side.get_by_role("link", name="Favourites").click()
    expect(names(page)).to_have_count(2)
    page.go_back()
    expect(names(page)).to_have_count(3)


def test_every_wording_is_kept_and_comes_back(studio, open_page):
    kept = keep(studio, "a red boat on a lake", title="Boat")
    studio.call("PATCH", f"/prompts/{kept['id']}", {"text": "a blue boat on a lake at dusk"})
    page = open_page(studio, f"/prompts/{kept['id']}")
    editor(page).get_by_text("Versions", exact=True).click()
    versions = editor(page).locator(".versions li")
    expect(versions).to_have_count(2)
    expect(versions.first.locator("del").first).to_contain_text("red")
    expect(versions.first.locator("ins").first).to_contain_text("blue")
    check_both_themes(page)
    versions.nth(1).get_by_role("button", name="Restore").click()
    expect(editor(page).get_by_label("Prompt", exact=True)).to_have_value("a red boat on a lake")
    expect(versions).to_have_count(3)
    toast(page).get_by_role("button", name="Undo").click()
    expect(editor(page).get_by_label("Prompt", exact=True)).to_have_value("a blue boat on a lake at dusk")
    assert studio.call("GET", f"/prompts/{kept['id']}")["currentVersion"] == 4


def test_use_in_create_and_in_a_chat(studio, open_page):
    boats = furnish(studio)[0]
    page = open_page(studio, f"/prompts/{boats['id']}")
    editor(page).get_by_role("button", name="Use in Create").click()
    expect(create_prompt(page)).to_have_value(boats["text"])
    page.get_by_label("colour").fill("red")
    small(page)
    create_prompt(page).focus()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**run=**")
    assert studio.call("GET", f"/prompts/{boats['id']}")["useCount"] == 1
    page.goto("/prompts")
    harness.ready(page)
    act(page, "Dunes", "Use in a chat")
    expect(box(page)).to_have_value("copper dunes at noon, long shadows")
    box(page).fill("/bo")
    option = page.get_by_role("listbox").get_by_role("option", name="Boats")
    expect(option).to_be_visible()
    option.click()
    expect(box(page)).to_have_value(boats["text"])


def test_create_knows_the_library_and_the_history(studio, open_page):
    furnish(studio)
    page = open_page(studio, "/create")
    small(page)
    create_prompt(page).fill("Words of today")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**run=**")
    page.get_by_role("button", name="Saved prompts").click()
    assert violations(page) == []
    page.get_by_role("menuitem", name="Dunes").click()
    expect(create_prompt(page)).to_have_value("copper dunes at noon, long shadows")
    page.keyboard.press("Alt+ArrowUp")
    expect(create_prompt(page)).to_have_value("Words of today")
    page.get_by_role("button", name="Saved prompts").click()
    page.get_by_role("menuitem", name="Save this prompt").click()
    expect(toast(page)).to_contain_text("is saved")
    assert "Words of today" in [each["text"] for each in prompts(studio)]
    page.goto("/prompts?view=history")
    harness.ready(page)
    expect(names(page)).to_have_text(["Words of today"])
    check_both_themes(page)
    act(page, "Words of today", "Save to the library")
    expect(editor(page).get_by_label("Prompt", exact=True)).to_have_value("Words of today")
    page.goto("/prompts?view=history")
    harness.ready(page)
    act(page, "Words of today", "Take out of the history")
    expect(page.get_by_role("heading", name="Nothing was generated yet")).to_be_visible()


def test_the_trash_and_its_ways_back(studio, open_page):
    furnish(studio)
    page = open_page(studio, "/prompts")
    act(page, "Dunes", "Move to trash")
    expect(names(page)).to_have_count(2)
    page.keyboard.press("Control+z")
    expect(names(page)).to_have_count(3)
    act(page, "Dunes", "Move to trash")
    expect(names(page)).to_have_count(2)
    page.get_by_role("navigation", name="Lists of prompts").get_by_role("link", name="Trash").click()
    expect(names(page)).to_have_text(["Dunes"])
    act(page, "Dunes", "Delete for good")
    page.get_by_role("alertdialog").get_by_role("button", name="Delete for good").click()
    expect(page.get_by_role("heading", name="The trash is empty")).to_be_visible()


def test_what_was_typed_is_kept_and_faults_stand_beside_their_field(studio, open_page):
    kept = keep(studio, "a red boat", title="Boat")
    page = open_page(studio, f"/prompts/{kept['id']}")
    words = editor(page).get_by_label("Prompt", exact=True)
    words.fill("half a thought")
    page.reload()
    harness.ready(page)
    expect(words).to_have_value("half a thought")
    words.fill("")
    editor(page).get_by_role("button", name="Save").click()
    expect(page.get_by_text("Write what the picture shall show.")).to_be_visible()
    expect(words).to_be_focused()
    assert violations(page) == []
    editor(page).get_by_role("button", name="Start over").click()
    expect(words).to_have_value("a red boat")


def test_news_from_elsewhere(studio, open_page):
    kept = keep(studio, "a red boat", title="Boat")
    page = open_page(studio, f"/prompts/{kept['id']}")
    expect(names(page)).to_have_text(["Boat"])
    studio.call("PATCH", f"/prompts/{kept['id']}", {"title": "Renamed elsewhere"})
    expect(names(page)).to_have_text(["Renamed elsewhere"])
    expect(editor(page).get_by_role("heading")).to_have_text("Renamed elsewhere")


def test_files_out_and_in_again(studio, open_page, tmp_path):
    furnish(studio)
    page = open_page(studio, "/prompts")
    for name, ending in (("JSON, with all versions", "json"), ("CSV (A1111)", "csv"), ("text, one to a line", "txt")):
        page.get_by_role("button", name="Import and export").click()
        with page.expect_download() as loading:
            page.get_by_role("menuitem", name=f"Export as {name}").click()
        loading.value.save_as(tmp_path / f"prompts.{ending}")
        assert "copper dunes" in (tmp_path / f"prompts.{ending}").read_text()
    for each in prompts(studio):
        studio.call("DELETE", f"/prompts/{each['id']}?permanent=true")
    page.locator(".files input").set_input_files(tmp_path / "prompts.json")
    expect(toast(page)).to_contain_text("3 were taken in")
    expect(names(page)).to_have_count(3)
    page.locator(".files input").set_input_files({"name": "x.png", "mimeType": "image/png", "buffer": b"x"})
    expect(page.get_by_text("“x.png” is no JSON, CSV or text file.")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 390])
def test_styles_and_word_lists(studio, open_page, width):
    page = open_page(studio, "/prompts?view=styles", width=width, height=844)
    page.get_by_role("button", name="New style").first.click()
    dialog = page.get_by_role("dialog", name="New style")
    check_both_themes(page)
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_label("Name")).to_be_focused()
    page.announced += ["422"]
    dialog.get_by_label("Name").fill("Postcard")
    dialog.get_by_label("Words round the prompt").fill("old postcard of {prompt}")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    [style] = studio.call("GET", f"{home(studio)}/styles")["items"]
    assert style["positive"] == "old postcard of {prompt}"
    act(page, "Postcard", "Move to trash")
    expect(page.get_by_role("heading", name="No styles yet")).to_be_visible()
    toast(page).get_by_role("button", name="Undo").click()
    expect(page.locator(".shelf .name")).to_have_text(["Postcard"])
    page.goto("/prompts?view=words")
    harness.ready(page)
    page.get_by_role("button", name="New word list").first.click()
    dialog = page.get_by_role("dialog", name="New word list")
    dialog.get_by_label("Name").fill("colours")
    dialog.get_by_label("Words, one to a line").fill("red\nblue\n\n green ")
    dialog.get_by_role("button", name="Save").click()
    expect(page.locator(".shelf .about")).to_have_text(["__colours__ · 3 words"])
    page.locator(".shelf .open").click()
    expect(page.get_by_label("Words, one to a line")).to_have_value("red\nblue\ngreen")
    assert violations(page) == []
    page.keyboard.press("Escape")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_by_keys_alone(studio, open_page):
    furnish(studio)
    page = open_page(studio, "/workspaces")
    page.keyboard.press("g")
    page.keyboard.press("p")
    expect(names(page)).to_have_count(3)
    page.keyboard.press("/")
    expect(page.get_by_label("Search prompts")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(editor(page)).to_be_visible()
    page.locator("main").focus()
    page.keyboard.press("Escape")
    expect(editor(page)).to_be_hidden()
    expect(page.locator("prompt-rows .open").nth(1)).to_be_focused()
    page.keyboard.press("n")
    expect(editor(page).get_by_label("Prompt", exact=True)).to_be_focused()
    page.keyboard.type("made by keys")
    page.keyboard.press("Control+Enter")
    expect(names(page)).to_have_count(4)


def test_in_russian(studio, open_page):
    furnish(studio)
    page = open_page(studio, "/prompts", locale="ru-RU")
    expect(page.locator("h1")).to_have_text("Промпты")
    expect(names(page)).to_have_count(3)
    assert violations(page) == []


def test_a_failure_says_why(studio, open_page):
    page = open_page(studio, None)
    page.announced += ["503", "404"]
    problem = {"code": "unavailable", "status": 503, "title": "x", "detail": "x", "requestId": "r-1", "type": "x"}
    page.route("**/prompts?*", lambda route: route.fulfill(
        status=503, content_type="application/problem+json", body=json.dumps(problem)))
    page.goto("/prompts")
    harness.ready(page)
    expect(page.locator(".problem")).to_contain_text("unavailable · 503 · r-1", timeout=10_000)
    page.unroute("**/prompts?*")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="Keep the words that worked")).to_be_visible()
    page.goto("/prompts/0190e1f0-0000-7000-8000-000000000000")
    harness.ready(page)
    expect(page.get_by_text("It is not here any more.")).to_be_visible()
    assert violations(page) == []
