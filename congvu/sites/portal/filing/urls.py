"""Addresses of a filing."""

from django.urls import path

from congvu.sites.portal.filing import finish, pages, papers, start

urlpatterns = [
    path("nop-ho-so/<uuid:draft_id>/", finish.resume, name="filing"),
    path("nop-ho-so/<uuid:draft_id>/noi-giai-quyet/", start.agency, name="filing_agency"),
    path("nop-ho-so/<uuid:draft_id>/to-khai/<slug:page>/", pages.page, name="filing_page"),
    path("nop-ho-so/<uuid:draft_id>/giay-to/", papers.papers, name="filing_papers"),
    path("nop-ho-so/<uuid:draft_id>/nhan-ket-qua/", finish.receive, name="filing_receive"),
    path("nop-ho-so/<uuid:draft_id>/xem-lai/", finish.review, name="filing_review"),
    path("nop-ho-so/<uuid:draft_id>/bo/", finish.discard, name="filing_discard"),
    path("nop-ho-so/<str:code>/", start.start, name="file"),
    path("ho-so-cua-toi/<uuid:public_id>/da-nop/", finish.filed, name="filed"),
]
