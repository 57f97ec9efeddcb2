"""The API reference and the documents that other programs read."""

from openapi_spec_validator import validate
from playwright.sync_api import expect
from prometheus_client.parser import text_string_to_metric_families
import json
import urllib.request

import harness


def fetch(studio, path, **headers):
    return urllib.request.urlopen(urllib.request.Request(studio.url + path, headers=headers), timeout=10)


def test_the_api_reference_shows_every_path(studio, open_page):
    page = open_page(studio, None)
    page.goto("/api/docs")
    # Swagger UI draws every operation before it is done.
    harness.ready(page, 30_000)
    expect(page.get_by_role("heading", name="API reference", level=1)).to_be_visible()
    document = json.load(fetch(studio, "/openapi.json"))
    operations = sum(len(each) for each in document["paths"].values())
    expect(page.locator(".opblock")).to_have_count(operations)
    page.locator(".opblock").filter(has_text="/api/v1/workspaces").first.click()
    expect(page.locator(".opblock.is-open")).to_be_visible()
    page.get_by_role("link", name="Back to Pixazo").click()
    harness.ready(page)
    expect(page.locator("h1")).to_have_text("Create")


def test_the_api_reference_in_light_and_without_its_viewer(studio, open_page):
    page = open_page(studio, None, theme="light")
    page.goto("/api/docs")
    harness.ready(page, 30_000)
    assert not page.evaluate("document.documentElement.classList.contains('dark-mode')")
    bare = open_page(studio, None)
    bare.announced += ["vendor", "404", "ERR_FAILED"]
    bare.route("**/vendor/**", lambda route: route.fulfill(status=404))
    bare.goto("/api/docs")
    expect(bare.locator("main")).to_contain_text("scripts/setup")


def test_the_openapi_document_is_valid(studio):
    document = json.load(fetch(studio, "/openapi.json"))
    validate(document)
    assert document["openapi"].startswith("3.1")


def test_metrics_are_prometheus_text(studio):
    studio.workspaces()
    families = list(text_string_to_metric_families(fetch(studio, "/metrics").read().decode()))
    assert {family.name for family in families} >= {"pixazo_build_info"}
    assert all(family.documentation for family in families)


def test_pages_carry_the_policy(studio):
    for path in ("/", "/workspaces", "/api/docs"):
        headers = fetch(studio, path, Accept="text/html").headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "script-src 'self'" in policy and "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_vendor_files_are_packed_and_kept(studio):
    answer = fetch(studio, "/vendor/bootstrap/5.3.8/bootstrap.min.css", **{"Accept-Encoding": "br"})
    assert answer.headers["Content-Encoding"] == "br" and "immutable" in answer.headers["Cache-Control"]
