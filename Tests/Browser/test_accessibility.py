"""WCAG 2.2 AA as far as a machine can tell, on every page, dialog and menu, in the dark and in the light."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

import harness

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL = ["create", "gallery", "chats", "prompts", "workspaces", "usage", "settings"]


# The only ones that another theme can break: the rest is the same document.
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}


def violations(page, rules=RULES):
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    # Without preload: false, axe fetches the style sheets and writes them into the page, which the policy refuses.
    found = page.evaluate(
        "(rules) => axe.run(document, {preload: false, resultTypes: ['violations'], runOnly: rules})", rules)
    return [(each["id"], [node["target"] for node in each["nodes"]], each["nodes"][0].get("failureSummary", ""))
            for each in found["violations"]]


def check_both_themes(page):
    for theme, rules in (("dark", RULES), ("light", COLOURS)):
        page.evaluate("(theme) => { document.documentElement.dataset.bsTheme = theme; }", theme)
        harness.settle(page)
        assert violations(page, rules) == [], theme


def furnish(studio):
    studio.create("Harbour studies", description="Quays and masts", color="#8b7fe8",
                  settings={"imageModel": "builtin/painter", "width": 1024, "budgetMicros": 5_000_000})
    archived = studio.create("Archived")
    studio.call("PATCH", f"/workspaces/{archived['id']}", {"archived": True})
    studio.call("DELETE", f"/workspaces/{studio.create('Trashed')['id']}")


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("name", ALL + ["images/0190e1f0-0000-7000-8000-000000000000", "workspaces?view=archived",
                                        "workspaces?view=trash", "workspaces?q=nothing", "settings?section=language",
                                        "settings?section=models",
                                        "settings?section=appearance", "settings?section=storage", "gallery?view=trash",
                                        "settings?section=shortcuts", "settings?section=about"])
def test_pages(studio, open_page, name, width):
    furnish(studio)
    page = open_page(studio, None, width=width, height=844)
    page.announced += ["404"] if name.startswith("images/") else []
    page.goto(f"/{name}")
    harness.ready(page)
    check_both_themes(page)


def open_palette(page): page.keyboard.press("Control+k")
def open_help(page): page.keyboard.press("?")
def open_switcher(page): page.locator(".ws").click()
def open_card_menu(page): page.get_by_role("button", name="Actions for Harbour studies").click()


def open_form(page):
    page.get_by_role("link", name="New workspace").click()
    page.locator("summary").click()
    page.get_by_role("button", name="Create workspace").click()


def open_rename(page):
    page.get_by_role("link", name="Harbour studies").focus()
    page.keyboard.press("F2")


def open_toast(page):
    page.get_by_role("link", name="Harbour studies").focus()
    page.keyboard.press("Delete")
    page.locator(".toast").wait_for()


def open_question(page):
    page.goto("/workspaces?view=trash")
    harness.ready(page)
    page.get_by_role("button", name="Empty the trash").click()


@pytest.mark.parametrize("open_it", [open_palette, open_help, open_switcher, open_card_menu, open_form, open_rename,
                                     open_toast, open_question], ids=lambda each: each.__name__)
def test_dialogs_and_menus(studio, open_page, open_it):
    furnish(studio)
    page = open_page(studio)
    open_it(page)
    check_both_themes(page)


@pytest.mark.parametrize("open_it", [open_palette, open_help, open_switcher, open_card_menu, open_form],
                         ids=lambda each: each.__name__)
def test_dialogs_and_menus_on_a_phone(studio, open_page, open_it):
    furnish(studio)
    page = open_page(studio, width=390, height=844, has_touch=True)
    open_it(page)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_what_floats_is_wholly_on_the_screen(studio, open_page):
    furnish(studio)
    for width in (1440, 768, 390):
        page = open_page(studio, width=width, height=844)
        for open_it in (open_switcher, open_card_menu):
            open_it(page)
            box = page.locator(".menu:popover-open").bounding_box()
            assert box["x"] >= 0 and box["x"] + box["width"] <= width
            assert box["y"] >= 0 and box["y"] + box["height"] <= 844
            page.keyboard.press("Escape")


def test_targets_are_large_enough(studio, open_page):
    furnish(studio)
    for width, least in ((1440, 24), (390, 28)):
        page = open_page(studio, width=width, height=844)
        small = page.evaluate("""(least) => [...document.querySelectorAll('button, a[href], select, input, summary')]
          .filter((node) => !node.matches('.skip, .name, .home, .sr') && node.checkVisibility())
          .map((node) => [node.outerHTML.slice(0, 80), node.getBoundingClientRect()])
          .filter(([, box]) => box.height < least || box.width < least).map(([name]) => name)""", least)
        assert [each for each in small if "search" not in each] == []


def test_forced_colours_and_less_motion(studio, open_page):
    furnish(studio)
    page = open_page(studio, forced_colors="active", reduced_motion="reduce")
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    current = page.locator("nav[aria-label=Main] a[aria-current]")
    assert current.evaluate("(node) => getComputedStyle(node).borderStyle") == "solid"
    page.keyboard.press("Control+k")
    chosen = page.get_by_role("dialog").get_by_role("option", selected=True)
    assert chosen.evaluate("(node) => getComputedStyle(node).outlineStyle") == "solid"
    moving = page.evaluate("document.getAnimations().filter((each) => each.playState === 'running').length")
    assert moving == 0


def test_large_text_still_fits(studio, open_page):
    """WCAG 1.4.4 and 1.4.10: at 400 % zoom a 1280 px window is 320 px wide."""
    furnish(studio)
    page = open_page(studio, width=320, height=256)
    for path in ("/workspaces", "/create", "/settings?section=shortcuts"):
        page.goto(path)
        harness.ready(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_names_of_things(page):
    expect(page.locator("body")).to_match_aria_snapshot("""
      - link "Skip to content"
      - navigation "Main":
        - link "Pixazo home"
        - link "Create"
        - link "Gallery"
        - link "Chats"
        - link "Prompts"
        - link "Spaces"
        - link "Usage"
        - link "Settings"
      - banner:
        - 'button "Workspace: My studio"'
        - button "Search pages and actions"
        - button "Keyboard shortcuts"
        - button "Switch between light and dark"
    """)
