"""Names that people should not give, shown as what they are: text."""

import pytest
from playwright.sync_api import expect

import harness

NAMES = {
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "markup": "</h3></article><style>*{display:none}</style>&amp;",
    "attribute": "\"onmouseover='alert(1)' x=\"",
    "template": "{name} ${name} {{name}} {count}",
    "right-to-left": "مساحة العمل ‮ evil.exe",
    "emoji": "🦊" * 193 + "👩‍👩‍👧‍👦",
    "combining": "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!",
    "long": "W" * 200,
    "url": "javascript:alert(1)//https://example.org",
}


@pytest.mark.parametrize("kind", NAMES)
def test_hostile_names_are_text(studio, open_page, kind):
    name = NAMES[kind]
    made = studio.create(name, description=name, settings={"imageModel": "a/b"})
    page = open_page(studio, f"/workspaces?workspace={made['id']}")
    page.on("dialog", lambda dialog: page.complaints.append("a script ran"))
    link = page.locator("workspace-card a.name").filter(has_text=name[:12])
    assert link.first.evaluate("(node) => node.textContent") == name
    assert page.evaluate("document.querySelectorAll('main script, main img, main style').length") == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440
    page.locator(".ws").click()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.type(name[:4])
    page.keyboard.press("Escape")
    link.first.focus()
    page.keyboard.press("Delete")
    toast = page.locator(".toast")
    expect(toast).to_be_visible()
    # Isolates may stand round the name; nothing else is changed.
    assert name in toast.locator("> span").evaluate("(node) => node.textContent")
    box = toast.bounding_box()
    assert box["x"] + box["width"] <= 1440
    harness.settle(page)


def test_the_address_cannot_inject(studio, open_page):
    page = open_page(studio, "/workspaces?q=<img src=x onerror=alert(1)>&view=<b>&sort=__proto__&edit=../x&workspace='")
    expect(page.get_by_role("heading", name="Nothing matches “<img src=x onerror=alert(1)>”")).to_be_visible()
    assert page.evaluate("document.querySelectorAll('main img').length") == 0
    assert "edit=" not in page.url


def test_a_link_sends_nothing(studio, open_page):
    page = open_page(studio, None)
    writes = []
    page.on("request", lambda request: request.method != "GET" and writes.append(request.url))
    for path in ("/workspaces?new=1&name=x", "/workspaces?view=trash&purge=1", "/create?prompt=x&go=1"):
        page.goto(path)
        harness.ready(page)
    assert writes == []
    assert len(studio.workspaces()) == 1
