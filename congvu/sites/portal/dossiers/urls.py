"""Addresses of my dossiers."""

from django.urls import path

from congvu.sites.portal.dossiers import mailing, paying, rating, supplement, views

urlpatterns = [
    path("ho-so-cua-toi/", views.my_dossiers, name="dossiers"),
    path("ho-so-cua-toi/<uuid:public_id>/", views.dossier, name="dossier"),
    path("ho-so-cua-toi/<uuid:public_id>/to-khai/", views.answers, name="answers"),
    path("ho-so-cua-toi/<uuid:public_id>/tep/<uuid:use_id>/", views.download, name="download"),
    path("ho-so-cua-toi/<uuid:public_id>/nhan-tin/", views.say, name="say"),
    path("ho-so-cua-toi/<uuid:public_id>/rut/", views.withdraw, name="withdraw"),
    path("ho-so-cua-toi/<uuid:public_id>/bo-sung/", supplement.supplement, name="supplement"),
    path("ho-so-cua-toi/<uuid:public_id>/gui-giay-to/", mailing.send_papers, name="send_papers"),
    path("ho-so-cua-toi/<uuid:public_id>/nop-tien/", paying.pay, name="pay"),
    path("ho-so-cua-toi/<uuid:public_id>/nop-tien/<uuid:charge_id>/ma-qr/", paying.qr, name="pay_qr"),
    path("ho-so-cua-toi/<uuid:public_id>/bien-lai/<uuid:receipt_id>/", paying.receipt, name="receipt"),
    path("ho-so-cua-toi/<uuid:public_id>/danh-gia/", rating.rate, name="rate"),
]
