"""Addresses of the catalogue."""

from django.urls import path

from congvu.sites.portal.procedures import views

urlpatterns = [
    path("thu-tuc/", views.procedures, name="procedures"),
    path("thu-tuc/<str:code>/", views.procedure, name="procedure"),
]
