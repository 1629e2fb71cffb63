"""Addresses below /staff/settings/ and /staff/companies/."""

from django.urls import include, path

from . import (
    brand,
    companies,
    company,
    contacts,
    extras,
    health,
    invitations,
    jobs,
    keeping,
    log,
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
    path("<uuid:role_id>/", roles.role_edit, name="role"),
    path("<uuid:role_id>/deletion/", roles.role_delete, name="delete"),
]
job_urls = [
    path("", jobs.job_list, name="list"),
    path("<uuid:job_id>/retry/", jobs.job_retry, name="retry"),
    path("<uuid:job_id>/dismissal/", jobs.job_dismiss, name="dismiss"),
]
log_urls = [
    path("", log.log_list, name="list"),
    path("export/", log.log_export, name="export"),
    path("keeping/", keeping.keeping, name="keeping"),
    path("<uuid:entry_id>/", log.log_line, name="line"),
]
company_urls = [
    path("", companies.company_list, name="list"),
    path("new/", companies.company_new, name="new"),
    path("<uuid:company_id>/", companies.company, name="company"),
    path("<uuid:company_id>/edit/", companies.company_edit, name="edit"),
    path("<uuid:company_id>/portal/", companies.portal_switch, name="portal"),
    path("<uuid:company_id>/sites/new/", companies.site_new, name="site_new"),
    path("<uuid:company_id>/contacts/new/", contacts.contact_new, name="contact_new"),
    path("sites/<uuid:site_id>/", companies.site_edit, name="site"),
    path("contacts/<uuid:contact_id>/", contacts.contact, name="contact"),
    path("contacts/<uuid:contact_id>/access/", contacts.access_open, name="access"),
    path("contacts/<uuid:contact_id>/closure/", contacts.access_close, name="closure"),
    path("contacts/<uuid:contact_id>/invitation/", invitations.invitation, name="invitation"),
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
    path("settings/log/", include((log_urls, "log"))),
    path("companies/", include((company_urls, "companies"))),
]
