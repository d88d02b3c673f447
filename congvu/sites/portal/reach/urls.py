"""Addresses of the choice of channels."""

from django.urls import path

from congvu.sites.portal.reach import views

urlpatterns = [
    path("thong-bao/cach-nhan/", views.reach, name="reach"),
    path("thong-bao/cach-nhan/ma/<slug:contact>/", views.prove, name="reach_prove"),
]
