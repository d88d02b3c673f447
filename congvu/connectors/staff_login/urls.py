"""Addresses of the officials' log-in by the province's provider."""

from django.urls import path

from congvu.connectors.staff_login import views

urlpatterns = [
    path("staff/oidc/", views.login, name="staff_oidc_login"),
    path("staff/oidc/ve/", views.callback, name="staff_oidc_callback"),
]
