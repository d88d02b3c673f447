"""Addresses of my papers, of the check of a code, and of what a check without a network needs."""

from django.urls import path

from congvu.sites.portal.vault import checks, views

urlpatterns = [
    path("giay-to-cua-toi/", views.papers, name="papers"),
    path("giay-to-cua-toi/<uuid:public_id>/", views.paper, name="paper"),
    path("giay-to-cua-toi/<uuid:public_id>/tep/", views.download, name="paper_file"),
    path("giay-to-cua-toi/<uuid:public_id>/du-lieu/", views.data, name="paper_data"),
    path("xac-minh/ma/", checks.code, name="check_code"),
    path("kho/khoa.json", checks.keys, name="vault_keys"),
    path("kho/trang-thai/<int:number>", checks.status_list, name="status_list"),
]
