"""Chats: what is said and answered, branches, what goes wrong, and everything else that one does with a chat."""

import re

import pytest
from playwright.sync_api import expect

import harness
from talker import MODELS, REFUSAL, Talker
from test_accessibility import check_both_themes, violations
from test_gallery import drop


@pytest.fixture
def talker(studio):
    talker = Talker()
    talker.connect(studio)
    yield talker
    talker.stop()
    studio.call("DELETE", "/providers/talker")


def chats(studio, **query):
    found = "&".join(f"{name}={value}" for name, value in {"limit": 200, **query}.items())
    return studio.call("GET", f"/workspaces/{studio.workspaces()[0]['id']}/chats?{found}")["items"]


def said(studio, chat):
    return studio.call("GET", f"/chats/{chat}/messages?limit=200")["items"]


def message(id, parent, role, text, **more):
    return {"id": id, "parentId": parent, "role": role, "state": "complete", "createdAt": "2026-11-20T10:00:00.000Z",
            "parts": [{"type": "text", "text": text}], **more}


def talk(studio, *texts, title="Postcards", answer=None):
    """A chat in which these things were said in turn; `answer` are more fields of the last."""
    def id(number):
        return f"01930000-0000-7000-8000-{number:012x}"
    messages = [message(id(at + 1), id(at) if at else None, "assistant" if at % 2 else "user", text)
                for at, text in enumerate(texts)]
    if answer:
        messages[-1].update(answer)
    document = {"format": "pixazo-chat", "version": 1, "images": [], "messages": messages,
                "chat": {"title": title, "leafMessageId": messages[-1]["id"]}}
    workspace = studio.workspaces()[0]["id"]
    report = studio.call("POST", f"/workspaces/{workspace}/chats/import", document)
    assert report["imported"] == 1, report
    return report["items"][0]["chatId"]


def box(page):
    return page.get_by_role("textbox", name="Message", exact=True)


def say(page, words):
    box(page).fill(words)
    box(page).press("Enter")


def texts(page):
    return page.locator("chat-message .said > rich-text:not([hidden])")


def answer(page):
    """The answer that came last, whole."""
    expect(page.locator("chat-message").last).to_have_attribute("data-state", "complete")
    return texts(page).last


def more(page, at, choice):
    """Something of the menu of a message."""
    node = page.locator("chat-message").nth(at)
    node.hover()
    node.get_by_role("button", name="More for this message").click()
    page.get_by_role("menuitem", name=choice).click()


def row(page, name):
    return page.locator("chat-list li").filter(has_text=name)


def act(page, name, choice):
    row(page, name).hover()
    row(page, name).get_by_role("button", name=f"Actions for {name}").click()
    page.get_by_role("menuitem", name=choice, exact=True).click()


def toast(page):
    return page.locator(".toast").last


def current(page):
    return re.search(r"/chats/([0-9a-f-]{36})", page.url)[1]


@pytest.mark.parametrize("width,height", [(1440, 900), (768, 1024), (390, 844)])
def test_a_first_chat_works_without_any_key(studio, open_page, width, height):
    page = open_page(studio, "/chats", width=width, height=height)
    if width < 768:
        expect(page.get_by_text("No chats yet")).to_be_visible()
        page.get_by_role("link", name="New chat").click()
    expect(page.get_by_role("heading", name="What shall we make?")).to_be_visible()
    expect(page.get_by_text("The built-in guide answers here.")).to_be_visible()
    check_both_themes(page)
    page.get_by_role("button", name="Learn a word").click()
    expect(box(page)).to_be_focused()
    expect(box(page)).to_have_value("What does guidance do?")
    page.keyboard.press("Enter")
    expect(answer(page)).to_contain_text("guidance", ignore_case=True)
    expect(box(page)).to_have_value("")
    [chat] = chats(studio)
    assert current(page) == chat["id"] and chat["messageCount"] == 2
    expect(page.locator(".thread > header h2")).to_have_text("What does guidance do?")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    check_both_themes(page)
    page.reload()
    harness.ready(page)
    expect(texts(page)).to_have_count(2)
    if width < 768:
        expect(page.locator("chat-list")).to_be_hidden()
        page.get_by_role("link", name="All chats").click()
        expect(row(page, "What does guidance do?")).to_be_visible()
        check_both_themes(page)


def test_in_russian(studio, open_page):
    page = open_page(studio, "/chats", locale="ru-RU")
    expect(page.get_by_role("heading", name="Что будем делать?")).to_be_visible()
    page.get_by_role("textbox", name="Сообщение", exact=True).fill("Что ты умеешь?")
    page.keyboard.press("Enter")
    expect(answer(page)).not_to_be_empty()
    expect(page.locator("chat-list .about")).to_have_text("2 сообщения")
    assert violations(page) == []


def test_enter_sends_and_shift_enter_breaks(studio, open_page, talker):
    page = open_page(studio, "/chats")
    box(page).fill("one")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two")
    expect(box(page)).to_have_value("one\ntwo")
    page.keyboard.press("Enter")
    expect(answer(page)).to_contain_text("talker-large heard: one")
    assert talker.heard[-1]["messages"][-1]["content"] == "one\ntwo"


def test_stop_keeps_what_was_written(studio, open_page, talker):
    page = open_page(studio, "/chats")
    say(page, "wait")
    expect(texts(page).last).to_have_text("The beginning")
    expect(page.locator("chat-message").last).to_have_attribute("data-state", "streaming")
    check_both_themes(page)
    page.keyboard.press("Escape")
    expect(page.locator("chat-message").last).to_have_attribute("data-state", "stopped")
    expect(texts(page).last).to_have_text("The beginning")
    expect(page.locator("chat-message").last).to_contain_text("stopped")
    assert said(studio, current(page))[-1]["state"] == "stopped"


def test_a_reload_takes_the_answer_up_again(studio, open_page, talker):
    page = open_page(studio, "/chats")
    say(page, "wait")
    expect(texts(page).last).to_have_text("The beginning")
    page.reload()
    harness.ready(page)
    expect(texts(page).last).to_have_text("The beginning")
    expect(page.get_by_role("button", name="Stop", exact=True)).to_be_visible()
    talker.go.set()
    expect(answer(page)).to_have_text("The beginning and the end.")
    assert len(talker.heard) == 1


def test_two_devices_see_the_same_chat_grow(studio, open_page, talker):
    chat = talk(studio, "Hello", "Hello to you")
    one, two = open_page(studio, f"/chats/{chat}"), open_page(studio, f"/chats/{chat}", width=390, height=844)
    say(one, "wait")
    expect(texts(two).last).to_have_text("The beginning")
    talker.go.set()
    expect(answer(two)).to_have_text("The beginning and the end.")
    expect(answer(one)).to_have_text("The beginning and the end.")
    say(two, "and now")
    expect(answer(one)).to_contain_text("heard: and now")
    other = open_page(studio, "/chats")
    act(other, "Postcards", "Move to trash")
    expect(row(one, "Postcards")).to_have_count(0)


def test_thoughts_are_folded(studio, open_page, talker):
    page = open_page(studio, "/chats")
    say(page, "think")
    expect(answer(page)).to_have_text("Then I say it.")
    expect(page.get_by_text("First I think about it.")).to_be_hidden()
    page.locator("chat-message").last.get_by_text("Thoughts", exact=True).click()
    expect(page.get_by_text("First I think about it.")).to_be_visible()
    check_both_themes(page)


def test_another_answer_and_another_question_are_branches(studio, open_page, talker):
    page = open_page(studio, "/chats")
    say(page, "first")
    expect(answer(page)).to_contain_text("heard: first")
    page.get_by_role("button", name="Another answer", exact=True).click()
    expect(page.get_by_role("group", name="Versions")).to_contain_text("2/2")
    expect(answer(page)).to_contain_text("heard: first")
    page.get_by_role("button", name="Previous version").click()
    expect(page.get_by_role("group", name="Versions")).to_contain_text("1/2")
    # Up in an empty field edits what was said last.
    box(page).focus()
    page.keyboard.press("ArrowUp")
    field = page.get_by_role("textbox", name="Edit", exact=True)
    expect(field).to_be_focused()
    check_both_themes(page)
    field.fill("second")
    page.keyboard.press("Enter")
    expect(answer(page)).to_contain_text("heard: second")
    expect(texts(page)).to_have_count(2)
    mine = page.locator("chat-message").first
    expect(mine.get_by_role("group", name="Versions")).to_contain_text("2/2")
    mine.get_by_role("button", name="Previous version").click()
    expect(texts(page).first).to_have_text("first")
    expect(answer(page)).to_contain_text("heard: first")
    page.reload()
    harness.ready(page)
    expect(texts(page).first).to_have_text("first")
    assert len(studio.call("GET", f"/chats/{current(page)}/messages?all=true")["items"]) == 5


def test_the_model_of_the_chat_of_one_answer_and_of_another_answer(studio, open_page, talker):
    page = open_page(studio, "/chats")
    page.get_by_role("button", name=f"Model: {MODELS[0]}").click()
    page.get_by_role("combobox").fill("small")
    page.keyboard.press("Enter")
    say(page, "who")
    expect(answer(page)).to_contain_text("talker-small heard: who")
    assert chats(studio)[0]["model"] == "talker/talker-small"
    page.get_by_role("button", name="Model for this answer").click()
    check_both_themes(page)
    page.get_by_role("combobox").fill("large")
    page.keyboard.press("Enter")
    say(page, "who now")
    expect(answer(page)).to_contain_text("talker-large heard: who now")
    say(page, "and now")
    expect(answer(page)).to_contain_text("talker-small heard: and now")
    more(page, 5, "Another answer with…")
    asked = page.get_by_role("dialog", name="Another answer with…")
    asked.get_by_label("Models").select_option("talker/talker-large")
    assert violations(page) == []
    asked.get_by_role("button", name="Ask it").click()
    expect(answer(page)).to_contain_text("talker-large heard: and now")


def test_a_failed_answer_says_why_and_can_be_tried_again(studio, open_page, talker):
    page = open_page(studio, "/chats")
    say(page, "refuse")
    problem = page.locator("chat-message .problem")
    expect(problem).to_contain_text(REFUSAL)
    expect(problem).to_contain_text("provider_unauthorized")
    assert re.search(r"provider_unauthorized · [0-9a-f-]{36}", problem.inner_text())
    check_both_themes(page)
    problem.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("group", name="Versions")).to_contain_text("2/2")


def test_a_fallback_is_told(studio, open_page, talker):
    talker.down = {MODELS[0]}
    page = open_page(studio, "/chats")
    say(page, "What is a seed?")
    note = page.get_by_text(f"{MODELS[0]} did not answer, so")
    expect(note).to_be_visible(timeout=10_000)
    expect(answer(page)).not_to_be_empty()
    assert violations(page) == []


def test_what_cannot_be_sent_is_kept(own_studio, open_page):
    page = open_page(own_studio, "/chats")
    page.announced += [*harness.GONE, "503", "failed:"]
    own_studio.kill()
    say(page, "Do not lose me")
    note = page.locator(".said-note")
    expect(note).to_contain_text("It was not sent", timeout=15_000)
    expect(box(page)).to_have_value("Do not lose me")
    own_studio.start()
    note.get_by_role("button", name="Try again").click()
    expect(answer(page)).not_to_be_empty()
    expect(note).to_be_empty()
    assert len(chats(own_studio)) == 1


def test_a_broken_line_is_taken_up_again(own_studio, open_page):
    chat = talk(own_studio, "Hello", "Hello to you")
    page = open_page(own_studio, f"/chats/{chat}")
    page.announced += [*harness.GONE, "failed:"]
    own_studio.kill()
    own_studio.start()
    say(page, "Are you there?")
    expect(texts(page)).to_have_count(4, timeout=15_000)
    expect(answer(page)).not_to_be_empty()


def test_saved_prompts_and_commands(studio, open_page):
    page = open_page(studio, "/chats")
    page.route("**/prompts?*", lambda route: route.fulfill(json={"nextCursor": None, "items": [
        {"id": "1", "title": "Imprint", "text": "Write {{what}} for {{whom}}, in two languages"}]}))
    box(page).focus()
    page.keyboard.type("/im")
    menu = page.get_by_role("listbox", name="Commands and saved prompts")
    expect(menu.get_by_role("option")).to_have_count(2)
    expect(menu.get_by_role("option", selected=True)).to_contain_text("/image")
    check_both_themes(page)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(box(page)).to_have_value("Write {{what}} for {{whom}}, in two languages")
    page.keyboard.type("a poem")
    page.keyboard.press("Tab")
    page.keyboard.type("the quay")
    expect(box(page)).to_have_value("Write a poem for the quay, in two languages")
    page.keyboard.press("Escape")
    box(page).fill("/cl")
    expect(menu.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(box(page)).to_have_value("/cl")


def test_pictures_go_with_what_is_said(studio, open_page, talker):
    page = open_page(studio, "/chats")
    drop(page, [("boat.png", "image/png", harness.png(96, 64, 3))])
    expect(page.locator(".attached img")).to_have_count(1)
    expect(page.get_by_text("This model does not see pictures.")).to_be_visible()
    check_both_themes(page)
    page.get_by_role("button", name="Take this image away").click()
    expect(box(page)).to_be_focused()
    page.locator("chat-composer input[type=file]").first.set_input_files(
        {"name": "boat.png", "mimeType": "image/png", "buffer": harness.png(96, 64, 3)})
    expect(page.locator(".attached img")).to_have_count(1)
    say(page, "What is this?")
    expect(page.locator("chat-message .problem")).to_contain_text("cannot see pictures")
    expect(page.locator("chat-message").first.locator(".shots img")).to_have_count(1)
    assert "image" in [part["type"] for part in said(studio, current(page))[0]["parts"]]


def test_a_long_chat_stays_at_its_end(own_studio, open_page):
    chat = talk(own_studio, *[f"Paragraph {number}. " + "Words and words. " * 20 for number in range(120)])
    page = open_page(own_studio, f"/chats/{chat}")
    expect(texts(page)).to_have_count(120)
    expect(texts(page).last).to_be_in_viewport()
    flow = page.locator("chat-thread .flow")
    flow.evaluate("(node) => { node.scrollTop = 0; }")
    page.get_by_role("button", name="To the newest message").click()
    expect(texts(page).last).to_be_in_viewport()
    say(page, "What is a seed?")
    expect(answer(page)).to_be_in_viewport()
