"""Addresses of the own PIN."""

from django.urls import path

from . import views

app_name = "verification"
prefix = "pin/"
urlpatterns = [
    path("", views.pin, name="pin"),
    path("caller/", views.caller, name="caller"),
    path("<uuid:check_id>/answer/", views.answer, name="answer"),
]
