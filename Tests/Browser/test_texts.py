"""The words of the site, without a browser: every language has them all, and no page has words of its own."""

import html.parser
import json
import re

import pytest

from harness import WEB

def read(tag):
    """The words of a language: those of first views, and all the others, no group of them in two files."""
    files = [json.loads(path.read_text()) for path in (WEB / "locales").glob(f"{tag}*.json")]
    words = {name: group for file in files for name, group in file.items()}
    assert len(words) == sum(map(len, files))
    return words


TAGS = sorted({path.stem.split("-")[0] for path in (WEB / "locales").glob("*.json")})
LANGUAGES = {tag: read(tag) for tag in TAGS}
PLURALS = {"en": {"one", "other"}, "ru": {"one", "few", "many", "other"}}


def ours(ending):
    return {path.relative_to(WEB).as_posix(): path.read_text()
            for path in WEB.rglob(f"*.{ending}") if "vendor" not in path.parts}


SCRIPTS, STYLES = ours("js"), ours("css")


def flat(words, path=""):
    for key, value in words.items():
        here = f"{path}.{key}" if path else key
        if isinstance(value, dict) and "other" not in value:
            yield from flat(value, here)
        else:
            yield here, value


FLAT = {tag: dict(flat(words)) for tag, words in LANGUAGES.items()}


def forms(value):
    return value.values() if isinstance(value, dict) else [value]


def shape(pattern):
    """What a key that is put together at run time may look like."""
    return re.compile(re.sub(r"\\\$\\\{[^}]*\\\}", r"[\\w.]+", re.escape(pattern)) + "$")


def test_every_language_has_the_same_keys():
    assert set(FLAT) == set(PLURALS)
    for tag, words in FLAT.items():
        assert set(words) == set(FLAT["en"]), tag


@pytest.mark.parametrize("tag", sorted(PLURALS))
def test_plurals_and_placeholders_match(tag):
    for key, english in FLAT["en"].items():
        value = FLAT[tag][key]
        assert isinstance(value, dict) == isinstance(english, dict), key
        if isinstance(value, dict):
            assert set(value) == PLURALS[tag], key
        wanted = set(re.findall(r"\{\w+\}", " ".join(forms(english))))
        for form in forms(value):
            assert set(re.findall(r"\{\w+\}", form)) == wanted, key
            assert form.strip() == form and form, key


def test_every_key_that_is_asked_for_exists():
    known = set(FLAT["en"])
    for name, script in SCRIPTS.items():
        for key in re.findall(r"""\bt\(\s*"([\w.]+)\"""", script):
            assert key in known, f"{name} asks for {key}"
        for pattern in re.findall(r"""\bt\(\s*`([^`]+)`""", script):
            assert any(shape(pattern).match(key) for key in known), f"{name} asks for {pattern}"


def test_every_key_is_asked_for():
    text = "\n".join(SCRIPTS.values())
    shapes = [shape(each) for each in re.findall(r"`([\w.]+\.\$\{[^`]+)`", text)]
    unused = [key for key in FLAT["en"] if f'"{key}"' not in text and not any(each.match(key) for each in shapes)]
    assert unused == []


@pytest.mark.parametrize("name", ["index.html", "api-docs.html"])
def test_pages_hold_no_words(name):
    class Reader(html.parser.HTMLParser):
        words, silent = [], []

        def handle_starttag(self, tag, attributes):
            self.silent.append(tag)
            for attribute, value in attributes:
                assert attribute not in ("style", "title", "alt", "placeholder", "aria-label"), f"{tag} {attribute}"
                assert not attribute.startswith("on"), f"{tag} {attribute}"

        def handle_endtag(self, tag):
            self.silent.append("/" + tag)

        def handle_data(self, data):
            last = self.silent[-1] if self.silent else ""
            if data.strip() and last not in ("title", "p"):
                self.words.append(data.strip())

    reader = Reader()
    reader.words, reader.silent = [], []
    page = re.sub(r"<noscript>.*?</noscript>", "", (WEB / name).read_text(), flags=re.S)
    reader.feed(page)
    assert reader.words == [] and "<title>Pixazo</title>" in page


def test_colours_are_written_in_one_file():
    literal = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch|oklab|lab|lch|hwb)a?\(")
    for name, style in STYLES.items():
        if name != "styles/tokens.css":
            assert not literal.search(style), name


def test_icons_that_are_used_exist():
    drawn = set(re.findall(r'<symbol id="icon-([^"]+)"', (WEB / "icons/icons.svg").read_text()))
    for name, script in SCRIPTS.items():
        for used in re.findall(r"""\b(?:icon\(|icon: |symbol: )"(\w+)\"""", script):
            assert used in drawn, f"{name} uses {used}"


def test_manifests_name_files_that_are_there():
    manifest = json.loads((WEB / "manifest.webmanifest").read_text())
    assert all((WEB / each["src"].lstrip("/")).is_file() for each in manifest["icons"])
    for name in re.findall(r'url\("([^"]+\.css)"\)', STYLES["styles/site.css"]):
        assert name.startswith("/vendor") or (WEB / "styles" / name).is_file(), name
