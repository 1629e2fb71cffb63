"""Addresses of checking at the desk."""

from django.urls import path

from . import views

app_name = "verification"
prefix = "verification/"
urlpatterns = [
    path("", views.demands, name="demands"),
    path("contact/<uuid:contact_id>/", views.contact, name="contact"),
    path("contact/<uuid:contact_id>/ask/", views.ask, name="ask"),
    path("contact/<uuid:contact_id>/code/", views.shown, name="shown"),
    path("check/<uuid:check_id>/", views.code, name="code"),
]
