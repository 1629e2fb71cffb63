"""Where the links of invitations lead; below /portal/."""

from django.urls import path

from . import invitation

app_name = "invitations"
prefix = ""
urlpatterns = [
    path("invitation", invitation.invitation, name="invitation"),
    path("invitation/", invitation.invitation),
    path("invitation/again/", invitation.again, name="again"),
    path("invitation/refusal/", invitation.refusal, name="refusal"),
]
