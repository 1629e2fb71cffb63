"""The base class of everything a tenant owns, and the manager that never forgets the tenant."""

from collections.abc import Iterable
from typing import Any, Self

from django.db import models

from portico.kernel.ids import new_id
from portico.kernel.postgres.inserts import insert
from portico.kernel.tenancy import current_tenant
from portico.kernel.writes import check_write


class TenantQuerySet[M: models.Model](models.QuerySet[M]):
    """A queryset whose writes are allowed only inside an action of the owning context."""

    def update(self, **values: Any) -> int:
        check_write(self.model._meta.app_label)
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        check_write(self.model._meta.app_label)
        return super().delete()

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        check_write(self.model._meta.app_label)
        return super().bulk_create(objs, *args, **kwargs)

    def bulk_update(self, objs: Iterable[M], fields: Any, *args: Any, **kwargs: Any) -> int:
        check_write(self.model._meta.app_label)
        return super().bulk_update(objs, fields, *args, **kwargs)


class TenantManager[M: models.Model](models.Manager[M]):
    """Starts every query with the tenant of the scope; raises `NoTenant` without one."""

    _queryset_class = TenantQuerySet

    def get_queryset(self) -> models.QuerySet[M]:
        return super().get_queryset().filter(tenant_id=current_tenant())


class TenantModel(models.Model):
    """A row of one tenant. Its policy class is the attribute `isolation`, else staff only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(
        "tenants.Tenant",
        models.CASCADE,
        related_name="+",
        default=current_tenant,
        editable=False,
        db_index=False,
    )

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        check_write(self._meta.app_label)
        super().save(*args, **kwargs)

    def _do_insert(
        self, manager: Any, using: Any, fields: Any, returning_fields: Any, raw: Any
    ) -> Any:
        """Django's own step, with a statement that PostgreSQL knows already."""
        if not returning_fields and not raw and insert(self, fields):
            return ()
        return super()._do_insert(manager, using, fields, returning_fields, raw)  # type: ignore[misc]

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        check_write(self._meta.app_label)
        return super().delete(*args, **kwargs)

    @classmethod
    def manager(cls, queryset: type[models.QuerySet[Self]]) -> models.Manager[Self]:
        return TenantManager.from_queryset(queryset)()
