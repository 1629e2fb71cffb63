"""Addresses of the activity page."""

from django.urls import path

from . import views

app_name = "activity"
prefix = "activity/"
urlpatterns = [path("", views.activity, name="list")]
