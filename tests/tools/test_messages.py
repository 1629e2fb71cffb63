"""Strings are found wherever they stand, and the catalogue says what it lacks."""

import gettext
import os
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from tools.catalogue import entries, faults, merged, read, text_of
from tools.extraction import Found, Unreadable, found_in, in_source

from portico.kernel.messages import compile_messages

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy as words

A = _("Open a "
      "ticket")
B = ngettext("%(n)d day", "%(n)d days", 3)
C = words("verb", "Open")
D = gettext("not ours")  # not imported, but its name says what it is
E = other("Nothing to translate")
"""

TEMPLATE = """
{% extends "ui/portal.html" %}
{% load i18n %}
    {% block main %}
  {# Translators: on the button #}
  {% translate "Send" %} {% translate "Open" context "verb" %}
        {{ name|default:_("nobody") }} {% card title=_("Your team") %}
    {% blocktranslate trimmed count n=tickets|length %}
      {{ n }} ticket of
      {{ name }}
    {% plural %}
      {{ n }} tickets
    {% endblocktranslate %}
  {% blocktranslate trimmed with price=total|money %}
     100% for <b>{{ price }}</b>
  {% endblocktranslate %}
{% comment %}{% translate "Gone" %}{% endcomment %}
{% endblock %}
"""


def texts(source: str, name: str) -> set[tuple[str | tuple[str, str], str | None]]:
    return {(one.text, one.context) for one in in_source(source, name)}


def one(text: str | tuple[str, str], context: str | None = None) -> Found:
    return Found("src/a.py", text, context, ())


def catalogue(*translated: tuple[str | tuple[str, str], str | tuple[str, str]]) -> Catalog:
    made = Catalog(locale="de")
    for text, translation in translated:
        made.add(text, translation)
    return made


def complaints(text: str | tuple[str, str], translation: str | tuple[str, str]) -> list[str]:
    found = faults([one(text)], catalogue((text, translation)), locale="de")
    return [fault.split(":")[0] for fault in found]


def test_python_is_searched_by_what_was_imported() -> None:
    assert texts(PYTHON, "a.py") == {
        ("Open a ticket", None),
        (("%(n)d day", "%(n)d days"), None),
        ("Open", "verb"),
        ("not ours", None),
    }


def test_templates_are_searched_in_every_spelling() -> None:
    assert texts(TEMPLATE, "a.html") == {
        ("Send", None),
        ("Open", "verb"),
        ("nobody", None),
        ("Your team", None),
        (("%(n)s ticket of %(name)s", "%(n)s tickets"), None),
        ("100%% for <b>%(price)s</b>", None),
    }


def test_translators_read_the_comment_for_them() -> None:
    comments = {one.text: one.comments for one in in_source(TEMPLATE, "a.html")}

    assert comments["Send"] == ("on the button",)


def test_a_file_that_cannot_be_read_is_named() -> None:
    with pytest.raises(Unreadable, match=r"a\.html"):
        texts("{% blocktranslate %}{% if x %}{% endblocktranslate %}", "a.html")


def test_tests_and_other_files_are_left_out(tmp_path: Path) -> None:
    for name in ("a.py", "tests/b.py", "templates/c.html", "static/d.html", "e.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        text = f'_("{name}")' if name.endswith(".py") else f'{{% translate "{name}" %}}'
        (tmp_path / name).write_text(f"from django.utils.translation import gettext as _\n{text}")

    assert {one.text for one in found_in(tmp_path, tmp_path)} == {"a.py", "templates/c.html"}


def test_merging_keeps_what_still_fits() -> None:
    old = catalogue(("Open", "Öffnen"), ("Gone", "Weg"), ("day", "Tag"))

    new = merged([one("Open"), one("New"), one(("day", "days"))], old, locale="de")

    assert [(m.id, m.string) for m in entries(new).values()] == [
        ("Open", "Öffnen"),
        ("New", None),
        (("day", "days"), ("", "")),
    ]


def test_the_file_reads_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "django.po"
    new = merged(
        [one("B"), one("A", "verb"), one(("%d day", "%d days"))], Catalog("de"), locale="de"
    )
    path.write_text(text_of(new))

    again = merged(
        [one("A", "verb"), one(("%d day", "%d days")), one("B")],
        read(path, locale="de"),
        locale="de",
    )

    assert text_of(again) == path.read_text()
    assert "Date" not in path.read_text()
    assert "#: " not in path.read_text()


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        ("Open", "Öffnen"),
        ("%(n)s of %(all)s", "%(all)s, davon %(n)s"),
        (("one day", "%(n)d days"), ("%(n)d Tag", "%(n)d Tage")),
        ("50 % done", "zu 50 % fertig"),
        ("Send {name}", "{name} senden"),
    ],
)
def test_a_good_translation_is_fine(text: str, translation: str) -> None:
    assert complaints(text, translation) == []


@pytest.mark.parametrize(
    ("text", "translation", "fault"),
    [
        ("Open", "", "untranslated"),
        (("day", "days"), ("Tag", ""), "untranslated"),
        ("Hello %(name)s", "Hallo", "placeholders differ"),
        ("Hello %(name)s", "Hallo %(nam)s", "placeholders differ"),
        ("Hello %s", "Hallo %d", "placeholders differ"),
        ("Hello {name}", "Hallo {nom}", "placeholders differ"),
        ("Hello <b>you</b>", "Hallo <b>du", "placeholders differ"),
        (("one day", "%(n)d days"), ("ein Tag", "Tage"), "placeholders differ"),
        ("Hello ", "Hallo", "space at the edges differs"),
    ],
)
def test_a_bad_translation_is_told(text: str, translation: str, fault: str) -> None:
    assert complaints(text, translation) == [fault]


def test_missing_unused_and_fuzzy_strings_are_told() -> None:
    there = catalogue(("Old", "Alt"), ("Guess", "Raten"))
    there["Guess"].flags.add("fuzzy")

    assert sorted(faults([one("New"), one("Guess")], there, locale="de")) == [
        "fuzzy: 'Guess'",
        "missing: 'New'",
        "unused: 'Old'",
    ]


def test_compiling_is_quick_when_nothing_changed(tmp_path: Path) -> None:
    folder = tmp_path / "de/LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(text_of(catalogue(("Open", "Öffnen"))))

    assert compile_messages(tmp_path) == [folder / "django.mo"]
    assert compile_messages(tmp_path) == []
    os.utime(folder / "django.mo", (0, 0))
    assert compile_messages(tmp_path) == [folder / "django.mo"]

    with (folder / "django.mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Open") == "Öffnen"
    assert sorted(path.name for path in folder.iterdir()) == ["django.mo", "django.po"]
