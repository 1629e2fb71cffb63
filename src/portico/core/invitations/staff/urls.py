"""Addresses below /staff/invitations/."""

from django.urls import path

from . import campaigns, drafts, overview, people

app_name = "invitations"

urlpatterns = [
    path("", overview.overview, name="list"),
    path("settings/", overview.settings, name="settings"),
    path("preview/", overview.preview, name="preview"),
    path("many/", drafts.many, name="many"),
    path("many/blocked/", drafts.blocked, name="blocked"),
    path("campaigns/<uuid:mailing_id>/", campaigns.campaign, name="campaign"),
    path("campaigns/<uuid:mailing_id>/people/", drafts.people, name="people"),
    path("campaigns/<uuid:mailing_id>/everybody/", drafts.everybody, name="everybody"),
    path("campaigns/<uuid:mailing_id>/confirmation/", drafts.confirm, name="confirm"),
    path("campaigns/<uuid:mailing_id>/pause/", campaigns.pause, name="pause"),
    path("campaigns/<uuid:mailing_id>/resumption/", campaigns.resume, name="resume"),
    path("campaigns/<uuid:mailing_id>/cancellation/", campaigns.cancel, name="cancel"),
    path("campaigns/<uuid:mailing_id>/retry/", campaigns.retry, name="retry"),
    path("campaigns/<uuid:mailing_id>/export/", campaigns.export, name="export"),
    path("contacts/<uuid:contact_id>/", people.person, name="person"),
    path("contacts/<uuid:contact_id>/quick/", people.quick, name="quick"),
    path("contacts/<uuid:contact_id>/access/", people.silent, name="silent"),
    path("contacts/<uuid:contact_id>/again/", people.again, name="again"),
    path("contacts/<uuid:contact_id>/link/", people.link, name="link"),
    path("contacts/<uuid:contact_id>/revocation/", people.revocation, name="revoke"),
    path("contacts/<uuid:contact_id>/address/", people.address, name="address"),
]
