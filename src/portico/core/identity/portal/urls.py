"""Pages of the clients' door that belong to signing in; they stand at its root."""

from django.urls import path

from . import account, other_ways, second, sign_in, ways

app_name = "identity"
prefix = ""
urlpatterns = [
    path("login", sign_in.login, name="login"),
    path("login/", sign_in.login),
    path("login/check/", sign_in.check, name="check"),
    path("login/again/", sign_in.again, name="again"),
    path("login/who/", sign_in.choose, name="choose"),
    path("login/passkey/", other_ways.passkey, name="passkey_login"),
    path("login/passkey/options/", other_ways.passkey_options, name="passkey_login_options"),
    path("login/password/", other_ways.password, name="password"),
    path("login/second/", second.second, name="second"),
    path("login/second/passkey/", second.second_new, name="second_new"),
    path("login/second/options/", second.second_options, name="second_options"),
    path("login/second/app/", second.second_app, name="second_app"),
    path("login/second/app/picture.svg", second.second_picture, name="second_picture"),
    path("login/<uuid:request_id>", sign_in.link, name="link"),
    path("login/<uuid:request_id>/", sign_in.link),
    path("login/<uuid:request_id>/again/", sign_in.again, name="again_for"),
    path("logout/", account.logout, name="logout"),
    path("not-me/", ways.not_me, name="not_me"),
    path("proof/", ways.proof, name="proof"),
    path("proof/options/", ways.proof_options, name="proof_options"),
    path("proof/mail/", ways.proof_mail, name="proof_mail"),
    path("account/", account.account, name="account"),
    path("account/passkeys/new/", ways.passkey_new, name="passkey_new"),
    path("account/passkeys/options/", ways.passkey_options, name="passkey_options"),
    path("account/passkeys/<uuid:passkey_id>/", ways.passkey, name="passkey"),
    path(
        "account/passkeys/<uuid:passkey_id>/removal/", ways.passkey_removal, name="passkey_removal"
    ),
    path("account/app/", ways.app, name="app"),
    path("account/app/picture.svg", ways.app_picture, name="app_picture"),
    path("account/app/removal/", ways.app_removal, name="app_removal"),
    path("account/app/recovery-codes/", ways.recovery_codes, name="recovery_codes"),
    path("account/password/", ways.password, name="own_password"),
    path("account/password/removal/", ways.password_removal, name="password_removal"),
    path("account/sessions/others/ending/", account.others_end, name="others_end"),
    path("account/sessions/<uuid:session_id>/ending/", account.session_end, name="session_end"),
    path("companies/", account.companies, name="companies"),
]
