"""What the page of choices may send: a pace for each type of mail, for both doors."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from portico.ui.forms import Form

from ..ports import PACES, Notice, Pace


class ChoicesForm(Form):
    """One question per type; what is usual is chosen already."""

    def __init__(
        self,
        *args: Any,  # Any: passed through to Django
        notices: Iterable[Notice],
        paces: Mapping[str, Pace],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for one in notices:
            self.fields[one.code] = forms.ChoiceField(
                label=str(one.label),
                help_text=str(one.hint),
                choices=PACES,
                initial=paces[one.code].value,
                widget=forms.RadioSelect,
            )

    def chosen(self) -> dict[str, Pace]:
        return {code: Pace(value) for code, value in self.cleaned_data.items()}
