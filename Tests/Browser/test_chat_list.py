"""The list of chats, and what is done to a chat as a whole."""

from playwright.sync_api import expect

import harness
from test_accessibility import check_both_themes, violations
from test_chats import act, answer, box, chats, more, row, said, talk, texts, toast
from test_keyboard import tab_to


def test_a_draft_is_kept_for_each_chat(studio, open_page):
    one, two = talk(studio, "a", title="One"), talk(studio, "b", title="Two")
    page = open_page(studio, f"/chats/{one}")
    box(page).fill("half a thought")
    row(page, "Two").get_by_role("link").click()
    page.wait_for_url(f"**/chats/{two}*")
    expect(box(page)).to_have_value("")
    page.go_back()
    expect(box(page)).to_have_value("half a thought")
    page.reload()
    harness.ready(page)
    expect(box(page)).to_have_value("half a thought")


def test_clear_and_its_undo(studio, open_page):
    chat = talk(studio, "One", "Two", "Three", "Four")
    page = open_page(studio, f"/chats/{chat}")
    expect(texts(page)).to_have_count(4)
    page.route("**/prompts?*", lambda route: route.fulfill(json={"nextCursor": None, "items": []}))
    box(page).fill("/clear")
    page.keyboard.press("Enter")
    expect(texts(page)).to_have_count(0)
    toast(page).get_by_role("button", name="Undo").click()
    expect(texts(page)).to_have_count(4)


def test_remove_fork_copy_and_judge(studio, open_page):
    chat = talk(studio, "One", "**Two**", "Three", "Four")
    page = open_page(studio, f"/chats/{chat}", permissions=["clipboard-read", "clipboard-write"])
    more(page, 2, "Remove, with what follows")
    expect(texts(page)).to_have_count(2)
    toast(page).get_by_role("button", name="Undo").click()
    expect(texts(page)).to_have_count(4)
    second = page.locator("chat-message").nth(1)
    second.hover()
    second.get_by_role("button", name="Copy", exact=True).click()
    assert page.evaluate("navigator.clipboard.readText()") == "**Two**"
    second.get_by_role("button", name="Good answer").click()
    expect(second.get_by_role("button", name="Good answer")).to_have_attribute("aria-pressed", "true")
    assert said(studio, chat)[1]["feedback"] == "up"
    second.get_by_role("button", name="Good answer").click()
    expect(second.get_by_role("button", name="Good answer")).to_have_attribute("aria-pressed", "false")
    assert said(studio, chat)[1]["feedback"] is None
    more(page, 1, "Go on in a new chat from here")
    page.wait_for_url(lambda url: "/chats/" in url and chat not in url)
    expect(texts(page)).to_have_count(2)
    assert len(chats(studio)) == 2


def test_the_list_pins_renames_archives_and_trashes(studio, open_page):
    for name in ("Alpha", "Beta", "Gamma"):
        talk(studio, f"About {name.lower()}", title=name)
    page = open_page(studio, "/chats")
    names = page.locator("chat-list .name")
    expect(names).to_have_count(3)
    last = names.nth(2).inner_text()
    act(page, last, "Pin")
    expect(names.first).to_have_text(last)
    act(page, "Beta", "Rename")
    page.keyboard.type("Beta two")
    page.keyboard.press("Enter")
    expect(row(page, "Beta two")).to_be_visible()
    act(page, "Beta two", "Archive")
    expect(row(page, "Beta two")).to_have_count(0)
    expect(toast(page)).to_contain_text("“Beta two” is archived")
    page.get_by_role("button", name="Lists of chats").click()
    check_both_themes(page)
    page.get_by_role("menuitemradio", name="Archive").click()
    expect(names).to_have_text(["Beta two"])
    assert "view=archived" in page.url
    act(page, "Beta two", "Take out of the archive")
    expect(page.get_by_text("Nothing is archived")).to_be_visible()
    page.locator("chat-list").get_by_role("button", name="Chats", exact=True).click()
    expect(names).to_have_count(3)
    act(page, "Alpha", "Move to trash")
    expect(names).to_have_count(2)
    page.keyboard.press("Control+z")
    expect(names).to_have_count(3)
    act(page, "Alpha", "Move to trash")
    page.get_by_role("button", name="Lists of chats").click()
    page.get_by_role("menuitemradio", name="Trash").click()
    expect(names).to_have_text(["Alpha"])
    act(page, "Alpha", "Delete for good")
    assert violations(page) == []
    page.get_by_role("alertdialog").get_by_role("button", name="Delete for good").click()
    expect(page.get_by_text("The trash is empty")).to_be_visible()
    assert chats(studio, trashed="true") == []


def test_search_finds_titles_and_words(studio, open_page):
    talk(studio, "The heron stands in the reeds", title="Birds")
    talk(studio, "A quay at noon", title="Harbour")
    page = open_page(studio, "/chats")
    search = page.get_by_label("Search chats")
    search.fill("heron")
    expect(page.locator("chat-list .name")).to_have_text(["Birds"])
    assert "q=heron" in page.url
    search.fill("nothing like it")
    expect(page.get_by_role("heading", name="Nothing matches “nothing like it”")).to_be_visible()
    assert violations(page) == []
    search.fill("")
    expect(page.locator("chat-list .name")).to_have_count(2)


def test_by_keys_alone(studio, open_page):
    talk(studio, "One", title="One")
    talk(studio, "Two", title="Two")
    first, second = [each["title"] for each in chats(studio)]
    page = open_page(studio, "/workspaces")
    page.keyboard.press("g")
    page.keyboard.press("h")
    expect(page.locator(".thread > header h2")).to_have_text("New chat")
    expect(box(page)).to_be_focused()
    expect(row(page, first)).to_be_visible()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator(".thread > header h2")).to_have_text(first)
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator(".thread > header h2")).to_have_text(second)
    page.keyboard.type("What is a seed?")
    page.keyboard.press("Enter")
    expect(answer(page)).not_to_be_empty()
    tab_to(page, page.locator("chat-message").last.get_by_role("button", name="Good answer"))
    page.keyboard.press("Enter")
    expect(page.locator("chat-message").last.get_by_role("button", name="Good answer")).to_have_attribute(
        "aria-pressed", "true")
    page.keyboard.press("n")
    expect(page.locator(".thread > header h2")).to_have_text("New chat")
    page.locator("main").focus()
    page.keyboard.press("/")
    expect(page.get_by_label("Search chats")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("F2")
    page.keyboard.type("By keys")
    page.keyboard.press("Enter")
    expect(row(page, "By keys").get_by_role("link")).to_be_focused()
    page.keyboard.press("Delete")
    expect(row(page, "By keys")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(row(page, "By keys")).to_have_count(1)


def test_out_and_in_again(studio, open_page, tmp_path):
    chat = talk(studio, "Keep this", "I do", title="To take along")
    page = open_page(studio, f"/chats/{chat}")
    for name, ending in (("JSON", "json"), ("Markdown", "md"), ("text", "txt"), ("a web page", "html")):
        page.get_by_role("button", name="Export", exact=True).click()
        with page.expect_download() as loading:
            page.get_by_role("menuitem", name=f"Export as {name}").click()
        path = tmp_path / f"chat.{ending}"
        loading.value.save_as(path)
        assert "Keep this" in path.read_text()
    studio.call("DELETE", f"/chats/{chat}?permanent=true")
    page.goto("/chats")
    harness.ready(page)
    files = page.locator("chat-list input[type=file]")
    files.set_input_files(tmp_path / "chat.json")
    expect(toast(page)).to_contain_text("1 chat is here")
    expect(texts(page)).to_have_text(["Keep this", "I do"])
    files.set_input_files({"name": "bad.json", "mimeType": "application/json", "buffer": b"no json"})
    expect(page.get_by_text("“bad.json” holds no chats that can be read.")).to_be_visible()


def test_chat_settings(studio, open_page):
    chat = talk(studio, "One", "Two")
    page = open_page(studio, f"/chats/{chat}")
    page.get_by_role("button", name="More for this chat").click()
    page.get_by_role("menuitem", name="Chat settings").click()
    dialog = page.get_by_role("dialog", name="Chat settings")
    check_both_themes(page)
    dialog.get_by_label("System prompt").fill("Answer in rhymes.")
    dialog.get_by_label("Thinking").select_option("think")
    dialog.get_by_label("Temperature").fill("0.4")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    page.wait_for_function(
        "async (id) => (await (await fetch(`/api/v1/chats/${id}`)).json()).systemPrompt === 'Answer in rhymes.'", arg=chat)
    kept = studio.call("GET", f"/chats/{chat}")["parameters"]
    assert kept["mode"] == "think" and kept["temperature"] == 0.4


def test_a_chat_that_is_not_there(studio, open_page):
    page = open_page(studio, None)
    page.announced += ["404"]
    page.goto("/chats/0190e1f0-0000-7000-8000-000000000000")
    harness.ready(page)
    expect(page.get_by_role("heading", name="This chat could not be loaded")).to_be_visible()
    expect(page.get_by_text("It is not here any more.")).to_be_visible()
    check_both_themes(page)
