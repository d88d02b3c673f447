"""Addresses of the link in a letter: whoever has it is the receiver."""

from django.urls import path

from congvu.sites.portal.mailed import views

urlpatterns = [
    path("van-ban-gui/<uuid:token>/", views.mailed, name="mailed"),
    path("van-ban-gui/<uuid:token>/tep/<uuid:use_id>/", views.file, name="mailed_file"),
]
