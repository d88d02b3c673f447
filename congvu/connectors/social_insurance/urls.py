"""Address at which the system tells how dossiers stand."""

from django.urls import path

from congvu.connectors.social_insurance import views

urlpatterns = [path("lien-thong/social_insurance/", views.told, name="social_insurance_told")]
