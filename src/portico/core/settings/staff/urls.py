"""Addresses below /staff/settings/."""

from django.urls import include, path

from . import (
    brand,
    company,
    extras,
    health,
    jobs,
    overview,
    roles,
)

app_name = "settings"
prefix = ""

brand_urls = [
    path("", brand.brand, name="edit"),
    path("preview.css", brand.preview_css, name="preview"),
]
role_urls = [
    path("", roles.matrix, name="matrix"),
    path("new/", roles.role_new, name="new"),
    path("affected/", roles.affected, name="affected"),
    path("<uuid:role_id>/", roles.role_edit, name="role"),
    path("<uuid:role_id>/reset/", roles.role_reset, name="reset"),
    path("<uuid:role_id>/deletion/", roles.role_delete, name="delete"),
]
job_urls = [
    path("", jobs.job_list, name="list"),
    path("<uuid:job_id>/retry/", jobs.job_retry, name="retry"),
    path("<uuid:job_id>/dismissal/", jobs.job_dismiss, name="dismiss"),
]
urlpatterns = [
    path("settings/", overview.overview, name="overview"),
    path("settings/company/", company.company_data, name="company"),
    path("settings/hosts/", company.host_list, name="hosts"),
    path("settings/hosts/<uuid:host_id>/primary/", company.host_choose, name="host_choose"),
    path("settings/hosts/<uuid:host_id>/removal/", company.host_remove, name="host_remove"),
    path("settings/extras/", extras.extras, name="extras"),
    path("settings/health/", health.health, name="health"),
    path("settings/brand/", include((brand_urls, "brand"))),
    path("settings/roles/", include((role_urls, "roles"))),
    path("settings/jobs/", include((job_urls, "jobs"))),
]
