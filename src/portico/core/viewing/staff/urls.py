"""Addresses of viewing at the desk."""

from django.urls import path

from . import views

app_name = "viewing"
prefix = "viewing/"
urlpatterns = [
    path("", views.rules, name="rules"),
    path("end-all/", views.kill, name="kill"),
    path("stop/", views.stop, name="stop"),
    path("contact/<uuid:contact_id>/", views.begin, name="begin"),
    path("company/<uuid:company_id>/", views.company, name="company"),
    path("company/<uuid:company_id>/rule/", views.company_rule, name="company_rule"),
    path("company/<uuid:company_id>/end-all/", views.company_kill, name="company_kill"),
    path("<uuid:viewing_id>/", views.one, name="one"),
    path("<uuid:viewing_id>/end/", views.one_kill, name="one_kill"),
]
