"""Addresses of the pages."""

from django.urls import path

from congvu.sites.portal.own import views

urlpatterns = [
    path("du-lieu-cua-toi/", views.own, name="own_data"),
    path("du-lieu-cua-toi/tai/<slug:form>/", views.copy, name="own_copy"),
]
