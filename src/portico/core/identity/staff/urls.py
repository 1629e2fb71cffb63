"""Pages of the MSP's door that belong to signing in and to colleagues; they stand at its root."""

from django.urls import path

from . import account, people, rules, sign_in, sign_ins, ways

app_name = "identity"
prefix = ""
urlpatterns = [
    path("login", sign_in.login),
    path("login/", sign_in.login, name="login"),
    path("login/passkey/", sign_in.passkey, name="passkey_login"),
    path("login/passkey/options/", sign_in.passkey_options, name="passkey_login_options"),
    path("login/code/options/", sign_in.code_options, name="code_options"),
    path("login/code/", sign_in.code, name="code"),
    path("login/app/", sign_in.app, name="app"),
    path("login/app/picture.svg", sign_in.app_picture, name="app_picture"),
    path("login/forgotten/", sign_in.forgotten, name="forgotten"),
    path("login/forgotten/sent/", sign_in.forgotten_sent, name="forgotten_sent"),
    path("join", sign_in.join, name="join"),
    path("join/", sign_in.join),
    path("password", sign_in.password, name="password"),
    path("password/", sign_in.password),
    path("logout/", account.logout, name="logout"),
    path("account/", account.account, name="account"),
    path("account/password/", account.password, name="change_password"),
    path("account/app/", account.app, name="new_app"),
    path("account/app/picture.svg", account.app_picture, name="new_app_picture"),
    path("account/recovery-codes/", account.recovery_codes, name="recovery_codes"),
    path("account/sessions/others/ending/", account.others_end, name="others_end"),
    path("account/sessions/<uuid:session_id>/ending/", account.session_end, name="session_end"),
    path("account/passkeys/new/", ways.passkey_new, name="passkey_new"),
    path("account/passkeys/options/", ways.passkey_options, name="passkey_options"),
    path("account/passkeys/<uuid:passkey_id>/", ways.passkey, name="passkey"),
    path(
        "account/passkeys/<uuid:passkey_id>/removal/", ways.passkey_removal, name="passkey_removal"
    ),
    path("not-me/", ways.not_me, name="not_me"),
    path("proof/", ways.proof, name="proof"),
    path("proof/options/", ways.proof_options, name="proof_options"),
    path("people/", people.people_list, name="people"),
    path("people/new/", people.invitation, name="invite"),
    path("people/teams/new/", people.team, name="team_new"),
    path("people/teams/<uuid:team_id>/", people.team, name="team"),
    path("people/<uuid:staff_id>/", people.person, name="person"),
    path("people/<uuid:staff_id>/invitation/", people.person_invite, name="person_invite"),
    path("people/<uuid:staff_id>/closure/", people.person_disable, name="person_disable"),
    path("people/<uuid:staff_id>/opening/", people.person_enable, name="person_enable"),
    path("people/<uuid:staff_id>/second-factor/", people.person_reset, name="person_reset"),
    path("sign-in/", rules.usual, name="rules"),
    path("sign-in/change/", rules.usual_change, name="rules_change"),
    path("sign-in/company/<uuid:company_id>/", rules.of_company, name="company_rules"),
    path(
        "sign-in/company/<uuid:company_id>/change/",
        rules.of_company_change,
        name="company_rules_change",
    ),
    path("sign-in/company/<uuid:company_id>/removal/", rules.removal, name="rules_removal"),
    path("sign-in/person/<uuid:contact_id>/reset/", rules.reset, name="person_reset_ways"),
    path("sign-ins/", sign_ins.waiting, name="sign_ins"),
    path("sign-ins/<uuid:request_id>/", sign_ins.reveal, name="reveal"),
]
