"""Addresses of the notices."""

from django.urls import path

from congvu.sites.portal.inbox import views

urlpatterns = [
    path("thong-bao/", views.inbox, name="inbox"),
    path("thong-bao/<int:notice_id>/", views.follow, name="notice"),
]
