"""Lists: filters in the address."""

from django.http import QueryDict

from portico.ui.tables import choice_filter, filter_line, url_with

STATES = {"open": "Open", "closed": "Closed"}


def test_a_changed_filter_keeps_the_others_and_starts_again() -> None:
    query = QueryDict("q=scan&state=open&after=k9")

    assert url_with(query, state="closed") == "?q=scan&state=closed"
    assert url_with(query, state=None) == "?q=scan"


def test_turning_the_page_keeps_every_filter() -> None:
    query = QueryDict("q=a%26b&state=open&after=k9")

    assert url_with(query, after="k5", before=None) == "?q=a%26b&state=open&after=k5"


def test_a_set_filter_shows_its_value_and_how_to_clear_it() -> None:
    chip = choice_filter(QueryDict("state=open&q=x"), "state", "Status", STATES)

    assert (chip.value, chip.clear_url) == ("Open", "?q=x")
    assert [(one.text, one.on) for one in chip.choices] == [("Open", True), ("Closed", False)]


def test_an_unknown_value_counts_as_none() -> None:
    query = QueryDict("state=<script>")

    assert choice_filter(query, "state", "Status", STATES).value == ""
    assert choice_filter(query, "state", "Status", STATES, default="open").value == "Open"


def test_a_search_keeps_what_else_is_chosen() -> None:
    query = QueryDict("q=scan&state=open&view=mine&after=k")
    chips = (choice_filter(query, "state", "Status", STATES),)

    line = filter_line(query, target="rows", placeholder="Search", chips=chips)

    assert line.kept == (("state", "open"), ("view", "mine"))
    assert line.clear_url == "?view=mine"


def test_without_filters_there_is_nothing_to_clear() -> None:
    assert filter_line(QueryDict("view=mine"), target="rows", placeholder="").clear_url == ""
