"""Reading settings: hosts, optional parts, failed jobs."""

from uuid import UUID

from django.apps import apps
from django.db.models import QuerySet

from portico.core.access.actors import Actor
from portico.core.access.permissions import NotVisible, can
from portico.core.jobs.models import FailedJob
from portico.core.tenants.models import BrandFile, Host

from ..permissions import MANAGE, MANAGE_JOBS


def hosts(actor: Actor) -> QuerySet[Host]:
    """The host names on which this portal answers, the main one first."""
    found = Host.objects.order_by("-is_primary", "name", "id")
    return found if can(actor, MANAGE) else found.none()


def host(actor: Actor, host_id: UUID) -> Host:
    if (found := hosts(actor).filter(pk=host_id).first()) is None:
        raise NotVisible("host")
    return found


def optional_contexts() -> dict[str, str]:
    """Label → title of the parts of the product that a tenant may switch on."""
    return {
        config.label: str(config.verbose_name)
        for config in apps.get_app_configs()
        if getattr(config, "optional", False)
    }


def failed_jobs(actor: Actor) -> QuerySet[FailedJob]:
    """Jobs that gave up and that nobody has dealt with, newest first."""
    found = FailedJob.objects.filter(retried_at=None, dismissed_at=None)
    return found if can(actor, MANAGE_JOBS) else found.none()


def failed_job(actor: Actor, job_id: UUID) -> FailedJob:
    if (found := failed_jobs(actor).filter(pk=job_id).first()) is None:
        raise NotVisible("job")
    return found


def brand_file(file_hash: str, *, kinds: tuple[str, ...]) -> BrandFile | None:
    """A public file of this tenant's brand, for anybody; another tenant's hash finds nothing."""
    return BrandFile.objects.filter(hash=file_hash, kind__in=kinds).first()
