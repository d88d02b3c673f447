"""Address of the check."""

from django.urls import path

from congvu.sites.portal.verification import views

urlpatterns = [path("xac-minh/", views.verify, name="verify")]
