"""Addresses below /staff/settings/mail/."""

from django.urls import path

from . import outbox, server

app_name = "mail"
prefix = "settings/mail/"
urlpatterns = [
    path("", server.mail_server, name="server"),
    path("test/", server.mail_test, name="test"),
    path("removal/", server.server_removal, name="removal"),
    path("outbox/", outbox.mail_list, name="outbox"),
    path("outbox/<uuid:message_id>/again/", outbox.mail_again, name="again"),
    path("outbox/<uuid:message_id>/arrival/", outbox.mail_arrival, name="arrival"),
    path("outbox/<uuid:message_id>/dismissal/", outbox.mail_dismissal, name="dismissal"),
]
