"""The frame of the site: pages, addresses, the rail, the palette, the help, looks and languages."""

import pytest
from playwright.sync_api import expect

import harness

PAGES = ["create", "gallery", "chats", "prompts", "workspaces", "usage", "settings"]
HEADINGS = {
    "en-GB": ["Create", "Gallery", "Chats", "Prompts", "Workspaces", "Usage", "Settings"],
    "ru-RU": ["Создать", "Галерея", "Чаты", "Промпты", "Рабочие места", "Расход", "Настройки"],
}


def has_no_sideways_scroll(page):
    return page.evaluate("""[document.documentElement, document.querySelector('main')]
        .every((each) => each.scrollWidth <= innerWidth)""")


@pytest.mark.parametrize("name,heading", list(zip(PAGES, HEADINGS["en-GB"])))
def test_every_page_opens_by_its_address(studio, open_page, name, heading):
    page = open_page(studio, f"/{name}")
    expect(page.locator("h1")).to_have_text(heading)
    expect(page).to_have_title(f"{heading} · Pixazo")


@pytest.mark.parametrize("locale", HEADINGS)
@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("width,height", [(1440, 900), (768, 1024), (390, 844)])
def test_every_page_in_every_dress(studio, open_page, locale, theme, width, height):
    studio.create("Harbour studies", description="Quays, masts and evening light.", color="#8b7fe8")
    page = open_page(studio, "/workspaces", width=width, height=height, theme=theme, locale=locale)
    for name, key, heading in zip(PAGES, "cghpwus", HEADINGS[locale]):
        # Where one writes at once, letters are for the words.
        page.locator("h1").focus()
        page.keyboard.press("g")
        page.keyboard.press(key)
        expect(page.locator("h1")).to_have_text(heading)
        assert page.evaluate("document.documentElement.lang") == locale[:2]
        assert has_no_sideways_scroll(page), name
        assert page.evaluate("""[...document.querySelectorAll('nav-rail .to, .views .list, settings-page .list')]
            .filter((each) => getComputedStyle(each).overflowX !== 'auto')
            .filter((each) => each.scrollWidth > each.clientWidth + 1).map((each) => each.textContent)""") == []
        harness.settle(page)
        page.screenshot(path=harness.SHOTS / f"page-{name}-{width}-{theme}-{locale[:2]}.png")


@pytest.mark.parametrize("width", [360, 768, 1024, 1280, 1920, 3840])
def test_nothing_scrolls_sideways(studio, open_page, width):
    studio.create("A name without any space in it: " + "w" * 150, description="d" * 400,
                  settings={"imageModel": "provider/" + "m" * 100, "textModel": "provider/" + "t" * 100})
    page = open_page(studio, "/workspaces", width=width)
    for view in ("", "?new=1"):
        if view:
            page.goto(f"/workspaces{view}")
            harness.ready(page)
        assert has_no_sideways_scroll(page), view
        wide = page.evaluate("""[...document.querySelectorAll('main *, dialog[open] *')].filter((each) => {
            const box = each.getBoundingClientRect();
            return box.width > 1 && box.right > innerWidth + 1 && !each.closest('.list');
        }).map((each) => each.outerHTML.slice(0, 80))""")
        assert wide == []


def test_home_is_create_and_unknown_addresses_say_so(studio, open_page):
    page = open_page(studio, "/")
    expect(page.locator("h1")).to_have_text("Create")
    page.announced += ["404"]
    page.goto("/images/0190e1f0-0000-7000-8000-000000000000")
    harness.ready(page)
    expect(page.locator("h1")).to_have_text("Image")
    page.evaluate("history.pushState(null, '', '/nowhere'); dispatchEvent(new PopStateEvent('popstate'))")
    expect(page.locator("h1")).to_have_text("There is no such page")


def test_links_keep_the_document_and_back_works(page):
    page.evaluate("window.same = true")
    rail = page.get_by_role("navigation", name="Main")
    for name in ("Gallery", "Usage", "Settings"):
        rail.get_by_role("link", name=name).click()
        expect(page.locator("h1")).to_have_text(name)
        expect(page.locator("h1")).to_be_focused()
        expect(rail.get_by_role("link", name=name)).to_have_attribute("aria-current", "page")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Usage")
    page.go_back()
    page.go_back()
    expect(page.locator("h1")).to_have_text("Workspaces")
    page.go_forward()
    expect(page.locator("h1")).to_have_text("Gallery")
    assert page.evaluate("window.same")


def test_every_page_has_a_link_in_the_navigation(studio, open_page):
    page = open_page(studio)
    links = page.locator("nav[aria-label=Main] a.to")
    assert [link.get_attribute("href").split("?")[0] for link in links.all()] == [f"/{name}" for name in PAGES]
    phone = open_page(studio, width=390, height=844)
    phone.get_by_role("button", name="More", exact=True).click()
    phone.get_by_role("menuitem", name="Settings").click()
    expect(phone.locator("h1")).to_be_attached()
    expect(phone.get_by_role("heading", name="Providers")).to_be_visible()


def test_the_skip_link_leads_to_the_content(page):
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_address_carries_the_workspace(studio, open_page):
    first, second = studio.create("First"), studio.create("Second")
    page = open_page(studio, f"/create?workspace={first['id']}")
    switcher = page.get_by_role("button", name="Workspace: First")
    switcher.click()
    page.get_by_role("menuitemradio", name="Second").click()
    expect(page.get_by_role("button", name="Workspace: Second")).to_be_focused()
    assert second["id"] in page.url
    page.go_back()
    expect(page.get_by_role("button", name="Workspace: First")).to_be_visible()
    page.go_forward()
    page.goto("/gallery")
    harness.ready(page)
    assert second["id"] in page.url


def test_the_palette_finds_and_does(studio, open_page):
    studio.create("Harbour studies")
    page = open_page(studio, "/create")
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Search and commands")
    expect(palette.get_by_role("combobox")).to_be_focused()
    page.keyboard.type("harb")
    expect(palette.get_by_role("option", name="Harbour studies", selected=True)).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Workspace: Harbour studies")).to_be_visible()
    page.keyboard.press("Control+k")
    expect(palette.get_by_role("combobox")).to_be_focused()
    page.keyboard.type("new work")
    expect(palette.get_by_role("option", name="New workspace", selected=True)).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="New workspace")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Search pages and actions").click()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(palette.get_by_role("option", name="Chats", selected=True)).to_be_visible()
    page.keyboard.type("zzz")
    expect(palette.get_by_role("status")).to_have_text("Nothing is called “zzz”.")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Search pages and actions")).to_be_focused()


def test_what_is_typed_before_the_palette_is_there_is_for_it(studio, open_page):
    page = open_page(studio, None)
    held = []
    page.route("**/command-palette.js", lambda route: held.append(route))
    page.goto("/gallery")
    page.locator("html[data-ready]").wait_for()
    page.keyboard.press("Control+k")
    page.keyboard.type("usagx")
    page.keyboard.press("Backspace")
    while not held:
        page.evaluate("() => new Promise(requestAnimationFrame)")
    held[0].continue_()
    field = page.get_by_role("combobox", name="Search and commands")
    expect(field).to_be_focused()
    expect(field).to_have_value("usag")
    page.keyboard.press("Enter")
    page.wait_for_url("**/usage*")


def test_the_help_tells_what_the_keys_do(page):
    page.keyboard.press("?")
    help = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(help).to_contain_text("Move it to the trash")
    page.keyboard.press("Escape")
    expect(help).to_be_hidden()
    page.keyboard.press("g")
    page.keyboard.press("u")
    expect(page.locator("h1")).to_have_text("Usage")


def test_single_letters_can_be_switched_off(studio, open_page):
    page = open_page(studio, "/settings?section=shortcuts")
    page.get_by_role("switch", name="Single-letter shortcuts").click()
    page.keyboard.press("g")
    page.keyboard.press("u")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("h1")).to_have_text("Settings")
    page.keyboard.press("Control+/")
    expect(page.get_by_role("dialog")).to_contain_text("switched off in Settings")


def test_letters_work_in_the_russian_layout(studio, open_page):
    page = open_page(studio, "/workspaces", locale="ru-RU")
    page.evaluate("""document.body.dispatchEvent(
        new KeyboardEvent('keydown', {key: 'т', code: 'KeyN', bubbles: true, cancelable: true}))""")
    expect(page.get_by_role("dialog", name="Новое рабочее место")).to_be_visible()


def test_theme_and_language_are_chosen_and_kept(studio, open_page):
    page = open_page(studio, "/settings?section=appearance")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("radio", name="Light").check(force=True)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != dark
    page.reload()
    harness.ready(page)
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "light"
    page.get_by_role("button", name="Switch between light and dark").click()
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    page.goto("/settings?section=language")
    harness.ready(page)
    with page.expect_navigation():
        page.get_by_role("radio", name="Русский").check(force=True)
    harness.ready(page)
    expect(page.get_by_role("heading", name="Язык", level=2)).to_be_visible()


def test_system_theme_follows_the_computer(studio, open_page):
    page = open_page(studio, theme="auto", color_scheme="light")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.emulate_media(color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light


def test_about_tells_the_version(studio, open_page):
    page = open_page(studio, "/settings?section=about")
    expect(page.locator("main")).to_contain_text(f"Version {studio.call('GET', '/about')['version']}")


def test_the_site_opens_without_vendor_files(studio, open_page):
    page = open_page(studio, None)
    page.announced += ["vendor", "ERR_FAILED", "404"]
    page.route("**/vendor/**", lambda route: route.fulfill(status=404))
    page.goto("/workspaces")
    harness.ready(page)
    expect(page.get_by_role("status").filter(has_text="scripts/setup")).to_be_visible()
    expect(page.get_by_role("link", name="My studio")).to_be_visible()
    page.get_by_role("link", name="New workspace").click()
    expect(page.get_by_role("dialog", name="New workspace")).to_be_visible()
