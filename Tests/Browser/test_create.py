"""Create: from the first start to a picture, and everything that the form and the queue do on the way."""

import json
import re

import pytest
from playwright.sync_api import expect

import harness
from test_accessibility import check_both_themes, violations
from test_gallery import INFOTEXT, drop
from test_workspaces import toast

SMALL = {"width": 64, "height": 64}


def prompt(page):
    return page.get_by_label("Prompt", exact=True)


def runs(studio):
    return studio.call("GET", f"/workspaces/{studio.workspaces()[0]['id']}/generations?limit=200")["items"]


def order(studio, **recipe):
    workspace = studio.workspaces()[0]["id"]
    return studio.call("POST", f"/workspaces/{workspace}/generations", {"prompt": "A quay", **SMALL, **recipe})


def small(page):
    """A size that is painted at once."""
    page.get_by_role("button", name="Custom", exact=True).click()
    page.get_by_label("Width", exact=True).fill("64")
    page.get_by_label("Height", exact=True).fill("64")


def pick(slot, name, data):
    slot.locator("input[type=file]").set_input_files({"name": name, "mimeType": "image/png", "buffer": data})


def picture(page):
    return page.locator("run-canvas figure img:not(.under)")


def test_first_run_to_a_picture_with_one_key(studio, open_page, record_property):
    page = open_page(studio, "/")
    expect(page.get_by_role("heading", name="Make your first picture")).to_be_visible()
    expect(prompt(page)).to_be_focused()
    expect(prompt(page)).not_to_have_value("")
    expect(page.get_by_role("button", name="Generate free")).to_be_visible()
    check_both_themes(page)
    page.keyboard.press("Enter")
    expect(picture(page)).to_have_attribute("src", re.compile(r"/api/v1/images/[0-9a-f-]+/file"), timeout=30_000)
    expect(page.get_by_text("Painted by the built-in painter.")).to_be_visible()
    expect(prompt(page)).to_be_focused()
    [run] = runs(studio)
    assert run["state"] == "succeeded" and run["recipe"]["model"] == "builtin/painter"
    harness.settle(page)
    assert page.evaluate("document.querySelector('run-canvas img:not(.under)').naturalWidth") == run["recipe"]["width"]
    check_both_themes(page)
    page.locator("run-canvas").get_by_role("link", name="Open the picture").first.click()
    expect(page.locator("image-details")).to_contain_text(str(run["recipe"]["seed"]))
    page.go_back()
    expect(picture(page)).to_be_visible()


@pytest.mark.parametrize("width,height", [(1440, 900), (768, 1024), (390, 844)])
def test_make_some_by_mouse(studio, open_page, width, height):
    page = open_page(studio, "/create", width=width, height=height)
    prompt(page).fill("Ridges above a lake")
    small(page)
    page.get_by_role("button", name="Images: more").click()
    page.get_by_role("button", name="Images: more").click()
    page.get_by_role("button", name="Generate 3").click()
    film = page.get_by_role("navigation", name="Results of this run").get_by_role("button")
    expect(film).to_have_count(3, timeout=30_000)
    film.nth(2).click()
    expect(film.nth(2)).to_have_attribute("aria-current", "true")
    assert "at=2" in page.url
    [run] = runs(studio)
    assert run["recipe"]["count"] == 3 and (run["recipe"]["width"], run["recipe"]["height"]) == (64, 64)
    page.reload()
    harness.ready(page)
    expect(film.nth(2)).to_have_attribute("aria-current", "true")
    expect(prompt(page)).to_have_value("Ridges above a lake")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []


def test_keys_of_the_prompt(studio, open_page):
    for words in ("First words", "Second words"):
        order(studio, prompt=words)
    page = open_page(studio, "/create")
    prompt(page).fill("Being written")
    page.keyboard.press("Alt+ArrowUp")
    expect(prompt(page)).to_have_value("Second words")
    page.keyboard.press("Alt+ArrowUp")
    expect(prompt(page)).to_have_value("First words")
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Alt+ArrowDown")
    expect(prompt(page)).to_have_value("Being written")
    small(page)
    prompt(page).focus()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**run=**")
    assert any(run["recipe"]["prompt"] == "Being written" for run in runs(studio))
    page.get_by_role("button", name="Earlier prompts").click()
    page.get_by_role("menuitem", name="First words").click()
    expect(prompt(page)).to_have_value("First words")


def test_seed_lock_and_dice(studio, open_page):
    page = open_page(studio, "/create")
    small(page)
    seed = page.get_by_label("Seed", exact=True)
    page.get_by_role("button", name="New random seed").click()
    drawn = seed.input_value()
    assert drawn.isdigit()
    seed.fill("4711")
    page.get_by_role("button", name="Keep this seed for every run").click()
    page.keyboard.press("Control+Enter")
    expect(picture(page)).to_be_visible(timeout=30_000)
    expect(seed).to_have_value("4711")
    assert runs(studio)[0]["recipe"]["seed"] == 4711
    page.get_by_role("button", name="Keep this seed for every run").click()
    expect(seed).to_have_value("")
    seed.fill("99999999999")
    page.get_by_role("button", name="Generate").first.click()
    expect(page.get_by_text("Use a number from 0 to 4,294,967,295.")).to_be_visible()
    expect(seed).to_be_focused()
    assert len(runs(studio)) == 1


def test_what_is_missing_is_said_beside_its_field(studio, open_page):
    page = open_page(studio, "/create")
    prompt(page).fill("")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Write what the picture shall show.")).to_be_visible()
    expect(prompt(page)).to_be_focused()
    prompt(page).fill("A boat by {{place}}")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_label("place")).to_be_focused()
    expect(page.get_by_text("Say what stands here.")).to_be_visible()
    assert violations(page) == []
    small(page)
    page.get_by_label("place").fill("the old quay")
    page.keyboard.press("Control+Enter")
    expect(picture(page)).to_be_visible(timeout=30_000)
    assert runs(studio)[0]["resolvedPrompt"] == "A boat by the old quay"


def test_macros_tell_their_prompts_before_it_costs(studio, open_page):
    page = open_page(studio, "/create")
    prompt(page).fill("A {red|green} boat")
    page.get_by_role("button", name="Images: more").click()
    summary = page.locator("create-page .macro summary")
    expect(summary).to_contain_text("2 images, each with its own words")
    summary.click()
    words = page.locator("create-page .macro li").all_text_contents()
    assert len(words) == 2 and all(each in ("A red boat", "A green boat") for each in words)
    page.announced += ["422"]
    prompt(page).fill("A {red|green} boat with __nosuchlist__")
    expect(page.locator("[data-field=prompt] .form-error")).to_contain_text("nosuchlist")
    expect(prompt(page)).to_be_focused()


def test_a_refusal_of_the_server_stands_beside_its_field(studio, open_page):
    page = open_page(studio, "/create")
    page.announced += ["422"]
    page.route("**/generations", lambda route: route.continue_() if route.request.method == "GET" else route.fulfill(
        status=422, content_type="application/problem+json", body=json.dumps({
            "code": "invalid_request", "status": 422, "detail": "Some of this was not accepted.",
            "errors": [{"pointer": "/seed", "code": "too_large", "detail": "Must be smaller today."}]})))
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Must be smaller today.")).to_be_visible()
    expect(page.get_by_label("Seed", exact=True)).to_be_focused()
    assert prompt(page).input_value() != ""


def test_the_queue_is_seen_and_ruled_from_everywhere(studio, open_page):
    studio.call("POST", "/queue/pause")
    try:
        page = open_page(studio, "/create")
        small(page)
        for words in ("One", "Two", "Three"):
            prompt(page).fill(words)
            page.keyboard.press("Control+Enter")
            expect(page.locator("queue-tray .qrow").filter(has_text=words)).to_be_visible()
        other = open_page(studio, "/gallery", beside=page)
        other.get_by_role("button", name="Queue: 3 waiting").click()
        panel = other.get_by_role("dialog", name="Queue")
        expect(panel.locator(".qrow")).to_have_count(3)
        assert violations(other) == []
        panel.get_by_role("button", name="Cancel: Two").click()
        expect(panel.locator(".qrow")).to_have_count(2)
        expect(page.locator("queue-tray .qrow")).to_have_count(2)
        page.reload()
        harness.ready(page)
        expect(page.locator("queue-tray .qrow")).to_have_count(2)
        page.locator("queue-tray .held").get_by_role("button", name="Let it go on").click()
        expect(page.locator("queue-tray .qrow")).to_have_count(0, timeout=30_000)
        expect(page.locator("queue-tray .mini .tile")).to_have_count(2, timeout=30_000)
    finally:
        studio.call("POST", "/queue/resume")


def test_what_ends_elsewhere_is_told(studio, open_page):
    page = open_page(studio, "/gallery")
    order(studio)
    expect(toast(page, "1 picture is ready")).to_be_visible(timeout=30_000)
    toast(page, "1 picture is ready").get_by_role("link").click()
    expect(page.locator("h1")).to_have_text("Create")
    expect(picture(page)).to_be_visible()


FAULT = {"code": "provider_out_of_credit", "detail": "The account has no money left.", "retryable": False,
         "providerMessage": "The balance is insufficient to proceed with this operation."}


def faked(page, state, error=None):
    """Shows the runs of this page in another state, as a server with an unlucky provider would."""
    def change(route):
        answer = route.fetch()
        value = answer.json()
        for run in value.get("items", [value]):
            run.update(state=state, error=error, images=[])
        route.fulfill(response=answer, json=value)
    page.route("**/api/v1/workspaces/*/generations?*", change)


def test_a_failed_run_tells_the_cause_and_keeps_the_words(studio, open_page):
    order(studio, prompt="A costly quay")
    page = open_page(studio, None)
    faked(page, "failed", FAULT)
    page.goto("/create")
    harness.ready(page)
    for place in ("run-canvas", "queue-tray"):
        expect(page.locator(place)).to_contain_text("The provider is out of credit.")
        expect(page.locator(place)).to_contain_text(FAULT["providerMessage"])
        expect(page.locator(place)).to_contain_text("provider_out_of_credit")
    check_both_themes(page)
    before = len(runs(studio))
    page.locator("run-canvas").get_by_role("button", name="Try again").click()
    page.wait_for_function("""async ([id, before]) => {
      const answer = await fetch(`/api/v1/workspaces/${id}/generations`);
      return (await answer.json()).items.length > before; }""", arg=[studio.workspaces()[0]["id"], before])


def test_an_unknown_outcome_asks_a_person(studio, open_page):
    order(studio, prompt="Was it made")
    page = open_page(studio, None)
    faked(page, "outcomeUnknown", {"code": "outcome_unknown", "detail": "No answer came.", "retryable": False})
    asked = []
    page.route("**/generations/*/resolve", lambda route: (asked.append(route.request.post_data_json), route.fulfill(
        status=200, json={**runs(studio)[0], "state": "failed", "error": FAULT})))
    page.goto("/create")
    harness.ready(page)
    card = page.locator("queue-tray .warn-job")
    expect(card).to_contain_text("nobody knows whether the provider did the work")
    expect(page.get_by_role("button", name="It needs a word from you")).to_be_visible()
    check_both_themes(page)
    card.get_by_role("button", name="Let it be").click()
    expect(card).to_have_count(0)
    assert asked == [{"action": "abandon"}]


def test_remix_and_use_seed_fill_the_form_and_send_nothing(studio, open_page):
    run = order(studio, prompt="A quay at dusk", seed=77)
    page = open_page(studio, "/gallery")
    page.locator("image-wall a.to").first.click(timeout=30_000)
    page.get_by_role("link", name="Remix").click()
    expect(page.locator("h1")).to_have_text("Create")
    expect(prompt(page)).to_have_value("A quay at dusk")
    expect(page.get_by_label("Seed", exact=True)).to_have_value("")
    assert "use=" not in page.url and "image=" not in page.url
    page.go_back()
    page.get_by_role("link", name="Send to Create").click()
    expect(page.get_by_label("Seed", exact=True)).to_have_value("77")
    prompt(page).fill("Other words")
    page.go_back()
    page.get_by_role("link", name="Use seed").click()
    expect(prompt(page)).to_have_value("Other words")
    assert [each["id"] for each in runs(studio)] == [run["id"]]


def test_a_link_may_only_fill_the_form(studio, open_page):
    page = open_page(studio, None)
    writes = []
    page.on("request", lambda request: request.method != "GET" and writes.append(request.url))
    page.goto("/create?prompt=From a link&seed=12&width=512&height=256&count=2&negativePrompt=fog")
    harness.ready(page)
    expect(prompt(page)).to_have_value("From a link")
    expect(page.get_by_label("Seed", exact=True)).to_have_value("12")
    expect(page.get_by_role("button", name="Generate 2")).to_be_visible()
    expect(page.locator("shape-picker")).to_contain_text("512 × 256")
    assert "prompt=" not in page.url and writes == []


def test_pictures_by_drop_pick_and_paste(studio, open_page):
    page = open_page(studio, "/create")
    slot = page.locator("[data-field=initImageId] image-slot")
    drop(page, [("start.png", "image/png", harness.png(64, 64, 3))])
    expect(slot.locator("img")).to_have_count(1)
    small(page)
    page.get_by_role("button", name="Generate").first.click()
    expect(picture(page)).to_be_visible(timeout=30_000)
    assert runs(studio)[0]["recipe"]["initImageId"]
    slot.get_by_role("button", name="Take this image away").click()
    expect(slot.locator("img")).to_have_count(0)
    expect(slot.locator(".drop")).to_be_focused()
    pick(slot, "picked.png", harness.png(64, 64, 4))
    expect(slot.locator("img")).to_have_count(1)
    page.announced += ["400", "415", "422"]
    pick(slot, "broken.png", b"no picture")
    expect(page.get_by_role("alert").filter(has_text="“broken.png” was not taken")).to_be_visible()
    assert violations(page) == []


def test_the_recipe_of_another_program_is_read(studio, open_page):
    page = open_page(studio, "/create")
    transfer = page.evaluate_handle("""(bytes) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(bytes)], 'a1111.png', {type: 'image/png'}));
      return transfer; }""", list(harness.png(64, 64, 8, INFOTEXT)))
    page.dispatch_event("main", "dragenter", {"dataTransfer": transfer})
    zone = page.locator("drop-zones .zone[data-id=recipe]")
    expect(zone).to_be_visible()
    assert violations(page) == []
    # The zones go when nothing is dragged any more; looking at them took a while.
    page.dispatch_event("main", "dragenter", {"dataTransfer": transfer})
    zone.dispatch_event("drop", {"dataTransfer": transfer})
    expect(prompt(page)).to_have_value("A red boat in a harbour")
    expect(page.get_by_label("Seed", exact=True)).to_have_value("41")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Undo").click()
    expect(prompt(page)).not_to_have_value("A red boat in a harbour")


def test_the_models_to_choose_from(studio, open_page):
    page = open_page(studio, "/create")
    page.get_by_role("button", name="Model: ").click()
    listed = page.get_by_role("listbox", name="Models")
    expect(listed.get_by_role("option", selected=True)).to_contain_text("free")
    check_both_themes(page)
    page.keyboard.type("no such model")
    expect(page.get_by_text("No model matches “no such model”.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Model: ")).to_be_focused()
    phone = open_page(studio, "/create", width=390, height=844)
    phone.get_by_role("button", name="Model: ").click()
    box = phone.locator(".picker").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390 and box["y"] >= 0


def test_each_workspace_keeps_its_own_draft(studio, open_page):
    other = studio.create("Other")
    page = open_page(studio, "/create")
    prompt(page).fill("Half a thought")
    page.get_by_role("button", name="Workspace: ").click()
    page.get_by_role("menuitemradio", name="My studio" if other["id"] in page.url else "Other").click()
    expect(prompt(page)).not_to_have_value("Half a thought")
    page.go_back()
    expect(prompt(page)).to_have_value("Half a thought")


def test_progress_stands_in_the_title(studio, open_page):
    page = open_page(studio, "/create")
    for _ in range(7):
        page.get_by_role("button", name="Images: more").click()
    page.get_by_role("button", name="Generate 8").click()
    expect(page).to_have_title(re.compile(r"^\d+% · Create · Pixazo$"), timeout=30_000)
    page.locator("queue-tray .job").get_by_role("button", name="Cancel").click()
    expect(page).to_have_title("Create · Pixazo")
    assert page.locator("link[rel=icon]").get_attribute("href").endswith("/icons/pixazo.svg")
