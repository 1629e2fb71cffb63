"""Addresses of single sign-on in the staff app."""

from django.urls import path

from . import colleagues, sign_on, views

app_name = "federation"
prefix = "sign-on/"
urlpatterns = [
    path("at/<uuid:connection_id>/", sign_on.start, name="start"),
    path("wait/<uuid:attempt_id>/", sign_on.wait, name="wait"),
    path("<uuid:connection_id>/callback", sign_on.callback, name="callback"),
    path("<uuid:connection_id>/acs", sign_on.consume, name="consume"),
    path("<uuid:connection_id>/metadata", sign_on.metadata, name="metadata"),
    path("ours/", colleagues.overview, name="colleagues"),
    path("ours/connections/", colleagues.add, name="colleagues_add"),
    path("ours/<uuid:connection_id>/", colleagues.connection, name="our_connection"),
    path("ours/<uuid:connection_id>/facts/", colleagues.facts, name="our_facts"),
    path("ours/<uuid:connection_id>/rules/", colleagues.rules, name="our_rules"),
    path("ours/<uuid:connection_id>/refresh/", colleagues.refresh, name="our_refresh"),
    path("ours/<uuid:connection_id>/test/", colleagues.test, name="our_test"),
    path("ours/<uuid:connection_id>/activation/", colleagues.activation, name="our_activation"),
    path("ours/<uuid:connection_id>/stop/", colleagues.stop, name="our_stop"),
    path("ours/<uuid:connection_id>/removal/", colleagues.remove, name="our_remove"),
    path("ours/tests/<uuid:attempt_id>/", colleagues.test_result, name="test_result"),
    path("ours/accounts/<uuid:staffsubject_id>/removal/", colleagues.forget, name="our_forget"),
    path("company/<uuid:company_id>/", views.overview, name="overview"),
    path("company/<uuid:company_id>/connections/", views.add, name="add"),
    path("company/<uuid:company_id>/domains/", views.domain_add, name="domains"),
    path("connections/<uuid:connection_id>/", views.connection, name="connection"),
    path("connections/<uuid:connection_id>/facts/", views.facts, name="facts"),
    path("connections/<uuid:connection_id>/rules/", views.rules, name="rules"),
    path("connections/<uuid:connection_id>/refresh/", views.refresh, name="refresh"),
    path("connections/<uuid:connection_id>/activation/", views.activation, name="activation"),
    path("connections/<uuid:connection_id>/stop/", views.stop, name="stop"),
    path("connections/<uuid:connection_id>/removal/", views.remove, name="remove"),
    path("accounts/<uuid:subject_id>/removal/", views.forget, name="forget"),
    path("domains/<uuid:domain_id>/check/", views.domain_check, name="domain_check"),
    path("domains/<uuid:domain_id>/removal/", views.domain_removal, name="domain_removal"),
    path("domains/<uuid:domain_id>/enforcement/", views.enforcement, name="enforcement"),
    path("domains/<uuid:domain_id>/release/", views.release, name="release"),
]
