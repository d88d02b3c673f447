"""Addresses of the check; the second stands in the QR code of each result."""

from django.urls import path

from congvu.sites.portal.verification import views

urlpatterns = [
    path("xac-minh/", views.verify, name="verify"),
    path("xac-minh/<uuid:public_id>/", views.verify, name="verify_issued"),
]
