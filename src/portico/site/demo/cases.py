"""Chooses who writes and about what, so that it fits the company, the person and the season."""

from dataclasses import dataclass, replace
from datetime import datetime, time
from random import Random

from .calendar import Plan
from .clock import workday
from .people import written
from .scenarios import Memory, Opening, Scenario, draw, scenarios
from .shapes import DemoCompany, DemoContact, DemoTenant
from .words import Slots, fill, slots, voices

ASKS = {"client_admin": 3.0, "it_contact": 2.2, "manager": 0.9}
SEASONS = {
    "orchard": {7: 0.6, 8: 0.25, 9: 3.2},
    "brandstaetter": {1: 1.6, 3: 1.4, 8: 0.5, 12: 1.3},
    "leitnerhof": {1: 1.3, 2: 1.3, 7: 1.4, 11: 0.7},
}
TRIES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One request before anybody has looked at it."""

    company: DemoCompany
    requester: DemoContact
    scenario: Scenario
    opening: Opening
    subject: str
    text: str
    slots: Slots

    @property
    def thread(self) -> int:
        """An opening for either thread takes one by its length; always the same."""
        if self.opening.thread is None:
            return len(self.opening.text) % self.scenario.threads
        return self.opening.thread


class Cases:
    """Draws cases for one MSP."""

    def __init__(self, tenant: DemoTenant, rng: Random, memory: Memory) -> None:
        self.tenant = tenant
        self.rng = rng
        self.memory = memory
        self._weights = {
            company.key: written(f"{tenant.key}/{company.key}.toml")["weight"]
            for company in tenant.companies
        }

    def draw(self, plan: Plan) -> Case:
        """Somebody with a problem whose words were not seen lately at this company."""
        company = self._company(plan)
        requester = self._requester(company, plan)
        case = self._attempt(plan, company, requester)
        for attempt in range(TRIES):
            if not self.memory.knows(company.key, case.subject, case.text):
                break
            anything = replace(plan, scenario="") if attempt > TRIES // 2 else plan
            case = self._attempt(anything, company, requester)
        self.memory.remember(company.key, case.subject, case.text)
        return case

    def echo(self, case: Case) -> Case | None:
        """A colleague who says the same in other words, as far as there are any."""
        requester = self.rng.choice(_colleagues(case))
        filled = case.slots | {"colleague": _short_name(case.requester)}
        pool = [
            fill(subject, case.slots)
            for opening in case.scenario.openings
            for subject in opening.subjects
        ]
        fresh = [one for one in pool if not self.memory.knows(case.company.key, one, one)]
        if not fresh:
            return None
        subject = self.rng.choice(fresh)
        text = fill(self.memory.fresh(self.rng, voices(requester.language)["also"]), filled)
        self.memory.remember(case.company.key, subject, subject)
        return replace(case, requester=requester, subject=subject, text=text, slots=filled)

    def _company(self, plan: Plan) -> DemoCompany:
        there = [
            company
            for company in self.tenant.companies
            if company.client_since <= plan.at
            and (not plan.companies or company.key in plan.companies)
        ]
        weights = [
            self._weights[company.key] * SEASONS.get(company.key, {}).get(plan.at.month, 1.0)
            for company in there
        ]
        return self.rng.choices(there, weights)[0]

    def _requester(self, company: DemoCompany, plan: Plan) -> DemoContact:
        people = [one for one in company.contacts if not one.title.endswith(")")]
        if plan.companies:
            people = [one for one in people if one.site == company.sites[0].key]
        weights = [ASKS.get(one.role, 1.0) * _talkative(one) for one in people]
        return self.rng.choices(people, weights)[0]

    def _attempt(self, plan: Plan, company: DemoCompany, requester: DemoContact) -> Case:
        scenario = self._scenario(plan, company, requester)
        if scenario.source == "monitor":
            requester = _for_alerts(company)
        opening = self.rng.choice(scenario.openings)
        day = visit(plan.at).weekday()
        filled = slots(self.rng, self.tenant, company, requester)
        filled |= {"day": voices(requester.language)["days"][day]}
        return Case(
            company=company,
            requester=requester,
            scenario=scenario,
            opening=opening,
            subject=fill(self.rng.choice(opening.subjects), filled),
            text=fill(opening.text, filled),
            slots=filled,
        )

    def _scenario(self, plan: Plan, company: DemoCompany, requester: DemoContact) -> Scenario:
        if plan.scenario:
            return scenarios(self.tenant.language)[plan.scenario]
        return draw(self.rng, requester, company.industry, self.memory)


def visit(opened: datetime) -> datetime:
    """The appointment that `{day}` means: two or three working days later."""
    day = workday(opened.date(), 2 + opened.minute % 2)
    return datetime.combine(day, time(9, 40), tzinfo=opened.tzinfo)


def _talkative(person: DemoContact) -> float:
    """Some write often, some hardly ever; the same person always alike."""
    share = 0.3 + (sum(map(ord, person.key)) % 17) / 8
    return share if person.access == "active" else share * 0.25


def _for_alerts(company: DemoCompany) -> DemoContact:
    order = ("it_contact", "client_admin")
    return next(one for role in order for one in company.contacts if one.role == role)


def _colleagues(case: Case) -> list[DemoContact]:
    people = case.company.contacts
    return [one for one in people if one != case.requester and one.access == "active"]


def _short_name(person: DemoContact) -> str:
    return person.name if person.language == "de" else person.name.split()[0]
