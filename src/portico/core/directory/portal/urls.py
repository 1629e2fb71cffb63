"""Addresses of the own company at the portal's door."""

from django.urls import path

from . import answers, leaving, people

app_name = "directory"
prefix = ""
urlpatterns = [
    path("company/", people.company, name="company"),
    path("help/", answers.help_page, name="help"),
    path("people/", people.people_list, name="people"),
    path("people/new/", people.invite_new, name="invite"),
    path("people/<uuid:contact_id>/", people.person, name="person"),
    path("people/<uuid:contact_id>/role/", people.role_change, name="role"),
    path("people/<uuid:contact_id>/closure/", people.closure, name="closure"),
    path("people/<uuid:contact_id>/reopening/", people.reopening, name="reopening"),
    path("people/<uuid:contact_id>/leaving/", leaving.leaving, name="leaving"),
    path("people/<uuid:contact_id>/return/", leaving.come_back, name="return"),
    path("people/<uuid:contact_id>/invitation/", people.invitation, name="invitation"),
]
