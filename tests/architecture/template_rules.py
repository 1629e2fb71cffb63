"""House rules about templates: every word translatable, nothing inline, nothing unescaped."""

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path

from .house import shown

TRANSLATED = re.compile(
    r"\{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%\}"
    r"|\{%\s*comment\b.*?endcomment\s*%\}|\{#.*?#\}"
    r"|\{%\s*block \w*class\w*\s*%\}.*?\{%\s*endblock[^%]*%\}",  # names of styles, not words
    re.DOTALL,
)
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
WORD = re.compile(r"[^\W\d_]{2}")  # two letters; "·", "1.", "C" are no words
SPOKEN = {"alt", "title", "placeholder", "aria-label", "aria-description", "label"}
SILENT = {"script", "style", "kbd", "code"}
EXAMPLE = re.compile(r"[\w.@-]*\bexample\b[\w.]*")  # addresses that are reserved for examples
VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr",
}  # fmt: skip
OTHER_MEDIA = {"mail", "pdf"}  # mail programs know no style sheets
INLINE = re.compile(r"^(?:on[a-z]+|style|hx-on.*|srcdoc)$")
NAMED_WORDS = re.compile(
    r"\b(?:title|label|text|hint|help|placeholder|heading|note|button|caption|words|empty)"
    r"=(?:\"[^\"]*[^\W\d_]{2}[^\"]*\"|'[^']*[^\W\d_]{2}[^']*')"
)
DEFAULT_WORDS = re.compile(r"\|default(?:_if_none)?:(?:\"([A-Z][^\"]*)\"|'([A-Z][^']*)')")
UNSAFE = re.compile(r"\|\s*safe(?:seq)?\b|\{%\s*autoescape\s+off")
LINK = re.compile(r"\{%\s*url\s+[\"']([\w:-]+)[\"']")
POST_FORM = re.compile(r"<form\b[^>]*method=[\"']?post\b.*?</form>", re.DOTALL | re.IGNORECASE)


def _has_words(text: str) -> bool:
    return bool(WORD.search(EXAMPLE.sub("", text)))


class Page(HTMLParser):
    """The words and attributes of a template whose tags are taken out."""

    def __init__(self) -> None:
        super().__init__()
        self.silent: list[str] = []
        self.words: list[tuple[int, str]] = []
        self.inline: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember inline code, spoken attributes, and where words do not count."""
        line = self.getpos()[0]
        self.inline += [(line, f"{name}=") for name, _ in attrs if INLINE.match(name)]
        self.inline += [(line, value) for _, value in attrs if value and value.startswith("js:")]
        if tag == "style" or (tag == "script" and "src" not in dict(attrs)):
            self.inline.append((line, f"<{tag}>"))
        spoken = [value or "" for name, value in attrs if name in SPOKEN]
        self.words += [(line, value) for value in spoken if _has_words(value)]
        starts = tag in SILENT or ("translate", "no") in attrs
        if tag not in VOID and (self.silent or starts):
            self.silent.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Words count again."""
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        """Text that stands in no translating tag."""
        if not self.silent and _has_words(data):
            self.words.append((self.getpos()[0], data.strip()))


def _blank(match: re.Match[str]) -> str:
    """Take a piece out and keep the lines, so that findings name the right one."""
    return "\n" * match.group().count("\n")


def parsed(text: str) -> Page:
    """A template as the browser would see it, without what Django fills in."""
    page = Page()
    page.feed(TAG.sub(_blank, TRANSLATED.sub(_blank, text)))
    page.close()
    return page


def untranslated(found: Iterable[Path]) -> Iterator[str]:
    """Words outside `{% translate %}` and `{% blocktranslate %}`."""
    for path in found:
        if "guide" in {*path.parts, path.stem}:
            continue  # the style guide speaks to developers
        text = path.read_text(encoding="utf-8")
        for line, words in _words(path, text):
            yield f"{shown(path)}:{line} {words!r}"
        for tag in TAG.finditer(TRANSLATED.sub(_blank, text)):
            tagged = EXAMPLE.sub("", tag.group())
            for said in (*NAMED_WORDS.findall(tagged), *DEFAULT_WORDS.findall(tagged)):
                yield f"{shown(path)} {said!r}"


def _words(path: Path, text: str) -> Iterator[tuple[int, str]]:
    if path.suffix == ".html":
        yield from parsed(text).words
        return
    plain = TAG.sub(_blank, TRANSLATED.sub(_blank, text))
    for number, line in enumerate(plain.splitlines(), 1):
        if _has_words(line):
            yield number, line.strip()


def inline(found: Iterable[Path]) -> Iterator[str]:
    """Style, script or handlers inside the page; the content security policy forbids them."""
    for path in found:
        if path.suffix == ".html" and not OTHER_MEDIA & {*path.parts, path.stem}:
            for line, what in parsed(path.read_text(encoding="utf-8")).inline:
                yield f"{shown(path)}:{line} {what}"


def unsafe(found: Iterable[Path]) -> Iterator[str]:
    """`|safe` and `autoescape off`: text of people would reach the page as markup."""
    for path in found:
        if path.suffix == ".html":
            for match in UNSAFE.finditer(path.read_text(encoding="utf-8")):
                yield f"{shown(path)} {match.group()}"


def unguarded_forms(found: Iterable[Path]) -> Iterator[str]:
    """A form that posts without a token."""
    for path in found:
        for form in POST_FORM.finditer(path.read_text(encoding="utf-8")):
            if "csrf_token" not in form.group():
                yield f"{shown(path)} {form.group()[:80]!r}"


def dead_links(found: Iterable[Path], *, names: set[str]) -> Iterator[str]:
    """`{% url %}` names that no page has."""
    for path in found:
        for name in LINK.findall(path.read_text(encoding="utf-8")):
            if name not in names:
                yield f"{shown(path)} {name}"
