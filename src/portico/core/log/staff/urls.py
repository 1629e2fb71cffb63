"""Addresses below /staff/settings/log/."""

from django.urls import path

from . import keeping, pages, security

app_name = "log"
prefix = "settings/log/"

urlpatterns = [
    path("", pages.log_list, name="list"),
    path("export/", pages.log_export, name="export"),
    path("check/", pages.log_check, name="check"),
    path("keeping/", keeping.keeping, name="keeping"),
    path("security/", security.security, name="security"),
    path("security/mail/", security.weekly_mail, name="weekly_mail"),
    path("security/<uuid:alert_id>/", security.settle, name="settle"),
    path("<uuid:entry_id>/", pages.log_line, name="line"),
]
