"""A studio on a free port, a browser, and pages that report every complaint of theirs.

A page fails its test by any console error, uncaught exception, answer of 400 or more, failed request or request to
elsewhere, unless the test has announced it: `page.announced += ["part of the message"]`.
"""

import contextlib
import json
import os
import re
import struct
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request
import zlib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WEB = Path(os.environ.get("WEB", ROOT / "web"))
SHOTS = HERE / "shots"
EVERY_SHOT = os.environ.get("BROWSER_SHOTS") == "all"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/lib/chromium/chromium-headless-shell")

# The first is needed as root, the second where /dev/shm is small; the others make pictures alike everywhere.
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb", "--font-render-hinting=none",
         "--disable-lcd-text"]

# What a browser says when a server goes away in the middle of things.
GONE = ["ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_EMPTY_RESPONSE",
        "ERR_SOCKET_NOT_CONNECTED", "ERR_FAILED"]

# Runs before the page's own scripts: gathers what Lighthouse would measure.
METRICS = """
window.measured = {cls: 0, lcp: 0, long: [], shifts: []};
const see = (type, each) =>
  new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({type, buffered: true});
see('layout-shift', (entry) => {
  if (entry.hadRecentInput) return;
  measured.cls += entry.value;
  const place = ({x, y, width, height}) => [x, y, width, height].map(Math.round).join(' ');
  measured.shifts.push(...entry.sources.map(({node, previousRect, currentRect}) =>
    `${(node?.outerHTML ?? node?.textContent ?? '').slice(0, 80)}: ${place(previousRect)} to ${place(currentRect)}`));
});
see('largest-contentful-paint', (entry) => { measured.lcp = entry.startTime; });
see('longtask', (entry) => measured.long.push(Math.round(entry.duration)));
"""


class Refused(Exception):
    """The API said no."""

    def __init__(self, status, problem):
        super().__init__(f"{status} {problem}")
        self.status, self.problem = status, problem


class Studio:
    """A server of our own, with its data in a folder that goes with it."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="pixazo-browser-")
        self.port = 0
        self.process = None
        self.url = None

    def start(self):
        command = [os.environ["PIXAZO"], "serve", "--port", str(self.port),
                   "--data-dir", f"{self.folder.name}/data", "--web-dir", str(WEB), "--starter", "none"]
        log = open(f"{self.folder.name}/log", "ab")
        # Ours say nothing about the server's settings, which it would look for among them.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PIXAZO_")}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, env=environment)
        silent = threading.Timer(20, self.process.kill)
        silent.start()
        found = None
        while not found and (line := self.process.stdout.readline()):
            found = re.search(rb"http://127\.0\.0\.1:(\d+)", line)
        silent.cancel()
        if not found:
            raise RuntimeError(f"the server ended with {self.process.wait()}: {Path(log.name).read_text()[-2000:]}")
        self.url, self.port = found[0].decode(), int(found[1])
        self._wait_until_ready()
        return self

    def _wait_until_ready(self):
        end = time.monotonic() + 10
        while True:
            try:
                return urllib.request.urlopen(self.url + "/readyz", timeout=2).close()
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.02)

    def kill(self):
        """As a crash would: no goodbye to anybody."""
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.folder.cleanup()

    def call(self, method, path, body=None, **headers):
        request = urllib.request.Request(
            f"{self.url}/api/v1{path}", method=method, data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", **headers})
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                text = response.read()
        except urllib.error.HTTPError as error:
            raise Refused(error.code, error.read().decode()) from None
        return json.loads(text) if text else None

    def workspaces(self, trashed=False):
        query = "?limit=200" + ("&trashed=true" if trashed else "")
        return self.call("GET", f"/workspaces{query}")["items"]

    def create(self, name, **fields):
        return self.call("POST", "/workspaces", {"name": name, **fields})

    def upload(self, workspace, picture):
        request = urllib.request.Request(
            f"{self.url}/api/v1/workspaces/{workspace}/images", method="POST", data=picture,
            headers={"Content-Type": "image/png"})
        with urllib.request.urlopen(request, timeout=10) as response:
            return json.loads(response.read())

    def knows(self, path):
        """Whether its API has this path, under the base."""
        with urllib.request.urlopen(f"{self.url}/openapi.json", timeout=10) as response:
            return f"/api/v1{path}" in json.loads(response.read())["paths"]

    def pictures(self, count, workspace=None):
        """Uploads that many pictures, no two alike, and returns them newest first, as the gallery shows them."""
        workspace = workspace or self.workspaces()[0]["id"]
        made = [self.upload(workspace, png(*SHAPES[number % len(SHAPES)], number)) for number in range(count)]
        return made[::-1]

    def clean(self):
        """Leaves one workspace, called "My studio", as a fresh database has."""
        kept = self.create("My studio")["id"]
        # The last words of the page before may still arrive: one that they take out of the trash between two of our
        # looks would be in neither.
        while old := {each["id"] for each in self.workspaces(trashed=True) + self.workspaces()} - {kept}:
            for each in old:
                self.call("DELETE", f"/workspaces/{each}?permanent=true")


SHAPES = [(96, 64), (64, 64), (64, 96), (112, 63), (80, 64)]


def png(width, height, number=0, text=None):
    """A picture whose colours come of a number; `text` is what the program that made it says of it."""
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    one = bytes([(number * 47) % 256, (number * 89 + 60) % 256, (number * 131 + 120) % 256])
    other = bytes(255 - part for part in one)
    lines = b"".join(b"\0" + b"".join(one if (x // 8 + y // 8 + number) % 3 else other for x in range(width))
                     for y in range(height))
    # The number is in the file, so that no two of the same look are taken for one.
    words = chunk(b"tEXt", b"Comment\0" + str(number).encode())
    if text is not None:
        words += chunk(b"tEXt", b"parameters\0" + text.encode("latin-1"))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + words
            + chunk(b"IDAT", zlib.compress(lines, 9)) + chunk(b"IEND", b""))


def watch(page, origin):
    """Makes a page remember all that went wrong on it."""
    # Where the driver keeps workers away, because it does not see what they ask for, it says so every time.
    page.complaints, page.announced = [], ["Service Worker registration blocked by Playwright"]
    page.on("console", lambda said: said.type in ("error", "warning")
            and page.complaints.append(f"console: {said.text}"))
    page.on("pageerror", lambda error: page.complaints.append(f"uncaught: {error}"))
    page.on("request", lambda asked: asked.url.startswith((origin, "data:", "blob:"))
            or page.complaints.append(f"elsewhere: {asked.url}"))
    page.on("response", lambda answer: answer.status >= 400
            and page.complaints.append(f"{answer.status}: {answer.request.method} {answer.url}"))
    # A page that leaves, or closes its stream, breaks its own requests off: that is no fault.
    page.on("requestfailed", lambda asked: "ERR_ABORTED" in (asked.failure or "")
            or page.complaints.append(f"failed: {asked.method} {asked.url} {asked.failure}"))


def ready(page, limit=None):
    """`limit`: milliseconds, where it may take longer than anything else."""
    page.wait_for_selector("html[data-ready]", state="attached", timeout=limit)


def settle(page):
    """Waits until nothing more will be painted."""
    page.evaluate("""async () => {
      const frame = () => new Promise((done) => requestAnimationFrame(done));
      await document.fonts.ready;
      const seen = [...document.images].filter((image) => image.checkVisibility());
      await Promise.all(seen.map((image) => image.decode().catch(() => 0)));
      await frame(); await frame(); }""")


@contextlib.contextmanager
def chooser(page):
    """Gives what a file chooser that is opened meanwhile will be, `.value`."""
    with page.expect_file_chooser() as chosen:
        # The driver asks the browser for it and does not wait: one that opens before that is shown, which without a
        # screen means that it is cancelled at once. A word back and forth comes after.
        page.evaluate("0")
        yield chosen


@contextlib.contextmanager
def traced(page):
    """Gives a list that holds, once all is done, the milliseconds of CPU that each task of the page's own thread took."""
    session, events, done, tasks = page.context.new_cdp_session(page), [], [], []
    session.on("Tracing.dataCollected", lambda part: events.extend(part["value"]))
    session.on("Tracing.tracingComplete", lambda _: done.append(True))
    session.send("Tracing.start", {"transferMode": "ReportEvents", "traceConfig": {
        "includedCategories": ["toplevel"], "excludedCategories": ["*"]}})
    yield tasks
    session.send("Tracing.end")
    while not done:
        page.wait_for_timeout(20)
    session.detach()
    # Every renderer has such a thread; the one of this page did most.
    mains = {(each["pid"], each["tid"]) for each in events
             if each["name"] == "thread_name" and each["args"]["name"] == "CrRendererMain"}
    threads = [[each for each in events if (each["pid"], each["tid"]) == main and each["name"].endswith("RunTask")
                and each["ph"] == "X"] for main in mains]
    end = 0
    # Tasks within tasks are part of them.
    for each in sorted(max(threads, key=len), key=lambda task: (task["ts"], -task["dur"])):
        if each["ts"] >= end:
            tasks.append(each.get("tdur", 0) / 1000)
            end = each["ts"] + each["dur"]
