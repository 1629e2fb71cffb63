"""The mail shells."""

import pytest
from django.template import Context, Template

from portico.ui.mail import Letterhead

HTML = (
    '{% extends "ui/mail.html" %}{% load ui %}{% block heading %}Hello{% endblock %}'
    "{% block content %}{% mail_words head text %}{% mail_button head url label %}"
    "{% mail_code head '482 913' %}{% endblock %}"
)
TEXT = '{% extends "ui/mail.txt" %}{% block content %}{{ text }}{% endblock %}'
EVIL = "Tom & <b>Ines</b>\nsee https://a.example/"


def letter(source: str, head: Letterhead) -> str:
    context = {"head": head, "text": EVIL, "url": 'https://p.example/?a=1&b="', "label": "<Go>"}
    return Template(source).render(Context(context))


@pytest.mark.parametrize("colour", ["#0e6371", "#f2b705"])
def test_a_mail_wears_plain_colours_of_the_brand(colour: str) -> None:
    head = Letterhead(name="North & Beam", colour=colour, phone="020 7946", address="Wharf Lane")

    page = letter(HTML, head)

    assert f"border-top:4px solid {head.c['accent']}" in page
    assert "light-dark" not in page
    assert "North &amp; Beam" in page
    assert "tel:0207946" in page


def test_words_of_people_stay_words_in_html() -> None:
    page = letter(HTML, Letterhead(name="N", colour="#0e6371"))

    assert "Tom &amp; &lt;b&gt;Ines&lt;/b&gt;<br>see" in page
    assert "&lt;Go&gt;" in page
    assert 'b=&quot;"' in page


def test_the_text_half_has_no_entities() -> None:
    page = letter(TEXT, Letterhead(name="North & Beam", colour="#0e6371"))

    assert EVIL in page
    assert "North & Beam" in page
