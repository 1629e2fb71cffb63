"""Addresses below /portal/join and of inviting colleagues."""

from django.urls import path

from . import invite, join

app_name = "joining"
prefix = ""
urlpatterns = [
    path("join", join.start, name="start"),
    path("join/", join.start),
    path("join/ask/", join.ask, name="ask"),
    path("join/code/", join.code, name="code"),
    path("join/code/again/", join.again, name="again"),
    path("join/also/", join.also, name="also"),
    path("join/waiting/", join.waiting, name="waiting"),
    path("join/new-link/", join.wish, name="wish"),
    path("join/framed/", join.framed, name="framed_any"),
    path("join/framed/<uuid:portallink_id>/", join.framed, name="framed"),
    path("join/window/", join.from_frame, name="from_frame"),
    path("colleagues/invite/", invite.invite, name="invite"),
    path("colleagues/invite/<uuid:portallink_id>/end/", invite.end, name="invite_end"),
    path("colleagues/joining/<uuid:joinrequest_id>/yes/", invite.approve_one, name="approve"),
    path("colleagues/joining/<uuid:joinrequest_id>/no/", invite.refuse_one, name="refuse"),
]
