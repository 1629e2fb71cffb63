"""What is drawn without Django's templates reads as Django draws it."""

from uuid import uuid4

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.template import Context, Template
from django.urls import reverse
from django.utils.translation import override

EVIL = '"><script>alert(1)</script>'
GROUPS = [("", "Usual"), ("Europe & Asia", [(1, EVIL), ("b", "B & C")]), ("z", "Z")]


class Choice(forms.Form):
    """One of a list with groups, and several of it."""

    one = forms.ChoiceField(choices=GROUPS, initial="b", widget=forms.Select({"class": EVIL}))
    many = forms.MultipleChoiceField(choices=GROUPS, initial=["b", "1"], disabled=True)


@pytest.mark.parametrize("name", ["one", "many"])
def test_a_list_to_choose_from_is_djangos_without_its_white_space(name: str) -> None:
    ours, djangos = (Choice(renderer=one) for one in (None, DjangoTemplates()))

    drawn = str(ours[name])

    assert drawn == "".join(line.strip() for line in str(djangos[name]).splitlines())
    assert "<script>" not in drawn
    assert " selected" in drawn


def test_options_alone_have_one_chosen_and_hostile_words_stay_words() -> None:
    source = Template("{% load ui %}{% options choices 2 %}")

    drawn = source.render(Context({"choices": [(1, EVIL), (2, "Two")]}))

    assert drawn.endswith('<option value="2" selected>Two</option>')
    assert "<script>" not in drawn


def test_fixed_words_are_said_in_the_language_of_each_reader() -> None:
    source = Template('{% load i18n ui %}{% translate "Save" %}|{% translate "100% & more" %}')

    said = []
    for language in ("en", "de", "en"):
        with override(language):
            said.append(source.render(Context()))

    assert said[0] == said[2] == "Save|100% & more"
    assert said[1].startswith("Speichern|")


def test_words_of_a_variable_are_not_kept() -> None:
    source = Template("{% load i18n ui %}{% translate word %}")

    assert [source.render(Context({"word": one})) for one in ("Save", EVIL)] == [
        "Save",
        EVIL.replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;"),
    ]


def test_an_address_of_a_row_is_the_one_that_django_gives() -> None:
    source = Template("{% load ui %}{% url 'staff:directory:company' one %}|{% url name one %}")

    for one in (uuid4(), uuid4()):
        name = "staff:directory:contact"
        wanted = f"{reverse('staff:directory:company', args=[one])}|{reverse(name, args=[one])}"
        assert source.render(Context({"one": one, "name": name})) == wanted


def test_what_is_no_id_is_left_to_django() -> None:
    source = Template("{% load ui %}{% url 'staff:directory:company' one as found %}{{ found }}")

    assert source.render(Context({"one": "../../evil"})) == ""
