"""The tasks in which words come first: a better prompt, a talk about a picture, the chats of other programs."""

import io
import json
import zipfile

import pytest
from playwright.sync_api import expect

import harness
from talker import Talker
from test_chats import answer, box, chats, current, say, texts, toast
from test_create import prompt, runs, small
from test_enhance import card
from test_gallery import drop
from test_keyboard import tab_to

WORDS = "a red boat on a lake at dusk"


@pytest.fixture
def seer(studio):
    """A model that sees pictures, and tells how many it saw."""
    talker = Talker(models=["talker-vision"])
    talker.connect(studio)
    yield talker
    talker.stop()
    studio.call("DELETE", "/providers/talker")


def film(page):
    return page.get_by_role("navigation", name="Results of this run").get_by_role("button")


def made_of(studio, words):
    """That four pictures were made of these words, and tell where those came from."""
    [run] = runs(studio)
    assert run["recipe"]["count"] == 4 and run["recipe"]["prompt"] == words
    assert studio.call("GET", f"/enhancements/{run['recipe']['enhancementId']}")["source"] == WORDS
    assert len({studio.call("GET", f"/images/{each['id']}")["seed"] for each in run["images"]}) == 4


def test_enhance_accept_and_four_variations(studio, open_page):
    page = open_page(studio, "/create")
    small(page)
    prompt(page).fill(WORDS)
    page.get_by_role("button", name="Enhance", exact=True).click()
    card(page).get_by_role("button", name="Next candidate").click(timeout=15_000)
    card(page).get_by_role("button", name="Accept").click()
    expect(prompt(page)).not_to_have_value(WORDS)
    better = prompt(page).input_value()
    assert better.startswith(WORDS)
    for _ in range(3):
        page.get_by_role("button", name="Images: more").click()
    page.get_by_role("button", name="Generate 4").click()
    expect(film(page)).to_have_count(4, timeout=30_000)
    film(page).nth(2).click()
    expect(film(page).nth(2)).to_have_attribute("aria-current", "true")
    made_of(studio, better)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Gallery").click()
    expect(page.locator("image-wall .tile")).to_have_count(4)


def test_enhance_accept_and_four_variations_by_keys(studio, open_page):
    page = open_page(studio, "/create?width=64&height=64")
    prompt(page).press("Control+a")
    page.keyboard.type(WORDS)
    page.keyboard.press("Alt+e")
    accept = card(page).get_by_role("button", name="Accept")
    expect(accept).to_be_visible(timeout=15_000)
    tab_to(page, accept)
    page.keyboard.press("Enter")
    better = prompt(page).input_value()
    assert better != WORDS
    tab_to(page, page.get_by_label("Images", exact=True))
    page.keyboard.press("Control+a")
    page.keyboard.type("4")
    page.keyboard.press("Control+Enter")
    expect(film(page)).to_have_count(4, timeout=30_000)
    tab_to(page, film(page).nth(1))
    page.keyboard.press("Enter")
    expect(film(page).nth(1)).to_have_attribute("aria-current", "true")
    made_of(studio, better)


def test_chat_with_an_image(studio, open_page, seer):
    page = open_page(studio, "/chats")
    drop(page, [("boat.png", "image/png", harness.png(96, 64, 3))])
    expect(page.locator(".attached img")).to_have_count(1)
    expect(page.get_by_text("This model does not see pictures.")).to_be_hidden()
    box(page).fill("What is on it?")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(answer(page)).to_have_text("talker-vision heard: What is on it? It saw 1 picture.")
    [image] = [part for part in seer.heard[-1]["messages"][-1]["content"] if part["type"] == "image_url"]
    assert image["image_url"]["url"].startswith("data:image/")
    # The picture stays a part of the talk, and is one of the gallery's.
    say(page, "And its colours?")
    expect(answer(page)).to_contain_text("heard: And its colours?")
    page.locator("chat-message").first.locator(".shots a").click()
    expect(page.locator("image-details")).to_be_visible()
    page.go_back()
    expect(texts(page)).to_have_count(4)


def test_chat_with_an_image_by_keys(studio, open_page, seer):
    page = open_page(studio, "/chats")
    expect(box(page)).to_be_focused()
    box(page).evaluate("""(field, bytes) => {
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File([new Uint8Array(bytes)], 'pasted.png', {type: 'image/png'}));
      field.dispatchEvent(new ClipboardEvent('paste', {clipboardData, bubbles: true, cancelable: true}));
    }""", list(harness.png(96, 64, 5)))
    expect(page.locator(".attached img")).to_have_count(1)
    page.keyboard.type("What is on it?")
    page.keyboard.press("Enter")
    expect(answer(page)).to_contain_text("It saw 1 picture.")
    expect(box(page)).to_be_focused()
    page.keyboard.type("/image the same at night")
    page.keyboard.press("Enter")
    painted = page.locator("chat-message").last.locator(".shots img")
    expect(painted).to_have_count(1, timeout=30_000)
    # Who sees the picture come needs no news of it.
    expect(page.locator(".toast")).to_have_count(0)
    assert [each["role"] for each in studio.call("GET", f"/chats/{current(page)}/messages")["items"]] == [
        "user", "assistant", "user", "assistant"]


def test_without_keys_the_guide_tells_what_it_cannot_see_and_what_to_do(studio, open_page):
    page = open_page(studio, "/chats")
    drop(page, [("boat.png", "image/png", harness.png(96, 64, 3))])
    expect(page.locator(".attached img")).to_have_count(1)
    say(page, "What is on it?")
    expect(answer(page)).to_contain_text("I cannot see pictures.")
    expect(answer(page)).to_contain_text("A text model with vision can")
    say(page, "How do I connect a provider?")
    expect(answer(page)).to_contain_text("Connect a provider in Settings")


GPT = [{
    "id": "c-1", "title": "Lighthouse ideas", "create_time": 1.7631e9, "update_time": 1.7632e9, "current_node": "n3",
    "mapping": {
        "n1": {"id": "n1", "message": None, "parent": None, "children": ["n2"]},
        "n2": {"id": "n2", "parent": "n1", "children": ["n3"], "message": {
            "id": "n2", "author": {"role": "user"}, "create_time": 1.76315e9, "metadata": {},
            "content": {"content_type": "text", "parts": ["Ideas for a lighthouse?"]}}},
        "n3": {"id": "n3", "parent": "n2", "children": [], "message": {
            "id": "n3", "author": {"role": "assistant"}, "create_time": 1.76316e9,
            "metadata": {"model_slug": "gpt-4o"},
            "content": {"content_type": "text", "parts": ["A storm, a keeper, a cat."]}}},
    }}]
OPEN_WEBUI = [{
    "id": "w-1", "user_id": "u", "title": "Palette of dunes", "created_at": 1763100000, "updated_at": 1763200000,
    "chat": {"title": "Palette of dunes", "models": ["llama3"], "history": {"currentId": "b", "messages": {
        "a": {"id": "a", "parentId": None, "childrenIds": ["b"], "role": "user", "content": "Colours of dunes?",
              "timestamp": 1763100000},
        "b": {"id": "b", "parentId": "a", "childrenIds": [], "role": "assistant", "content": "Copper and **rose**.",
              "timestamp": 1763100010, "model": "llama3"}}}}}]
LIBRE = {
    "conversationId": "l-1", "endpoint": "openAI", "title": "Names of boats", "exportAt": "11:00:00 GMT+0000",
    "branches": True, "recursive": False, "messages": [
        {"messageId": "x", "parentMessageId": "00000000-0000-0000-0000-000000000000", "sender": "User",
         "text": "Name a boat", "isCreatedByUser": True, "createdAt": "2026-11-01T10:00:00.000Z"},
        {"messageId": "y", "parentMessageId": "x", "sender": "GPT", "text": "The Patient Gull",
         "isCreatedByUser": False, "createdAt": "2026-11-01T10:00:05.000Z"}]}
EXPORTS = {"conversations.json": GPT, "open-webui.json": OPEN_WEBUI, "librechat.json": LIBRE}
SAID = {
    "Lighthouse ideas": ["Ideas for a lighthouse?", "A storm, a keeper, a cat."],
    "Palette of dunes": ["Colours of dunes?", "Copper and rose."],
    "Names of boats": ["Name a boat", "The Patient Gull"],
}


def test_import_old_chats(studio, open_page):
    page = open_page(studio, "/chats")
    files = [(name, "application/json", json.dumps(chat).encode()) for name, chat in EXPORTS.items()]
    drop(page, [*files, ("holiday.json", "application/json", b'{"no": "chat"}')], zone="import")
    expect(page.get_by_text("3 chats are here")).to_be_visible()
    page.announced += ["422"]
    for name, lines in SAID.items():
        page.locator("chat-list").get_by_role("link", name=name).click()
        expect(texts(page)).to_have_text(lines)
    # The same files again bring nothing twice.
    drop(page, files, zone="import")
    expect(page.get_by_text("holds no chats").or_(page.get_by_text("chats are here")).first).to_be_visible()
    page.get_by_role("searchbox").fill("keeper")
    expect(page.locator("chat-list li")).to_have_count(1)
    expect(page.locator("chat-list li")).to_contain_text("Lighthouse ideas")


def test_import_the_zip_of_chatgpt(studio, open_page):
    years = [{**GPT[0], "id": f"c-{number}", "title": f"Talk {number}"} for number in range(501)]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("chat.html", "<h1>Not this</h1>")
        archive.writestr("conversations.json", json.dumps(years))
        archive.writestr("user.json", "{}")
    page = open_page(studio, "/chats")
    with harness.chooser(page) as chooser:
        page.get_by_role("button", name="Import chats").click()
    chooser.value.set_files({"name": "export.zip", "mimeType": "application/zip", "buffer": packed.getvalue()})
    expect(page.get_by_text("501 chats are here")).to_be_visible(timeout=30_000)
    page.announced += ["400", "422"]
    drop(page, [("broken.zip", "application/zip", packed.getvalue()[:-30])])
    expect(page.get_by_text("“broken.zip” holds no chats that can be read.")).to_be_visible()


def test_import_old_chats_by_keys(studio, open_page):
    page = open_page(studio, "/chats")
    menu = page.locator("chat-list").get_by_role("button", name="Lists of chats")
    tab_to(page, menu)
    with harness.chooser(page) as chooser:
        for key in ("Enter", "End", "Enter"):
            page.keyboard.press(key)
    chooser.value.set_files(
        {"name": "conversations.json", "mimeType": "application/json", "buffer": json.dumps(GPT).encode()})
    expect(toast(page)).to_contain_text("1 chat is here")
    expect(texts(page)).to_have_text(SAID["Lighthouse ideas"])
    assert [each["title"] for each in chats(studio)] == ["Lighthouse ideas"]
    expect(box(page)).to_be_focused()
