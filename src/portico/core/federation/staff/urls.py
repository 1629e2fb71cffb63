"""Addresses of single sign-on in the staff app."""

from django.urls import path

from . import views

app_name = "federation"
prefix = "sign-on/"
urlpatterns = [
    path("company/<uuid:company_id>/", views.overview, name="overview"),
    path("company/<uuid:company_id>/connections/", views.add, name="add"),
    path("company/<uuid:company_id>/domains/", views.domain_add, name="domains"),
    path("connections/<uuid:connection_id>/", views.connection, name="connection"),
    path("connections/<uuid:connection_id>/facts/", views.facts, name="facts"),
    path("connections/<uuid:connection_id>/rules/", views.rules, name="rules"),
    path("connections/<uuid:connection_id>/refresh/", views.refresh, name="refresh"),
    path("connections/<uuid:connection_id>/activation/", views.activation, name="activation"),
    path("connections/<uuid:connection_id>/stop/", views.stop, name="stop"),
    path("accounts/<uuid:subject_id>/removal/", views.forget, name="forget"),
    path("domains/<uuid:domain_id>/check/", views.domain_check, name="domain_check"),
    path("domains/<uuid:domain_id>/removal/", views.domain_removal, name="domain_removal"),
    path("domains/<uuid:domain_id>/enforcement/", views.enforcement, name="enforcement"),
    path("domains/<uuid:domain_id>/release/", views.release, name="release"),
]
