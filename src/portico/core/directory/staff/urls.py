"""Addresses below /staff/companies/."""

from django.urls import path

from . import access, answers, companies, contacts, invitations, leaving, lists, membership

app_name = "directory"
prefix = "companies/"

urlpatterns = [
    path("", lists.company_list, name="list"),
    path("export/", lists.company_export, name="export"),
    path("views/", lists.view_save, name="view_save"),
    path("views/<uuid:view_id>/removal/", lists.view_forget, name="view_forget"),
    path("membership/", membership.membership, name="membership"),
    path("help/", answers.help_list, name="help"),
    path("help/new/", answers.help_new, name="help_new"),
    path("help/first/", answers.help_install, name="help_install"),
    path("help/<uuid:help_entry_id>/", answers.help_edit, name="help_edit"),
    path("help/<uuid:help_entry_id>/removal/", answers.help_remove, name="help_remove"),
    path("new/", companies.company_new, name="new"),
    path("<uuid:company_id>/", companies.company, name="company"),
    path("<uuid:company_id>/edit/", companies.company_edit, name="edit"),
    path("<uuid:company_id>/access/", access.access_tab, name="access_tab"),
    path("<uuid:company_id>/access/changes/", access.access_changes, name="access_changes"),
    path("<uuid:company_id>/portal/on/", access.portal_on, name="portal_on"),
    path("<uuid:company_id>/portal/off/", access.portal_off, name="portal_off"),
    path("<uuid:company_id>/portal/primary/", access.primary_choose, name="primary"),
    path("<uuid:company_id>/sites/new/", companies.site_new, name="site_new"),
    path("<uuid:company_id>/contacts/new/", contacts.contact_new, name="contact_new"),
    path("sites/<uuid:site_id>/", companies.site_edit, name="site"),
    path("contacts/<uuid:contact_id>/", contacts.contact, name="contact"),
    path("contacts/<uuid:contact_id>/access/", contacts.access_open, name="access"),
    path("contacts/<uuid:contact_id>/role/", access.role_change, name="role"),
    path("contacts/<uuid:contact_id>/closure/", contacts.access_close, name="closure"),
    path("contacts/<uuid:contact_id>/reopening/", contacts.access_reopen, name="reopening"),
    path("contacts/<uuid:contact_id>/leaving/", leaving.leaving, name="leaving"),
    path("contacts/<uuid:contact_id>/return/", leaving.come_back, name="return"),
    path("contacts/<uuid:contact_id>/invitation/", invitations.invitation, name="invitation"),
]
