"""Address at which the post tells how far a parcel is."""

from django.urls import path

from congvu.connectors.post import views

urlpatterns = [path("buu-chinh/trang-thai/", views.told, name="post_told")]
