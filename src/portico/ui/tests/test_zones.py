"""The list of time zones: one for everybody, in the reader's language."""

from zoneinfo import available_timezones

import pytest
from django import forms
from django.utils.translation import override

from portico.ui.zones import ZoneField, listed, zones


def told(language: str) -> dict[str, tuple[str, str]]:
    with override(language):
        return {name: (region, city) for region, group in zones() for name, city in group}


@pytest.mark.parametrize(
    ("language", "name", "region", "city"),
    [
        ("en", "Europe/Vienna", "Europe", "Vienna"),
        ("de", "Europe/Vienna", "Europa", "Wien"),
        ("de", "Europe/Zurich", "Europa", "Zürich"),
        ("de", "Asia/Tokyo", "Asien", "Tokio"),
        ("de", "America/Argentina/Buenos_Aires", "Amerika", "Argentina, Buenos Aires"),
        ("en", "UTC", "UTC", "UTC"),
    ],
)
def test_places_have_the_name_that_people_know(
    language: str, name: str, region: str, city: str
) -> None:
    assert told(language)[name] == (region, city)


@pytest.mark.parametrize("language", ["en", "de"])
def test_each_place_stands_there_once(language: str) -> None:
    with override(language):
        places = [(region, city) for region, group in zones() for _name, city in group]
    assert len(places) == len(set(places))


def test_every_choice_is_a_zone_and_every_zone_of_a_city_is_found() -> None:
    choices = told("en").keys()
    assert choices <= available_timezones()
    cities = {one for one in available_timezones() if one.startswith(("Europe/", "Asia/"))}
    assert {listed(one) for one in cities} <= choices


def test_umlauts_stand_where_they_are_looked_for() -> None:
    with override("de"):
        europe = next(group for region, group in zones() if region == "Europa")
    cities = [city for _name, city in europe]
    assert cities.index("Zürich") > cities.index("Zagreb")
    assert cities == sorted(cities, key=lambda one: one.replace("ü", "u").replace("ö", "o").lower())


class Form(forms.Form):
    zone = ZoneField(usual="As the company")


def test_a_name_of_old_is_kept_as_the_place_it_means() -> None:
    drawn = str(Form(initial={"zone": "Asia/Calcutta"})["zone"])
    assert '<option value="Asia/Kolkata" selected>' in drawn


def test_nothing_and_no_nonsense_may_be_chosen() -> None:
    assert Form({"zone": ""}).is_valid()
    assert Form({"zone": "Europe/Vienna"}).is_valid()
    assert not Form({"zone": "Europe/Atlantis"}).is_valid()
