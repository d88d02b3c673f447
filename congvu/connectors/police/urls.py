"""Address at which the system tells how dossiers stand."""

from django.urls import path

from congvu.connectors.police import views

urlpatterns = [path("lien-thong/police/", views.told, name="police_told")]
