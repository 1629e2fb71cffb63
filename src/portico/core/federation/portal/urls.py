"""Addresses of single sign-on in the portal."""

from django.urls import path

from . import sign_on, views

app_name = "federation"
prefix = "sign-on/"
urlpatterns = [
    path("at/<uuid:connection_id>/", sign_on.start, name="start"),
    path("wait/<uuid:attempt_id>/", sign_on.wait, name="wait"),
    path("<uuid:connection_id>/callback", sign_on.callback, name="callback"),
    path("<uuid:connection_id>/acs", sign_on.consume, name="consume"),
    path("<uuid:connection_id>/metadata", sign_on.metadata, name="metadata"),
    path("", views.overview, name="overview"),
    path("connections/", views.add, name="add"),
    path("connections/<uuid:connection_id>/", views.connection, name="connection"),
    path("connections/<uuid:connection_id>/facts/", views.facts, name="facts"),
    path("connections/<uuid:connection_id>/rules/", views.rules, name="rules"),
    path("connections/<uuid:connection_id>/refresh/", views.refresh, name="refresh"),
    path("connections/<uuid:connection_id>/test/", views.test, name="test"),
    path("connections/<uuid:connection_id>/activation/", views.activation, name="activation"),
    path("connections/<uuid:connection_id>/stop/", views.stop, name="stop"),
    path("connections/<uuid:connection_id>/removal/", views.remove, name="remove"),
    path("tests/<uuid:attempt_id>/", views.test_result, name="test_result"),
    path("accounts/<uuid:subject_id>/removal/", views.forget, name="forget"),
    path("domains/", views.domain_add, name="domains"),
    path("domains/<uuid:domain_id>/check/", views.domain_check, name="domain_check"),
    path("domains/<uuid:domain_id>/removal/", views.domain_removal, name="domain_removal"),
    path("domains/<uuid:domain_id>/enforcement/", views.enforcement, name="enforcement"),
    path("domains/<uuid:domain_id>/release/", views.release, name="release"),
]
