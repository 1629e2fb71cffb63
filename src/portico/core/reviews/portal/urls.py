"""Addresses below /portal/reviews/."""

from django.urls import path

from . import views

app_name = "reviews"

urlpatterns = [
    path("", views.review_list, name="list"),
    path("<uuid:accessreview_id>/rest/", views.rest, name="rest"),
    path("<uuid:accessreview_id>/end/", views.finish, name="finish"),
    path("<uuid:accessreview_id>/evidence.pdf", views.evidence_pdf, name="pdf"),
    path("<uuid:accessreview_id>/people.csv", views.evidence_csv, name="csv"),
    path("<uuid:accessreview_id>/data.json", views.evidence_data, name="data"),
    path("people/<uuid:reviewline_id>/", views.line, name="line"),
    path("people/<uuid:reviewline_id>/keep/", views.keep, name="keep"),
]
