"""Create: a prompt made better, with what changed, and the model that suits it."""

import json

import pytest
from playwright.sync_api import expect

from talker import MODELS, Talker
from test_accessibility import check_both_themes, violations
from test_create import prompt, runs, small

WORDS = "a red boat on a lake at dusk"


@pytest.fixture
def talker(studio):
    talker = Talker()
    talker.connect(studio)
    yield talker
    talker.stop()
    studio.call("DELETE", "/providers/talker")


def card(page):
    return page.get_by_role("region", name="Enhanced prompt")


def enhance(page, words=WORDS):
    prompt(page).fill(words)
    page.get_by_role("button", name="Enhance", exact=True).click()
    expect(card(page).get_by_role("button", name="Accept")).to_be_visible(timeout=15_000)


def joined(page, *tags):
    """The diff without what these tags hold: exact to the letter."""
    return card(page).locator(".diff").evaluate(
        "(node, tags) => { const copy = node.cloneNode(true); copy.querySelectorAll(tags).forEach((each) => each.remove());"
        " return copy.textContent; }", ",".join(tags))


@pytest.mark.parametrize("width", [1440, 768, 390])
def test_candidates_come_with_what_they_change(studio, open_page, width):
    page = open_page(studio, "/create", width=width, height=844)
    enhance(page)
    expect(card(page)).to_contain_text("for Built-in painter")
    expect(card(page)).to_contain_text("Built-in enhancer")
    assert joined(page, "ins") == WORDS
    first = joined(page, "del")
    assert first.startswith(WORDS) and len(first) > len(WORDS)
    expect(card(page)).to_contain_text("1 of 3")
    card(page).get_by_role("button", name="Next candidate").click()
    expect(card(page)).to_contain_text("2 of 3")
    second = joined(page, "del")
    assert second != first
    check_both_themes(page)
    card(page).get_by_role("button", name="Accept").click()
    expect(prompt(page)).to_have_value(second)
    card(page).get_by_role("button", name="Undo").click()
    expect(prompt(page)).to_have_value(WORDS)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_by_keys_and_into_the_recipe(studio, open_page):
    page = open_page(studio, "/create")
    small(page)
    prompt(page).fill(WORDS)
    page.keyboard.press("Alt+e")
    accept = card(page).get_by_role("button", name="Accept")
    expect(accept).to_be_visible(timeout=15_000)
    accept.focus()
    page.keyboard.press("Enter")
    expect(card(page).get_by_role("button", name="Undo")).to_be_focused()
    prompt(page).focus()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**run=**")
    [run] = runs(studio)
    assert run["recipe"]["prompt"] == prompt(page).input_value()
    assert studio.call("GET", f"/enhancements/{run['recipe']['enhancementId']}")["source"] == WORDS


def test_words_whose_origin_is_gone_are_painted_all_the_same(studio, open_page):
    page = open_page(studio, "/create")
    page.announced += ["422"]
    small(page)
    enhance(page)
    card(page).get_by_role("button", name="Accept").click()
    fault = {"pointer": "/enhancementId", "code": "not_found", "detail": "There is no such enhancement."}
    page.route("**/generations", lambda route: route.fulfill(
        status=422, content_type="application/problem+json",
        json={"code": "invalid_request", "status": 422, "detail": "x", "errors": [fault]})
        if "enhancementId" in route.request.post_data_json else route.continue_())
    page.get_by_role("button", name="Generate").first.click()
    expect(page.get_by_text("What these words came from is gone")).to_be_visible()
    page.wait_for_url("**run=**")
    [run] = runs(studio)
    assert run["recipe"]["prompt"] == prompt(page).input_value() and not run["recipe"].get("enhancementId")


def test_locked_words_looks_and_instructions(studio, open_page):
    page = open_page(studio, "/create")
    enhance(page)
    card(page).get_by_role("button", name="Lock the selected words").click()
    expect(page.get_by_text("Select words of the prompt first")).to_be_visible()
    prompt(page).evaluate("(node) => node.setSelectionRange(2, 10)")
    card(page).get_by_role("button", name="Lock the selected words").click()
    expect(card(page).get_by_role("button", name="Unlock “red boat”")).to_be_visible()
    expect(card(page).locator("mark")).to_have_text("red boat")
    card(page).get_by_text("How to enhance").click()
    card(page).get_by_label("Look").select_option("watercolour")
    card(page).get_by_label("In your own words").fill("warmer light")
    asked = []
    page.on("request", lambda request: request.url.endswith("/enhancements") and asked.append(request.post_data))
    card(page).get_by_label("In your own words").press("Enter")
    expect(card(page).get_by_role("button", name="Accept")).to_be_visible(timeout=15_000)
    sent = json.loads(asked[0])
    assert sent["lockedWords"] == ["red boat"] and sent["style"] == "watercolour"
    assert sent["instructions"] == "warmer light"
    check_both_themes(page)
    card(page).get_by_role("button", name="Unlock “red boat”").click()
    expect(card(page).locator("mark")).to_have_count(0)
    card(page).get_by_role("button", name="Close").click()
    expect(card(page)).to_be_hidden()
    expect(prompt(page)).to_be_focused()


def test_a_language_model_writes(studio, open_page, talker):
    text = f"{WORDS}, the oil lamp just lit"
    talker.reply = json.dumps({"candidates": [{"prompt": text}]})
    page = open_page(studio, "/create")
    enhance(page)
    assert joined(page, "del") == text and joined(page, "ins") == WORDS
    expect(card(page)).to_contain_text("talker-large")
    check_both_themes(page)


def test_a_language_model_that_is_away_is_named(studio, open_page, talker):
    talker.down = set(MODELS)
    page = open_page(studio, "/create")
    enhance(page)
    expect(card(page)).to_contain_text("talker-large did not answer, so Built-in enhancer did.")
    assert violations(page) == []


def test_a_failure_says_why_and_can_be_tried_again(studio, open_page):
    page = open_page(studio, "/create")
    page.announced += ["503"]
    problem = {"code": "unavailable", "status": 503, "title": "x", "detail": "x", "requestId": "r-1", "type": "x"}
    page.route("**/enhancements", lambda route: route.fulfill(
        status=503, content_type="application/problem+json", body=json.dumps(problem)))
    prompt(page).fill(WORDS)
    page.get_by_role("button", name="Enhance", exact=True).click()
    expect(card(page).get_by_role("alert")).to_contain_text("unavailable · 503 · r-1")
    assert violations(page) == []
    page.unroute("**/enhancements")
    card(page).get_by_role("button", name="Try again").click()
    expect(card(page).get_by_role("button", name="Accept")).to_be_visible(timeout=15_000)


def test_in_russian(studio, open_page):
    page = open_page(studio, "/create", locale="ru-RU")
    page.get_by_label("Промпт", exact=True).fill("красная лодка на озере")
    page.get_by_role("button", name="Улучшить", exact=True).click()
    expect(page.get_by_role("button", name="Принять")).to_be_visible(timeout=15_000)
    expect(page.get_by_role("region", name="Улучшенный промпт")).to_contain_text("Встроенный улучшатель")
    assert violations(page) == []


RANKED = {"by": "rules", "ranked": [
    {"model": "builtin/painter", "score": 0.9, "reason": "Paints landscapes offline.", "estimatedCostMicros": 0}]}


@pytest.mark.parametrize("width", [1440, 390])
def test_a_model_is_recommended(studio, open_page, width):
    page = open_page(studio, "/create", width=width, height=844)
    asked = []

    def answer(route):
        asked.append(json.loads(route.request.post_data))
        route.fulfill(json=RANKED)

    page.route("**/recommendations", answer)
    prompt(page).fill(WORDS)
    page.get_by_role("button", name="Recommend").click()
    advice = page.get_by_role("dialog", name="Recommended models")
    row = advice.get_by_role("button", name="Built-in painter")
    expect(row).to_be_focused()
    expect(advice).to_contain_text("Paints landscapes offline.")
    expect(advice).to_contain_text("Ranked by rules.")
    check_both_themes(page)
    box = advice.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= width and box["y"] >= 0
    advice.get_by_role("button", name="Cost").click()
    expect(row).to_be_focused()
    assert [each["prefer"] for each in asked] == ["quality", "cost"] and asked[0]["prompt"] == WORDS
    page.keyboard.press("Enter")
    expect(advice).to_be_hidden()
    expect(page.get_by_role("button", name="Recommend")).to_be_focused()
