"""Addresses below /staff/provisioning/."""

from django.urls import path

from . import views

app_name = "provisioning"
urlpatterns = [
    path("", views.tenant, name="tenant"),
    path("company/<uuid:company_id>/", views.company, name="company"),
    path("<uuid:scimconnection_id>/", views.connection, name="connection"),
    path("<uuid:scimconnection_id>/token/", views.token, name="token"),
    path("<uuid:scimconnection_id>/state/", views.state, name="state"),
    path("<uuid:scimconnection_id>/domains/", views.domains, name="domains"),
    path("<uuid:scimconnection_id>/source/", views.source, name="source"),
    path("<uuid:scimconnection_id>/reading/", views.reading, name="reading"),
    path("<uuid:scimconnection_id>/groups/<uuid:scimgroup_id>/", views.group, name="group"),
    path("<uuid:scimconnection_id>/removal/", views.removal, name="removal"),
]
