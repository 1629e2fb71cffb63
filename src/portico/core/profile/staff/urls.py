"""Addresses below /staff/profile/."""

from django.urls import path

from . import own, views

app_name = "profile"

urlpatterns = [
    path("requests/", views.request_list, name="requests"),
    path("requests/<uuid:changerequest_id>/approval/", views.approve, name="approve"),
    path("requests/<uuid:changerequest_id>/refusal/", views.reject, name="reject"),
    path("rules/", views.rules, name="rules"),
    path("picture/", own.own_picture, name="own_picture"),
    path("picture/change/", own.picture_change, name="own_picture_change"),
    path("team/<uuid:staffcard_id>/<str:mark>.webp", own.picture, name="staff_image"),
    path("pictures/<uuid:contact_id>/<str:mark>.webp", views.picture, name="image"),
]
