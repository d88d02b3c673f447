"""Addresses of the pages."""

from django.urls import path

from congvu.sites.portal.access import mandates, views

urlpatterns = [
    path("du-lieu-cua-toi/luot-xem/", views.readings, name="readings"),
    path("du-lieu-cua-toi/nop-thay/", mandates.mandates, name="mandates"),
    path("du-lieu-cua-toi/nop-thay/<int:mandate_id>/thoi/", mandates.end, name="mandate_end"),
]
