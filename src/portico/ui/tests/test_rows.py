"""Lines of lists, drawn without a template, are as harmless as any."""

from uuid import uuid4

from django.urls import reverse

from portico.ui.icons import state
from portico.ui.rows import addresses, row, span

NASTY = "<b onclick='x'>\"&"
HARMLESS = "&lt;b onclick=&#x27;x&#x27;&gt;&quot;&amp;"


def test_what_people_wrote_is_only_text() -> None:
    drawn = row(lead=state("open"), title=NASTY, url=f"/t/{NASTY}", meta=[span(NASTY, css="num")])
    assert drawn.count(HARMLESS) == 3
    assert "<b" not in drawn


def test_an_address_is_the_one_of_the_urlconf() -> None:
    ticket = uuid4()
    name = "portal:tickets:page"
    assert addresses(name)(ticket) == reverse(name, args=[ticket])
