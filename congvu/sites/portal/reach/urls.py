"""Addresses of the choice of channels."""

from django.urls import path

from congvu.sites.portal.reach import reminding, views

urlpatterns = [
    path("thong-bao/cach-nhan/", views.reach, name="reach"),
    path("thong-bao/cach-nhan/ma/<slug:contact>/", views.prove, name="reach_prove"),
    path("thong-bao/nhac-han/", reminding.choose, name="reminders_choose"),
    path("nhac-viec/<uuid:public_id>/", reminding.follow, name="reminder"),
]
