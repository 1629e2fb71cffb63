"""Django's migrations, without the work that grows with the square of the number of models.

For each new table, index or constraint, Django builds the classes of all models anew that are
related with it over any number of steps, and everything here is related with the tenant: 14 of the
16 seconds of a first start. A table needs no other class than its own. What runs code over the
models (`RunPython`) gets all of them built anew, as Django does after such a shortcut of its own.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db.migrations.state import ModelState, ProjectState


@contextmanager
def one_class_at_a_time() -> Iterator[None]:
    """While this lasts, a new table or index touches the class of its own model only."""
    ours = {
        "add_model": _add_model,
        "add_index": _adding("indexes"),
        "add_constraint": _adding("constraints"),
    }
    kept = {name: getattr(ProjectState, name) for name in ours}
    _use(ours)
    try:
        yield
    finally:
        _use(kept)


def _use(methods: dict[str, Callable[..., None]]) -> None:
    for name, method in methods.items():
        setattr(ProjectState, name, method)


def _add_model(state: ProjectState, model_state: ModelState) -> None:
    key = model_state.app_label, model_state.name_lower
    state.models[key] = model_state
    if state._relations is not None:  # type: ignore[attr-defined] # what Django asks here too
        state.resolve_model_relations(key)
    _render_alone(state, model_state)


def _adding(option: str) -> Callable[..., None]:
    def add(state: ProjectState, app_label: str, model_name: str, added: object) -> None:
        model_state = state.models[app_label, model_name]
        model_state.options[option] = [*model_state.options[option], added]
        if "apps" in state.__dict__:
            state.apps.unregister_model(app_label, model_name)
        _render_alone(state, model_state)

    return add


def _render_alone(state: ProjectState, model_state: ModelState) -> None:
    if "apps" in state.__dict__:  # `hasattr` would build them all
        state.is_delayed = True
        state.apps.render_multiple([model_state])
