"""Addresses below /staff/tickets/."""

from django.urls import path

from . import bulk, change, followers, lists, new, talk, views, words

app_name = "tickets"
urlpatterns = [
    path("", lists.ticket_list, name="list"),
    path("export/", lists.ticket_export, name="export"),
    path("new/", new.ticket_new, name="new"),
    path("changes/", bulk.changes_create, name="bulk"),
    path("words/", words.overview, name="words"),
    path("words/statuses/", words.status_create, name="status-new"),
    path("words/statuses/<uuid:status_id>/", words.status_change, name="status"),
    path("words/queues/", words.queue_create, name="queue-new"),
    path("words/queues/<uuid:queue_id>/", words.queue_change, name="queue"),
    path("words/targets/", words.targets_change, name="targets"),
    path("number/<int:number>/", views.ticket_by_number, name="number"),
    path("<uuid:ticket_id>/", views.ticket_page, name="page"),
    path("<uuid:ticket_id>/replies/", talk.reply_create, name="reply"),
    path("<uuid:ticket_id>/replies/<uuid:pending_id>/undo/", talk.reply_undo, name="undo"),
    path("<uuid:ticket_id>/notes/", talk.note_create, name="note"),
    path("<uuid:ticket_id>/changes/", change.change_create, name="change"),
    path("<uuid:ticket_id>/merge/", change.merge_create, name="merge"),
    path("<uuid:ticket_id>/followers/", followers.follower_create, name="follow"),
    path(
        "<uuid:ticket_id>/followers/<uuid:contact_id>/removal/",
        followers.follower_delete,
        name="unfollow",
    ),
]
