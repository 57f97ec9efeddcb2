"""What models write: shown well when it is meant well, and harmless and fast when it is not."""

import re

import pytest
from playwright.sync_api import expect

import harness
from test_accessibility import check_both_themes, violations
from test_chats import talk, texts

GOOD = """# First light

Three cards, *one light* each: **dawn**, ~~noon~~ haze and `dusk`.
A second line, and [a link](https://example.org/a_(b) "title"), and https://example.org/bare.

## What to do

1. Choose
   - a **bold** one
   - [x] and a done one
   - [ ] and an open one
2. Print

| Card | Light | Pixels |
|:-----|:-----:|-------:|
| First | dawn \\| early | 1819 |
| Last | `dusk` | 12 |

> Said before,
> in two lines.

```json
{ "seed": 482193770, "steps": 8 }
```

---
The end.
"""

N = 200_000
HELL = {
    "script": "<script>alert(1)</script><iframe src=https://example.org></iframe><img src=x onerror=alert(1)>",
    "handlers": "<a href=\"javascript:alert(1)\" onclick=alert(1)>x</a><svg onload=alert(1)><style>*{display:none}</style>",
    "addresses": "[a](javascript:alert(1)) [b](data:text/html,<script>) [c](vbscript:x) [d](//example.org) <javascript:x> "
                 "[e]( javascript:alert(1)) [f](JaVaScRiPt:alert(1)) [g](java\u0000script:x) [h](/api/v1/trash)",
    "pictures": "![p](https://example.org/pixel.png) ![](//example.org/x.png) [![p](https://example.org/p.gif)](https://example.org)",
    "entities": "&lt;script&gt; &#60;script&#62; &amp;lt; \\<b\\>",
    "code": "```html\n<script>alert(1)</script>\n```\n`<img src=x onerror=alert(1)>`",
    "right-to-left": "مرحبا **بالعالم** ‮ evil\n\n- عنصر",
    "backticks": "`" * N,
    "backtick pairs": "` " * (N // 2),
    "backtick runs": " ".join("`" * (number % 400) for number in range(900)),
    "stars": "*" * N,
    "openers": "**a *b " * (N // 7),
    "underscores": "_a_" * (N // 3),
    "emphasis": "*a* " * (N // 4),
    "brackets": "[" * N,
    "links": "[a](https://example.org) " * (N // 25),
    "half links": "[a](" * (N // 4),
    "quotes": ">" * N,
    "quoted lines": "> a\n" * (N // 4),
    "nested lists": "".join(" " * (2 * depth) + "- a\n" for depth in range(400)),
    "list items": "- a\n" * (N // 4),
    "markers": "- " * (N // 2),
    "headings": "# a\n" * (N // 4),
    "table": "|a|b|\n|-|-|\n" + "|1|2|\n" * (N // 6),
    "wide table": "|a" * 30_000 + "|\n" + "|-" * 30_000 + "|",
    "pipes": "|" * N,
    "fences": "```\n" * (N // 4),
    "rules": "---\n" * (N // 4),
    "breaks": "a\n" * (N // 2),
    "one word": "W" * N,
    "zalgo": "Z͑ͫ̓ͪ̂ͫ̽͏̴̙" * (N // 40),
    "emoji": "👩‍👩‍👧‍👦" * (N // 30),
}
# What a message may hold; the rest of the hell comes as a model would send it, without the server in between.
MOST = 100_000

SHOW = """async (text) => {
  const { Markdown } = await import("/lib/markdown.js");
  const root = document.createElement("rich-text");
  root.className = "md";
  document.querySelector("main").replaceChildren(root);
  const began = performance.now();
  new Markdown(root).show(text);
  root.getBoundingClientRect();
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - began; }"""


@pytest.fixture
def blank(studio, open_page):
    """A page in which a text can be shown."""
    page = open_page(studio, "/settings?section=language")
    page.evaluate("import('/elements/rich-text.js')")
    return page


def show(page, text):
    return page.evaluate(SHOW, text)


def harmless(page, width=1440):
    assert page.evaluate("""document.querySelectorAll('.md :is(img, form, input, svg image), '
      + 'main :is(script, iframe, style, object, embed, video, audio, link, meta)').length""") == 0
    assert page.evaluate("""[...document.querySelectorAll('.md *')].every((node) =>
      [...node.attributes].every(({name}) => !name.startsWith('on') && name !== 'style'))""")
    for link in page.evaluate("[...document.querySelectorAll('main .md a')].slice(0, 50).map((node) => [node.href, node.rel])"):
        assert link[0].startswith(("https://", "http://", "mailto:")) and "noopener" in link[1], link
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_all_of_it(studio, open_page):
    page = open_page(studio, f"/chats/{talk(studio, 'Plan it', GOOD)}")
    text = texts(page).last
    expect(text.get_by_role("heading", name="First light")).to_have_js_property("tagName", "H4")
    expect(text.get_by_role("heading", name="What to do")).to_have_js_property("tagName", "H5")
    expect(text.locator("strong").first).to_have_text("dawn")
    expect(text.locator("em")).to_have_text("one light")
    expect(text.locator("s")).to_have_text("noon")
    expect(text.locator("p > code").first).to_have_text("dusk")
    expect(text.get_by_role("link")).to_have_text(["a link", "https://example.org/bare"])
    expect(text.get_by_role("link").first).to_have_attribute("href", "https://example.org/a_(b)")
    expect(text.locator("ol > li")).to_have_count(2)
    expect(text.locator("ol ul > li")).to_have_count(3)
    expect(text.get_by_role("img", name="Done", exact=True)).to_have_count(1)
    expect(text.get_by_role("img", name="Not done", exact=True)).to_have_count(1)
    expect(text.get_by_role("cell", name="dawn | early")).to_have_class("center")
    expect(text.get_by_role("columnheader")).to_have_count(3)
    expect(text.locator("blockquote")).to_contain_text("Said before,")
    expect(text.locator(".c-name").first).to_have_text('"seed"')
    expect(text.locator("hr")).to_have_count(1)
    check_both_themes(page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    text.get_by_role("button", name="Copy").click()
    expect(text.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == '{ "seed": 482193770, "steps": 8 }'
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert violations(page) == []


def test_hell_is_shown_as_text_and_at_once(blank, record_property):
    took = {}
    for name, text in HELL.items():
        took[name] = show(blank, text)
        harmless(blank)
    slowest = max(took, key=took.get)
    record_property("measured", f"hell: slowest is {slowest} with {took[slowest]:.0f} ms, "
                    f"200,000 backticks take {took['backticks']:.0f} ms")
    assert took[slowest] < 2000, sorted(took.items(), key=lambda each: -each[1])[:6]


@pytest.mark.parametrize("width", [1440, 390])
def test_hell_in_a_chat(own_studio, open_page, width):
    kinds = ["script", "handlers", "addresses", "pictures", "entities", "code", "right-to-left", "backticks", "one word"]
    answers = [part for kind in kinds for part in (kind, HELL[kind].replace("\0", "")[:MOST])]
    page = open_page(own_studio, None, width=width, height=844)
    page.on("dialog", lambda dialog: page.complaints.append("a script ran"))
    page.goto(f"/chats/{talk(own_studio, *answers)}")
    harness.ready(page)
    expect(texts(page)).to_have_count(len(answers))
    harness.settle(page)
    harmless(page, width)
    assert HELL["script"] in page.locator("chat-thread").text_content()
    pictures = page.locator("a.picture")
    expect(pictures).to_have_count(1)
    expect(pictures.first).to_have_attribute("href", "https://example.org/pixel.png")
    check_both_themes(page)


def test_a_growing_text_ends_as_if_it_had_come_at_once(blank):
    """However an answer is cut, what stands in the end is the same, and what stood already is not built again."""
    text = GOOD + "\n" + GOOD.replace("#", "##") + "\n\n- a\n\n- b\n\n  c\n1) d\n===\n| a | b |\n| - | - |\n| c |\n" + "~~~\nopen"
    for step in (1, 7, 64):
        same = blank.evaluate("""async ([text, step]) => {
          const { Markdown } = await import("/lib/markdown.js");
          const make = () => document.createElement("div");
          const grown = make(), whole = make(), growing = new Markdown(grown);
          for (let at = 0; at <= text.length; at += step) growing.show(text.slice(0, at));
          growing.show(text);
          new Markdown(whole).show(text);
          return [grown.innerHTML, whole.innerHTML]; }""", [text, step])
        assert same[0] == same[1]
    kept = blank.evaluate("""async (text) => {
      const { Markdown } = await import("/lib/markdown.js");
      const root = document.createElement("div"), markdown = new Markdown(root);
      markdown.show(text);
      const first = root.firstElementChild, code = root.querySelector("pre");
      markdown.show(text + " More of it.\\n\\nAnd more.");
      return first === root.firstElementChild && code === root.querySelector("pre"); }""", GOOD)
    assert kept


def test_a_long_answer_is_written_without_a_long_halt(blank, record_property):
    """A piece at a time, as it streams: no piece may cost more than a frame or two."""
    text = (GOOD * 60)[:60_000]
    slowest = blank.evaluate("""async (text) => {
      const { Markdown } = await import("/lib/markdown.js");
      const root = document.createElement("rich-text");
      document.querySelector("main").replaceChildren(root);
      const markdown = new Markdown(root), times = [];
      for (let at = 0; at < text.length; at += 300) {
        const began = performance.now();
        markdown.show(text.slice(0, at));
        times.push(performance.now() - began);
      }
      times.sort((one, two) => one - two);
      return [times.at(-1), times[times.length >> 1]]; }""", text)
    record_property("measured", f"a growing answer: {slowest[1]:.1f} ms a piece, {slowest[0]:.0f} ms at most")
    assert slowest[1] < 50


def test_broken_pairs_of_text_units(blank):
    show(blank, "a \ud83d b **\ud83d** [\udc00](https://example.org)".encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    harmless(blank)
    assert re.search("b", blank.locator("main").inner_text())
