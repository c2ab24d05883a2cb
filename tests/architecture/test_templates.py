"""What templates and styles may not do: run or hide a script, trust text, be left over, know only one writing direction."""

from __future__ import annotations

import re

from tests.architecture.source import ROOT, modules, templates, told

# Rendered by a name put together at run time, or looked for by Django and its apps by themselves.
FOUND_BY_NAME = re.compile(
    r"^(4\d\d(_csrf)?|500)\.html$|^(admin|account|django|mfa|usersessions|allauth|portal|registration|crispy|import_export|simple_history)/"
)
UNSAFE_PYTHON = re.compile(
    r"\bmark_safe\b|\bSafeString\(|csrf_exempt|\bextra\(|RawSQL|\.raw\(|\beval\(|\bexec\(|pickle|yaml\.load\b"
)
UNSAFE_TEMPLATE = {
    "|safe": re.compile(r"\|\s*safe\b"),
    "autoescape off": re.compile(r"autoescape\s+off"),
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(ld\+)?json\")", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "style attribute": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE),
    "event attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "javascript address": re.compile(r"javascript:", re.IGNORECASE),
    "other host": re.compile(
        r"(src|href)\s*=\s*[\"']?(https?:)?//(?!www\.w3\.org)[^\s\"']+\.(js|css|woff2?|png|svg)", re.IGNORECASE
    ),
}
PHYSICAL = re.compile(
    r"(?<![-\w])(margin|padding|border)-(left|right)\b|(?<![-\w])(left|right)\s*:|text-align\s*:\s*(left|right)\b|float\s*:\s*(left|right)\b"
    r"|border-(top|bottom)-(left|right)-radius"
)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def html():
    return (path for path in templates() if path.suffix == ".html")


def test_no_text_is_trusted():
    found = [
        f"{told(path)}: {hit}"
        for path in modules()
        if "# safe:" not in (source := path.read_text())
        for hit in UNSAFE_PYTHON.findall(source)
    ]
    assert found == [], "use format_html; a reasoned exception is a comment `# safe: why`"


def test_templates_hold_no_script_no_style_and_trust_nothing():
    found = [
        f"{told(path)}: {what}"
        for path in html()
        for what, pattern in UNSAFE_TEMPLATE.items()
        if pattern.search(path.read_text())
    ]
    assert found == []


def test_the_patterns_do_find_what_they_forbid():
    """The two tests above can fail."""
    for bad in (
        "<script>x</script>",
        '<p style="color:red">',
        '<a onclick="x()">',
        "{{ note|safe }}",
        '<script src="https://cdn.example/x.js">',
    ):
        assert any(pattern.search(bad) for pattern in UNSAFE_TEMPLATE.values()), bad
    for good in ('<script src="/static/x.js" defer>', '<html lang="ar" dir="rtl">', "{{ note|linebreaks }}"):
        assert not any(pattern.search(good) for pattern in UNSAFE_TEMPLATE.values()), good
    for bad in ("margin-left: 1rem", "text-align: right", " left: 0"):
        assert PHYSICAL.search(bad), bad
    for good in ("margin-inline-start: 1rem", "text-align: start", "inset-inline-start: 0", "justify-content: left"):
        assert not PHYSICAL.search(good), good


def test_styles_know_start_and_end_not_left_and_right():
    found = []
    for path in sorted((ROOT / "static").rglob("*.css")):
        css = COMMENT.sub(lambda hit: "\n" * hit.group().count("\n"), path.read_text())
        found += [
            f"{told(path)}:{number}: {line.strip()}" for number, line in enumerate(css.splitlines(), 1) if PHYSICAL.search(line)
        ]
    assert found == []


def test_no_template_is_left_over():
    everything = [path.read_text() for path in (*modules(), *templates())]
    unused = []
    for path in html():
        name = str(path).split("/templates/", 1)[1]
        if not FOUND_BY_NAME.search(name) and not any(name in text for text in everything):
            unused.append(name)
    assert unused == []
