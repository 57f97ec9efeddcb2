"""Connecting an engine: its form, its trial, its own words when it refuses, and what becomes of its models."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

import harness
from test_accessibility import check_both_themes, violations
from test_workspaces import toast

WORDS = "Incorrect API key provided: sk-wrong. You can find your key in your account."


@pytest.fixture
def engine():
    """Something that speaks a little of OpenAI's protocol and knows one key."""
    class Speaker(BaseHTTPRequestHandler):
        def do_GET(self):
            known = self.headers.get("Authorization") == "Bearer sk-right-7fQ2"
            models = {"object": "list", "data": [{"id": "gpt-image-1", "object": "model", "owned_by": "us"}]}
            refusal = {"error": {"message": WORDS, "type": "invalid_request_error", "code": "invalid_api_key"}}
            body = models if known else refusal
            data = json.dumps(body).encode()
            self.send_response(200 if known else 401)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Speaker)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    server.shutdown()


@pytest.fixture(autouse=True)
def no_engines(studio):
    for each in studio.call("GET", "/providers")["items"]:
        if each["id"] != "builtin":
            studio.call("DELETE", f"/providers/{each['id']}")


def kind(studio):
    """A kind that asks for a key and has no fixed address: whatever this build calls it."""
    kinds = studio.call("GET", "/provider-kinds")["items"]
    return next(each for each in kinds if each["id"] == "openai")


def fill(page, engine, key):
    form = page.locator("provider-form")
    form.get_by_label("Address", exact=True).fill(engine)
    form.get_by_label("Key", exact=True).fill(key)
    form.locator("[type=submit]").click()


@pytest.mark.parametrize("width", [1440, 390])
def test_a_refusal_is_told_in_the_engines_own_words(studio, open_page, engine, width):
    page = open_page(studio, "/settings?section=providers", width=width, height=844)
    page.get_by_role("link", name="Add provider").click()
    page.locator(".kinds").get_by_role("link", name=kind(studio)["name"]).first.click()
    expect(page.locator("provider-form")).to_be_visible()
    fill(page, engine, "sk-wrong-key")
    result = page.locator(".result")
    expect(result).to_contain_text("It did not work")
    expect(result).to_contain_text("Incorrect API key provided")
    expect(page.locator(".prov[aria-current]")).to_contain_text("Key refused")
    check_both_themes(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert "sk-wrong-key" not in page.content()
    page.locator("provider-form").get_by_label("Key", exact=True).fill("sk-right-7fQ2")
    page.keyboard.press("Enter")
    expect(result).to_contain_text("It works")
    expect(page.locator("provider-form")).to_contain_text("ends in 7fQ2")
    expect(page.locator("provider-form").get_by_label("Key", exact=True)).to_have_value("")
    page.reload()
    harness.ready(page)
    expect(page.locator(".prov[aria-current]")).to_contain_text("Healthy")
    assert "sk-right" not in page.content()


def test_faults_stand_beside_their_fields(studio, open_page):
    strict = next(each for each in studio.call("GET", "/provider-kinds")["items"] if each["key"] == "required")
    page = open_page(studio, f"/settings?section=providers&add={strict['id']}")
    form = page.locator("provider-form")
    form.get_by_label("Key", exact=True).fill("")
    form.locator("[type=submit]").click()
    expect(form.get_by_text("This is needed.")).to_be_visible()
    expect(form.get_by_label("Key", exact=True)).to_be_focused()
    page.announced += ["422"]
    fill(page, "http://2130706433/v1", "sk-any")
    expect(form.locator("[data-field=baseUrl] .form-error")).not_to_be_empty()
    expect(form.get_by_label("Address", exact=True)).to_be_focused()
    expect(form.get_by_label("Key", exact=True)).to_have_value("sk-any")
    assert violations(page) == []


def test_remove_one(studio, open_page, engine):
    studio.call("POST", "/providers", {
        "kind": kind(studio)["id"], "name": "Mine", "baseUrl": engine, "apiKey": "sk-right-7fQ2"})
    page = open_page(studio, "/settings?section=providers")
    page.locator(".prov").filter(has_text="Mine").click()
    page.locator("provider-form").get_by_role("button", name="Remove").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Remove").click()
    expect(toast(page, "“Mine” is removed")).to_be_visible()
    expect(page.locator(".prov").filter(has_text="Mine")).to_have_count(0)


def test_connect_from_create_by_keys_alone(studio, open_page, engine):
    page = open_page(studio, "/create")
    page.get_by_role("button", name="Connect an engine").first.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Connect an engine")
    expect(dialog).to_be_visible()
    check_both_themes(page)
    choice = dialog.get_by_role("button", name=kind(studio)["name"]).first
    choice.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".dialog.engine provider-form")).to_be_visible()
    fill(page, engine, "sk-right-7fQ2")
    done = page.get_by_role("button", name="Start creating")
    expect(done).to_be_focused()
    assert violations(page) == []
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("m")
    expect(page.get_by_role("listbox", name="Models").get_by_role("option")).not_to_have_count(1)


def test_defaults_of_a_workspace(studio, open_page):
    page = open_page(studio, "/settings?section=models")
    page.get_by_label("Image model").select_option("builtin/painter")
    expect(toast(page, "“My studio” is saved")).to_be_visible()
    assert studio.workspaces()[0]["settings"]["imageModel"] == "builtin/painter"
