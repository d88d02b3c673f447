"""Addresses of incoming documents, under ``van-ban/den/``."""

from django.urls import URLPattern, path

from congvu.sites.desk.incoming import books, compliance, entry, lists, mailbox, notes, page, scans

urlpatterns: list[URLPattern] = [
    path("", lists.mine, name="arrivals"),
    path("tat-ca/", lists.everything, name="arrivals_all"),
    path("nhap/", entry.page, name="arrival_entry"),
    path("nhap/tep/<uuid:use_id>/", scans.progress, name="arrival_reading"),
    path("nhap/tep/<uuid:use_id>/trang/<int:number>/", scans.picture, name="arrival_picture"),
    path("nhap/tep/<uuid:use_id>/viec/<slug:deed>/", scans.deed, name="arrival_reading_deed"),
    path("hop-thu/", mailbox.page, name="mailbox"),
    path("hop-thu/<uuid:public_id>/khong-vao-so/", mailbox.close, name="mailbox_close"),
    path("but-phe/", notes.next_one, name="arrival_notes"),
    path("so/", books.book, name="arrival_book"),
    path("so/in/", books.printed, name="arrival_book_print"),
    path("theo-doi/", books.follow_up, name="arrival_follow_up"),
    path("theo-doi/in/", books.follow_up_printed, name="arrival_follow_up_print"),
    path("chap-hanh/", compliance.report, name="documents_compliance"),
    path("chap-hanh/bao-cao/", compliance.file, name="documents_compliance_file"),
    path("chap-hanh/<int:agency_id>/<slug:fault>/", compliance.behind, name="documents_compliance_behind"),
    path("<uuid:public_id>/", page.arrival, name="arrival"),
    path("<uuid:public_id>/phieu/", books.slip, name="arrival_slip"),
    path("<uuid:public_id>/tep/<uuid:use_id>/", page.file, name="arrival_file"),
    path("<uuid:public_id>/viec/<slug:deed>/", page.deed, name="arrival_deed"),
]
