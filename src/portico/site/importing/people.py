"""Rows of companies and contacts files."""

from dataclasses import dataclass, field
from uuid import UUID

from portico.core.people.actions.import_people import CompanyRow, ContactRow
from portico.core.people.directory import named
from portico.core.people.models import Company

from .findable import take_companies, take_contacts
from .reading import BadRow, Habits, Input, Line, limited
from .report import Report
from .whose import Who, Whose, an_address

ADDRESS = ("address", "address 2", ("zip", "city"), "state", "country")
INACTIVE = ("inactive", "former", "lost", "closed", "delete", "terminated", "gekündigt", "inaktiv")
PROSPECT = ("prospect", "lead", "interessent", "opportunity")


@dataclass(slots=True)
class Seen:
    """Which line of the file was the first about somebody."""

    lines: dict[object, int] = field(default_factory=dict)

    def check(self, key: object, line: int) -> None:
        """A second row about the same one is refused, so that none overwrites another silently."""
        first = self.lines.setdefault(key, line)
        if first != line:
            raise BadRow(
                f"Line {first} is about the same one and was taken. Keep only one of them."
            )


@dataclass(slots=True)
class Companies:
    """Takes over a companies file."""

    whose: Whose
    seen: Seen = field(default_factory=Seen)

    def take(self, input_: Input, lines: list[Line], report: Report) -> None:
        rows = []
        for line in lines:
            try:
                row = _company(line, self.whose.habits)
                self.seen.check(row.ref or named(row.name), line.number)
                rows.append(row)
            except BadRow as problem:
                report.refuse(input_.part, line.number, str(problem))
        input_.part.count(take_companies(rows, self.whose.directory))


def _company(line: Line, habits: Habits) -> CompanyRow:
    name = " ".join(line.text("name", 200).split())
    if not name:
        raise BadRow("The row has no name. Write one.")
    about = {
        "phone": line.text("phone", 40),
        "website": line.text("website", 200),
        "industry": line.text("industry", 80),
        "status": _status(line),
    }
    parts = [line.text(at) if isinstance(at, str) else _joined(line, at) for at in ADDRESS]
    return CompanyRow(
        line=line.number,
        name=name,
        ref=habits.ref(line.text("id")),
        about={key: value for key, value in about.items() if value},
        address="\n".join(part for part in parts if part),
    )


def _joined(line: Line, names: tuple[str, ...]) -> str:
    return " ".join(text for name in names if (text := line.text(name)))


def _status(line: Line) -> str:
    """Only what is said: an empty cell leaves a company as it is."""
    said, words = line.yes("status"), line.text("status").casefold()
    if line.yes("inactive") or said is False or any(one in words for one in INACTIVE):
        return Company.Status.INACTIVE
    if any(one in words for one in PROSPECT):
        return Company.Status.PROSPECT
    return Company.Status.ACTIVE if words else ""


@dataclass(slots=True)
class Contacts:
    """Takes over a contacts file; companies that only it names are added."""

    whose: Whose
    seen: Seen = field(default_factory=Seen)

    def take(self, input_: Input, lines: list[Line], report: Report) -> None:
        wanted = []
        for line in lines:
            try:
                who = _contact(line, self.whose.habits)
                wanted.append((line, who, self.whose.company(who)))
            except BadRow as problem:
                report.refuse(input_.part, line.number, str(problem))
        pairs = [(who, company) for _, who, company in wanted]
        report.beside["companies"] += self.whose.add_companies(pairs)
        rows = []
        for line, who, company in wanted:
            try:
                row = self._row(line, who, self.whose.found(who, company).company)
                self.seen.check((row.company, row.ref or row.email or named(row.name)), line.number)
                rows.append(row)
            except BadRow as problem:
                report.refuse(input_.part, line.number, str(problem))
        tally = take_contacts(rows, self.whose.directory)
        input_.part.count(tally)
        for number, words in tally.refused:
            report.refuse(input_.part, number, words)

    def _row(self, line: Line, who: Who, company: UUID) -> ContactRow:
        about = {
            "phone": line.text("phone", 40),
            "mobile": line.text("mobile", 40),
            "title": line.text("title", 100),
        }
        return ContactRow(
            line=line.number,
            company=company,
            name=who.name or who.email[:200],
            email=who.email,
            ref=self.whose.habits.ref(line.text("id")),
            is_active=not line.yes("inactive") and line.yes("active") is not False,
            about={key: value for key, value in about.items() if value},
        )


def _contact(line: Line, habits: Habits) -> Who:
    name = line.text("name") or _joined(line, ("first name", "last name"))
    who = Who(
        line.number,
        company=limited("company", " ".join(line.text("company").split()), 200),
        company_ref=habits.ref(line.text("company id")),
        name=limited("name", " ".join(name.split()), 200),
        email=an_address(line.text("email")),
    )
    if not who.name and not who.email:
        raise BadRow("The row has neither name nor e-mail address. Write one.")
    return who
