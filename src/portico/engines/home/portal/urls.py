"""The start page of the portal."""

from django.urls import path

from . import views

app_name = "home"
prefix = ""
urlpatterns = [path("", views.home, name="home")]
