"""The own tokens stand beside the own account."""

from django.urls import path

from . import tokens

app_name = "tokens"
prefix = ""
urlpatterns = [
    path("account/tokens/", tokens.tokens, name="tokens"),
    path("account/tokens/<uuid:token_id>/revocation/", tokens.token_revoke, name="token_revoke"),
]
