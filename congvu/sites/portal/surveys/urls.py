"""Addresses of surveys."""

from django.urls import path

from congvu.sites.portal.surveys import views

urlpatterns = [
    path("khao-sat/", views.listing, name="surveys"),
    path("khao-sat/ket-qua/<uuid:public_id>/", views.results, name="survey_results"),
    path("khao-sat/ket-qua/<uuid:public_id>/excel/", views.download, name="survey_excel"),
    path("khao-sat/<slug:code>/", views.answer, name="survey_answer"),
    path("ho-so-cua-toi/<uuid:public_id>/khao-sat/<uuid:survey_id>/", views.answer_mine, name="survey_mine"),
]
