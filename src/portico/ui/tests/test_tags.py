"""The parts that pages are made of, with hostile words in each."""

import pytest
from django import forms
from django.template import Context, Template

from portico.ui.forms import Form
from portico.ui.nav import Link
from portico.ui.uploads import Attached

EVIL = '"><script>alert(1)</script>'


def drawn(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    "source",
    [
        '{% icon "bell" label=evil %}',
        "{% icon evil evil %}",
        "{% glyph evil evil evil %}",
        "{% pill evil tone=evil shape=evil %}",
        "{% state evil tone=evil %}",
        "{% prio 2 evil %}",
        "{% avatar evil evil %}",
        "{% avatar evil '' evil %}",
        "{{ evil|prose }}",
        "{% file_link evil evil media_type=evil words=evil %}",
        "{% attached files %}",
        "{% dropzone evil limit=evil %}",
        "{% menu_link link evil %}",
        "{{ evil|phone_link }}{{ evil|first_name }}",
    ],
)
def test_hostile_words_stay_words(source: str) -> None:
    files = (Attached(id=EVIL, name=EVIL, size=1, words=EVIL, remove_url=EVIL),)
    link = Link(url=EVIL, text=EVIL, icon=EVIL, post=True)

    page = drawn(source, evil=EVIL, files=files, link=link, csrf_token=EVIL)

    assert "<script" not in page
    assert '""' not in page.replace('=""', "")


def test_an_icon_is_decoration_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in drawn('{% icon "bell" "sm" %}')
    assert 'role="img" aria-label="News"' in drawn('{% icon "bell" label="News" %}')
    assert '#bell"></use>' in drawn('{% icon "bell" %}')


def test_a_status_is_shape_words_and_colour() -> None:
    page = drawn('{% pill "In progress" tone="info" shape="progress" %}')

    assert page.startswith('<span class="pill info">')
    assert "#g-progress" in page
    assert "In progress" in page


def test_a_status_in_a_row_is_said_to_screen_readers() -> None:
    assert 'aria-label="Overdue"' in drawn('{% state "Overdue" tone="bad" shape="alert" %}')


@pytest.mark.parametrize(("level", "bars"), [(1, 4), (2, 3), (3, 2), (4, 1)])
def test_priority_has_as_many_bars_as_it_is_urgent(level: int, bars: int) -> None:
    assert drawn('{% prio level "x" %}', level=level).count('class="on"') == bars


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Maya Okafor", "MO"), ("Ana de la Cruz", "AC"), ("Cher", "C"), ("(x) y", "Y"), ("é", "É")],
)
def test_an_avatar_has_initials_and_a_steady_colour(name: str, letters: str) -> None:
    page = drawn("{% avatar name %}", name=name)

    assert f">{letters}</span>" in page
    assert page == drawn("{% avatar name %}", name=name)


def test_nobody_is_drawn_as_nobody() -> None:
    assert 'class="avatar none ' in drawn('{% avatar "" %}')


def test_two_once_tokens_are_never_the_same() -> None:
    assert drawn("{% once %}") != drawn("{% once %}")
    assert 'name="once"' in drawn("{% once %}")


class Ticket(Form):
    subject = forms.CharField(label="Subject", max_length=5, help_text="A <few> words.")
    kind = forms.ChoiceField(label="Kind", choices=(("a", EVIL),), widget=forms.RadioSelect)
    site = forms.ChoiceField(label="Site", choices=(("x", EVIL),))
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    ok = forms.BooleanField(label="Agree", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_a_field_has_label_hint_error_and_control_in_this_order() -> None:
    form = Ticket({"subject": EVIL})

    page = drawn("{% field form.subject %}", form=form)

    order = ["<label", 'class="hint" id="id_subject_helptext"', 'id="id_subject_error"', "<input"]
    assert [page.index(part) for part in order] == sorted(page.index(part) for part in order)
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_subject_helptext id_subject_error"' in page
    assert "<script" not in page
    assert "A &lt;few&gt; words." in page


def test_attributes_go_to_the_control() -> None:
    page = drawn(
        '{% field form.subject css="lg" quiet=True label="Words" autofocus=True data_draft="t" %}',
        form=Ticket(),
    )

    assert 'class="input lg"' in page
    assert " autofocus" in page
    assert 'data-draft="t"' in page
    assert '<label for="id_subject" class="sr">Words</label>' in page


def test_a_hint_that_only_the_page_knows_is_announced_as_well() -> None:
    page = drawn('{% field form.note hint="Short is fine." %}', form=Ticket())

    assert 'aria-describedby="id_note_helptext"' in page
    assert '<p class="hint" id="id_note_helptext">Short is fine.</p>' in page


def test_what_may_stay_empty_says_so() -> None:
    assert "(optional)" in drawn("{% field form.note %}", form=Ticket())
    assert "(optional)" not in drawn("{% field form.subject %}", form=Ticket())
    assert "(optional)" not in drawn("{% field form.ok %}", form=Ticket())


def test_choices_are_cards_under_one_question() -> None:
    page = drawn("{% field form.kind %}", form=Ticket({}))

    assert '<fieldset class="field" id="id_kind" aria-describedby="id_kind_error">' in page
    assert '<legend class="label">Kind</legend>' in page
    assert "<script" not in page


def test_a_select_a_checkbox_and_a_hidden_field_look_like_themselves() -> None:
    assert '<span class="select"><select' in drawn("{% field form.site %}", form=Ticket())
    assert 'class="check"' in drawn("{% field form.ok %}", form=Ticket())
    assert drawn("{% field form.secret %}", form=Ticket()).startswith('<input type="hidden"')


def test_the_summary_leads_to_each_field() -> None:
    page = drawn("{% error_summary form %}", form=Ticket({}))

    assert 'role="alert" tabindex="-1"' in page
    assert '<a href="#id_subject">Fill in “Subject”.</a>' in page
    assert '<a href="#id_site">Choose “Site”.</a>' in page
    assert '<a href="#id_kind">' in page


def test_the_summary_has_no_link_to_what_nobody_sees() -> None:
    form = Ticket({})
    form.add_error("secret", "The file is too large.")

    assert "<li>The file is too large.</li>" in drawn("{% error_summary form %}", form=form)


def test_there_is_no_summary_before_anything_was_sent() -> None:
    assert drawn("{% error_summary form %}", form=Ticket()) == ""


def test_the_title_of_a_refused_form_says_so_first() -> None:
    assert drawn("{% error_prefix %}", form=Ticket({})) == "Error: "
    assert drawn("{% error_prefix %}", form=Ticket()) == ""
    assert drawn("{% error_prefix %}") == ""
