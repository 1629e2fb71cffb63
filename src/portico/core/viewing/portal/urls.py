"""Addresses of viewing at the portal's door."""

from django.urls import path

from . import views

app_name = "viewing"
prefix = "viewing/"
urlpatterns = [
    path("ended/", views.ended, name="ended"),
    path("<uuid:viewing_id>/", views.one, name="one"),
]
