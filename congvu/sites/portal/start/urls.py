"""Addresses of the first pages."""

from django.urls import path

from congvu.sites.portal.start import views

urlpatterns = [
    path("", views.home, name="home"),
    path("tro-giup/", views.help_page, name="help"),
    path("tro-giup/huong-dan/", views.manual_page, name="manual"),
    path("kha-nang-tiep-can/", views.accessibility, name="accessibility"),
    path("du-lieu-ca-nhan/", views.privacy, name="privacy"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
]
