"""Where the links in mails lead, for whoever holds one."""

from django.urls import path

from . import views

app_name = "notices"
urlpatterns = [path("stop/<secret:token>", views.stop, name="stop")]
