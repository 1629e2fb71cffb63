"""The page of choices; it stands beside the own account."""

from django.urls import path

from . import views

app_name = "notices"
prefix = ""
urlpatterns = [path("account/notifications/", views.choices, name="choices")]
