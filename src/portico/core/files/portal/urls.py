"""Addresses of files at this door."""

from django.urls import path

from . import views

app_name = "files"
urlpatterns = [
    path("", views.upload, name="upload"),
    path("<uuid:file_id>/", views.file, name="file"),
    path("<uuid:file_id>/thumb/", views.thumbnail, name="thumbnail"),
    path("<uuid:file_id>/removal/", views.removal, name="removal"),
]
