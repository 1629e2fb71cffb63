"""Addresses below /staff/links/."""

from django.urls import path

from . import desk, lists, making, many

app_name = "joining"
prefix = "links/"
urlpatterns = [
    path("", lists.link_list, name="list"),
    path("company/<uuid:company_id>/", lists.company, name="company"),
    path("company/<uuid:company_id>/new/", making.new, name="new"),
    path("new/", lists.choose, name="choose"),
    path("test/", making.test, name="test"),
    path("doctor/", desk.doctor, name="doctor"),
    path("requests/", desk.requests, name="requests"),
    path("requests/<uuid:joinrequest_id>/decision/", desk.decide, name="decide"),
    path("rules/", desk.policy, name="policy"),
    path("replacement/", desk.replace_all, name="replace_all"),
    path("many/", many.many, name="many"),
    path("many/<uuid:campaign_id>/", many.campaign, name="campaign"),
    path("many/<uuid:campaign_id>/stop/", many.campaign_cancel, name="campaign_cancel"),
    path("many/<uuid:campaign_id>/portal-links.csv", many.campaign_csv, name="campaign_csv"),
    path("move/<uuid:contact_id>/", desk.move, name="move"),
    path("moves/<uuid:membershipmove_id>/undo/", desk.move_undo, name="move_undo"),
    path("<uuid:portallink_id>/", lists.link, name="link"),
    path("<uuid:portallink_id>/rotation/", making.rotate, name="rotate"),
    path("<uuid:portallink_id>/revocation/", lists.revoke, name="revoke"),
    path("<uuid:portallink_id>/resumption/", lists.resume, name="resume"),
    path("<uuid:portallink_id>/joiners/closure/", lists.joiners_off, name="joiners_off"),
]
