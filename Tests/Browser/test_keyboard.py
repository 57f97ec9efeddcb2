"""Every task of the Workspaces page by keyboard alone, and focus that is never lost."""

from playwright.sync_api import expect

import harness
from test_workspaces import card, names, thrown


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def tab_to(page, locator, limit=60):
    for _ in range(limit):
        if locator.evaluate("(node) => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard does not reach it")


def test_create_edit_and_cancel(studio, page):
    press(page, "n")
    page.keyboard.type("By keys")
    press(page, "Enter")
    expect(page.get_by_role("link", name="By keys")).to_be_focused()
    press(page, "e")
    form = page.get_by_role("dialog", name="Edit workspace")
    expect(form.get_by_label("Name")).to_be_focused()
    press(page, "Control+a")
    page.keyboard.type("Renamed by keys")
    tab_to(page, form.get_by_label("Description"))
    page.keyboard.type("Words")
    press(page, "Tab", "ArrowRight")
    tab_to(page, form.get_by_role("button", name="Save"))
    press(page, "Enter")
    expect(page.get_by_role("link", name="Renamed by keys")).to_be_focused()
    press(page, "e", "Escape")
    expect(page.get_by_role("link", name="Renamed by keys")).to_be_focused()
    made = next(each for each in studio.workspaces() if each["name"] == "Renamed by keys")
    assert made["description"] == "Words"


def test_walk_rename_archive_trash_undo(studio, open_page):
    for name in ("C", "B", "A"):
        studio.create(name)
    page = open_page(studio, "/workspaces?sort=name", width=1440)
    press(page, "/")
    expect(page.get_by_label("Search workspaces")).to_be_focused()
    press(page, "ArrowDown")
    expect(page.get_by_role("link", name="A", exact=True)).to_be_focused()
    press(page, "ArrowRight", "F2")
    page.keyboard.type("Bee")
    press(page, "Enter")
    expect(page.get_by_role("link", name="Bee", exact=True)).to_be_focused()
    press(page, "F2")
    page.keyboard.type("nothing")
    press(page, "Escape")
    expect(page.get_by_role("link", name="Bee", exact=True)).to_be_focused()
    press(page, "a")
    expect(card(page, "Bee")).to_have_count(0)
    expect(page.get_by_role("link", name="C", exact=True)).to_be_focused()
    press(page, "Delete")
    expect(card(page, "C")).to_have_count(0)
    expect(page.get_by_role("link", name="My studio", exact=True)).to_be_focused()
    press(page, "Control+z")
    expect(page.get_by_role("link", name="C", exact=True)).to_be_visible()
    press(page, "Control+z")
    expect(page.get_by_role("link", name="Bee", exact=True)).to_be_visible()
    assert sorted(names(page)) == ["A", "Bee", "C", "My studio"]


def test_the_menu_of_a_card(studio, open_page):
    studio.create("Menu")
    page = open_page(studio)
    button = page.get_by_role("button", name="Actions for Menu")
    tab_to(page, button)
    press(page, "Enter")
    items = page.get_by_role("menuitem")
    expect(items.first).to_be_focused()
    press(page, "ArrowUp")
    expect(items.last).to_be_focused()
    press(page, "Home", "r")
    expect(page.get_by_role("menuitem", name="Rename")).to_be_focused()
    press(page, "Escape")
    expect(button).to_be_focused()
    press(page, "ArrowDown", "End", "Enter")
    expect(card(page, "Menu")).to_have_count(0)
    expect(page.get_by_role("link", name="My studio")).to_be_focused()


def test_a_menu_has_the_focus_as_soon_as_it_is_open(studio, open_page):
    page = open_page(studio)
    # Within one task, so that no key can come between.
    found = page.evaluate("""() => {
      const button = document.querySelector('workspace-card menu-button button'), now = () => document.activeElement;
      button.focus();
      button.click();
      const open = [now().getAttribute('role'), button.ariaExpanded];
      now().dispatchEvent(new KeyboardEvent('keydown', {key: 'End', bubbles: true}));
      const last = now().dataset.id;
      button.click();
      return [...open, last, now() === button, button.ariaExpanded]; }""")
    assert found == ["menuitem", "true", "trash", True, "false"]


def test_the_trash(studio, open_page):
    for name in ("One", "Two"):
        studio.call("DELETE", f"/workspaces/{studio.create(name)['id']}")
    page = open_page(studio)
    tab_to(page, page.get_by_role("navigation", name="Lists of workspaces").get_by_role("link", name="Trash"))
    press(page, "Enter")
    expect(page.locator("h1")).to_have_text("Trash")
    tab_to(page, thrown(page, "Two").get_by_role("button", name="Restore"))
    press(page, "ArrowDown", "ArrowUp", "r")
    expect(thrown(page, "Two")).to_have_count(0)
    expect(thrown(page, "One").get_by_role("button", name="Restore")).to_be_focused()
    press(page, "Delete")
    ask = page.get_by_role("alertdialog")
    expect(ask.get_by_role("button", name="Cancel")).to_be_focused()
    press(page, "Tab", "Enter")
    expect(thrown(page, "One")).to_have_count(0)
    expect(page.locator("h1")).to_be_focused()


def test_switch_the_workspace(studio, open_page):
    studio.create("Other")
    page = open_page(studio, "/gallery")
    tab_to(page, page.locator(".ws"))
    press(page, "Enter", "Home")
    press(page, "o" if page.get_by_role("menuitemradio", checked=True).inner_text() != "Other" else "m", "Enter")
    expect(page.locator(".ws")).to_be_focused()


def test_focus_shows_everywhere(studio, open_page):
    page = open_page(studio)
    page.keyboard.press("Tab")
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        name, ring = page.evaluate("""() => {
          const node = document.activeElement, box = node.closest('.search') ?? node, style = getComputedStyle(node);
          const ring = style.outlineStyle !== 'none' || getComputedStyle(box).boxShadow !== 'none';
          return [node.outerHTML.slice(0, 90), node === document.body || ring];
        }""")
        assert ring, f"no ring on {name}"
        seen.add(name)
    assert len(seen) > 15


def test_a_live_change_leaves_the_focus_alone(studio, open_page):
    made = studio.create("Watched")
    page = open_page(studio)
    link = page.get_by_role("link", name="Watched")
    link.focus()
    studio.create("Newcomer")
    expect(card(page, "Newcomer")).to_be_visible()
    expect(link).to_be_focused()
    studio.call("PATCH", f"/workspaces/{made['id']}", {"description": "Fresh words"})
    expect(card(page, "Watched")).to_contain_text("Fresh words")
    expect(link).to_be_focused()
    harness.settle(page)
