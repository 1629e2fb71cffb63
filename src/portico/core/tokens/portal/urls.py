"""Addresses below /portal/tokens/."""

from django.urls import path

from . import views

app_name = "tokens"
urlpatterns = [
    path("", views.tokens, name="tokens"),
    path("<uuid:clienttoken_id>/revocation/", views.token_revoke, name="token_revoke"),
]
