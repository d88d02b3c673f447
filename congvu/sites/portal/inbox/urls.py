"""Address of the notices."""

from django.urls import path

from congvu.sites.portal.inbox import views

urlpatterns = [path("thong-bao/", views.inbox, name="inbox")]
