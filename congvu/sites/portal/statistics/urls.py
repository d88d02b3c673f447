"""Addresses of the public statistics."""

from django.urls import path

from congvu.sites.portal.statistics import views

urlpatterns = [
    path("thong-ke/", views.statistics, name="statistics"),
    path("thong-ke/diem/", views.scores, name="scores"),
    path("thong-ke/excel/", views.download, name="statistics_excel"),
]
