"""The worker that keeps the site's files: it opens without a server, and never keeps what the API says."""

from playwright.sync_api import expect

import harness


def with_worker(own_studio, open_page, path="/workspaces"):
    page = open_page(own_studio, path, service_workers="allow")
    page.wait_for_selector("html[data-kept]", state="attached", timeout=20_000)
    return page


def test_the_site_opens_without_its_server(own_studio, open_page):
    page = with_worker(own_studio, open_page)
    page.announced += harness.GONE + ["Failed to load resource"]
    own_studio.kill()
    page.reload()
    # What the studio would say is asked for again and again before the page stands without it.
    harness.ready(page, 15_000)
    expect(page.locator("h1")).to_have_text("Workspaces")
    expect(page.get_by_role("status").filter(has_text="The studio is not answering.")).to_be_visible()
    page.goto("/gallery")
    harness.ready(page, 15_000)
    expect(page.locator("h1")).to_have_text("Gallery")
    own_studio.start()
    page.get_by_role("button", name="Try now").click()
    expect(page.get_by_role("heading", name="No images in this workspace yet")).to_be_visible()


def test_it_never_keeps_what_the_api_says(own_studio, open_page):
    own_studio.pictures(2)
    page = with_worker(own_studio, open_page, "/gallery")
    page.reload()
    harness.ready(page)
    expect(page.locator("image-wall a.to")).to_have_count(2)
    page.evaluate("fetch('/openapi.json').then((answer) => answer.text())")
    page.evaluate("fetch('/readyz').then((answer) => answer.text())")
    kept = page.evaluate("""async () => (await Promise.all((await caches.keys()).map(async (name) =>
      (await (await caches.open(name)).keys()).map(({url}) => new URL(url).pathname)))).flat()""")
    assert kept and not [path for path in kept if path.startswith(("/api", "/openapi", "/readyz", "/livez", "/metrics"))]


def test_a_newer_file_of_the_server_is_taken_at_once(own_studio, open_page):
    page = with_worker(own_studio, open_page)
    page.evaluate("""caches.open('pixazo-files-1').then((shelf) =>
      shelf.put('/locales/en.json', new Response('{"old": true}', {headers: {'Content-Type': 'application/json'}})))""")
    page.reload()
    harness.ready(page)
    expect(page.locator("h1")).to_have_text("Workspaces")


def test_the_manifest_makes_it_an_app(own_studio, open_page):
    page = open_page(own_studio)
    manifest = page.evaluate("fetch(document.querySelector('link[rel=manifest]').href).then((answer) => answer.json())")
    assert manifest["start_url"] == "/" and manifest["display"] == "standalone"
    assert {"192x192", "512x512"} <= {each["sizes"] for each in manifest["icons"]}
    assert any(each.get("purpose") == "maskable" for each in manifest["icons"])
    for each in manifest["icons"]:
        assert page.request.get(each["src"]).status == 200
