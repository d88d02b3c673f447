"""Addresses of assignments, under ``nhiem-vu/``."""

from django.urls import URLPattern, path

from congvu.sites.desk.assignments import board, lists, page

urlpatterns: list[URLPattern] = [
    path("", lists.listing, name="assignments"),
    path("excel/", lists.download, name="assignments_excel"),
    path("giao/", page.give, name="assignment_give"),
    path("bang/", board.board, name="assignments_board"),
    path("<uuid:public_id>/", page.assignment, name="assignment"),
    path("<uuid:public_id>/viec/<slug:deed>/", page.deed, name="assignment_deed"),
]
