"""Addresses of the VNeID log-in."""

from django.urls import path

from congvu.connectors.vneid import views

urlpatterns = [
    path("vao/vneid/", views.login, name="vneid_login"),
    path("vao/vneid/ve/", views.callback, name="vneid_callback"),
]
