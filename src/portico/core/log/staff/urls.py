"""Addresses below /staff/settings/log/."""

from django.urls import path

from . import keeping, pages

app_name = "log"
prefix = "settings/log/"

urlpatterns = [
    path("", pages.log_list, name="list"),
    path("export/", pages.log_export, name="export"),
    path("keeping/", keeping.keeping, name="keeping"),
    path("<uuid:entry_id>/", pages.log_line, name="line"),
]
