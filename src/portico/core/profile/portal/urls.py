"""Addresses below /portal/profile/."""

from django.urls import path

from . import views

app_name = "profile"

urlpatterns = [
    path("", views.profile, name="edit"),
    path("address/", views.address, name="address"),
    path("picture/", views.picture_change, name="picture"),
    path("picture/<str:mark>.webp", views.picture, name="image"),
    path("team/<uuid:staffcard_id>/<str:mark>.webp", views.staff_picture, name="staff_image"),
    path("requests/<uuid:changerequest_id>/proof/", views.prove, name="prove"),
    path("requests/<uuid:changerequest_id>/withdrawal/", views.withdraw, name="withdraw"),
]
