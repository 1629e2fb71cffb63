"""Addresses below /staff/settings/roles/, beside the matrix."""

from django.urls import path

from . import defaults, preview, visits, why

app_name = "roles"
prefix = "settings/roles/"

urlpatterns = [
    path("why/<uuid:contact_id>/", why.why, name="why"),
    path("visits/<uuid:contact_id>/", visits.visits, name="visits"),
    path("visits/<uuid:contact_id>/end/", visits.visit_end, name="visit_end"),
    path("preview/<uuid:role_id>/", preview.preview, name="preview"),
    path("defaults/", defaults.defaults, name="defaults"),
    path("defaults/usual/", defaults.usual, name="usual"),
    path("defaults/rules/<uuid:rule_id>/up/", defaults.rule_up, name="rule_up"),
    path("defaults/rules/<uuid:rule_id>/removal/", defaults.rule_remove, name="rule_remove"),
]
