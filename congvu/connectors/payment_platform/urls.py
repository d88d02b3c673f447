"""Address at which the platform tells results."""

from django.urls import path

from congvu.connectors.payment_platform import views

urlpatterns = [path("thanh-toan/nen-tang/ket-qua/", views.result, name="payment_platform_result")]
