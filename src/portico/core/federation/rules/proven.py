"""What a provider says of somebody, in the one shape that both protocols are brought to."""

from dataclasses import dataclass
from typing import Any

from portico.kernel.addresses import NotAnEmail, normal_email
from portico.kernel.text import one_line

LONGEST = 255
MOST_GROUPS = 200


class Doubt(Exception):
    """What came back is not believed; `reason` is one of those in `rules.words`."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason} {detail}".strip())
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """A person as the provider knows them. `vouched` is False when it says itself that nobody
    has checked the address; saying nothing about it is left to the company's proved domains.
    """

    subject: str
    email: str = ""
    vouched: bool = True
    name: str = ""
    groups: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()  # how the person proved it there (acr, amr, context class)

    def as_json(self) -> dict[str, Any]:  # Any: JSON
        return {
            "subject": self.subject,
            "email": self.email,
            "vouched": self.vouched,
            "name": self.name,
            "groups": list(self.groups),
            "marks": list(self.marks),
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Proven":
        return cls(
            subject=kept.get("subject", ""),
            email=kept.get("email", ""),
            vouched=kept.get("vouched", True),
            name=kept.get("name", ""),
            groups=tuple(kept.get("groups", ())),
            marks=tuple(kept.get("marks", ())),
        )

    @property
    def domain(self) -> str:
        return self.email.rpartition("@")[2]

    def level(self, second_factor: str) -> int:
        """2 when the provider says one of the things that the company counts as two factors."""
        counts = set(second_factor.split())
        return 2 if counts & set(self.marks) else 1


def an_address(value: object) -> str:
    """The address in its stored spelling; nothing where it is none."""
    try:
        return normal_email(value) if isinstance(value, str) else ""
    except NotAnEmail:
        return ""


def a_text(value: object) -> str:
    return one_line(value)[:LONGEST] if isinstance(value, str) else ""


def texts(value: object) -> tuple[str, ...]:
    """One text or a list of them; whatever else is there is left out."""
    found = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return tuple(a_text(one) for one in found[:MOST_GROUPS] if isinstance(one, str) and one)
