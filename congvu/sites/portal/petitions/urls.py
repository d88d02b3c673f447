"""Addresses of petitions."""

from django.urls import path

from congvu.sites.portal.petitions import following, sending, views

urlpatterns = [
    path("phan-anh/", views.published, name="petitions"),
    path("phan-anh/gui/", sending.send, name="petition_send"),
    path("phan-anh/cua-toi/", views.mine, name="petitions_mine"),
    path("phan-anh/theo-doi/", following.ask, name="petition_ask"),
    path("phan-anh/ma/<str:follow_code>/", following.follow, name="petition_follow"),
    path("phan-anh/cong-khai/<uuid:public_id>/", views.answer, name="petition_public"),
]
