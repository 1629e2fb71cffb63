"""A form's deed: done, refused into the form, or the end of the page."""

import pytest
from django import forms

from portico.core.access.forms import attempt
from portico.core.access.permissions import Conflict, Refusal
from portico.ui.forms import Form


class Gone(Conflict):
    """Nothing is left to do here."""


class NameForm(Form):
    """One field."""

    name = forms.CharField()


def refusing(no: Refusal) -> str:
    raise no


def test_the_deed_gives_what_it_gave() -> None:
    form = NameForm({"name": "Anna"})

    assert attempt(form, lambda: form.cleaned_data["name"]) == "Anna"


@pytest.mark.parametrize("form", [NameForm(), NameForm({"name": ""})])
def test_nothing_is_done_before_the_form_is_sent_and_valid(form: NameForm) -> None:
    done = []

    assert attempt(form, lambda: done.append(1)) is None
    assert not done


@pytest.mark.parametrize(
    ("field", "stands_at"),
    [("name", "name"), ("owner", "name"), ("colour", "__all__"), (None, "__all__")],
)
def test_a_refusal_stands_at_its_field(field: str | None, stands_at: str) -> None:
    form = NameForm({"name": "Anna"})
    no = Refusal("Taken.", field=field)

    assert attempt(form, lambda: refusing(no), fields={"owner": "name"}) is None
    assert form.errors == {stands_at: ["Taken."]}
    assert form["name"].value() == "Anna"


def test_a_conflict_keeps_the_words_too() -> None:
    form = NameForm({"name": "Anna"})

    assert attempt(form, lambda: refusing(Conflict("Closed."))) is None
    assert form.non_field_errors() == ["Closed."]


def test_what_ends_the_page_goes_on() -> None:
    with pytest.raises(Gone):
        attempt(NameForm({"name": "Anna"}), lambda: refusing(Gone("Over.")), ending=Gone)
