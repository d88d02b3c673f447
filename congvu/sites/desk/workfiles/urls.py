"""Addresses of work files, under ``ho-so-cong-viec/``."""

from django.urls import URLPattern, path

from congvu.sites.desk.workfiles import handing, lists, page

urlpatterns: list[URLPattern] = [
    path("", lists.shelf, name="workfiles"),
    path("danh-muc/", lists.begin, name="file_list_begin"),
    path("danh-muc/<int:list_id>/", lists.file_list, name="file_list"),
    path("danh-muc/<int:list_id>/viec/<slug:deed>/", lists.deed, name="file_list_deed"),
    path("danh-muc/<int:list_id>/in/", lists.printed, name="file_list_print"),
    path("giao-nop/", handing.handovers, name="handovers"),
    path("giao-nop/<int:handover_id>/nhan/", handing.receive, name="handover_receive"),
    path("giao-nop/<int:handover_id>/in/", handing.printed, name="handover_print"),
    path("<uuid:public_id>/", page.workfile, name="workfile"),
    path("<uuid:public_id>/viec/<slug:deed>/", page.deed, name="workfile_deed"),
    path("<uuid:public_id>/pdf/", page.as_pdf, name="workfile_pdf"),
    path("<uuid:public_id>/xml/", page.as_xml, name="workfile_xml"),
    path("<uuid:public_id>/xml/ky/", page.signed_xml, name="workfile_signed_xml"),
]
