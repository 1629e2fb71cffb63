"""Addresses below /staff/reviews/."""

from django.urls import path

from . import adoption, views

app_name = "reviews"

urlpatterns = [
    path("", views.review_list, name="list"),
    path("rules/", views.policy, name="policy"),
    path("adoption/", adoption.adoption, name="adoption"),
    path("adoption/companies.csv", adoption.adoption_csv, name="adoption_csv"),
    path("adoption/count/", adoption.recount, name="recount"),
    path("company/<uuid:company_id>/", views.company, name="company"),
    path("company/<uuid:company_id>/start/", views.start, name="start"),
    path("<uuid:accessreview_id>/", views.review, name="review"),
    path("<uuid:accessreview_id>/reminder/", views.reminder, name="remind"),
    path("<uuid:accessreview_id>/cancellation/", views.cancel, name="cancel"),
    path("<uuid:accessreview_id>/evidence.pdf", views.evidence_pdf, name="pdf"),
    path("<uuid:accessreview_id>/people.csv", views.evidence_csv, name="csv"),
    path("<uuid:accessreview_id>/data.json", views.evidence_data, name="data"),
]
