"""Pages of the clients' door that belong to signing in; they stand at its root."""

from django.urls import path

from . import account, sign_in

app_name = "identity"
prefix = ""
urlpatterns = [
    path("login", sign_in.login, name="login"),
    path("login/", sign_in.login),
    path("login/check/", sign_in.check, name="check"),
    path("login/again/", sign_in.again, name="again"),
    path("login/who/", sign_in.choose, name="choose"),
    path("login/<uuid:request_id>", sign_in.link, name="link"),
    path("login/<uuid:request_id>/", sign_in.link),
    path("login/<uuid:request_id>/again/", sign_in.again, name="again_for"),
    path("logout/", account.logout, name="logout"),
    path("account/", account.account, name="account"),
    path("account/sessions/others/ending/", account.others_end, name="others_end"),
    path("account/sessions/<uuid:session_id>/ending/", account.session_end, name="session_end"),
    path("companies/", account.companies, name="companies"),
]
