"""Addresses below /portal/tickets/."""

from django.urls import path

from . import lists, moves, new, talk, views

app_name = "tickets"
urlpatterns = [
    path("", lists.ticket_list, name="list"),
    path("export/", lists.ticket_export, name="export"),
    path("new/", new.ticket_new, name="new"),
    path("<uuid:ticket_id>/", views.ticket_page, name="page"),
    path("number/<int:number>/", views.ticket_by_number, name="number"),
    path("<uuid:ticket_id>/replies/", talk.reply_create, name="reply"),
    path("<uuid:ticket_id>/replies/<uuid:reply_id>/", talk.reply_edit, name="edit"),
    path("<uuid:ticket_id>/confirmation/", moves.confirmation_create, name="confirm"),
    path("<uuid:ticket_id>/reopening/", moves.reopening_create, name="reopen"),
    path("<uuid:ticket_id>/followers/", moves.follower_create, name="follow"),
    path("<uuid:ticket_id>/followers/leave/", moves.follower_delete, name="unfollow"),
]
