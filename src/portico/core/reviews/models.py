"""Reviews with their lines and evidence; how much each company uses the portal."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portico.core.roles.models import REACHES
from portico.core.tenants.models import TenantManager, TenantModel
from portico.kernel.postgres.isolation import of_company, staff_only
from portico.kernel.postgres.keys import TenantKey


class Every(models.TextChoices):
    """How often a company's access is reviewed."""

    OFF = "off", _("Not by itself")
    QUARTER = "quarter", _("Every three months")
    HALF = "half", _("Every six months")


class ReviewPolicy(TenantModel):
    """How often; without a company for all of them. Without a row every three months."""

    company = TenantKey("people.Company", models.CASCADE, related_name="+", null=True)
    every = models.CharField(max_length=10, choices=Every, default=Every.QUARTER)

    isolation: ClassVar = staff_only()
    objects = TenantManager["ReviewPolicy"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "company"], name="reviews_policy_one", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.every


class AccessReview(TenantModel):
    """Everybody of one company with access at one moment, and what its admin says about them."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("access review", "Open")
        FINISHED = "finished", pgettext_lazy("access review", "Finished")
        CANCELLED = "cancelled", pgettext_lazy("access review", "Cancelled")

    company = TenantKey("people.Company", models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    started_at = models.DateTimeField()
    started_by = models.CharField(max_length=200, blank=True)  # empty: by itself
    due = models.DateField()
    people = models.PositiveIntegerField(default=0)
    reminded = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    finished_by_id = models.UUIDField(null=True)
    finished_by = models.CharField(max_length=200, blank=True)
    remark = models.CharField(max_length=300, blank=True)  # why it was cancelled
    sha256 = models.CharField(max_length=64, blank=True)  # of the data when it was finished

    isolation: ClassVar = of_company(portal="SELECT, UPDATE")
    objects = TenantManager["AccessReview"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "company"],
                condition=Q(state="open"),
                name="reviews_review_one_open",
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "state", "due", "id"], name="reviews_review_due"),
            models.Index(fields=["tenant", "company", "id"], name="reviews_review_company"),
            models.Index(
                fields=["tenant", "started_at", "id"],
                name="reviews_review_remind",
                condition=Q(state="open"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company_id} {self.due}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.due < timezone.localdate()


class ReviewLine(TenantModel):
    """One person as the review found them, and what was decided. It outlives the contact."""

    class Decision(models.TextChoices):
        NONE = "", pgettext_lazy("access review", "Not decided")
        KEEP = "keep", pgettext_lazy("access review", "Keeps access")
        REMOVE = "remove", pgettext_lazy("access review", "Access taken away")
        LEFT = "left", pgettext_lazy("access review", "Has left the company")
        CHANGE = "change", pgettext_lazy("access review", "Another role")
        GONE = "gone", pgettext_lazy("access review", "Had no access any more")

    ENDED: ClassVar = (Decision.REMOVE, Decision.LEFT, Decision.GONE)

    review = TenantKey(AccessReview, models.CASCADE, related_name="lines")
    company = TenantKey("people.Company", models.CASCADE, related_name="+")
    contact_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    name = models.CharField(max_length=200)
    email = models.CharField(max_length=254)
    role = models.CharField(max_length=80, blank=True)
    reach = models.PositiveSmallIntegerField(choices=REACHES, null=True)
    access = models.CharField(max_length=10)
    last_seen_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.NONE, blank=True)
    new_role = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    by_themselves = models.BooleanField(default=False)  # nobody else could have confirmed it
    decided_by_id = models.UUIDField(null=True)
    decided_by = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)

    isolation: ClassVar = of_company(portal="SELECT, UPDATE")
    objects = TenantManager["ReviewLine"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "review", "contact_id"], name="reviews_line_once"
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "review", "name", "id"], name="reviews_line_name"),
            models.Index(
                fields=["tenant", "review", "name", "id"],
                name="reviews_line_undecided",
                condition=Q(decision=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id}: {self.decision}"

    @property
    def is_decided(self) -> bool:
        return bool(self.decision)


class ReviewEvidence(TenantModel):
    """The document of a finished review, apart from it because it is large."""

    review = TenantKey(AccessReview, models.CASCADE, related_name="+")
    company = TenantKey("people.Company", models.CASCADE, related_name="+")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)  # of the document
    made_at = models.DateTimeField()

    isolation: ClassVar = of_company()
    objects = TenantManager["ReviewEvidence"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "review"], name="reviews_evidence_once")
        ]

    def __str__(self) -> str:
        return str(self.review_id)


class Unusual(models.TextChoices):
    """How the sign-ins of the last seven days differ from those of the four weeks before."""

    SILENT = "silent", _("nobody came, unlike before")
    SURGE = "surge", _("far more than usual")


class AdoptionFigure(TenantModel):
    """How much one company uses the portal, as counted last."""

    company = TenantKey("people.Company", models.CASCADE, related_name="+")
    eligible = models.PositiveIntegerField(default=0)  # may sign in
    invited = models.PositiveIntegerField(default=0)  # were ever sent an invitation
    joined = models.PositiveIntegerField(default=0)  # have signed in at least once
    active = models.PositiveIntegerField(default=0)  # seen within 30 days
    dormant = models.PositiveIntegerField(default=0)  # joined, and not seen for 90 days
    never = models.PositiveIntegerField(default=0)  # may sign in and never have
    unanswered = models.PositiveIntegerField(default=0)  # invitations that wait for an answer
    quiet_since = models.DateTimeField()  # the last sign of life; 1970 if there was none
    uses = models.JSONField(default=dict)  # slug of a use → how often within 30 days
    sign_ins = models.PositiveIntegerField(default=0)  # within seven days
    usual_sign_ins = models.PositiveIntegerField(default=0)  # of a week, in the four before
    unusual = models.CharField(max_length=10, choices=Unusual, blank=True)

    isolation: ClassVar = staff_only()
    objects = TenantManager["AdoptionFigure"]()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "company"], name="reviews_adoption_company")
        ]
        indexes = [
            models.Index(fields=["tenant", "quiet_since", "id"], name="reviews_adoption_quiet"),
            models.Index(fields=["tenant", "active", "id"], name="reviews_adoption_active"),
            models.Index(fields=["tenant", "never", "id"], name="reviews_adoption_never"),
            models.Index(fields=["tenant", "unanswered", "id"], name="reviews_adoption_unanswered"),
            models.Index(fields=["tenant", "unusual", "id"], name="reviews_adoption_unusual"),
        ]

    def __str__(self) -> str:
        return f"{self.company_id}: {self.active} of {self.eligible}"

    @property
    def was_seen(self) -> bool:
        return self.quiet_since.year > FIRST_YEAR

    @property
    def percent(self) -> int:
        return round(100 * self.active / self.eligible) if self.eligible else 0


FIRST_YEAR = 1970


class AdoptionTotal(TenantModel):
    """The same for all companies, with the weeks before and how long signing up takes."""

    made_at = models.DateTimeField()
    totals = models.JSONField(default=dict)  # name of a figure → sum
    weeks = models.JSONField(default=list)  # [first day, people who did something], oldest first
    sign_up_seconds = models.PositiveIntegerField(null=True)  # median of 90 days
    sign_ups = models.PositiveIntegerField(default=0)

    isolation: ClassVar = staff_only()
    objects = TenantManager["AdoptionTotal"]()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant"], name="reviews_adoption_total")]

    def __str__(self) -> str:
        return f"{self.made_at:%F %T}"

    @property
    def percent(self) -> int:
        """Active ones of those who may sign in."""
        eligible = self.totals.get("eligible", 0)
        return round(100 * self.totals.get("active", 0) / eligible) if eligible else 0


__all__ = [
    "AccessReview",
    "AdoptionFigure",
    "AdoptionTotal",
    "Every",
    "ReviewEvidence",
    "ReviewLine",
    "ReviewPolicy",
    "Unusual",
]
