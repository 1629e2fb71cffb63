"""Writes the past of one MSP: every ticket up to now that is not on the hand-written stage."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from .beats import Beat, tell
from .calendar import Plan
from .cases import Case, Cases, visit
from .clock import Story
from .life import Life, stall, tell_life
from .scenarios import Memory, Scenario
from .shapes import DemoContact, DemoStaff, DemoTenant, DemoTicket
from .words import fill, staff_slots, voices

RECENT, URGENT = timedelta(days=16), timedelta(days=1)
MERGED_AFTER = timedelta(minutes=26)
SOURCES = ("portal", "email", "phone")


class Past:
    """Turns plans into tickets, remembering what was said lately."""

    def __init__(self, tenant: DemoTenant, story: Story, rng: Random, memory: Memory) -> None:
        self.tenant = tenant
        self.story = story
        self.rng = rng
        self.memory = memory
        self.cases = Cases(tenant, rng, memory)
        self._told: dict[int, tuple[DemoTicket, Case]] = {}

    def ticket(self, plan: Plan, *, number: int) -> DemoTicket:
        """The ticket of one plan; the earlier one that it repeats was told before."""
        if plan.twin and id(plan.twin) in self._told:
            first, case = self._told[id(plan.twin)]
            if echo := self.cases.echo(case):
                return self._merged(plan, first, echo, number=number)
        case = self.cases.draw(plan)
        ticket = self._told_out(plan, case, number=number)
        self._told[id(plan)] = ticket, case
        return ticket

    def _told_out(self, plan: Plan, case: Case, *, number: int) -> DemoTicket:
        assignee = self._assignee(case.scenario)
        ticket = self._opened(plan, case, number=number)
        life = self._life(ticket, case, assignee)
        tell_life(life, case.scenario.lines(case.thread))
        if self._may_stall(ticket) and self.rng.random() < 0.5:
            stall(life, self.story.now)
        return tell(ticket, life.beats, now=self.story.now)

    def _may_stall(self, ticket: DemoTicket) -> bool:
        """Nothing urgent waits for two weeks."""
        age = self.story.now - ticket.opened_at
        return age < (RECENT if ticket.priority in {"low", "normal"} else URGENT)

    def _opened(self, plan: Plan, case: Case, *, number: int) -> DemoTicket:
        scenario = case.scenario
        source = scenario.source or self._source(case.requester)
        return DemoTicket(
            number=number,
            company=case.company.key,
            requester=case.requester.key,
            subject=case.subject,
            description=self._as_mail(case) if source == "email" else case.text,
            topic=scenario.topic,
            kind=scenario.kind,
            priority=scenario.priority,
            source=source,
            team=self._team(scenario),
            assignee="",
            status="new",
            opened_at=plan.at,
            updated_at=plan.at,
            followers=self._followers(case),
        )

    def _source(self, requester: DemoContact) -> str:
        portal = 58 if requester.access == "active" else 0
        return self.rng.choices(SOURCES, (portal, 32, 10))[0]

    def _as_mail(self, case: Case) -> str:
        pool = voices(case.requester.language)
        hello, bye = self.rng.choice(pool["mail_hello"]), self.rng.choice(pool["mail_bye"])
        return hello + case.text + fill(bye, {"me": case.requester.name})

    def _followers(self, case: Case) -> tuple[str, ...]:
        if self.rng.random() > 0.16:
            return ()
        others = [one.key for one in case.company.contacts if one != case.requester]
        return (self.rng.choice(others),)

    def _team(self, scenario: Scenario) -> str:
        there = any(team.key == scenario.team for team in self.tenant.teams)
        return scenario.team if there else "desk"

    def _assignee(self, scenario: Scenario) -> DemoStaff:
        team = self._team(scenario)
        staff = [one for one in self.tenant.staff if one.role in {"technician", "lead"}]
        if scenario.sends_somebody:
            staff = [one for one in staff if "field" not in one.teams]
        fitting = [one for one in staff if team in one.teams] or staff
        return self.rng.choices(fitting, [_share(one, team) for one in fitting])[0]

    def _life(self, ticket: DemoTicket, case: Case, assignee: DemoStaff) -> Life:
        return Life(
            rng=self.rng,
            memory=self.memory,
            language=case.requester.language,
            requester=case.requester.key,
            by_mail=ticket.source == "email",
            assignee=assignee.key,
            dispatcher=self._dispatcher(),
            kind=ticket.kind,
            priority=ticket.priority,
            slots=case.slots | staff_slots(self.rng, assignee, self.tenant.staff),
            clock=ticket.opened_at,
            visit=visit(ticket.opened_at),
            greeted=ticket.source == "monitor",
        )

    def _dispatcher(self) -> str:
        order = ("dispatcher", "account_manager")
        return next(one.key for role in order for one in self.tenant.staff if one.role == role)

    def _merged(self, plan: Plan, first: DemoTicket, echo: Case, *, number: int) -> DemoTicket:
        """A colleague wrote the same; it is merged into the first."""
        ticket = self._opened(plan, echo, number=number)
        told = tell(ticket, self._merging(plan, first, echo), now=self.story.now)
        merged = told.status == "merged"
        return replace(told, merged_into=first.number if merged else None)

    def _merging(self, plan: Plan, first: DemoTicket, echo: Case) -> list[Beat]:
        at, by = plan.at + MERGED_AFTER, self._dispatcher()
        pool = voices(echo.requester.language)
        note = fill(self.rng.choice(pool["merge_note"]), {"number": str(first.number)})
        reply = fill(self.rng.choice(pool["merge_reply"]), echo.slots)
        return [
            Beat(at=at - timedelta(minutes=1), what="!", by=by, text=note),
            Beat(at=at - timedelta(seconds=20), what=">", by=by, text=reply),
            Beat(at=at, what="status", by=by, text="merged"),
        ]


def _share(person: DemoStaff, team: str) -> float:
    """Leads take fewer; somebody's first team comes first."""
    lead = 0.55 if person.role == "lead" else 1.0
    return lead * (1.0 if person.teams[0] == team else 0.45)
