"""Addresses below /portal/provisioning/."""

from django.urls import path

from . import views

app_name = "provisioning"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("<uuid:scimconnection_id>/", views.connection, name="connection"),
    path("<uuid:scimconnection_id>/token/", views.token, name="token"),
    path("<uuid:scimconnection_id>/state/", views.state, name="state"),
    path("<uuid:scimconnection_id>/source/", views.source, name="source"),
    path("<uuid:scimconnection_id>/reading/", views.reading, name="reading"),
    path("<uuid:scimconnection_id>/groups/<uuid:scimgroup_id>/", views.group, name="group"),
]
