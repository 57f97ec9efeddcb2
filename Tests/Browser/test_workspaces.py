"""Every task of the Workspaces page with the mouse."""

import pytest
from playwright.sync_api import expect

import harness


def card(page, name):
    return page.locator("workspace-card").filter(has=page.locator("h2", has_text=name))


def thrown(page, name):
    return page.locator("trash-list li").filter(has=page.get_by_role("button", name=f"Restore: {name}", exact=True))


def names(page):
    return [text.strip() for text in page.locator("workspace-card h2").all_inner_texts()]


def choose(page, name, action):
    page.get_by_role("button", name=f"Actions for {name}").click()
    page.get_by_role("menuitem", name=action).click()


def toast(page, text):
    return page.locator(".toast").filter(has_text=text)


def test_create(studio, page):
    page.get_by_role("link", name="New workspace").click()
    assert "new=1" in page.url
    form = page.get_by_role("dialog", name="New workspace")
    form.get_by_label("Name").fill("Winter cards")
    form.get_by_label("Description").fill("Ridges and lakes.")
    form.get_by_role("radio", name="#e07a4f").check(force=True)
    form.get_by_text("Defaults").first.click()
    form.get_by_label("Image model").fill("builtin/painter")
    form.get_by_label("Width").fill("1536")
    form.get_by_label("Height").fill("1024")
    form.get_by_label("Budget").fill("12.50")
    form.get_by_label("System prompt").fill("Be brief.\nBe kind.")
    form.get_by_role("button", name="Create workspace").click()
    expect(form).to_be_hidden()
    expect(toast(page, "“Winter cards” is ready")).to_be_visible()
    expect(card(page, "Winter cards")).to_contain_text("1536 × 1024")
    expect(card(page, "Winter cards")).to_contain_text("$12.50")
    expect(card(page, "Winter cards").get_by_role("link")).to_be_focused()
    made = next(each for each in studio.workspaces() if each["name"] == "Winter cards")
    assert made["color"] == "#e07a4f" and made["description"] == "Ridges and lakes."
    assert made["settings"] | {} == {
        "imageModel": "builtin/painter", "textModel": None, "systemPrompt": "Be brief.\nBe kind.", "width": 1536,
        "height": 1024, "styleId": None, "budgetMicros": 12_500_000, "chatTitles": None}


def test_edit_sends_only_what_changed(studio, open_page):
    made = studio.create("Poster series", description="Two inks", settings={"width": 512, "budgetMicros": 1_234_567})
    page = open_page(studio)
    choose(page, "Poster series", "Edit")
    form = page.get_by_role("dialog", name="Edit workspace")
    expect(form.get_by_label("Budget")).to_have_value("1.234567")
    form.get_by_label("Name").fill("Posters")
    form.get_by_label("Width").fill("")
    with page.expect_request(lambda request: request.method == "PATCH") as sent:
        form.get_by_role("button", name="Save").click()
    assert sent.value.post_data_json == {"name": "Posters", "settings": {"width": None}}
    assert sent.value.headers["if-match"] == f'"v{made["version"]}"'
    expect(card(page, "Posters")).to_be_visible()
    expect(page.get_by_role("link", name="Posters")).to_be_focused()


def test_faults_are_told_at_their_field(page):
    page.get_by_role("link", name="New workspace").click()
    form = page.get_by_role("dialog", name="New workspace")
    form.get_by_role("button", name="Create workspace").click()
    expect(form.get_by_label("Name")).to_be_focused()
    expect(form.get_by_label("Name")).to_have_attribute("aria-invalid", "true")
    expect(form).to_contain_text("Give it a name.")
    form.get_by_label("Name").fill("x" * 201)
    form.get_by_text("Defaults").first.click()
    form.get_by_label("Width").fill("63")
    form.get_by_label("Budget").fill("a lot")
    form.get_by_role("button", name="Create workspace").click()
    expect(form).to_contain_text("Use at most 200 characters.")
    expect(form).to_contain_text("Use a whole number from 64 to 4,096")
    expect(form).to_contain_text("Use an amount such as 20 or 12.50")


def test_faults_that_only_the_server_knows_are_told_at_their_field(studio, open_page):
    page = open_page(studio, "/workspaces?new=1")
    page.announced += ["422"]
    page.route("**/api/v1/workspaces", lambda route: route.fulfill(
        status=422, content_type="application/problem+json", headers={"X-Request-Id": "r-1"},
        json={"code": "invalid_request", "status": 422, "detail": "No.", "errors": [
            {"pointer": "/settings/imageModel", "code": "not_found", "detail": "There is no such model."}]})
        if route.request.method == "POST" else route.continue_())
    form = page.get_by_role("dialog")
    form.get_by_label("Name").fill("X")
    form.get_by_role("button", name="Create workspace").click()
    expect(form.get_by_label("Image model")).to_be_focused()
    expect(form).to_contain_text("There is no such thing.")


def test_what_was_typed_survives_a_closed_dialog_and_a_reload(page):
    page.get_by_role("link", name="New workspace").click()
    page.get_by_label("Name", exact=True).fill("Half a thought")
    page.keyboard.press("Escape")
    page.wait_for_url(lambda url: "new=1" not in url)
    page.reload()
    harness.ready(page)
    page.get_by_role("link", name="New workspace").click()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Half a thought")
    page.get_by_role("button", name="Start over").click()
    expect(page.get_by_label("Name", exact=True)).to_have_value("")


def test_rename_in_place(studio, open_page):
    studio.create("Old name")
    page = open_page(studio)
    choose(page, "Old name", "Rename")
    expect(page.get_by_role("textbox", name="Rename")).to_be_focused()
    page.keyboard.type("New name")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="New name")).to_be_focused()
    toast(page, "Renamed").get_by_role("button", name="Undo").click()
    expect(card(page, "Old name")).to_be_visible()
    assert "Old name" in [each["name"] for each in studio.workspaces()]


def test_archive_and_take_back(studio, open_page):
    studio.create("Old tests")
    page = open_page(studio)
    choose(page, "Old tests", "Archive")
    expect(card(page, "Old tests")).to_have_count(0)
    views = page.get_by_role("navigation", name="Lists of workspaces")
    views.get_by_role("link", name="Archive").click()
    expect(card(page, "Old tests")).to_contain_text("Archived")
    assert "view=archived" in page.url
    choose(page, "Old tests", "Take out of the archive")
    expect(page.get_by_role("heading", name="Nothing is archived")).to_be_visible()
    page.go_back()
    expect(card(page, "Old tests")).to_be_visible()


def test_trash_and_undo(studio, open_page):
    studio.create("Scratch")
    page = open_page(studio)
    choose(page, "Scratch", "Move to trash")
    expect(card(page, "Scratch")).to_have_count(0)
    expect(page.get_by_role("link", name="My studio")).to_be_focused()
    assert [each["name"] for each in studio.workspaces(trashed=True)] == ["Scratch"]
    toast(page, "“Scratch” is in the trash").get_by_role("button", name="Undo").click()
    expect(card(page, "Scratch")).to_be_visible()
    assert studio.workspaces(trashed=True) == []


def test_restore_delete_for_good_and_empty_the_trash(studio, open_page):
    for name in ("One", "Two", "Three", "Four"):
        made = studio.create(name)
        studio.call("DELETE", f"/workspaces/{made['id']}")
    page = open_page(studio, "/workspaces?view=trash")
    expect(thrown(page, "One")).to_contain_text("30 days left")
    thrown(page, "One").get_by_role("button", name="Restore").click()
    expect(thrown(page, "One")).to_have_count(0)
    thrown(page, "Two").get_by_role("button", name="Delete for good").click()
    ask = page.get_by_role("alertdialog")
    expect(ask).to_contain_text("Delete “Two” for good?")
    expect(ask.get_by_role("button", name="Cancel")).to_be_focused()
    ask.get_by_role("button", name="Cancel").click()
    expect(thrown(page, "Two")).to_be_visible()
    thrown(page, "Two").get_by_role("button", name="Delete for good").click()
    ask.get_by_role("button", name="Delete for good").click()
    expect(thrown(page, "Two")).to_have_count(0)
    page.get_by_role("button", name="Empty the trash").click()
    expect(ask).to_contain_text("Delete 2 things for good?")
    ask.get_by_role("button", name="Empty the trash").click()
    expect(page.get_by_role("heading", name="The trash is empty")).to_be_visible()
    expect(page.locator("h1")).to_be_focused()
    assert studio.workspaces(trashed=True) == []
    assert sorted(each["name"] for each in studio.workspaces()) == ["My studio", "One"]


def test_the_trash_holds_what_was_deleted_anywhere(studio, open_page):
    here, other = studio.workspaces()[0], studio.create("Harbour studies")
    picture = studio.pictures(1, other["id"])[0]
    studio.call("PATCH", f"/images/{picture['id']}", {"title": "Quay at dusk"})
    style = studio.call("POST", f"/workspaces/{here['id']}/styles", {"name": "Two inks", "positive": "{prompt}, inks"})
    chat = studio.call("POST", f"/workspaces/{here['id']}/chats", {"title": "About masts"})
    for path in (f"/images/{picture['id']}", f"/styles/{style['id']}", f"/chats/{chat['id']}"):
        studio.call("DELETE", path)
    page = open_page(studio, "/workspaces?view=trash")
    expect(thrown(page, "Quay at dusk")).to_contain_text("Harbour studies")
    expect(page.get_by_role("navigation", name="Lists of workspaces")).to_contain_text("Trash3")
    for name in ("Quay at dusk", "Two inks", "About masts"):
        thrown(page, name).get_by_role("button", name="Restore").click()
        expect(toast(page, f"“{name}” is restored")).to_be_visible()
    expect(page.get_by_role("heading", name="The trash is empty")).to_be_visible()
    assert studio.call("GET", f"/images/{picture['id']}")["deletedAt"] is None
    toast(page, "“About masts” is restored").get_by_role("button", name="Undo").click()
    expect(thrown(page, "About masts")).to_be_visible()


def test_a_long_trash_comes_page_by_page(studio, open_page):
    workspace = studio.workspaces()[0]["id"]
    for number in range(65):
        made = studio.call("POST", f"/workspaces/{workspace}/styles",
                           {"name": f"Style {number}", "positive": "{prompt}"})
        studio.call("DELETE", f"/styles/{made['id']}")
    page = open_page(studio, "/workspaces?view=trash")
    rows = page.locator("trash-list li")
    expect(rows.first).to_be_visible()
    rows.last.scroll_into_view_if_needed()
    expect(rows).to_have_count(65)


def test_a_card_shows_its_last_pictures(studio, open_page):
    made = studio.create("Harbour studies")
    pictures = studio.pictures(6, made["id"])
    page = open_page(studio)
    shown = card(page, "Harbour studies").locator(".strip img")
    expect(shown).to_have_count(4)
    assert [each.get_attribute("src").split("/")[4] for each in shown.all()] == [each["id"] for each in pictures[:4]]
    expect(card(page, "My studio")).to_contain_text("No pictures yet")
    fresh = studio.upload(made["id"], harness.png(80, 60, 99))
    expect(shown.first).to_have_attribute("src", f"/api/v1/images/{fresh['id']}/thumbnail?size=384")
    choose(page, "Harbour studies", "Gallery")
    expect(page.locator("h1")).to_have_text("Gallery")
    expect(page.locator("image-wall a.to")).to_have_count(7)


def test_search_and_order_live_in_the_address(studio, open_page):
    for name in ("Beta 10", "beta 9", "Álbum"):
        studio.create(name, description="About gulls" if name == "Álbum" else "")
    page = open_page(studio)
    page.get_by_label("Order").select_option("Name")
    assert names(page) == ["Álbum", "beta 9", "Beta 10", "My studio"]
    page.get_by_label("Search workspaces").fill("BETA")
    assert names(page) == ["beta 9", "Beta 10"]
    expect(page.locator("main").get_by_role("status").filter(has_text="2 workspaces found")).to_be_visible()
    page.reload()
    harness.ready(page)
    assert names(page) == ["beta 9", "Beta 10"]
    page.get_by_label("Search workspaces").fill("album gull")
    assert names(page) == ["Álbum"]
    page.get_by_label("Search workspaces").fill("nothing like it")
    expect(page.get_by_role("heading", name="Nothing matches “nothing like it”")).to_be_visible()
    page.get_by_role("button", name="Clear the search").click()
    assert len(names(page)) == 4
    assert "q=" not in page.url


def test_a_link_opens_the_form_and_back_closes_it(studio, open_page):
    made = studio.create("Deep")
    page = open_page(studio, f"/workspaces?edit={made['id']}")
    form = page.get_by_role("dialog", name="Edit workspace")
    expect(form.get_by_label("Name")).to_have_value("Deep")
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()
    page.wait_for_url(lambda url: "edit=" not in url)
    page.get_by_role("link", name="New workspace").click()
    expect(page.get_by_role("dialog", name="New workspace")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("dialog", name="New workspace")).to_be_hidden()


def test_a_card_opens_its_workspace(studio, open_page):
    made = studio.create("Target")
    page = open_page(studio)
    page.get_by_role("link", name="Target").click()
    expect(page.locator("h1")).to_have_text("Create")
    expect(page.get_by_role("button", name="Workspace: Target")).to_be_visible()
    assert made["id"] in page.url


def test_no_workspace_at_all(studio, open_page):
    for each in studio.workspaces():
        studio.call("DELETE", f"/workspaces/{each['id']}?permanent=true")
    page = open_page(studio)
    expect(page.get_by_role("heading", name="No workspace yet")).to_be_visible()
    expect(page.get_by_role("button", name="Workspace: No workspace")).to_be_visible()


def test_a_failure_is_told_and_can_be_tried_again(studio, open_page):
    page = open_page(studio, None)
    page.announced += ["500"]
    page.route("**/api/v1/workspaces?**", lambda route: route.fulfill(
        status=500, content_type="application/problem+json", headers={"X-Request-Id": "req-42"},
        json={"code": "internal", "status": 500, "detail": "", "requestId": "req-42"}))
    page.goto("/workspaces")
    harness.ready(page)
    alert = page.get_by_role("alert").filter(has_text="could not be loaded")
    expect(alert).to_contain_text("internal · 500 · req-42")
    page.unroute("**/api/v1/workspaces?**")
    alert.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("link", name="My studio")).to_be_visible()


def test_a_busy_studio_is_asked_again(studio, open_page):
    page = open_page(studio)
    page.announced += ["503"]
    asked = []

    def busy_once(route):
        asked.append(route.request.headers.get("idempotency-key"))
        if len(asked) > 1:
            return route.continue_()
        route.fulfill(status=503, headers={"Retry-After": "1"}, content_type="application/problem+json",
                      json={"code": "busy", "status": 503})

    page.route("**/api/v1/workspaces", lambda route:
               busy_once(route) if route.request.method == "POST" else route.continue_())
    page.get_by_role("link", name="New workspace").click()
    page.get_by_label("Name", exact=True).fill("Patience")
    page.keyboard.press("Enter")
    expect(card(page, "Patience")).to_be_visible()
    assert len(asked) == 2 and asked[0] == asked[1] and asked[0]


def test_loading_shows_bones_of_the_right_size(studio, open_page):
    page = open_page(studio, None)
    page.route("**/api/v1/workspaces?**", lambda route: None)
    page.goto("/workspaces")
    expect(page.locator(".bones")).to_have_count(6)
    harness.settle(page)
    page.screenshot(path=harness.SHOTS / "workspaces-loading.png")
    page.unroute_all(behavior="ignoreErrors")


def test_more_workspaces_than_one_answer_holds(studio, open_page):
    for number in range(205):
        studio.create(f"Room {number}")
    page = open_page(studio, "/workspaces?sort=name")
    expect(page.locator("workspace-card")).to_have_count(206)
    assert names(page)[1:4] == ["Room 0", "Room 1", "Room 2"]


@pytest.mark.parametrize("locale,words", [
    ("en-GB", "1 image 1 chat 2 prompts 0 runs"), ("ru-RU", "1 картинка 1 чат 2 промпта 0 запусков")])
def test_what_a_card_counts_is_named_by_its_number(studio, open_page, locale, words):
    here = studio.create("Counted")
    studio.pictures(1, here["id"])
    studio.call("POST", f"/workspaces/{here['id']}/chats", {"title": "One"})
    for title in ("One", "Two"):
        studio.call("POST", f"/workspaces/{here['id']}/prompts", {"title": title, "text": title})
    page = open_page(studio, locale=locale)
    parts = card(page, "Counted").locator("dl > div").evaluate_all(
        "(all) => all.map((each) => `${each.lastChild.textContent} ${each.firstChild.textContent}`).join(' ')")
    assert parts == words
