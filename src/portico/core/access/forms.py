"""Do what a form asks for; what a rule refuses stands at its field, and the input stays."""

from collections.abc import Callable

from portico.ui.forms import Form

from .permissions import Conflict, Refusal


def attempt[T](form: Form, deed: Callable[[], T]) -> T | None:
    """What the deed gave, or None after putting the refusal into the form.

    A `Conflict` goes on to the page that says what has changed meanwhile.
    """
    try:
        return deed()
    except Conflict:
        raise
    except Refusal as no:
        form.add_error(no.field if no.field in form.fields else None, str(no.words))
        return None
