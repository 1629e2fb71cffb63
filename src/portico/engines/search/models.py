"""The index: what each row can be found by, in public and at the desk."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from portico.core.tenants.models import TenantManager, TenantModel
from portico.kernel.postgres.isolation import staff_only


class Entry(TenantModel):
    """One row's words; its id is the row's id. Read only through `ctx.search_…`.

    The vectors carry marks beside the words (tenant, company, contact), so that the index itself
    narrows a search to one client; row-level security would make it scan.
    """

    kind = models.CharField(max_length=40)
    company_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    public = SearchVectorField()
    internal = SearchVectorField()
    layout = models.PositiveSmallIntegerField(db_default=1)  # as the source's, when it was written

    isolation: ClassVar = staff_only(gate="SELECT")
    objects = TenantManager["Entry"]()

    class Meta(TenantModel.Meta):
        indexes = [
            GinIndex(fields=["public"], name="search_entry_public"),
            GinIndex(fields=["internal"], name="search_entry_internal"),
            models.Index(fields=["tenant", "kind", "layout"], name="search_entry_layout"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
