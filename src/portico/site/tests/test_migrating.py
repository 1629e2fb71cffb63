"""A first start builds each model's class once, and code that runs over them finds them whole."""

from typing import Any

from django.db import models
from django.db.migrations.state import ModelState, ProjectState

from ..migrating import one_class_at_a_time

PLACE: list[tuple[str, "models.Field[Any, Any]"]] = [  # Any: what the columns hold
    ("id", models.BigAutoField(primary_key=True)),
    ("name", models.TextField()),
]
TO: "models.Field[Any, Any]" = models.ForeignKey(
    "shelf.Place", models.CASCADE, related_name="books"
)


def _built() -> ProjectState:
    state = ProjectState()
    state.add_model(ModelState("shelf", "Place", PLACE))
    assert state.apps.get_model("shelf", "Place")
    return state


def test_a_new_model_leaves_the_classes_of_others_alone() -> None:
    state = _built()
    place = state.apps.get_model("shelf", "Place")
    with one_class_at_a_time():
        state.add_model(ModelState("shelf", "Book", [*PLACE, ("place", TO)]))
        state.add_index("shelf", "book", models.Index(fields=["name"], name="by_name"))

    book = state.apps.get_model("shelf", "Book")
    assert state.apps.get_model("shelf", "Place") is place
    assert book._meta.get_field("place").related_model is place
    assert [one.name for one in book._meta.indexes] == ["by_name"]


def test_code_that_runs_over_the_models_finds_them_whole() -> None:
    state = _built()
    with one_class_at_a_time():
        state.add_model(ModelState("shelf", "Book", [*PLACE, ("place", TO)]))

    state.clear_delayed_apps_cache()  # what Django does before such code

    place = state.apps.get_model("shelf", "Place")
    assert [one.related_model._meta.model_name for one in place._meta.related_objects] == ["book"]


def test_afterwards_django_does_as_it_always_does() -> None:
    kept = ProjectState.add_model
    with one_class_at_a_time():
        assert ProjectState.add_model is not kept
    assert ProjectState.add_model is kept
