"""Do what a form asks for; what a rule refuses stands at its field, and the input stays."""

from collections.abc import Callable, Mapping

from portico.ui.forms import Form

from .permissions import Refusal

AS_NAMED: Mapping[str, str] = {}


def attempt[T](
    form: Form,
    deed: Callable[[], T],
    *,
    fields: Mapping[str, str] = AS_NAMED,
    ending: type[Refusal] | tuple[type[Refusal], ...] = (),
) -> T | None:
    """What the deed gave; None if the form is not sent or not valid, or if a rule refused.

    `fields` says where a field of the deed has another name in the form. An `ending` leaves
    nothing that the form could still do: it goes on to whoever shows another page.
    """
    if not form.is_valid():
        return None
    try:
        return deed()
    except ending:
        raise
    except Refusal as no:
        field = fields.get(no.field or "", no.field)
        form.add_error(field if field in form.fields else None, str(no.words))
        return None
