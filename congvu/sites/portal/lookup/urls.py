"""Addresses of the look-up; the second stands in the QR code of each slip."""

from django.urls import path

from congvu.sites.portal.lookup import views

urlpatterns = [
    path("tra-cuu/", views.lookup, name="lookup"),
    path("tra-cuu/<str:code>/", views.tracked, name="tracked"),
]
