"""Address of the page."""

from django.urls import path

from congvu.sites.portal.access import views

urlpatterns = [path("du-lieu-cua-toi/luot-xem/", views.readings, name="readings")]
