"""Addresses below /staff/profile/."""

from django.urls import path

from . import views

app_name = "profile"

urlpatterns = [
    path("requests/", views.request_list, name="requests"),
    path("requests/<uuid:changerequest_id>/approval/", views.approve, name="approve"),
    path("requests/<uuid:changerequest_id>/refusal/", views.reject, name="reject"),
    path("rules/", views.rules, name="rules"),
    path("pictures/<uuid:contact_id>/<str:mark>.webp", views.picture, name="image"),
]
