"""Addresses of public notices; the second stands in the message to the owner and on the paper that hangs."""

from django.urls import path

from congvu.sites.portal.notices import views

urlpatterns = [
    path("niem-yet/", views.notices, name="public_notices"),
    path("niem-yet/<uuid:public_id>/", views.notice, name="public_notice"),
]
